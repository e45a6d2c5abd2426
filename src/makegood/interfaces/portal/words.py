"""Sentences for customers: plain, with a day in them (faces.md)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.law.load import statutory_word
from makegood.web.templatetags.money_tags import day, money

KEEP = {
    "keep": gettext_lazy("You keep it."),
    "donate": gettext_lazy("You may keep it or give it away."),
    "recycle": gettext_lazy("Nothing to send back. Wrap what is broken and put it in the household waste."),
    "destroy_with_photo": gettext_lazy(
        "Nothing to send back. We would like one picture of it cut or broken; it is a request, not a condition."
    ),
}


def offer_card(offer: dict[str, Any], title: str, method: str = "", *, market: str) -> dict[str, Any]:
    """{"remedy", "title", "text", "why"} of one offer; the law's own word for a change of mind is the market's."""
    amount = money(offer["amount_minor"], offer["currency"])
    remedy = offer["remedy"]
    if remedy == "refund":
        head = (
            _("%(amount)s back to %(method)s.") % {"amount": amount, "method": method}
            if method
            else _("%(amount)s back.") % {"amount": amount}
        )
    elif remedy == "partial_refund":
        head = _("Keep it, and %(amount)s back.") % {"amount": amount}
    elif remedy in ("store_credit", "gift_card"):
        head = _("%(amount)s as credit for your next order, no end date.") % {"amount": amount}
    elif remedy == "reorder_discount":
        head = _("%(amount)s off a new one.") % {"amount": amount}
    elif remedy == "remake":
        head = _("A new one, made again.")
    else:
        head = _("A new one.") if remedy != "repair" else _("A repair.")
    return {
        "remedy": remedy,
        "title": head,
        "text": " ".join(part for part in (_when(offer), _duty(offer)) if part),
        "why": _why(offer, market),
        "name": title,
    }


def _when(offer: dict[str, Any]) -> str:
    if offer["eta_from"]:
        return _("With you %(first)s to %(last)s.") % {"first": day(offer["eta_from"]), "last": day(offer["eta_until"])}
    if offer["remedy"] in ("remake", "replacement", "exchange", "repair"):
        return _("We tell you the day within one working day.")
    if offer["remedy"] in ("refund", "partial_refund"):
        if offer["release_refund_on"] == "approval":
            return _("We send it by %(day)s; your bank needs up to 5 days.") % {"day": day(offer["pay_by"])}
        if offer["pay_by"]:
            words = _("Sent by %(day)s, or on the day that your parcel or posting receipt reaches us if that is later.")
            return words % {"day": day(offer["pay_by"])}
        return _("Sent when your parcel is on its way and we can see it.")
    return ""


def _duty(offer: dict[str, Any]) -> str:
    duty = offer["duty"]
    if duty["what"] == "send_back":
        text = _("Send it back by %(day)s.") % {"day": day(duty["by"])}
        return text + " " + (_("The label is free for you.") if duty["cost_to_customer"] == "label" else _("You pay the postage."))
    if offer["remedy"] in ("refund", "remake", "replacement", "exchange"):
        return str(KEEP.get(offer["keep_item"] or "keep", KEEP["keep"]))
    return ""


def _why(offer: dict[str, Any], market: str) -> str:
    if offer["basis"] == "statutory" and offer.get("right") == "withdrawal":
        return {
            "withdraw": _("This is your right by law: you may withdraw from the purchase."),
            "cancel": _("This is your right by law: you may cancel the purchase."),
            "send_back": _("This is your right by law: you may send it back."),
        }[statutory_word(market)]
    return {"statutory": _("This is your right by law."), "extra": _("This is our extra."), "staff": _("We offer you this.")}[
        offer["basis"]
    ]
