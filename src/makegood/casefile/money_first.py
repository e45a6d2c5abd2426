"""Where the money goes before the goods come back: who that is, when they are reminded, and what follows when nothing comes. Pure."""

from datetime import date, datetime, timedelta
from typing import Any

from makegood.casefile.days import end_of_day

REMIND_DAYS = 3  # so long before the last day the customer is reminded, once
MORE_DAYS = 14  # what asking again gives: the fortnight of Dir. 2011/83 art. 14(1), once more
ASKED_AGAIN = "asked again"  # the source of that day: nobody is asked a third time by the system
REMINDER = "remind_send_back"


def is_first(offer: dict[str, Any]) -> bool:
    """Does the money go on approval while goods must come back?"""
    return offer["remedy"] in ("refund", "partial_refund") and offer["release_refund_on"] == "approval" and offer["ship_back"] != "none"


def follows(case: Any, line: Any, offer: dict[str, Any] | None) -> str:
    """What the promise says of this line now that nothing came; "" where a person says it.

    Of a present the money went to another than the one who was to send it. What has not left is stopped by a person, never owed.
    """
    if offer is None or not is_first(offer) or line.money != "paid" or case.opened_by == "recipient":
        return ""
    return str(offer.get("if_nothing_comes", ""))


def reminded_at(send_by: date, zone: str, now: datetime) -> datetime | None:
    """The beginning of the day of the reminder; None where that has passed."""
    at = end_of_day(send_by - timedelta(days=REMIND_DAYS + 1), zone)
    return at if at > now else None
