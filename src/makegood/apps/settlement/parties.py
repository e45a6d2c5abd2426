"""Who can move money back, and which payments are theirs by the look of their names."""

import re

# A shop may have one of the first at a time (its own system, where that is connected and took the money), and PayPal beside it: many shops take cards through one and PayPal through the other.
PORTS = {"payments": ("manual", "sandbox", "stripe", "shopify", "woocommerce"), "payments_paypal": ("manual", "paypal")}
# Where a provider's secrets may go; a stand-in on this machine besides (docs/how-to/payments.md).
HOMES = {
    "stripe": ("https://api.stripe.com",),
    "paypal": ("https://api-m.paypal.com", "https://api-m.sandbox.paypal.com"),
}
# What our key may do there, asked when it is tried.
POWERS = ("read_refunds", "make_refunds", "read_disputes", "answer_disputes")

_NAMES = {"stripe": re.compile(r"(pi|ch|py)_[A-Za-z0-9_]{4,110}"), "paypal": re.compile(r"[A-Z0-9]{17}")}


def is_theirs(party: str, payment: str) -> bool:
    """May `party` know a payment of this name? A charge or payment intent of Stripe's, a capture of PayPal's; others are not told by their names."""
    shape = _NAMES.get(party)
    if shape is not None:
        return shape.fullmatch(payment) is not None
    return bool(payment)
