"""What is said of hubs, routes, invoices and samples, where people read it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from makegood.web.templatetags.money_tags import money

ACTS = {
    "receive": later("receive a parcel"),
    "inspect": later("look at a piece"),
    "refurbish": later("make a piece like new"),
    "repack": later("pack a piece anew"),
    "restock": later("put a piece back into stock"),
    "donate": later("give a piece away"),
    "recycle": later("recycle a piece"),
    "destroy": later("destroy a piece"),
    "sample": later("look at a piece of a batch"),
}
REASONS = {
    "customer_asks": later("the customer asks for it"),
    "supplier_asks": later("the supplier asks for it"),
    "goods_differ": later("the goods are not as assumed"),
    "no_room": later("there is no room for it"),
    "cheaper": later("it is cheaper in truth"),
    "safety": later("to be on the safe side"),
    "other": later("something else"),
}
BARS = {
    "not_promised": later("not where your promise sends it"),
    "asked_back": later("what was offered asks for the goods back"),
    "recalled": later("recalled goods don't go there"),
    "customer_pays_more": later("the customer pays the way back and was told of a nearer one"),
    "no_agreement": later("no confirmed agreement says that the supplier takes goods back"),
    "supplier_takes_none": later("the supplier takes nothing back"),
    "supplier_elsewhere": later("the supplier wants returns at another place"),
    "too_late": later("the supplier's days for it are over"),
    "no_address": later("the supplier has no address for returns here"),
    "words_abroad": later("it bears the customer's words, and the supplier may not have them"),
}
PARTS = {
    "carriage": later("the way back"),
    "acts": later("the hub"),
    "staff": later("your time"),
    "worth": later("what the goods are worth there"),
}
CAUSES = {
    "fits": later("as agreed"),
    "price_differs": later("another price than agreed"),
    "quantity_differs": later("another number of pieces than were done"),
    "no_price": later("no price is agreed for this"),
    "act_unknown": later("the hub did nothing like this here"),
    "act_twice": later("asked for a second time"),
}
VERDICTS = {"accepted": later("accepted"), "disputed": later("disputed")}
BECAUSE = {
    "not_this": later("It is another thing than was announced: a person says what becomes of it."),
    "text_missing": later("Nobody knows yet whether it bears the customer's words."),
    "recalled": later("Recalled goods are kept aside: nobody else has them next."),
    "own_words": later("It bears the customer's words: nobody else can have it."),
    "sound": later("It is as new."),
    "broken": later("It is broken for good."),
    "not_able": later("The hub does not make goods like new."),
    "not_able_supplier": later("The hub does not make goods like new, so it goes to the supplier."),
    "no_price": later("The hub makes goods like new; what it takes for that is not agreed."),
    "no_price_supplier": later("What the hub takes for making it like new is not agreed."),
}


def place_words(kind: str, name: str = "") -> str:
    """Where goods go, as a table says it."""
    if kind == "hub":
        return name or _("the hub")
    return {"none": _("it stays with the customer"), "shop": _("to you"), "supplier": _("to the supplier")}[kind]


def why_of_proposal(why: dict[str, Any]) -> str:
    """Why this was proposed for a piece; "" where the look was made before anybody wrote that down."""
    because = why.get("because", "")
    if because in BECAUSE:
        return str(BECAUSE[because])
    if not because:
        return ""
    known = {name: money(why[name], why["currency"]) for name in ("sound", "cost", "other")}
    return {
        "mending_pays": _("Made like new for %(cost)s it is worth %(sound)s; sold off as it is, %(other)s."),
        "mending_costs": _("Making it like new costs %(cost)s for %(sound)s; sold off as it is, it brings %(other)s."),
        "mending_pays_supplier": _("Made like new for %(cost)s it is worth %(sound)s; the supplier gives %(other)s."),
        "mending_costs_supplier": _("Making it like new costs %(cost)s for %(sound)s; the supplier gives %(other)s."),
    }[because] % known


def why_of_route(record: list[dict[str, Any]], place: str, hub_id: int | None, currency: str, reason: str) -> str:
    """One sentence: why the goods go there."""
    said = _why(record, place, hub_id, currency, reason)
    return said[:1].upper() + said[1:]


def _why(record: list[dict[str, Any]], place: str, hub_id: int | None, currency: str, reason: str) -> str:
    mine = next((one for one in record if one["place"] == place and one["hub"] == hub_id), None)
    if mine is None:
        return ""
    where, cost = place_words(place, mine["name"]), money(mine["cost"], currency)
    if reason:
        return _("A person sends it there, %(where)s: %(reason)s. It costs about %(cost)s.") % {
            "where": where,
            "reason": REASONS[reason],
            "cost": cost,
        }
    others = [one for one in record if one is not mine and not [bar for bar in one["bars"] if bar != "not_promised"]]
    least = min(others, key=lambda one: int(one["cost"]), default=None)
    if least is None:
        return _("Nowhere else can it go: %(where)s, about %(cost)s.") % {"where": where, "cost": cost}
    known = {
        "where": where, "cost": cost, "days": days_words(mine["days"]), "other": place_words(least["place"], least["name"]),
        "least": money(least["cost"], currency),
    }  # fmt: skip
    if least["cost"] < mine["cost"]:
        return _("%(where)s, because your promise says so: about %(cost)s, %(days)s. The cheapest would be %(other)s, %(least)s.") % known
    return _("%(where)s, because it costs least: about %(cost)s, %(days)s. Next best is %(other)s, %(least)s.") % known


def days_words(days: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def places_shown(record: list[dict[str, Any]], currency: str) -> list[dict[str, Any]]:
    """The rows of the table beside it: {"place", "hub", "words", "cost", "days", "bars", "parts"}."""
    return [
        {
            "place": one["place"], "hub": one["hub"], "words": place_words(one["place"], one["name"]), "cost": money(one["cost"], currency),
            "days": days_words(one["days"]), "bars": [BARS[bar] for bar in one["bars"]],
            "lawful": not [bar for bar in one["bars"] if bar != "not_promised"],
            "parts": [(PARTS[part["name"]], money(part["minor"], currency)) for part in one["parts"] if part["minor"]],
        }
        for one in record
    ]  # fmt: skip


def verdict_words(verdict: Any, lot: int) -> str:
    """What a sample says of its batch, with its interval."""
    known = {"looked": verdict.looked, "bad": verdict.bad, "low": verdict.low, "high": verdict.high, "lot": lot}
    if verdict.word == "hold":
        return (
            _("Hold the batch: %(bad)s of %(looked)s pieces are bad; of all %(lot)s it is between %(low)s and %(high)s, 95 times in 100.")
            % known
        )
    if verdict.word == "accept":
        return _("Accept the batch: none of %(looked)s pieces is bad; of all %(lot)s at most %(high)s are, 95 times in 100.") % known
    return _("%(looked)s pieces were looked at so far, none is bad.") % known
