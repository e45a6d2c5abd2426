"""Parcels on their way back."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.carriage import queries
from makegood.apps.returns import queries as returns
from makegood.casefile.holding import hold_case
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.schemas import PostingIn, ReceiveIn, answers
from makegood.journeys.receive_parcel import ReceivedLine, receive_parcel
from makegood.journeys.record_posting import record_posting
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of

router = Router(tags=["parcels"])


def _held(parcel_id: str, now: datetime) -> Any:
    case, _ = hold_case(parcel=parcel_id, now=now)
    return next(parcel for parcel in queries.parcels_of_case(case.id) if parcel.public_id == parcel_id)


def _line_id(parcel: Any, line: str) -> int:
    found = next((one for one in returns.lines_of_case(parcel.case_id) if one.public_id == line), None)
    if found is None:
        raise Refusal("line_unknown", "The parcel has no such line.", "Reload the case.", status=404, field="lines")
    return int(found.id)


@router.get("/{parcel_id}", response=answers())
@call("read")
def get_parcel(request: HttpRequest, parcel_id: str) -> dict[str, Any]:
    return shapes.parcel(queries.parcel_of(parcel_id))


@router.post("/{parcel_id}/receive", response=answers())
@call("receive")
def receive(request: HttpRequest, parcel_id: str, body: ReceiveIn) -> dict[str, Any]:
    caller, parcel = caller_of(request), _held(parcel_id, now_of(request))
    counted = None if body.lines is None else [ReceivedLine(_line_id(parcel, one.line), one.right, one.wrong) for one in body.lines]
    found = receive_parcel(
        merchant_id=caller.merchant_id, parcel_id=parcel.id, received=counted, shelf=body.shelf, by=caller.by, now=now_of(request)
    )
    return shapes.parcel(found)


@router.post("/{parcel_id}/posting", response=answers())
@call("write")
def posted(request: HttpRequest, parcel_id: str, body: PostingIn) -> dict[str, Any]:
    caller, parcel = caller_of(request), _held(parcel_id, now_of(request))
    found = record_posting(
        merchant_id=caller.merchant_id, parcel_id=parcel.id, carrier=body.carrier, tracking_number=body.tracking_number, by=caller.by,
        now=now_of(request),
    )  # fmt: skip
    return shapes.parcel(found)
