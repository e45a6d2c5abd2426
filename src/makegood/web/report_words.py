"""Providers' reports and what differs from them, in words for people."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

PROVIDERS = {
    "stripe": "Stripe", "paypal": "PayPal", "shopify": "Shopify Payments", "woocommerce": "WooCommerce", "sandbox": "Sandbox", "klarna": "Klarna",
    "mollie": "Mollie", "adyen": "Adyen",
}  # fmt: skip


def provider_name(code: str) -> str:
    return PROVIDERS.get(code) or _("Other provider")


def form_words(code: str) -> str:
    return {
        "stripe_report": _("balance or payout report"), "stripe_export": _("export of the balance page"), "paypal_activity": _("activity download"),
        "shopify_payouts": _("payouts' transactions"), "plain": _("plain form"), "api": _("asked by makegood"),
    }.get(code, code)  # fmt: skip


def cause_words(code: str) -> tuple[str, str]:
    """(what it is, what to do)."""
    return {
        "unknown_refund": (
            _("Refunded there, and not known here."),
            _("Somebody gave it on the provider's own pages. Take it in, so that nobody gives it twice; or say what it was."),
        ),
        "not_booked": (
            _("It left there, and our books still wait for it."),
            _("Open the case and ask the provider again: then it is booked."),
        ),
        "missing_there": (
            _("We have booked it, and it is in no report of those days."),
            _("Look for it on the provider's own pages. If it never left, say so on the case and send it again."),
        ),
        "another_amount": (_("Another amount left than we have booked."), _("Compare both on the provider's pages; ask the provider again from the case.")),
        "another_currency": (_("It left in another currency than we have booked."), _("Compare both on the provider's pages, and say what it was.")),
        "twice": (_("It was refunded twice there."), _("Once by us and once beside it. Ask the customer for one of them, or record it as given.")),
        "came_back": (_("The refund came back to you after we had booked it."), _("Open the case and ask the provider again: the customer is owed it once more.")),
        "payout_differs": (_("The payout is not what its lines come to."), _("Download the report of this payout again; if it stays, ask the provider.")),
        "known_elsewhere": (_("Refunded there by hand, and recorded here."), ""),
        "on_its_way": (_("Booked lately, or on days of which no report tells yet."), ""),
        "another_month": (_("The same on both sides, but not in the same month."), ""),
    }[code]  # fmt: skip


MAY_BE = ("missing_there", "on_its_way", "not_booked")


def said(one: Any, beside: Iterable[Any] = ()) -> dict[str, Any]:
    """A difference with its words. `beside`: the others of its sum; what of ours has no line there is what a line that nobody knows may be."""
    what, todo = cause_words(one.cause)
    may_be = [other.ours for other in beside if other.cause in MAY_BE and other.ours is not None] if one.cause == "unknown_refund" else []
    return {
        "difference": one,
        "what": what,
        "todo": todo if one.is_open else "",
        "provider": provider_name(one.provider),
        "may_be": may_be[:20],
    }
