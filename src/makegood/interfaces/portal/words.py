"""Sentences for customers: plain, with a day in them (faces.md)."""

from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import money_first
from makegood.casefile.postage import kept_postage
from makegood.law.load import statutory_word
from makegood.web import credit_words
from makegood.web.sentences import is_engraved
from makegood.web.templatetags.money_tags import day, money, span

# What becomes of the old one, on the case's page; the card before says only that nothing has to be sent back.
KEEP = {
    "keep": gettext_lazy("Keep it, or give it away."),
    "donate": gettext_lazy("Keep it or give it away, as you like."),
    "recycle": gettext_lazy("Wrap it and put it in the household waste."),
    "destroy_with_photo": gettext_lazy("We would like one picture of it cut or broken; it is a request, not a condition."),
}


# Never beside the money in size and place: they stand below, with the refund still in sight (faces.md, screen a).
OTHER_WAYS = ("partial_refund", "store_credit", "gift_card", "reorder_discount")


def recipient_card(offer: dict[str, Any], line: Any, *, market: str, today: date | None = None) -> dict[str, Any]:
    """The same for whoever was given it as a present: no amount, no payment (docs/guarantees/presents.md)."""
    card, remedy = offer_card(offer, line, market=market, today=today) | {"amount": ""}, offer["remedy"]
    if remedy in ("refund", "partial_refund"):
        card["title"] = _("The money back, to the one who bought it.")
        card["text"] = " ".join(part for part in (_("It goes to the payment that it came from."), _duty(offer, amounts=False)) if part)
        card["for_buyer"] = True
    elif remedy in ("store_credit", "gift_card"):
        limited = credit_words.ends(offer)
        card["title"] = (
            _("A credit for you, worth what was paid for it.")
            if limited
            else _("A credit for you, worth what was paid for it, no end date.")
        )
        card["text"] = " ".join(
            part for part in (credit_words.of_offer(offer, amounts=False) if limited else "", _duty(offer, amounts=False)) if part
        )
    elif remedy == "reorder_discount":
        card["title"] = _("A part of the price off a new one.")
    return card


def offer_card(offer: dict[str, Any], line: Any, method: str = "", *, market: str, today: date | None = None) -> dict[str, Any]:
    """{"remedy", "title", "text", "why", "statutory", "amount", "letters", "ships"} of one offer for an order line; the law's own word for a change of mind is the market's."""
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
        head = (
            _("%(amount)s as credit for your next order.")
            if credit_words.ends(offer)
            else _("%(amount)s as credit for your next order, no end date.")
        ) % {"amount": amount}
    elif remedy == "reorder_discount":
        head = _("%(amount)s off a new one.") % {"amount": amount}
    elif remedy == "remake":
        head = _new_one(line)
    elif offer.get("exchange"):
        head = _("%(goods)s instead.") % {"goods": offer["exchange"]["title"]}
    else:
        head = _("A new one.") if remedy != "repair" else _("A repair.")
    return {
        "remedy": remedy,
        "title": head,
        "text": " ".join(
            part
            for part in (_difference(offer), _when(offer, today), _days_of_credit(offer), _duty(offer), _where_nothing_comes(offer))
            if part
        ),
        "why": _why(offer, market),
        "statutory": offer["basis"] == "statutory",
        "amount": amount,
        "letters": remedy in ("remake", "exchange") and line.customer_input == "own_text" and not offer.get("exchange"),
        "other_goods": bool(offer.get("exchange")),
        "ships": offer["duty"]["what"] == "send_back",
    }


def thing_of(line: Any) -> str:
    """The short name that the shop's catalogue has for such a thing ("mug"; a German one is capital), or nothing where it is not one plain word."""
    word = line.category.strip()
    fits = word.islower() if (get_language() or "en").startswith("en") else word[:1].isupper()
    return word if fits and word.isalpha() and len(word) <= 20 else ""


def _new_one(line: Any) -> str:
    thing = thing_of(line)
    if not is_engraved(line):
        return _("A new %(thing)s, made again.") % {"thing": thing} if thing else _("A new one, made again.")
    return _("A new %(thing)s, engraved again.") % {"thing": thing} if thing else _("A new one, engraved again.")


