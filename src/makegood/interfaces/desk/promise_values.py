"""What a rule gives and what a decision says, in plain words: no value of a policy file reaches the page as it is written there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.policy.facts import FACTS
from makegood.policy.slots import SLOTS
from makegood.web.labels import label
from makegood.web.places import place_name
from makegood.web.templatetags.money_tags import day_short, money

NAMES = {
    "window": later("How long the customer may ask"),
    "eligible": later("Is anything given"),
    "remedies": later("What is offered, in order"),
    "partial_percent": later("The part of the price that goes back"),
    "store_credit_bonus_percent": later("What credit gives on top"),
    "store_credit_bonus_days": later("How long what is on top can be spent"),
    "store_credit_ends": later("May credit for money owed end"),
    "reorder_discount_percent": later("The discount on a new order"),
    "customer_share_percent": later("What the customer bears of the cost"),
    "ship_back": later("Where the goods go"),
    "keep_item": later("What is asked where nothing goes back"),
    "return_paid_by": later("Who pays the way back"),
    "return_fee": later("What the way back costs the customer"),
    "restocking_fee": later("What is kept of the refund"),
    "refund_outbound_shipping": later("Does the first delivery's price go back too"),
    "release_refund_on": later("What the money waits for"),
    "if_nothing_comes": later("What follows where nothing comes back"),
    "chooser": later("Who chooses among what is offered"),
    "evidence": later("What is asked to see"),
    "approval": later("By itself, or by a person"),
    "claim_on": later("Whom you claim it back from"),
    "answer_within_hours": later("Hours until the customer hears"),
    "message": later("Words for the customer"),
    "contingent": later("An offer, and what follows where it fails"),
}
WORDS: dict[str, dict[str, Any]] = {
    "eligible": {"yes": later("yes"), "no": later("no"), "review": later("a person decides")},
    "ship_back": {
        "hub": later("to the hub"), "supplier": later("to the supplier"), "shop": later("to us"), "none": later("nowhere: it stays with the customer"),
    },
    "keep_item": {
        "keep": later("keep it"), "donate": later("give it away"), "recycle": later("recycle it"),
        "destroy_with_photo": later("destroy it, and show a picture"),
    },
    "return_paid_by": {"customer": later("the customer"), "shop": later("we")},
    "refund_outbound_shipping": {"true": later("yes"), "false": later("no")},
    "release_refund_on": {
        "approval": later("nothing: it goes at once"), "proof_of_sending": later("the proof that it was sent back"),
        "carrier_scan": later("the carrier's first scan"), "delivery": later("the parcel's arrival"),
        "inspection": later("the look at what came back"), "supplier_credit": later("the supplier's credit"),
    },
    "store_credit_ends": {"never": later("never"), "when_law_allows": later("only where the customer's law surely allows it")},
    "if_nothing_comes": {
        "ask_again": later("we ask again"), "note_debt": later("we note it as owed to us"), "let_be": later("we let it be"),
    },
    "chooser": {"customer": later("the customer"), "shop": later("we")},
    "approval": {"auto": later("by itself"), "review": later("a person looks")},
    "evidence": {
        "photo": later("a photo"), "photo_of_packaging": later("a photo of the packaging"), "video": later("a video"),
        "receipt": later("the receipt"), "document": later("a document"),
    },
}  # fmt: skip
STARTS = {"delivery": later("from the day it came"), "order": later("from the order"), "shipment": later("from the day it was sent")}
_REASONS = {
    "window_over": later("the time to ask is over"),
    "policy_asks_for_review": later("the promise asks for a person"),
    "no_right_and_no_promise": later("neither the law nor the promise gives anything here"),
    "no_statutory_right": later("the law gives no right here"),
    "policy_was_disclosed": later("the terms were shown before the purchase"),
    "used_by_consumer": later("it was used"),
    "conforms_to_contract": later("it is as agreed"),
    "guarantee_over": later("the guarantee is over"),
    "unsealed": later("its seal was opened"),
    "custom_made": later("it was made for this customer"),
    "personalised": later("it was made for this customer"),
}
_OF = {
    "missing": later("not known: %(what)s"),
    "law_uncertain": later("the law is not certain enough there to say no: %(what)s"),
    "may_be_called_off": later("the contract may perhaps be ended: %(what)s"),
    "law_names_no_remedy": later("the law names no remedy there: %(what)s"),
}
_FILLED = {"default": later("as usual where nobody says"), "check": later("by the dates"), "law": later("by the law")}
assert set(NAMES) == set(SLOTS)


def said_value(slot: str, value: Any, currency: str) -> str:
    """60 days from the day it came; money back, credit for the next order; €4.90. Empty where the value says nothing."""
    if value in (None, [], {}, ""):
        return ""
    if slot == "window":
        return _window(value)
    if slot == "contingent" and isinstance(value, Mapping):
        known = {"offer": label(value.get("offer")), "then": label(value.get("then")), "n": value.get("after_days")}
        return _("%(offer)s; after %(n)s days %(then)s") % known
    if slot == "restocking_fee" and isinstance(value, Mapping):
        return f"{value.get('percent')} %"
    if slot in ("return_fee", "restocking_fee"):
        return money(minor_from_text(str(value), currency), currency)
    if slot.endswith("_percent"):
        return f"{value} %"
    if slot == "store_credit_bonus_days" and isinstance(value, int):
        return ngettext("%(n)s day", "%(n)s days", value) % {"n": value}
    if isinstance(value, list):
        return ", ".join(_listed(slot, one) for one in value)
    return word_of(slot, str(value).lower() if isinstance(value, bool) else str(value))


def word_of(slot: str, word: str) -> str:
    """What one word of a slot is called."""
    found = WORDS.get(slot, {}).get(word)
    if found is not None:
        return str(found)
    return label(word) if slot in ("remedies", "claim_on") else word


def _listed(slot: str, one: Any) -> str:
    if not isinstance(one, Mapping):
        return word_of(slot, str(one))
    count, word = one.get("count", 1), word_of(slot, str(one.get("kind")))
    return word if count == 1 else f"{count} × {word}"


def _window(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    said = []
    if "days" in value:
        days = value["days"]
        counted = ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if isinstance(days, int) else str(days)
        said.append(f"{counted} {STARTS.get(value.get('from', 'delivery'), '')}".strip())
    if "until" in value:
        said.append(_("until %(day)s") % {"day": _day(value["until"])})
    return ", ".join(said)


def _day(value: Any) -> str:
    try:
        return day_short(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def said_sets(sets: Mapping[str, Any], currency: str) -> list[tuple[Any, str]]:
    """[(what is said, how)] of a rule; a value that can't be read stands as it is written (its fault stands beside the rule)."""
    found = []
    for slot, value in sets.items():
        try:
            said = said_value(slot, value, currency)
        except Refusal:
            said = str(value)
        found.append((NAMES.get(slot, slot), said))
    return found


def said_reason(reason: str) -> str:
    """Why a person looks, or why nothing is offered."""
    kind, _colon, what = reason.partition(": ")
    if kind in _OF and what:
        fact = FACTS.get(what)
        code, _space, grade = what.partition(" (")
        name = fact.sentence if fact is not None else place_name(code) if kind.startswith("law_") else what
        return str(_OF[kind]) % {"what": name}
    return str(_REASONS.get(reason) or label(reason))


def filled_by(line: Mapping[str, Any]) -> str:
    """What filled a slot of a decision: a rule by its name, the law by its article."""
    return str(line.get("rule") or line.get("citation") or _FILLED.get(line["by"], line["by"]))
