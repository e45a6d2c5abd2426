"""Vetting and test returns in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from makegood.apps.sourcing.score import Measured, Score
from makegood.apps.sourcing.words import QUESTIONS

PARTS: dict[str, Any] = {
    "sourcing": later("Where the goods come from"), "pricing": later("Prices"), "speed": later("Speed and tracking"),
    "branding": later("Your name on it"), "returns": later("Returns and refunds"), "communication": later("Talking, by people and programs"),
}  # fmt: skip
ASKS: dict[str, Any] = {
    "makes_itself": later("It makes the goods itself, or says who does"),
    "sample_as_described": later("A sample was ordered and is as described"),
    "checks_each_piece": later("It looks at each piece before it leaves"),
    "safety_papers": later("It has the safety papers for your markets"),
    "prices_in_writing": later("Its prices stand in writing, with shipping and fees"),
    "no_minimum": later("You need not buy a minimum"),
    "tells_price_changes": later("It tells you of new prices before they count"),
    "production_days_kept": later("It keeps the days that it needs to make things"),
    "delivery_days_kept": later("It keeps the days of delivery"),
    "tracking_works": later("Every parcel has a tracking number that works"),
    "stock_near": later("It has stock near your customers"),
    "plain_parcel": later("Its parcels show no prices, names or adverts of others"),
    "own_branding": later("It can pack with your name"),
    "terms_in_writing": later("What it pays for stands in writing"),
    "return_address_near": later("Goods can go back to an address near your customers"),
    "pays_for_faults": later("It pays for faults of its own, without sending back"),
    "answers_in_time": later("It answers a return in time"),
    "inspects_in_time": later("It looks at what came back in time"),
    "refunds_in_time": later("It gives the money back in time"),
    "named_person": later("There is a person with a name who answers"),
    "answers_in_a_day": later("It answers a question within a day"),
    "orders_by_program": later("It takes orders by program"),
    "stock_by_program": later("It tells its stock by program"),
}
ANSWERS: dict[str, Any] = {"": later("not known"), "yes": later("yes"), "partly": later("partly"), "no": later("no")}
STEPS: dict[str, Any] = {
    "asked": later("You asked where it goes"), "answered": later("The supplier answered"), "sent": later("The sample left"),
    "arrived": later("It arrived there"), "inspected": later("The supplier looked at it"), "refunded": later("The money came"),
}  # fmt: skip
WAITS: dict[str, Any] = {
    "answered": later("The supplier says where it goes"), "sent": later("You send the sample"), "arrived": later("The carrier brings it"),
    "inspected": later("The supplier looks at it"), "refunded": later("The supplier gives the money back"),
}  # fmt: skip
OUTCOMES: dict[str, Any] = {
    "refunded": later("The money came"), "refused": later("The supplier said no"), "given_up": later("You gave it up"),
}  # fmt: skip
assert set(ASKS) == {question for part in QUESTIONS.values() for question in part}


def score_words(score: Score) -> str:
    """72 of 100, over 14 of 23 answers; 9 are not known."""
    if score.percent is None:
        return _("Nothing is known yet.")
    said = _("%(percent)s of 100, over %(known)s of %(asked)s answers.") % {
        "percent": score.percent,
        "known": score.known,
        "asked": score.asked,
    }
    if not score.unknown:
        return said
    return f"{said} " + ngettext("%(n)s is not known.", "%(n)s are not known.", score.unknown) % {"n": score.unknown}


def measured_words(one: Measured) -> str:
    """Measured: 9 days, 3 are allowed."""
    if one.days is None:
        return _("Measured: it never came.")
    said = ngettext("Measured: %(n)s day", "Measured: %(n)s days", one.days) % {"n": one.days}
    return said + ngettext(", %(n)s is allowed.", ", %(n)s are allowed.", one.allowed) % {"n": one.allowed}


def allowed_words(test: Any, step: str) -> str:
    """How long a step may take, and who says so."""
    days = ngettext("%(n)s day", "%(n)s days", test.allowed[step]) % {"n": test.allowed[step]}
    return (_("%(days)s by your agreement") if step in test.agreed else _("%(days)s, our usual time")) % {"days": days}


def answer_words(answers: Mapping[str, str], question: str) -> str:
    return str(ANSWERS[answers.get(question, "")])