def to_do(card: dict[str, Any], thing: str) -> str:
    """What the one button says: the deed itself."""
    remedy, amount = card["remedy"], card["amount"]
    if card["ships"]:
        return _("Get my label")
    if card.get("other_goods"):
        return _("Take this instead")
    if remedy in ("remake", "exchange"):
        return _("Make my new %(thing)s") % {"thing": thing} if thing else _("Make my new one")
    if remedy in ("refund", "partial_refund") and not amount:
        return _("Send the money back to the one who bought it")
    if remedy == "refund":
        return _("Send %(amount)s back") % {"amount": amount}
    if remedy == "partial_refund":
        return _("Keep it, and send %(amount)s") % {"amount": amount}
    if remedy in ("store_credit", "gift_card"):
        return _("Take the credit")
    if remedy == "reorder_discount":
        return _("Take the discount")
    return _("Repair it") if remedy == "repair" else _("Send me a new one")


def _difference(offer: dict[str, Any]) -> str:
    """What other goods cost more or less than what was bought; nothing where there are none."""
    other = offer.get("exchange")
    if not other:
        return ""
    if other["pay_minor"]:
        amount = money(other["pay_minor"], offer["currency"])
        return _("It costs %(amount)s more: you pay that first, and then we send it.") % {"amount": amount}
    if offer["amount_minor"]:
        return _("It costs %(amount)s less: you get that back.") % {"amount": money(offer["amount_minor"], offer["currency"])}
    return _("Nothing to pay.")


def _when(offer: dict[str, Any], today: date | None) -> str:
    if offer["eta_from"]:
        return _("With you %(days)s.") % {"days": span(offer["eta_from"], offer["eta_until"])}
    if offer["remedy"] in ("remake", "replacement", "exchange", "repair"):
        return _("We tell you the day within one working day.")
    if offer["remedy"] in ("refund", "partial_refund"):
        if offer["release_refund_on"] == "approval":
            if today is not None and offer["pay_by"] == today.isoformat():
                return _("We send it today; your bank needs up to 5 days.")
            return _("We send it by %(day)s; your bank needs up to 5 days.") % {"day": day(offer["pay_by"])}
        if offer["pay_by"]:
            words = _("Sent by %(day)s, or on the day that your parcel or posting receipt reaches us if that is later.")
            return words % {"day": day(offer["pay_by"])}
        return _("Sent when your parcel is on its way and we can see it.")
    return ""


def _days_of_credit(offer: dict[str, Any]) -> str:
    return credit_words.of_offer(offer) if offer["remedy"] in ("store_credit", "gift_card") and credit_words.ends(offer) else ""


def _where_nothing_comes(offer: dict[str, Any]) -> str:
    """What follows where the money goes first and nothing comes back: said before it is chosen."""
    follows = offer.get("if_nothing_comes")
    return money_first(follows) if follows else ""


def _postage(offer: dict[str, Any], *, amounts: bool) -> str:
    """Who pays the way back; where a flat rate was agreed, in money and where it goes: the amount on the card is what is left."""
    if offer["duty"]["cost_to_customer"] == "label":
        return _("The shop pays the postage.")
    kept = kept_postage(offer)
    if kept and amounts:
        return _("You pay the postage: %(amount)s, which is taken off already.") % {"amount": money(kept, offer["currency"])}
    return _("You pay the postage.")


def _duty(offer: dict[str, Any], *, amounts: bool = True) -> str:
    duty = offer["duty"]
    if duty["what"] == "send_back":
        text = _("Send it back by %(day)s.") % {"day": day(duty["by"])}
        return f"{text} {_postage(offer, amounts=amounts)}"
    if offer["remedy"] in ("refund", "remake", "replacement", "exchange"):
        return _("Nothing to send back.")
    return ""


def old_one(offer: dict[str, Any] | None) -> str:
    """What to do with the piece that is not right; nothing where it is sent back."""
    if offer is None or offer["ship_back"] != "none" or offer["remedy"] not in ("refund", "remake", "replacement", "exchange"):
        return ""
    return str(KEEP.get(offer["keep_item"] or "keep", KEEP["keep"]))


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
