"""Parcels on their way back."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from makegood.apps.carriage import postage, queries
from makegood.apps.carriage.words import PARCEL_STATES
from makegood.apps.returns import queries as returns
from makegood.casefile.holding import hold_case
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_cases import Parcel, ParcelPage
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import PostingIn, ReceiveIn, SplitIn, answers
from makegood.journeys.receive_parcel import ReceivedLine, receive_parcel
from makegood.journeys.record_posting import record_posting
from makegood.journeys.retry_postage import retry_postage
from makegood.journeys.split_parcel import split_parcel
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of

router = Router(tags=["parcels"])
State = Literal[("", *PARCEL_STATES)]  # type: ignore[valid-type]


def _held(parcel_id: str, now: datetime) -> Any:
    case, _ = hold_case(parcel=parcel_id, now=now)
    return next(parcel for parcel in queries.parcels_of_case(case.id) if parcel.public_id == parcel_id)


def _line_id(parcel: Any, line: str) -> int:
    found = next((one for one in returns.lines_of_case(parcel.case_id) if one.public_id == line), None)
    if found is None:
        raise Refusal("line_unknown", "The parcel has no such line.", "Reload the case.", status=404, field="lines")
    return int(found.id)


@router.get("", response=answers(ParcelPage), operation_id="list_parcels")
@call("read", sees="parcel")
def list_parcels(request: HttpRequest, cursor: Cursor = "", state: State = "", limit: Limit = 50) -> dict[str, Any]:
    """The newest first."""
    return page_of(request, queries.parcels_page(before_id=place_of(request, cursor), limit=limit + 1, state=state), limit, shapes.parcel)


def held_parcel(request: HttpRequest, parcel_id: str) -> dict[str, Any]:
    return shapes.parcel(_held(parcel_id, now_of(request)))


@router.get("/{parcel_id}", response=answers(Parcel), operation_id="get_parcel")
@call("read", sees="parcel")
def get_parcel(request: HttpRequest, parcel_id: str) -> dict[str, Any]:
    return shapes.parcel(queries.parcel_of(parcel_id))


@router.post("/{parcel_id}/receive", response=answers(Parcel), operation_id="receive_parcel")
@call("receive", of=held_parcel)
def receive(request: HttpRequest, parcel_id: str, body: ReceiveIn) -> dict[str, Any]:
    caller, parcel = caller_of(request), _held(parcel_id, now_of(request))
    counted = None if body.lines is None else [ReceivedLine(_line_id(parcel, one.line), one.right, one.wrong) for one in body.lines]
    found = receive_parcel(
        merchant_id=caller.merchant_id, parcel_id=parcel.id, received=counted, shelf=body.shelf, by=caller.by, now=now_of(request)
    )
    return shapes.parcel(found)


@router.post("/{parcel_id}/posting", response=answers(Parcel), operation_id="record_posting")
@call("write", of=held_parcel)
def posted(request: HttpRequest, parcel_id: str, body: PostingIn) -> dict[str, Any]:
    caller, parcel = caller_of(request), _held(parcel_id, now_of(request))
    found = record_posting(
        merchant_id=caller.merchant_id, parcel_id=parcel.id, carrier=body.carrier, tracking_number=body.tracking_number, by=caller.by,
        now=now_of(request),
    )  # fmt: skip
    return shapes.parcel(found)


@router.post("/{parcel_id}/split", response=answers(Parcel, 201), operation_id="split_parcel")
@call("write", status=201, of=held_parcel)
def split(request: HttpRequest, parcel_id: str, body: SplitIn) -> dict[str, Any]:
    """The second parcel, with these units of the first."""
    caller, parcel = caller_of(request), _held(parcel_id, now_of(request))
    units: dict[int, int] = {}
    for one in body.lines:
        line = _line_id(parcel, one.line)
        units[line] = units.get(line, 0) + one.quantity
    made = split_parcel(merchant_id=caller.merchant_id, parcel_id=parcel.id, units=units, by=caller.by, now=now_of(request))
    return shapes.parcel(made)


@router.post("/{parcel_id}/postage/retry", response=answers(Parcel), operation_id="retry_postage")
@call("write", of=held_parcel)
def again(request: HttpRequest, parcel_id: str) -> dict[str, Any]:
    """The paid label that could not be had is asked for again, or taken back again."""
    caller, parcel = caller_of(request), _held(parcel_id, now_of(request))
    found = postage.postage_of(parcel.id)
    if found is None:
        raise Refusal("nothing_to_retry", "Nothing was asked for this parcel.", "Nothing has to be done.", status=409)
    retry_postage(merchant_id=caller.merchant_id, postage_id=found.public_id, by=caller.by, now=now_of(request))
    return shapes.parcel(parcel)
