"""By when the shop has to answer a customer's complaint, and what its silence means there (adjacent topic `answer_deadlines`)."""

from datetime import date
from typing import Any

from makegood.law.adjacent import Adjacent, adjacent
from makegood.law.calendar import count
from makegood.law.load import market_used
from makegood.law.scenario import NON_CONFORMITY

# A complaint says that something is wrong; a change of mind is none.
COMPLAINTS = NON_CONFORMITY | {"late", "not_delivered", "delivered_not_received", "unexpected_charges", "customer_input_error"}
# Others are no clock of an ordinary complaint: demand letters, complaint books, disputes bodies, personal data, large firms alone.
_SCOPES = {"any_complaint": COMPLAINTS, "defect_claim": NON_CONFORMITY}


def answer_duty(code: str, kind: str, asked_on: date) -> dict[str, Any] | None:
    """{"by", "act", "silence", "citation", "level"} for a complaint of `kind` made on a day; None where the rows name no number of days.

    `act` is answer or settle (the remedy done); `level` says how far it may be relied on: block, warn or note.
    """
    found = adjacent("answer_deadlines", code, asked_on).get("")
    days, kind_of_days = (None, None) if found is None else _days(found, kind)
    if found is None or days is None:
        return None
    said = found.values["days"]
    return {
        "by": count(asked_on, days, kind_of_days, market_used(code)).isoformat(),
        "act": found.get("act"),
        "silence": found.get("silence"),
        "citation": said.cite,
        "level": said.level if found.get("scope") in _SCOPES else "note",
    }


def _days(found: Adjacent, kind: str) -> tuple[int | None, str | None]:
    others = found.get("others") or {}  # where large firms alone are meant, the rule for everybody else stands beside it
    for scope, days, kind_of_days in (
        (found.get("scope"), found.get("days"), found.get("day_kind")),
        (others.get("scope"), others.get("days"), None),
    ):
        if kind in _SCOPES.get(str(scope), ()):
            return days, kind_of_days
    return None, None
