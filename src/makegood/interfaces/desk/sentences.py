"""The owner's rows: one sentence each, in words (faces.md, screen d)."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.web.labels import label
from makegood.web.templatetags.money_tags import day, money

NEW_ONES = ("remake", "replacement", "exchange", "repair")


def to_decide(row: dict[str, Any]) -> dict[str, Any]:
    """A row of Today's first block: its sentence, and whether what the decision names can be offered from here."""
    line, case = row["lines"][0], row["case"]
    decision = row["decisions"].get(line.id)
    offers = decision.record["offers"] if decision is not None and line.decision == "needs_review" else []
    kinds = ", ".join(label(kind) for kind in line.kinds)
    if case.ball_step != "decide":
        sentence = _("%(item)s: %(step)s.") % {"item": row["titles"], "step": label(case.ball_step)}
    elif case.needed_by and _too_late(offers, case.needed_by.isoformat()):
        words = {"day": day(case.needed_by), "item": row["titles"], "kinds": kinds, "offers": named(offers)}
        sentence = _("Needed by %(day)s, %(item)s: %(kinds)s. A new one can't make it. %(offers)s?") % words
    elif offers:
        sentence = _("%(item)s: %(kinds)s. %(offers)s?") % {"item": row["titles"], "kinds": kinds, "offers": named(offers)}
    else:
        sentence = _("%(item)s: %(kinds)s.") % {"item": row["titles"], "kinds": kinds}
    return row | {
        "sentence": sentence,
        "may_offer": bool(offers) and case.ball_step == "decide",
        "amount": any(offer["amount_minor"] for offer in offers),
        "first": line.public_id,
    }


def named(offers: list[dict[str, Any]]) -> str:
    """A new one, made again, or money back €28.80."""
    found = [
        label(offer["remedy"]) + (f" {money(offer['amount_minor'], offer['currency'])}" if offer["amount_minor"] else "")
        for offer in offers
    ]
    text = found[0] if len(found) == 1 else _("%(first)s, or %(last)s") % {"first": "; ".join(found[:-1]), "last": found[-1]}
    return text[:1].upper() + text[1:]


def _too_late(offers: list[dict[str, Any]], needed_by: str) -> bool:
    days = [offer["eta_until"] for offer in offers if offer["remedy"] in NEW_ONES and offer["eta_until"]]
    return bool(days) and min(days) > needed_by
