"""Writes of replacement orders and differences of price."""

from datetime import datetime
from typing import Any

from makegood.apps.replacements.models import PriceDifference, ReplacementOrder
from makegood.apps.replacements.states import DIFFERENCE, ORDER
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.tenancy import current_scope
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal

_ENDS = ("delivered", "refused", "voided", "earned", "paid_back")


def _begun(case_id: int) -> None:
    current_scope().known.pop(("replacements", case_id), None)


def draft(*, line: Any, by: Actor, now: datetime, **what: Any) -> ReplacementOrder:
    made: ReplacementOrder = ReplacementOrder.objects.create(
        merchant_id=line.merchant_id, public_id=new_public_id("rpo"), case_id=line.case_id, line=line, made_at=now, **what
    )
    _begun(line.case_id)
    timeline.note(
        f"case:{line.case_id}", "replacement.drafted", by=by, now=now, subject=made.public_id, line=line.public_id, party=made.party,
        pieces=made.quantity, sku=made.sku, merchant_id=line.merchant_id,
    )  # fmt: skip
    return made


def move(order: ReplacementOrder, to: str, *, by: Actor, now: datetime, **fields: Any) -> None:
    """Refuses `step_not_possible`; `fields` are saved with the step."""
    _check(ORDER, order.state, to)
    fields |= {"ended_at": now} if to in _ENDS else {}
    _save(order, to, fields)
    said = {"tracking": bool(order.tracking), "reason": order.reason, "ready_on": order.ready_on.isoformat() if order.ready_on else None}
    timeline.note(
        f"case:{order.case_id}", f"replacement.{to}", by=by, now=now, subject=order.public_id, merchant_id=order.merchant_id, **said
    )


def redate(order: ReplacementOrder, *, by: Actor, now: datetime, **fields: Any) -> None:
    """Whoever sends it names another day; the order stays where it is."""
    _save(order, order.state, fields)
    ready = order.ready_on.isoformat() if order.ready_on else None
    timeline.note(
        f"case:{order.case_id}",
        "replacement.redated",
        by=by,
        now=now,
        subject=order.public_id,
        merchant_id=order.merchant_id,
        ready_on=ready,
    )


def ask_difference(
    *, line: Any, decision: Any, amount_minor: int, currency: str, pay_link: str, by: Actor, now: datetime
) -> PriceDifference:
    made: PriceDifference = PriceDifference.objects.create(
        merchant_id=line.merchant_id, public_id=new_public_id("dif"), case_id=line.case_id, line=line, decision=decision,
        amount_minor=amount_minor, currency=currency, pay_link=pay_link, asked_at=now,
    )  # fmt: skip
    _begun(line.case_id)
    _note(made, "asked", by, now)
    return made


def move_difference(difference: PriceDifference, to: str, *, by: Actor, now: datetime, **fields: Any) -> None:
    """Refuses `step_not_possible`; `fields` are saved with the step."""
    _check(DIFFERENCE, difference.state, to)
    fields |= {"ended_at": now} if to in _ENDS else {}
    _save(difference, to, fields)
    _note(difference, to, by, now)


def join_case(case_id: int, into_id: int) -> None:
    """What belongs to a case that was joined into another belongs there."""
    for model in (ReplacementOrder, PriceDifference):
        model.objects.filter(case_id=case_id).update(case_id=into_id)


def _check(table: dict[str, tuple[str, ...]], state: str, to: str) -> None:
    if to not in table[state]:
        raise Refusal(
            "step_not_possible", f"This can't go from {state.replace('_', ' ')} to {to.replace('_', ' ')}.",
            "Reload the page: somebody may have been faster.", status=409, state=state, to=to,
        )  # fmt: skip


def _save(row: Any, state: str, fields: dict[str, Any]) -> None:
    row.state = state
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *fields])


def _note(difference: PriceDifference, state: str, by: Actor, now: datetime) -> None:
    timeline.note(
        f"case:{difference.case_id}", f"difference.{state}", by=by, now=now, subject=difference.public_id, amount=difference.amount_minor,
        currency=difference.currency, merchant_id=difference.merchant_id,
    )  # fmt: skip
