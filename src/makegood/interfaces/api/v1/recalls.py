"""Goods that are called back, who has to be told, and what may not be offered in the EU."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.orders.called_back import Chosen
from makegood.apps.recalls import queries
from makegood.base.tenancy import merchant_of
from makegood.casefile.recalling import RecallForm
from makegood.insight.recalls import nobody_answers, standing_of
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_recalls import AuthorityTask, AuthorityTasks, Recall, RecallIn, Recalls, ToldIn, UnansweredProducts
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.schemas import answers
from makegood.interfaces.api.v1.shapes import moment
from makegood.journeys.begin_recall import begin_recall
from makegood.journeys.end_recall import end_recall
from makegood.journeys.tell_authority import tell_authority
from makegood.web.clock import now_of

router = Router(tags=["recalls"])


def _task(one: Any) -> dict[str, Any]:
    return {
        "id": one.public_id, "cause": one.cause, "recall": one.recall.public_id if one.recall_id else None,
        "case": one.case.public_id if one.case_id else None, "market": one.market, "duty": one.duty, "portal": one.portal or None, "citation": one.cite,
        "confidence": one.confidence, "by_law": one.by_law, "due_at": moment(one.due_at), "done_at": moment(one.done_at), "reference": one.reference or None,
    }  # fmt: skip


def _recall(one: Any) -> dict[str, Any]:
    stands = standing_of(one)
    return {
        "id": one.public_id, "kind": one.kind, "state": one.state, "sku": one.sku, "title": one.title, "supplier": one.supplier or None,
        "batch": one.batch or None, "from_on": moment(one.from_on), "until_on": moment(one.until_on), "remedies": one.remedies, "verified_batch": one.verified_batch or None,
        "begun_at": moment(one.begun_at), "told_at": moment(one.told_at), "ended_at": moment(one.ended_at), "customers": stands.progress.states,
        "chosen": stands.progress.answers, "pieces": stands.progress.pieces, "tasks": [_task(each) for each in stands.tasks],
        "costs": [
            {name: shapes.money(getattr(row, name), row.currency) for name in ("refunded", "asked", "accepted", "credited")} for row in stands.costs
        ],
    }  # fmt: skip


def tasks_of_case(case_id: int) -> dict[str, Any]:
    return shapes.page([_task(one) for one in queries.tasks_of_case(case_id)], None)


@router.get("", response=answers(Recalls), operation_id="list_recalls")
@call("read")
def list_recalls(request: HttpRequest) -> dict[str, Any]:
    """The newest first, at most fifty; all on one page."""
    return shapes.page([_recall(one) for one in queries.recalls(50)], None)


@router.post("", response=answers(Recall), operation_id="begin_recall")
@call("write")
def begin(request: HttpRequest, body: RecallIn) -> dict[str, Any]:
    """Everybody whom it concerns is written to from now on, each once."""
    caller = caller_of(request)
    what = Chosen(body.sku, body.supplier, body.batch, body.from_on, body.until_on)
    form = RecallForm(what, body.hurts, body.hazard, body.what_to_do, body.reach, tuple(body.remedies), body.verified_batch)
    return _recall(begin_recall(merchant_id=caller.merchant_id, form=form, by=caller.by, now=now_of(request)))


@router.get("/tasks", response=answers(AuthorityTasks), operation_id="list_authority_tasks")
@call("read")
def tasks(request: HttpRequest) -> dict[str, Any]:
    """Who has still to be told, the most urgent first; all on one page."""
    return shapes.page([_task(one) for one in queries.open_tasks()], None)


@router.post("/tasks/{task_id}/told", response=answers(AuthorityTask), operation_id="tell_authority")
@call("write")
def told(request: HttpRequest, task_id: str, body: ToldIn) -> dict[str, Any]:
    """A person, or a program for them, says that it was done."""
    caller = caller_of(request)
    tell_authority(merchant_id=caller.merchant_id, task_id=task_id, reference=body.reference, by=caller.by, now=now_of(request))
    return _task(queries.task_of(task_id))


@router.get("/unanswered", response=answers(UnansweredProducts), operation_id="list_unanswered_products")
@call("read")
def unanswered(request: HttpRequest) -> dict[str, Any]:
    """What may not be offered in the EU as it is; all on one page."""
    found = nobody_answers(merchant_of(caller_of(request).merchant_id), now=now_of(request))
    return shapes.page([{name: getattr(one, name) for name in ("sku", "title", "supplier", "country", "pieces")} for one in found], None)


@router.get("/{recall_id}", response=answers(Recall), operation_id="get_recall")
@call("read")
def get_recall(request: HttpRequest, recall_id: str) -> dict[str, Any]:
    return _recall(queries.recall_of(recall_id))


@router.post("/{recall_id}/end", response=answers(Recall), operation_id="end_recall")
@call("write")
def end(request: HttpRequest, recall_id: str) -> dict[str, Any]:
    """It is over; whoever has not answered can still do so."""
    caller = caller_of(request)
    return _recall(end_recall(merchant_id=caller.merchant_id, recall_id=recall_id, by=caller.by, now=now_of(request)))
