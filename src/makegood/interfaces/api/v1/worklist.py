"""What is to be done in the shop's own system: lists on which each thing stands once."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.worklist import queries
from makegood.base.tenancy import merchant_of
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_shop import WorkDay, WorkLists, WorkListWhole
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.days import Day
from makegood.interfaces.api.v1.schemas import answers
from makegood.journeys.hand_out_work import hand_out_work
from makegood.web.clock import now_of
from makegood.web.worklist import rows_of_day, rows_of_list

router = Router(tags=["worklist"])


@router.get("", response=answers(WorkLists), operation_id="list_worklists")
@call("read", sees="list")
def lists(request: HttpRequest) -> dict[str, Any]:
    """The last lists, the newest first."""
    return shapes.page([_shape(one) for one in queries.handouts()], None)


@router.post("", response=answers(WorkListWhole, 201), operation_id="hand_out_work")
@call("write", status=201)
def next_list(request: HttpRequest) -> dict[str, Any]:
    """Everything that stands on no list yet; `id` is null and `rows` empty where there is nothing new."""
    caller = caller_of(request)
    made = hand_out_work(merchant_id=caller.merchant_id, by=caller.by, now=now_of(request))
    return {"id": None, "number": None, "made_at": None, "rows": []} if made is None else {**_shape(made), "rows": rows_of_list(made)}


@router.get("/day/{day}", response=answers(WorkDay), operation_id="get_work_of_day")
@call("read", sees="list")
def of_day(request: HttpRequest, day: Day) -> dict[str, Any]:
    """What arose on that day of the shop's calendar, with its state; whether it stood on a list or not."""
    return {"day": day.isoformat(), "rows": rows_of_day(day, merchant_of(caller_of(request).merchant_id).zone)}


@router.get("/{list_id}", response=answers(WorkListWhole), operation_id="get_worklist")
@call("read", sees="list")
def one_list(request: HttpRequest, list_id: str) -> dict[str, Any]:
    found = queries.handout_of(list_id)
    return {**_shape(found), "rows": rows_of_list(found)}


def _shape(one: Any) -> dict[str, Any]:
    return {"id": one.public_id, "number": one.number, "made_at": shapes.moment(one.made_at)}
