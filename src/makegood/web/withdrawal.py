"""What customers read about a withdrawal: the shop's labels, what happens by which day, the receipt as PDF."""

import re
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.apps.notices.stages.withdrawal_answered import another_right, why
from makegood.casefile.days import local_day
from makegood.casefile.postage import kept_postage
from makegood.casefile.said import market_of, refusal_of
from makegood.casefile.statement import receipt_title, when
from makegood.casefile.word import word_of_line
from makegood.law.words import Words, words_for
from makegood.web.pdf import render_pdf
from makegood.web.templatetags.money_tags import day, money


def words_of(merchant: Any, order: Any, *, now: datetime) -> Words:
    """The statutory words of the order's market, or of the shop's country, in the page's language."""
    market, zone = market_of(order, merchant)
    return words_for(market or merchant.country, get_language() or "en", on=local_day(now, zone))


def words_of_declaration(declaration: Any, merchant: Any) -> Words:
    return words_for(declaration.market or merchant.country, declaration.language, on=declaration.declared_on)


def why_exempt(noun: str, exemption: str, customer_input: str, answer_by: Any, zone: str) -> str:
    """What stands beside a line for which the law gives no withdrawal, as we read it (faces.md (c)); it can be declared all the same."""
    own = {
        "own_text": _("Made with your own text."), "own_image": _("Made with your own picture."),
        "own_measurements": _("Made to your own measurements."),
    }  # fmt: skip
    made = own.get(customer_input, "") if exemption == "personalised" else ""
    rest = _("We think the law gives no %(noun)s for it; you can declare it all the same, and we answer by %(day)s.")
    return f"{made} {rest % {'noun': noun, 'day': day(answer_by, zone)}}".strip()


def plan_of(title: str, line: Any, choice: Any, decision: Any, parcel: Any, address: str, method: str, noun: str) -> list[str]:
    """By line: what goes back by which day, what comes by which day, who pays the postage. Empty where the usual sentence says enough."""
    word = word_of_line(line)
    if word == "declined" and decision is not None:
        return [why(noun, **refusal_of(decision.record)), another_right()]
    if word != "send_it" or choice is None:
        return []
    offer = choice.offer
    by = parcel.send_by if parcel is not None and parcel.send_by else offer["duty"]["by"]
    back = _("Send %(item)s by %(day)s to %(address)s.") % {"item": title, "day": day(by), "address": address}
    return [back, _money_of(offer, method), _postage_of(offer)]


def _money_of(offer: dict[str, Any], method: str) -> str:
    amount = money(offer["amount_minor"], offer["currency"])
    known = {"amount": amount, "method": method, "day": day(offer["pay_by"])}
    if offer["pay_by"] and method:
        return _(
            "%(amount)s goes back to your %(method)s by %(day)s, or on the day your parcel or posting receipt reaches us if that is later."
        ) % known  # fmt: skip
    if offer["pay_by"]:
        return (
            _("%(amount)s goes back to you by %(day)s, or on the day your parcel or posting receipt reaches us if that is later.") % known
        )
    return _("%(amount)s goes back to you once your parcel or posting receipt has reached us.") % known


def _postage_of(offer: dict[str, Any]) -> str:
    kept = kept_postage(offer)
    if offer["return_paid_by"] == "shop":
        return _("We pay the postage: %(amount)s for you.") % {"amount": money(0, offer["currency"])}
    if kept:
        return _("You pay the postage: %(amount)s, which is taken off already.") % {"amount": money(kept, offer["currency"])}
    return _("You pay the postage. How much it is depends on the carrier that you choose; we do not know it.")


def title_of(declaration: Any, merchant: Any) -> str:
    return receipt_title(declaration, words_of_declaration(declaration, merchant).noun)


def earlier_of(declaration: Any) -> str:
    """The sentence that points to the first declaration of the same; empty where this is the first."""
    first = declaration.first
    if first is None:
        return ""
    words = {"when": when(first.received_at, first.zone), "number": first.number}
    return _("You sent us the same before, on %(when)s (%(number)s). That first one counts.") % words


def _breakable(text: str) -> str:
    """A word that is longer than a line may break, so that nothing of it runs off the paper."""
    return re.sub(r"(\S{40})(?=\S)", "\\1\u200b", text)


def receipt_data(declaration: Any, statement: dict[str, Any], merchant: Any) -> dict[str, Any]:
    """What the typst template is given."""
    with translation.override(declaration.language):
        return {
            "title": title_of(declaration, merchant),
            "lang": declaration.language[:2],
            "shop": merchant.name,
            "confirms": _("This confirms receipt."),
            "earlier": earlier_of(declaration),
            "intro": _("This is what we received:"),
            "sentence": statement["sentence"],
            "goods": [_breakable(one) for one in statement["goods"]],
            "rows": [[head, _breakable(value)] for head, value in statement["rows"]],
            "foot": _("Digest of this content (SHA-256): %(digest)s") % {"digest": declaration.statement_digest},
        }


def receipt_pdf(declaration: Any, statement: dict[str, Any], merchant: Any) -> bytes:
    """The receipt to keep: what was declared, with date, time and zone."""
    return render_pdf("withdrawal", receipt_data(declaration, statement, merchant))
