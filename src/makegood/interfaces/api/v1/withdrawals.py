"""Declared withdrawals: kept and acknowledged as they come, with or without an order that is known."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.orders import queries as orders
from makegood.apps.returns import declared
from makegood.base.later import write_waiting
from makegood.base.unit import attempt
from makegood.casefile.said import Said
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_shop import Withdrawal, WithdrawalPage, WithdrawalWhole
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import DeclaredLineIn, MatchIn, MessageIn, WithdrawalIn, answers
from makegood.journeys.answer_declaration import answer_declaration
from makegood.journeys.declare_withdrawal import declare_withdrawal
from makegood.journeys.match_declaration import match_declaration
from makegood.kernel.refusal import Refusal
from makegood.kernel.text import storable
from makegood.web.clock import now_of
from makegood.web.follow import follow

router = Router(tags=["withdrawals"])


def _said(body: WithdrawalIn) -> tuple[Said, Any]:
    """(what is declared, the order that was named by its id). Lines that no order is known for are kept as words."""
    try:
        order = orders.order_of(storable(body.order)) if body.order.startswith("ord_") else None
    except Refusal:
        order = None
    lines = {name: line for line in (orders.lines_of(order.id) if order else []) for name in (line.public_id, line.source_id)}
    ticked = {
        lines[one.line].id: min(one.quantity or lines[one.line].quantity, lines[one.line].quantity)
        for one in body.lines
        if one.line in lines
    }
    unknown = [f"{one.quantity or ''} {one.line}".strip() for one in body.lines if one.line not in lines]
    goods = "\n".join(filter(None, (body.goods, *unknown)))
    number = order.number if order else body.order
    return Said(body.name, body.email, number, goods, tuple(ticked.items()), body.language), order


@router.post("", response=answers(Withdrawal, 201), operation_id="declare_withdrawal")
@call("write", status=201)
def declare(request: HttpRequest, body: WithdrawalIn) -> dict[str, Any]:
    """Keep it, acknowledge it, and open its case where the order is certain. It counts from this moment, whenever it is matched."""
    caller, now = caller_of(request), now_of(request)
    said, order = _said(body)
    made = declare_withdrawal(
        merchant_id=caller.merchant_id, said=said, by=caller.by, now=now, order_id=order.id if order else None, channel="api"
    )
    if made.state == "received" and made.order_id is not None:
        try:
            with attempt():
                found = match_declaration(
                    merchant_id=caller.merchant_id, declaration_id=made.id, order_id=made.order_id, by=caller.by, now=now
                )  # fmt: skip
                follow(merchant_id=caller.merchant_id, case_id=found.case_id, now=now)
        except Refusal:
            pass  # no law is known for the order's market: it stays received, and a person sees it on Today
    return _shown(made.public_id)


@router.get("", response=answers(WithdrawalPage), operation_id="list_withdrawals")
@call("read", sees="declaration")
def list_withdrawals(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """The newest first."""
    found = declared.declarations_page(before_id=place_of(request, cursor), limit=limit + 1)
    words = declared.words_of_several([one.id for one in found])
    return page_of(request, found, limit, lambda one: shapes.withdrawal(one, words.get(one.id)))


@router.get("/{withdrawal_id}", response=answers(WithdrawalWhole), operation_id="get_withdrawal")
@call("read", sees="declaration")
def get_withdrawal(request: HttpRequest, withdrawal_id: str) -> dict[str, Any]:
    return _shown(withdrawal_id) | {
        "timeline": [shapes.timeline_line(line) for line in declared.timeline_of(declared.declaration_of(withdrawal_id).id)]
    }


@router.post("/{withdrawal_id}/answer", response=answers(Withdrawal), operation_id="answer_withdrawal")
@call("write")
def answered(request: HttpRequest, withdrawal_id: str, body: MessageIn) -> dict[str, Any]:
    """A person's words to somebody whose order could not be found, or who has no such right."""
    caller, found = caller_of(request), declared.declaration_of(withdrawal_id)
    answer_declaration(merchant_id=caller.merchant_id, declaration_id=found.id, text=body.text, by=caller.by, now=now_of(request))
    write_waiting()
    return _shown(withdrawal_id)


@router.post("/{withdrawal_id}/match", response=answers(Withdrawal), operation_id="match_withdrawal")
@call("write")
def matched(request: HttpRequest, withdrawal_id: str, body: MatchIn) -> dict[str, Any]:
    """This is the order that was meant: its case is opened, and what follows is done."""
    caller, now = caller_of(request), now_of(request)
    found, order = declared.declaration_of(withdrawal_id), orders.order_of(body.order)
    lines = None if body.lines is None else _units(order, body.lines)
    made = match_declaration(merchant_id=caller.merchant_id, declaration_id=found.id, order_id=order.id, by=caller.by, now=now, lines=lines)
    if made.case_id is not None:
        follow(merchant_id=caller.merchant_id, case_id=made.case_id, now=now)
    write_waiting()
    return _shown(withdrawal_id)


def _units(order: Any, asked: list[DeclaredLineIn]) -> list[dict[str, int]]:
    lines, units = {name: line for line in orders.lines_of(order.id) for name in (line.public_id, line.source_id)}, []
    for one in asked:
        if one.line not in lines:
            raise Refusal("line_unknown", "The order has no such line.", "Name a line's id or ref.", status=404, field="lines")
        line = lines[one.line]
        units.append({"line_id": line.id, "quantity": min(one.quantity or line.quantity, line.quantity)})
    return units


def _shown(public_id: str) -> dict[str, Any]:
    row = declared.declaration_of(public_id)
    return shapes.withdrawal(row, declared.words_of(row.id))
