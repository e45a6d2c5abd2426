"""Writes of credit: lines as it is given, and moves, only ever added."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from makegood.apps.settlement.models import CreditMove, CreditPart, Reimbursement
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, change_later, write_waiting


def give_credit(reimbursement: Reimbursement, parts: Sequence[dict[str, Any]]) -> None:
    """`parts`: kind, amount_minor, source, expires_on, citation; one of nothing is left out."""
    if reimbursement.pk is None:
        write_waiting()
    add_later(
        *(
            CreditPart(merchant_id=reimbursement.merchant_id, reimbursement=reimbursement, currency=reimbursement.currency, **part)
            for part in parts
            if part["amount_minor"]
        )
    )


def move_credit(
    reimbursement: Reimbursement, kind: str, moves: Sequence[tuple[CreditPart, int]], *, on: date, source: str, by: Actor, now: datetime,
    order_number: str = "", order_key: str = "", reference: str = "",
) -> list[CreditMove]:  # fmt: skip
    """One thing that happened to a credit: `moves` (part, minor units), each a row; a line of the case's chain with the sum."""
    made = [
        CreditMove(
            merchant_id=reimbursement.merchant_id, part=part, kind=kind, amount_minor=amount, order_number=order_number[:60],
            order_key=order_key, reference=reference[:60], on=on, source=source, at=now, actor=str(by),
        )
        for part, amount in moves
        if amount
    ]  # fmt: skip
    add_later(*made)
    if made:
        timeline.note(
            f"case:{reimbursement.case_id}", f"credit.{kind}", by=by, now=now, subject=reimbursement.public_id, merchant_id=reimbursement.merchant_id,
            amount=sum(one.amount_minor for one in made), currency=reimbursement.currency, order=order_number[:60], reference=reference[:60],
        )  # fmt: skip
    return made


def warned(part: CreditPart, day: date) -> None:
    """The customer was told that this day is its last."""
    part.warned_for = day
    change_later(part, "warned_for")
