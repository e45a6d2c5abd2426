"""What a shop promises of itself, in its working days; and an offer that is taken later than it was made."""

from datetime import date, datetime, timedelta
from typing import Any

from makegood.casefile.days import end_of_day, local_day
from makegood.casefile.hours import closing, hours_of
from makegood.law.answering import answer_duty

ANSWER_WORKING_DAYS = 1  # a person answers by the close of the next working day
AT_MOST_DAYS = (
    14  # calendar days, wherever a shop is closed for long: the shortest clock of a complaint that stands in the law (law/adjacent, PL)
)
INSPECT_WORKING_DAYS = 2  # the hub's, by the shop's calendar: what lies there keeps the shop's customer waiting


def answer_by(merchant: Any, *, market: str, now: datetime) -> datetime:
    """When a person will have answered: the shop's next working day, but never later than the market's law asks for an answer, nor than a fortnight."""
    ends = [working_end(merchant, ANSWER_WORKING_DAYS, now=now)]
    day = local_day(now, merchant.zone)
    duty = answer_duty(market, "defective", day) if market else None
    if duty is not None and duty["level"] != "note":
        ends.append(end_of_day(date.fromisoformat(duty["by"]), merchant.zone))
    return min(ends)


def inspect_by(merchant: Any, *, now: datetime) -> datetime:
    return working_end(merchant, INSPECT_WORKING_DAYS, now=now)


def working_end(merchant: Any, days: int, *, now: datetime) -> datetime:
    """The close of the `days`-th working day, and a fortnight from now at the latest."""
    latest = end_of_day(local_day(now, merchant.zone) + timedelta(days=AT_MOST_DAYS), merchant.zone)
    return min(closing(now, days, hours_of(merchant)), latest)


def taken_on(offer: dict[str, Any], made_on: date, today: date) -> dict[str, Any]:
    """The offer as it is promised to somebody who takes it `today`: a new one begins to be made today, so that its days move along; money is
    never promised for a day that is over.
    """
    late = max(timedelta(0), today - made_on)
    moved = {
        name: (date.fromisoformat(offer[name]) + late).isoformat() for name in ("ready_on", "eta_from", "eta_until") if offer.get(name)
    }
    pay_by = {"pay_by": max(offer["pay_by"], today.isoformat())} if offer["pay_by"] else {}
    return {**offer, **moved, **pay_by} if late else offer
