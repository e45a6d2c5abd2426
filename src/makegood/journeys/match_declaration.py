"""A declared withdrawal and its order come together: a case begins that counts from the declaration's moment."""

from datetime import datetime
from typing import Any

from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as orders
from makegood.apps.returns import locking, queries
from makegood.apps.returns import operations as returns
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.deadlines import set_deadline
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.casefile.holding import begins, hold_order
from makegood.casefile.passing import pass_ball
from makegood.casefile.said import wanted_of
from makegood.casefile.statement import when
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of
from makegood.law.words import words_for


def match_declaration(
    *, merchant_id: int, declaration_id: int, order_id: int, by: Actor, now: datetime, lines: list[dict[str, int]] | None = None
) -> Any:
    """The Declaration, with the case that was opened for its free units; None of it twice: one that was matched before is given back.

    `lines` ([{"line_id", "quantity"}]): what staff reads in it; without them what was ticked, or everything. Units that stand in a case
    already are not bounced: that case is told, and a person looks (`attached`). Refuses `order_unknown`, `unknown_market`,
    `declaration_settled` where it was answered or says the same as an earlier one.
    """
    with unit(merchants=[merchant_id], by=by):
        order = hold_order(order_id=order_id, now=now)
        declaration = locking.lock_declaration(declaration_id)
        if declaration.state in ("matched", "attached"):
            return declaration
        if declaration.state not in ("received", "unmatched"):
            raise Refusal("declaration_settled", "This was answered already.", "Look at the page again.", status=409)
        wanted = wanted_of(order, lines or declaration.lines, queries.taken_quantities(order.id))
        others = {case.id: case for _, case in wanted.elsewhere.values()}
        case = _open(order, declaration, wanted.free, by, now) if wanted.free else next(iter(others.values()))
        for other in others.values():
            _mention(other, declaration, by, now)
        staff = "staff" if by.kind == "staff" else ""
        state = "attached" if others else "matched"
        returns.record_match(declaration, order_id=order.id, case=case, proof=staff, state=state, by=by, now=now)
        return declaration


def _open(order: Any, declaration: Any, free: dict[int, int], by: Actor, now: datetime) -> Any:
    """Effective when sent: the day of the declaration is the day of the customer's notice, however late it was matched."""
    order_lines = {line.id: line for line in orders.lines_of(order.id)}
    rows = [
        {
            "order_line_id": line_id,
            "quantity": quantity,
            "kinds": ["change_of_mind"],
            "major": None,
            "value_minor": order_lines[line_id].gross_minor * quantity // order_lines[line_id].quantity,
        }
        for line_id, quantity in free.items()
    ]
    notified_on = local_day(declaration.received_at, zone_of(order.market))
    case, lines = returns.open_case(
        order=order, lines=rows, opened_by={"staff": "staff", "api": "api"}.get(by.kind, "customer"), notified_on=notified_on,
        declared_at=declaration.received_at, language=declaration.language, needed_by=None, by=by, now=now,
    )  # fmt: skip
    begins(case)
    set_deadline(
        kind="shop_decide_by", owner="shop", due_at=declaration.answer_by, now=now, source="told with the withdrawal", case_id=case.id,
        subject=declaration.public_id, told_on=declaration.declared_on,
    )  # fmt: skip
    timeline.note(
        f"case:{case.id}", "case.withdrawn", by=by, now=now, subject=declaration.public_id, statement=declaration.statement_digest
    )
    telling = Telling(case, order, order_lines, now=now)
    telling.make_link()
    words = words_for(order.market, case.language, on=notified_on)
    context = telling.context(noun=words.noun, when=when(declaration.received_at, zone_of(order.market)))
    notices.write_notice(kind="withdrawal_opened", context=context, **telling.to_customer(by))
    pass_ball(case, keep=returns.keep_ball, now=now)
    return case


def _mention(case: Any, declaration: Any, by: Actor, now: datetime) -> None:
    timeline.note(
        f"case:{case.id}", "case.also_withdrawn", by=by, now=now, subject=declaration.public_id, statement=declaration.statement_digest
    )
