"""Whether a shop's own text of a notice may be used: readable, complete, and no figure in it but the decision's."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.fixed import Typed, typed_by_hand
from makegood.apps.notices.own_words import LONGEST_SUBJECT, LONGEST_TEXT, parsed, printed, words_only
from makegood.apps.notices.stages import Stage, stage_of
from makegood.apps.notices.symbols import place_of
from makegood.apps.notices.writing import original_words
from makegood.kernel.refusal import Refusal
from makegood.kernel.text import storable

Fault = dict[str, str]


def faults_of(kind: str, language: str, subject: str, text: str) -> list[Fault]:
    """[{"code", "field", "message", "remedy"}]; empty where it may be used. `field`: subject or text."""
    stage, ours = stage_of(kind), original_words(kind, language)
    found: list[Fault] = []
    for field, source, our, longest in (("subject", subject, ours[0], LONGEST_SUBJECT * 3), ("text", text, ours[1], LONGEST_TEXT)):
        found += _of_one(stage, field, source, our, longest)
    return found


def _of_one(stage: Stage, field: str, source: str, ours: str, longest: int) -> Iterator[Fault]:
    if not source.strip():
        yield _fault("text_missing", field, _("There is nothing in it."), _("Write something, or go back to our text."))
        return
    if len(source) > longest or storable(source) != source:
        yield _fault("text_unfit", field, _("This text is too long, or holds a character that mails don't take."), _("Shorten it."))
        return
    try:
        template = parsed(source, stage.places)
    except Refusal as refusal:
        name = str(refusal.extra.get("name", ""))
        message = _("There is no place “%(name)s” in this mail.") % {"name": name} if name else _("The marks in it can't be read.")
        yield _fault(
            refusal.code,
            field,
            message,
            _("Known are {{ name }}, {% if name %}, {% else %} and {% endif %}, with the names beside the text."),
        )
        return
    yield from _missing(stage, field, template.nodelist)
    for typed in typed_by_hand(words_only(source), ours=words_only(ours)):
        yield _typed(field, typed, stage)


def _missing(stage: Stage, field: str, nodes: Any) -> Iterator[Fault]:
    if field == "text":
        for name in stage.must:
            if name not in printed(nodes, {"recipient": False, name: True}, ever=False):
                message = _("“%(name)s” is missing on some way through the text; the mail would not say what it is for.") % {"name": name}
                yield _fault("place_missing", field, message, _("Put {{ %(name)s }} where it is always read.") % {"name": name})
    amounts = {name for name, kind in stage.places.items() if kind == "amount"}
    if stage.hides_price:
        for name in sorted(printed(nodes, {"recipient": True}, ever=True) & amounts):
            message = _("Whoever was given a present would read what it cost: “%(name)s”.") % {"name": name}
            yield _fault("price_to_recipient", field, message, _("Write it inside {% if not recipient %} … {% endif %}."))


def _typed(field: str, typed: Typed, stage: Stage) -> Fault:
    wanted = {"amount": "amount", "day": "day", "span": "day", "share": ""}[typed.kind]
    places = [name for name, kind in stage.places.items() if kind == wanted]
    message = {
        "amount": _("“%(said)s” is an amount typed by hand."), "day": _("“%(said)s” is a day typed by hand."),
        "span": _("“%(said)s” is a span of time typed by hand."), "share": _("“%(said)s” is a share typed by hand."),
    }[typed.kind] % {"said": typed.text}  # fmt: skip
    if places:
        remedy = _("Use %(place)s: it says what was decided for this customer.") % {"place": " / ".join(place_of(name) for name in places)}
    else:
        remedy = _("Leave it out: their page says it, as it was decided for them.")
    return _fault("typed_by_hand", field, message, remedy)


def _fault(code: str, field: str, message: str, remedy: str) -> Fault:
    return {"code": code, "field": field, "message": message, "remedy": remedy}
