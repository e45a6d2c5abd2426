"""How long a customer's bank, or PayPal, takes a dispute about goods: the schemes' own days, which no shop can shorten."""

import re
from dataclasses import dataclass
from datetime import date

from makegood.kernel.period import add_days

# Visa Core Rules, dispute conditions 13.1 and 13.3, and Mastercard Chargeback Guide, reason code 4853: 120 days from the day on which the goods
# came, or were to come; at most 540 days from the payment. PayPal User Agreement: 180 days from the payment. As of 2026-11-22, confidence medium.
CARD_DAYS, CARD_CAP_DAYS, PAYPAL_DAYS = 120, 540, 180
_NO_CARD = re.compile(
    r"\b(?:(?:bank )?transfer|vorkasse|überweisung|invoice|rechnung|cash|bar|nachnahme|manual|gift card)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DisputeDay:
    """`cite`: card or paypal, by whose rules above."""

    until: date
    cite: str


def last_dispute_day(method: str, *, paid_on: date, came_on: date | None, expected_on: date | None) -> DisputeDay | None:
    """`method` as the order names it; None where it is unknown, or no card and not PayPal (a transfer can't be taken back)."""
    if "paypal" in method.casefold():
        return DisputeDay(add_days(paid_on, PAYPAL_DAYS), "paypal")
    if not method or _NO_CARD.search(method):
        return None
    began = max(day for day in (paid_on, came_on or expected_on or paid_on) if day is not None)
    until = min(add_days(began, CARD_DAYS), add_days(paid_on, CARD_CAP_DAYS))
    return DisputeDay(until, "card")
