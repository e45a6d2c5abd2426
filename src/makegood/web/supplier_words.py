"""The supplier's words: a partner's tone, numbers, no accusation (faces.md, screen f). All of it is translated into Chinese."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from makegood.apps.parties import queries as parties
from makegood.web.templatetags.money_tags import clock, day, money

KINDS: dict[str, Any] = {
    "defective": gettext_lazy("broken or not working"),
    "damaged_in_transit": gettext_lazy("arrived damaged"),
    "wrong_item": gettext_lazy("wrong item"),
    "missing_part": gettext_lazy("parts missing"),
    "not_as_described": gettext_lazy("not as described"),
    "not_delivered": gettext_lazy("never arrived"),
    "delivered_not_received": gettext_lazy("marked delivered, never arrived"),
    "late": gettext_lazy("arrived late"),
    "customization_error": gettext_lazy("wrong text or picture"),
    "recalled": gettext_lazy("recalled"),
}
STATES: dict[str, Any] = {
    "accepted": gettext_lazy("You credit the whole amount"),
    "part_accepted": gettext_lazy("You credit a part"),
    "refused": gettext_lazy("You said no"),
    "info_requested": gettext_lazy("You asked us something; we answer here"),
    "credited": gettext_lazy("The credit has come"),
    "short_credited": gettext_lazy("A part of the credit has come"),
    "written_off": gettext_lazy("This is closed"),
    "drafted": gettext_lazy("Nothing is asked yet"),
}
FORMS: dict[str, Any] = {
    "credit_note": gettext_lazy("by credit note"),
    "refund": gettext_lazy("by transfer"),
    "deduct_from_invoice": gettext_lazy("deducted from the next invoice"),
    "replacement": gettext_lazy("by sending new ones"),
}
EVIDENCE: dict[str, Any] = {
    "photo": gettext_lazy("a photo of the fault"), "photo_of_product": gettext_lazy("a photo of the product"), "photo_of_packaging": gettext_lazy("a photo of the packaging"),
    "all_in_one_frame": gettext_lazy("a photo with all items in one frame"), "video": gettext_lazy("a video"), "unboxing_video": gettext_lazy("a video of the unpacking"),
    "complaint_screenshot": gettext_lazy("a screenshot of the customer's complaint, with its date"), "carrier_letter": gettext_lazy("a letter of the carrier that it was not delivered"),
    "print_job_id": gettext_lazy("the number of the print job"),
}  # fmt: skip
REASONS: dict[str, Any] = {
    "outside_the_window": gettext_lazy("It is outside the agreed time"),
    "not_our_fault": gettext_lazy("It did not happen with us"),
    "not_our_product": gettext_lazy("It is not our product"),
    "evidence_missing": gettext_lazy("The pictures do not show it"),
}
# What some suppliers refuse whatever the trouble is called.
REFUSES: dict[str, Any] = {
    "wrong_size_ordered": gettext_lazy("a size that the customer chose wrongly"), "wrong_address_given": gettext_lazy("an address that was given wrongly"),
    "size_within_an_inch": gettext_lazy("sizes that differ by less than an inch"), "placement_within_half_an_inch": gettext_lazy("a print that sits up to half an inch off"),
    "picture_too_coarse": gettext_lazy("a picture that was too coarse to print"),
    "embroidery_and_pretreatment": gettext_lazy("what embroidery and pretreatment always look like"), "colours_within_tolerance": gettext_lazy("colours within the usual tolerance"),
    "customers_own_content": gettext_lazy("what the customer had put on it"), "confirmed_and_window_over": gettext_lazy("what was confirmed as received and is past its window"),
}  # fmt: skip
CANT: dict[str, Any] = {
    "not_in_stock": gettext_lazy("It is not in stock"),
    "not_made_any_more": gettext_lazy("It is not made any more"),
    "not_our_order": gettext_lazy("It is not our order"),
    "address_missing": gettext_lazy("We don't know where to send it"),
    "other": gettext_lazy("Something else"),
}
ORDER_STATES: dict[str, Any] = {
    "drafted": gettext_lazy("Nothing is asked yet"),
    "accepted": gettext_lazy("You make it ready"),
    "sent": gettext_lazy("You sent it"),
    "delivered": gettext_lazy("It has arrived"),
    "refused": gettext_lazy("You can't send it"),
    "voided": gettext_lazy("It is not needed any more; please do not send it"),
}
WAITING = ("submitted", "acknowledged", "info_requested")
SPOKEN = {"zh-hans": "中文", "en": "English", "de": "Deutsch"}
_CHINESE = ("CN", "HK", "MO", "TW")


def supplier_of(asked: Any) -> Any:
    """The organisation that a claim (or an order) goes to by its agreement; None where it has none."""
    return parties.organisation_by_id(asked.agreement.organisation_id) if asked.agreement else None


def language_of(claim: Any, organisation: Any, asked: str) -> str:
    """What the page speaks (`claim`: it, or an order): what was tapped, else the agreement's language, and Chinese first for a supplier in China."""
    if asked in SPOKEN:
        return asked
    language = claim.agreement.language if claim.agreement else "en"
    if language == "en" and organisation is not None and organisation.country in _CHINESE:
        return "zh-hans"
    return language if language in SPOKEN else "en"


