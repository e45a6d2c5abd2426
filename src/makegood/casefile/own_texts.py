"""A shop's own texts of notices: whether one may be used, and how it reads on a case of theirs."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.own_check import Fault
from makegood.apps.notices.own_check import faults_of as faults_in
from makegood.apps.notices.own_words import words_only
from makegood.apps.notices.stages import stage_of
from makegood.apps.notices.writing import Words, words_of
from makegood.base.tenancy import Merchant


def faults_of(kind: str, language: str, subject: str, text: str, *, markets: tuple[str, ...], on: date) -> list[Fault]:
    """What apps.notices says of it, and what the law check says of its sentences in the markets where the shop sells (`citation` with it).

    Only what the law certainly forbids to say stands in the way; what is doubtful is for the shop to weigh, and is not said here.
    """
    found = faults_in(kind, language, subject, text)
    if not any(one["code"] in ("text_missing", "text_unfit") for one in found):
        found += _of_law(text, markets, on)
    return found


def _of_law(text: str, markets: tuple[str, ...], on: date) -> list[Fault]:
    from makegood.policy.site import site_violations

    sentences = words_only(text).replace("\u2022", "it")
    said: dict[str, Fault] = {}
    for one in site_violations({"statement": sentences[:4000]}, markets=markets, on=on):
        if one["level"] == "block" and one["code"] not in said:
            said[one["code"]] = {
                "code": one["code"], "field": "text", "citation": one["citation"], "market": one["market"], "remedy": one["remedy"],
                "message": _("The law of %(market)s does not let a shop say this (%(citation)s).") % one,
            }  # fmt: skip
    return list(said.values())


def preview(
    kind: str, language: str, subject: str, text: str, *, said: dict[str, Any] | None, merchant: Merchant, link: str, on: date
) -> Words:  # fmt: skip
    """How it reads with the values of a letter that was written (`said`), or with made-up ones where there is none yet."""
    values = dict(said) if said else example(kind, merchant, on)
    values.pop("note", None)
    own = merchant.texts.get(language, {})
    context = {**values, "link": link, **{name: own[name] for name in ("greeting", "sign_off") if name in own}}
    if "start" in stage_of(kind).places:
        context["start"] = link
    return words_of(kind, context, language=language, own=(subject, text))


def example(kind: str, merchant: Merchant, on: date) -> dict[str, Any]:
    """A made-up case in the shop's currency: for a kind of which the shop has no letter yet."""
    german = (merchant.languages or ["en"])[0] == "de"
    known: dict[str, Any] = {
        "item": "Becher mit Gravur" if german else "Engraved mug", "order": "1001", "number": "7KQM-2XPV", "customer_name": "Hanna Huber",
        "shop_name": merchant.name, "contact_name": merchant.contact_name, "moved": (1000, merchant.currency), "rest": (1880, merchant.currency),
        "noun": "Widerruf" if german else "withdrawal", "when": on.isoformat(), "code": "DANKE-4K7M", "credit_note": "2026-0001",
        "tracking": "JJD0099", "receipt": "R-2026-0001", "reason": "…", "text": "…", "title": "…", "statement": "…",
        "refused": [{"title": "Becher" if german else "Mug", "reason": "personalised", "until": None}], "earlier": None, "missing": [{"fate": "missing", "units": 1, "title": "Becher" if german else "Mug"}],
        "address": f"{merchant.name}, {', '.join(merchant.address)}",
    }  # fmt: skip
    made = {"amount": (2880, merchant.currency), "day": on + timedelta(days=5)}
    places = stage_of(kind).places
    return {name: known.get(name, made.get(places.get(name, ""), "")) for name in {**places, "number": "", "shop_name": ""}} | {
        "recipient": False
    }
