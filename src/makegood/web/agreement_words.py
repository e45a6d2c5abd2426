"""A supplier's terms in plain words: a sentence each, and which of them still stand as the pack has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from makegood.web.labels import label
from makegood.web.supplier_words import REFUSES, evidence_named

STARTS = {
    "order": later("the day of the order"), "dispatch": later("the day on which the parcel left"),
    "estimated_delivery": later("the day on which it should have arrived"), "delivery": later("the day on which this item's own parcel arrived"),
    "receipt_confirmed": later("the day on which the receipt was confirmed"),
}  # fmt: skip
GIVES = {
    "credit": later("a credit"), "refund": later("money back"), "wallet": later("money into your wallet there"), "reprint": later("a new print"),
    "resend": later("it is sent again"), "replacement": later("a new one"), "part": later("the missing part"), "part_refund": later("a part of the money"),
}  # fmt: skip
CARRIERS = {"supplier": later("the supplier"), "shop": later("you")}
PLACES = {
    "supplier": later("the supplier's address"), "shop": later("your own address"), "hub": later("your hub"), "nowhere": later("nowhere"),
}  # fmt: skip
UNANNOUNCED = {
    "sent_on": later("is sent on to you"), "kept_for_shop": later("is kept for you"), "donated": later("is given away"), "destroyed": later("is destroyed"),
    "sent_back": later("goes back to the customer"), "refused": later("is refused"),
}  # fmt: skip
STAGES = {
    "before_production": later("before it is made"),
    "in_production": later("while it is made"),
    "dispatched": later("once it has left"),
}
CANCELS = {"free": later("free"), "fee": later("for a fee"), "no": later("not possible")}
CHANNELS = {
    "link": later("by your private link or mail"), "dashboard": later("on the supplier's own site"), "api": later("by the supplier's interface for programs"),
    "chat": later("in a chat"),
}  # fmt: skip
GROUPINGS = {
    "order": later("by order"), "batch": later("by article, a few days' worth in one mail"), "week": later("by week, on Mondays"),
}  # fmt: skip
CREDIT_FORMS = {
    "credit_note": later("as a credit note"), "refund": later("as money back"), "deduct_from_invoice": later("off the next invoice"),
    "replacement": later("as a new one"),
}  # fmt: skip
NEW_ORDERS = {"mail": later("by mail, without a person")}
NOTES = {
    "older_pages_four_weeks": later("Older pages say four weeks."),
    "other_address_own_risk": later("What is sent back to an address of your own is at your own risk."),
    "video_instead_of_photo": later("A video will do in place of photos."),
    "back_to_sender_paid_reprint": later("For what came back to the sender: a new print that you pay for, or a part of the money."),
    "first_day_not_last": later("The days for a delay are the earliest on which it can be claimed, not the last."),
    "liquids_after_100_days": later("Liquids: a delay can be claimed from day 100 on."),
    "older_page_45_days_in_all": later("An older page closes an order 45 days after the longest delivery time."),
    "print_on_demand_no_cancelling": later("What is printed on demand can't be cancelled once it is ordered."),
    "preorders_no_cancelling": later("Pre-orders can't be cancelled."),
    "keep_a_way_by_hand": later("Claims by program were reported to fail where their preview worked: keep a way by hand."),
    "proof_of_refund_may_be_asked": later("It may ask for proof that the customer was refunded already."),
    "each_seller_its_own_window": later("Each seller there sets a window of its own: none, 15 or 30 days."),
    "pages_differ_on_delivered": later("Its pages differ on parcels that are marked as delivered and never came."),
    "refund_may_need_return": later("It may pay only once the goods are back."),
}  # fmt: skip
CONFIDENCE = {"high": later("sure"), "medium": later("fairly sure"), "low": later("unsure")}
DOES = {
    "print_on_demand": later("prints on demand"), "dropshipping": later("sends for you"), "marketplace": later("a marketplace of many sellers"),
    "any": later("nothing is assumed"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence; `of_pack`: it stands just as the pack has it."""

    text: str
    of_pack: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    says: tuple[Said, ...]


