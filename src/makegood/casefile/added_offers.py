"""Offers that stand beside what promise and law give: a person's, a recall's. Pure."""

from typing import Any


def kept_offer(remedy: str, basis: str, currency: str, amount_minor: int = 0) -> dict[str, Any]:
    """The customer keeps what they have, and owes nothing for it; days and the amount's parts are the caller's to add."""
    return {
        "remedy": remedy, "basis": basis, "right": None, "currency": currency, "amount_minor": amount_minor, "breakdown": None,
        "ship_back": "none", "keep_item": "keep", "return_paid_by": "shop", "release_refund_on": "approval",
        "duty": {"what": "nothing", "by": None, "cost_to_customer": None}, "pay_by": None, "eta_from": None, "eta_until": None, "percent": None,
    }  # fmt: skip
