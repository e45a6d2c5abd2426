"""A credit's days: the customer is told thirty days before a line ends, and what is left after its last day is written off."""

from datetime import date, datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.notices import operations as notices
from makegood.apps.settlement import credits as given
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement.queries import reimbursement_of
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.crediting import Line, lines_of, over, to_warn
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.telling import Telling

# Where what ends unspent goes: a gift that was not taken was never a cost; money that was owed and that the law lets end is an income.
INTO = {"bonus": "expense:goodwill", "owed": "income:credit_expired"}


def end_credit(*, merchant_id: int, reimbursement_id: str, now: datetime, by: Actor = SYSTEM) -> list[str]:
    """What was done: `warned`, `expired`, or nothing; run twice, it is done once.

    A line of whose end its customer was not told does not end: it is told now, and ends a fortnight later at the soonest.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=reimbursement_of(reimbursement_id).case_id, now=now)
        credit, zone = reimbursement_of(reimbursement_id), merchant_of(merchant_id).zone
        today = local_day(now, zone)
        parts = given.parts_of([credit.id])
        lines = lines_of(parts, given.moves_of([part.id for part in parts]), zone)
        done = []
        if ended := over(lines, today):
            _write_off(credit, ended, by, now, zone)
            done.append("expired")
        for line, day in to_warn(lines, today):
            _warn(credit, line, day, Telling(case, order, now=now), by, now)
            done.append("warned")
        return done


def _write_off(credit: Any, ended: list[Line], by: Actor, now: datetime, zone: str) -> None:
    entries = []
    for line in ended:
        assert line.ends_on is not None
        settlement.move_credit(
            credit,
            "expired",
            [(line.part, line.left_minor)],
            on=line.ends_on,
            source="system",
            reference=line.ends_on.isoformat(),
            by=by,
            now=now,
        )
        parts = (("customer:store_credit", credit.currency, line.left_minor), (INTO[line.part.kind], credit.currency, -line.left_minor))
        entries.append(NewEntry("posted", "credit_expired", credit.public_id, parts, credit.case_id))
    ledger.write(entries, by=by, now=now)


def _warn(credit: Any, line: Line, day: date, telling: Telling, by: Actor, now: datetime) -> None:
    settlement.warned(line.part, day)
    timeline.note(f"case:{credit.case_id}", "credit.warned", by=by, now=now, subject=credit.public_id, until=day.isoformat())
    context = telling.context(left=(line.left_minor, credit.currency), until=day, code=credit.provider_ref, bonus=line.part.kind == "bonus")
    notices.write_notice(kind="credit_ending", context=context, **telling.to_customer(by))