def parts_of(terms: Mapping[str, Any], pack: Mapping[str, Any] | None = None) -> list[Part]:
    """All that is known, under headings; what is not known is the last part. `pack`: the terms that it began with."""
    known = pack or {}
    found = [
        Part(kinds_words(claim["covers"]), tuple(Said(text, claim in (known.get("claims") or [])) for text in _window(claim)))
        for claim in terms.get("claims") or []
    ]
    rest = [Said(text, _same(terms, known, name)) for name, make in _REST.items() if (text := make(terms, name))]
    if rest:
        found.append(Part(_("For all of it"), tuple(rest)))
    if terms.get("notes"):
        notes = known.get("notes") or []
        found.append(Part(_("Notes"), tuple(Said(str(NOTES.get(one, one)), one in notes) for one in terms["notes"])))
    if unknown := _unknown(terms):
        found.append(Part(_("Not known"), tuple(Said(one[:1].upper() + one[1:] + ".") for one in unknown)))
    return found


def _same(terms: Mapping[str, Any], known: Mapping[str, Any], name: str) -> bool:
    top = name.partition(".")[0]
    one, other = known.get(top), terms.get(top)
    return one is not None and (one == other or (isinstance(one, list) and isinstance(other, list) and sorted(one) == sorted(other)))


def kinds_words(kinds: list[str]) -> str:
    return "; ".join(label(kind) for kind in kinds)  # some have a comma of their own


def _window(claim: Mapping[str, Any]) -> list[str]:
    found = [_days(claim.get("opens_after_days"), claim.get("closes_after_days"), claim.get("from"))]
    for market, days in (claim.get("by_market") or {}).items():
        opens, closes = (days.get(name, claim.get(name)) for name in ("opens_after_days", "closes_after_days"))
        found.append(_("In %(market)s: %(days)s.") % {"market": market, "days": _market_days(opens, closes)})
    if claim.get("paid_within_days") is not None:
        found.append(_("Only for orders that were paid no more than %(n)s days ago.") % {"n": claim["paid_within_days"]})
    if claim.get("evidence") is not None:
        found.append(evidence_words(claim["evidence"]))
    if claim.get("gives"):
        found.append(_("What is given: %(what)s.") % {"what": ", ".join(str(GIVES[one]) for one in claim["gives"])})
    if claim.get("percent") is not None:
        found.append(_("It pays %(n)s percent of what the item cost you.") % {"n": claim["percent"]})
    if claim.get("carriage_paid_by"):
        found.append(_("Carriage is paid by: %(who)s.") % {"who": CARRIERS[claim["carriage_paid_by"]]})
    if claim.get("says"):
        found.append(_("In their own words: %(words)s") % {"words": claim["says"]})
    return found


def _days(opens: int | None, closes: int | None, start: str | None) -> str:
    """When a claim can be made."""
    fill = {"opens": opens, "closes": closes, "start": STARTS[start] if start else _("a day that is not stated")}
    if opens is None and closes is None:
        return _("When a claim can be made is not known.")
    if closes is None:
        if not opens:
            return _("A claim can be made at once, counted from %(start)s; its last day is not known.") % fill
        return _("A claim can be made only from day %(opens)s on, counted from %(start)s; its last day is not known.") % fill
    if not opens:
        return _("A claim can be made until day %(closes)s, counted from %(start)s.") % fill
    return _("A claim can be made only from day %(opens)s to day %(closes)s, counted from %(start)s.") % fill


def _market_days(opens: int | None, closes: int | None) -> str:
    if closes is None:
        return _("from day %(opens)s on") % {"opens": opens}
    return _("from day %(opens)s to day %(closes)s") % {"opens": opens or 0, "closes": closes}


def evidence_words(wanted: list[Mapping[str, Any]]) -> str:
    """What is to be shown, as a sentence or two."""
    if not wanted:
        return _("Nothing has to be shown.")
    always = [evidence_named(one) for one in wanted if not one.get("if_doubtful")]
    doubtful = [evidence_named(one) for one in wanted if one.get("if_doubtful")]
    said = [_("To be shown: %(what)s.") % {"what": ", ".join(always)}] if always else []
    if doubtful:
        said.append(_("Where that is not enough: %(what)s.") % {"what": ", ".join(doubtful)})
    return " ".join(said)


def _value(terms: Mapping[str, Any], name: str) -> Any:
    """`name` with a dot for a term within a term."""
    value: Any = terms
    for part in name.split("."):
        value = (value or {}).get(part)
    return value


def _said(text: Any, words: Mapping[str, Any] | None = None) -> Any:
    """A sentence with the term's value in it, where the term is known."""

    def make(terms: Mapping[str, Any], name: str) -> str:
        value = _value(terms, name)
        if value is None:
            return ""
        return str(text) % {"n": value, "what": words[value] if words else value}

    return make


def _either(yes: Any, no: Any) -> Any:
    def make(terms: Mapping[str, Any], name: str) -> str:
        value = _value(terms, name)
        return "" if value is None else str(yes if value else no)

    return make