def reasons_of(claim: Any) -> dict[str, str]:
    """{code: words} for a no. What a confirmed agreement refuses is quoted first; an unconfirmed one is nothing that either side has said."""
    found: dict[str, str] = {}
    agreement = claim.agreement
    if agreement is not None and agreement.confirmed:
        if claim.kind in (agreement.terms.get("refuses") or []):
            found[f"refuses_{claim.kind}"] = _("Our agreement does not cover: %(what)s") % {"what": KINDS.get(claim.kind, claim.kind)}
        for place, one in enumerate(agreement.terms.get("refuses_when") or []):
            found[f"refuses_when_{place}"] = _("Our agreement does not cover: %(what)s") % {"what": REFUSES.get(one, one)}
    return found | {code: str(words) for code, words in REASONS.items()}


def order_line(order: Any, number: str) -> str:
    """Your order SZ-88213: please send again 2 × Mug, blue."""
    words = {"reference": number, "pieces": order.quantity, "goods": order.title}
    return _("Your order %(reference)s: please send again %(pieces)s × %(goods)s.") % words


def city_time(zone: str) -> str:
    """Shanghai time."""
    locale = (translation.get_language() or "en").replace("-", "_")
    return _("%(city)s time") % {"city": get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)}


def top_line(claim: Any) -> str:
    """Your order SZ-88213: 2 pieces, cracked. We ask 12.40 USD."""
    packet = claim.packet
    pieces = ngettext("%(n)s piece", "%(n)s pieces", packet["pieces"]) % {"n": packet["pieces"]}
    words = {
        "reference": packet["reference"], "pieces": pieces, "kind": KINDS.get(packet["kind"], packet["kind"]),
        "amount": money(claim.asked_minor, claim.currency),
    }  # fmt: skip
    if claim.party == "carrier":
        words["number"] = packet.get("tracking_number") or _("number not known")
        return _("Our order %(reference)s, your parcel %(number)s: %(pieces)s, %(kind)s. We ask %(amount)s.") % words
    return _("Your order %(reference)s: %(pieces)s, %(kind)s. We ask %(amount)s.") % words


def please_answer(by: datetime, zone: str) -> str:
    """Please answer by Friday 27 November 18:00, Shanghai time."""
    return _("Please answer by %(day)s %(hour)s, %(city)s.") % {"day": day(by, zone), "hour": clock(by, zone), "city": city_time(zone)}


def own_term(packet: dict[str, Any]) -> str:
    """Section 4: damage, 30 days from delivery. Day 9 of 30."""
    if not packet.get("window_days") or packet.get("day_of_window") is None:
        return str(packet.get("term") or "")
    count = _("Day %(day)s of %(days)s.") % {"day": packet["day_of_window"], "days": packet["window_days"]}
    return f"{packet['term']} {count}" if packet.get("term") else count


def evidence_named(one: Mapping[str, Any]) -> str:
    """2 × a photo of the fault."""
    count = one.get("count", 1)
    return f"{count} × {EVIDENCE[one['kind']]}" if count > 1 else str(EVIDENCE[one["kind"]])


def wanted_words(wanted: list[Mapping[str, Any]] | None) -> str:
    """What the supplier wants to see, by its own terms; "" where they name nothing."""
    always = [evidence_named(one) for one in wanted or [] if not one.get("if_doubtful")]
    doubtful = [_("%(what)s, where that is not enough") % {"what": evidence_named(one)} for one in wanted or [] if one.get("if_doubtful")]
    return ", ".join(always + doubtful)
