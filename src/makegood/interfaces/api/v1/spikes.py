"""What comes back more often than before, and what is done about it."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from makegood.apps.quality import queries
from makegood.insight.effects import effect_of
from makegood.interfaces.api.v1 import spike_shapes
from makegood.interfaces.api.v1.answers_spikes import ActionIn, DismissIn, SpikePage, SpikeWithActions, StepIn
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import answers
from makegood.journeys.begin_action import begin_action
from makegood.journeys.dismiss_spike import dismiss_spike
from makegood.journeys.end_action import end_action
from makegood.journeys.record_spike_step import record_spike_step
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of

router = Router(tags=["spikes"])
State = Literal["", "open", "acting", "ended", "dismissed"]


@router.get("", response=answers(SpikePage), operation_id="list_spikes")
@call("read")
def list_spikes(request: HttpRequest, cursor: Cursor = "", state: State = "", limit: Limit = 50) -> dict[str, Any]:
    """The newest first."""
    found = queries.spikes_page(before_id=place_of(request, cursor), limit=limit + 1, state=state)
    return page_of(request, found, limit, spike_shapes.spike)


@router.get("/{spike_id}", response=answers(SpikeWithActions), operation_id="get_spike")
@call("read")
def get_spike(request: HttpRequest, spike_id: str) -> dict[str, Any]:
    return spike_shapes.with_actions(queries.spike_of(spike_id), now=now_of(request))


@router.post("/{spike_id}/dismiss", response=answers(SpikeWithActions), operation_id="dismiss_spike")
@call("write")
def dismiss(request: HttpRequest, spike_id: str, body: DismissIn) -> dict[str, Any]:
    """It needs nothing."""
    caller = caller_of(request)
    dismiss_spike(merchant_id=caller.merchant_id, spike_id=spike_id, why=body.why, by=caller.by, now=now_of(request))
    return _again(request, spike_id)


@router.post("/{spike_id}/steps", response=answers(SpikeWithActions), operation_id="record_spike_step")
@call("write")
def step(request: HttpRequest, spike_id: str, body: StepIn) -> dict[str, Any]:
    """Record what was done at once."""
    caller = caller_of(request)
    record_spike_step(merchant_id=caller.merchant_id, spike_id=spike_id, step=body.step, by=caller.by, now=now_of(request))
    return _again(request, spike_id)


@router.post("/{spike_id}/actions", response=answers(SpikeWithActions), operation_id="begin_action")
@call("write")
def begin(request: HttpRequest, spike_id: str, body: ActionIn) -> dict[str, Any]:
    """Something is changed; from then on the rate with it is held against the rate without."""
    caller = caller_of(request)
    begin_action(
        merchant_id=caller.merchant_id, spike_id=spike_id, what=body.what, who=body.who, from_on=body.from_on, from_batch=body.from_batch,
        due_on=body.due_on, by=caller.by, now=now_of(request),
    )  # fmt: skip
    return _again(request, spike_id)


@router.post("/{spike_id}/actions/end", response=answers(SpikeWithActions), operation_id="end_action")
@call("write")
def end(request: HttpRequest, spike_id: str) -> dict[str, Any]:
    """The change that is watched ends with the verdict of this moment."""
    caller, spike = caller_of(request), queries.spike_of(spike_id)
    action = queries.running_action(spike)
    if action is None:
        raise Refusal("no_action", "Nothing is being done about this.", "Begin something first.", status=409)
    effect = effect_of(spike, action, now=now_of(request))
    end_action(
        merchant_id=caller.merchant_id, spike_id=spike_id, verdict=effect.verdict, counts=effect.counts, by=caller.by, now=now_of(request)
    )
    return _again(request, spike_id)


def _again(request: HttpRequest, spike_id: str) -> dict[str, Any]:
    return spike_shapes.with_actions(queries.spike_of(spike_id), now=now_of(request))
