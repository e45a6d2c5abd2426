"""Credit that may end: the customer is told a month before, and what is left of it on the day after its last is written off."""

from datetime import datetime, timedelta
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.notices import operations as notices
from makegood.apps.settlement import credits
from makegood.apps.settlement import operations as settlement
from makegood.base.actor import SYSTEM, Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.telling import Telling
from makegood.law.load import zone_of

TOLD_BEFORE = timedelta(days=30)
# Where the money goes: what came on top was a cost when it was given; what was owed is income once the law lets it end.
ACCOUNTS = {"bonus": "expense:goodwill", "owed": "income:credit_ended"}


def end_credit(*, merchant_id: int, part_id: int, by: Actor = SYSTEM, now: datetime) -> str:
    """`told`, `ended` or "" where nothing was to be done. Looked at again under the lock: what was spent meanwhile stays spent."""
    with unit(merchants=[merchant_id], by=by):
        part = credits.part_of(part_id)
        case, order = hold_case(case_id=part.credit.case_id, now=now)
        account = credits.account_of(part.credit)
        standing = next(one for one in account.parts if one.part_id == part.id)
        today = local_day(now, zone_of(order.market))
        if standing.until is None or standing.left <= 0 or part.credit.reimbursement.state != "posted":
            return ""
        if standing.lives(today):
            return _tell(part, standing, Telling(case, order, now=now), by, now) if part.reminded_at is None else ""
        moved = settlement.move_credit(part.credit, "expired", [(part.id, standing.left)], by=by, now=now)
        money = part.credit.currency
        parts = (("customer:store_credit", money, moved), (ACCOUNTS[standing.kind], money, -moved))
        ledger.write([NewEntry("posted", "credit_ended", part.credit.reimbursement.public_id, parts, case.id)], by=by, now=now)
        return "ended"


def due_parts(*, merchant_id: int, now: datetime) -> list[int]:
    """Parts that end within a month or have ended."""
    with unit(merchants=[merchant_id]):
        today = local_day(now, merchant_of(merchant_id).zone)
        return [one.id for one in credits.ending(before=today + TOLD_BEFORE)]


def _tell(part: Any, standing: Any, telling: Telling, by: Actor, now: datetime) -> str:
    settlement.mark_reminded(part, now=now)
    context = telling.context(
        amount=(standing.left, part.credit.currency), until=standing.until, code=part.credit.reimbursement.provider_ref
    )
    notices.write_notice(kind="credit_ends", context=context, **telling.to_customer(by))
    return "told"
