"""The lines of a credit as it is given: what stands for money, and what was given on top, each with its day and where it comes from. Pure."""

from datetime import date
from typing import Any

from makegood.kernel.period import add_days
from makegood.law.credit_life import OwedLife


def parts_given(offer: dict[str, Any], record: dict[str, Any], *, owed: int, bonus: int, given_on: date) -> list[dict[str, Any]]:
    """For operations.give_credit. `offer["credit"]`: what was said of their days with the offer (policy/offers); without it neither ends."""
    said = offer.get("credit") or {}
    law = OwedLife(**said["owed"]) if said.get("owed") else None
    days = said.get("bonus_days")
    return [
        {
            "kind": "owed", "amount_minor": owed, "source": _basis(offer, record),
            "expires_on": law.last_day(given_on) if law else None, "citation": law.citation if law else "",
        },
        {
            "kind": "bonus", "amount_minor": bonus, "source": _rule(record, "store_credit_bonus_percent"),
            "expires_on": add_days(given_on, days) if days else None, "citation": "",
        },
    ]  # fmt: skip


def _basis(offer: dict[str, Any], record: dict[str, Any]) -> str:
    """The law's article where a right stands behind it, otherwise the rule of the promise that offers credit."""
    if offer.get("right"):
        cited = [text for given in record["entitlements"].values() for text in given.get("citations", [])]
        return f"{offer['right']}: {', '.join(dict.fromkeys(cited))}"[:120]
    return "staff" if offer["basis"] == "staff" else _rule(record, "remedies")


def _rule(record: dict[str, Any], slot: str) -> str:
    rule = next((line["rule"] for line in record["trace"] if slot in (line.get("filled") or ())), "")
    return f"rule {rule}"[:120] if rule else "staff"
