"""Writes of credit: it is given with its parts; what is done with them is only ever added."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from makegood.apps.settlement.models import Credit, CreditMove, CreditPart
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, add_now, change_later, write_waiting
from makegood.base.lookup import code_key
from makegood.kernel.ids import new_public_id


def give_credit(
    reimbursement: Any, *, code: str, bonus_minor: int, ends: dict[str, tuple[date | None, str]], by: Actor, now: datetime
) -> Credit:  # fmt: skip
    """The credit of a reimbursement with its parts; `ends`: by kind of part its last day and the source of that."""
    write_waiting()
    made = Credit(
        merchant_id=reimbursement.merchant_id, public_id=new_public_id("crd"), reimbursement=reimbursement, case_id=reimbursement.case_id,
        code_key=code_key(code), currency=reimbursement.currency, given_at=now,
    )  # fmt: skip
    add_now(made)
    amounts = {"owed": reimbursement.amount_minor - bonus_minor, "bonus": bonus_minor}
    add_later(*(
        CreditPart(merchant_id=made.merchant_id, credit=made, kind=kind, amount_minor=amount, until=ends[kind][0], source=ends[kind][1][:200])
        for kind, amount in amounts.items() if amount > 0
    ))  # fmt: skip
    timeline.note(
        f"case:{made.case_id}", "credit.given", by=by, now=now, subject=made.public_id, reimbursement=reimbursement.public_id, currency=made.currency,
        amount=reimbursement.amount_minor, bonus=bonus_minor,
    )  # fmt: skip
    return made


def move_credit(credit: Credit, kind: str, parts: Sequence[tuple[int, int]], *, order_number: str = "", by: Actor, now: datetime) -> int:
    """What was done with (part id, minor units); the sum."""
    add_later(*(
        CreditMove(merchant_id=credit.merchant_id, part_id=part_id, kind=kind, amount_minor=amount, order_number=order_number, at=now, actor=str(by))
        for part_id, amount in parts
    ))  # fmt: skip
    total = sum(amount for _, amount in parts)
    timeline.note(
        f"case:{credit.case_id}", f"credit.{kind}", by=by, now=now, subject=credit.public_id, amount=total, currency=credit.currency,
    )  # fmt: skip
    return total


def mark_reminded(part: CreditPart, *, now: datetime) -> None:
    part.reminded_at = now
    change_later(part, "reminded_at")