def _refuses(terms: Mapping[str, Any], name: str) -> str:
    return _("It never pays for: %(what)s.") % {"what": kinds_words(terms[name])} if terms.get(name) else ""


def _refuses_when(terms: Mapping[str, Any], name: str) -> str:
    said = ", ".join(str(REFUSES.get(one, one)) for one in terms.get(name) or [])
    return _("Nor for: %(what)s.") % {"what": said} if said else ""


def _unannounced(terms: Mapping[str, Any], name: str) -> str:
    known = terms.get("returns") or {}
    if not known.get("unannounced"):
        return ""
    fill = {"what": UNANNOUNCED[known["unannounced"]], "n": known.get("kept_days")}
    if known.get("kept_days") is None:
        return _("What comes back without word %(what)s.") % fill
    return _("What comes back without word %(what)s after %(n)s days.") % fill


def _cancelling(terms: Mapping[str, Any], name: str) -> str:
    said = [f"{STAGES[stage]}: {CANCELS[word]}" for stage, word in (terms.get(name) or {}).items()]
    return _("Cancelling: %(what)s.") % {"what": ", ".join(said)} if said else ""


def _transit(terms: Mapping[str, Any], name: str) -> str:
    said = ", ".join(f"{market} {days}" for market, days in (terms.get(name) or {}).items())
    return _("Days on the road: %(what)s.") % {"what": said} if said else ""


def _prices(terms: Mapping[str, Any], name: str) -> str:
    said = ", ".join(f"{sku} {price}" for sku, price in (terms.get(name) or {}).items())
    return _("Agreed prices: %(what)s.") % {"what": said} if said else ""


_REST: dict[str, Any] = {
    "only_these": _either(later("It pays for nothing else."), ""),
    "refuses": _refuses,
    "refuses_when": _refuses_when,
    "customer_refunded_first": _either(
        later("It pays only once you have refunded the customer: no refund waits for it."), later("It pays whether or not the customer was refunded.")
    ),
    "returns.accepted": _either(later("It takes goods back when customers change their minds."), later("It takes nothing back when customers change their minds.")),
    "returns.to": _said(later("Where goods go back to: %(what)s."), PLACES),
    "returns.send_within_days": _said(later("What goes back must be sent within %(n)s days.")),
    "returns.restocking_fee_percent": _said(later("It keeps %(n)s percent for taking them back.")),
    "returns.carriage_paid_by": _said(later("Their way back is paid by: %(what)s."), CARRIERS),
    "returns.unannounced": _unannounced,
    "cancellation": _cancelling,
    "channel": _said(later("Claims are made %(what)s."), CHANNELS),
    "grouping": _said(later("Claims are gathered %(what)s."), GROUPINGS),
    "answer_days": _said(later("It answers within %(n)s days.")),
    "platform_decides_after_days": _said(later("Where it doesn't answer, the marketplace decides after %(n)s days.")),
    "credit_days": _said(later("What it owes comes within %(n)s days.")),
    "credit_as": _said(later("It comes %(what)s."), CREDIT_FORMS),
    "production_days": _said(later("Making one takes %(n)s days.")),
    "transit_days": _transit,
    "prices": _prices,
    "new_orders": _said(later("New goods for customers are ordered %(what)s."), NEW_ORDERS),
    "transfer_clauses": _said(later("Customers' data may go to it: %(what)s.")),
    "order_answer_days": _said(later("It says within %(n)s days whether it takes an order.")),
}  # fmt: skip


def _unknown(terms: Mapping[str, Any]) -> list[str]:
    """What a shop would want to know and the terms don't say."""
    found = []
    if not terms.get("only_these"):
        named = {kind for claim in terms.get("claims") or [] for kind in claim["covers"]} | set(terms.get("refuses") or [])
        usual = (
            "defective",
            "damaged_in_transit",
            "wrong_item",
            "missing_part",
            "not_as_described",
            "customization_error",
            "not_delivered",
            "late",
        )
        if unsaid := [kind for kind in usual if kind not in named]:
            found.append(_("whether it pays for: %(what)s") % {"what": kinds_words(unsaid)})
    returns = terms.get("returns") or {}
    for known, text in (
        (terms.get("customer_refunded_first"), _("whether it pays before the customer was refunded")),
        (returns.get("accepted"), _("whether it takes goods back")),
        (terms.get("answer_days"), _("how soon it answers")),
        (terms.get("cancellation"), _("until when an order can be cancelled")),
    ):
        if known is None:
            found.append(text)
    return found
