"""What a shop promises of itself, in its working days; and an offer that is taken later than it was made."""

from datetime import date, datetime, timedelta
from typing import Any

from makegood.casefile.hours import closing, hours_of

ANSWER_WORKING_DAYS = 1  # a person answers by the close of the next working day
INSPECT_WORKING_DAYS = 2  # the hub's, by the shop's calendar: what lies there keeps the shop's customer waiting


def answer_by(merchant: Any, *, now: datetime) -> datetime:
    return closing(now, ANSWER_WORKING_DAYS, hours_of(merchant))


def inspect_by(merchant: Any, *, now: datetime) -> datetime:
    return closing(now, INSPECT_WORKING_DAYS, hours_of(merchant))


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
