"""What a notice says: our own words or the shop's, around the values of the case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation

from makegood.apps.notices.own_words import rendered
from makegood.apps.notices.stages import Stage, stage_of
from makegood.apps.notices.stages.phrases import amount, day, is_hidden, letter
from makegood.apps.notices.symbols import original
from makegood.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Words:
    """`trouble`: why the shop's own text could not be used; ours went instead."""

    subject: str
    text: str
    trouble: str = ""


def words_of(kind: str, context: dict[str, Any], *, language: str, own: tuple[str, str] | None = None) -> Words:
    """`own`: the shop's (subject, text) as templates. Whatever is wrong with them, the mail is written."""
    stage = stage_of(kind)
    with translation.override(language):
        if own is None:
            return Words(stage.subject(context), stage.text(context))
        try:
            return Words(*own_words(stage, context, *own))
        except (Refusal, ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
            trouble = error.code if isinstance(error, Refusal) else type(error).__name__
            return Words(stage.subject(context), stage.text(context), trouble)


def own_words(stage: Stage, context: dict[str, Any], subject: str, text: str) -> tuple[str, str]:
    """The shop's text in the active language. Raises what a template can; a text that says nothing is a `text_unreadable`."""
    values = values_of(stage, context)
    said, about = rendered(text, stage.places, values), " ".join(rendered(subject, stage.places, values).split())
    if not said or not about:
        raise Refusal("text_unreadable", "Nothing is left of it for this case.", "Write something that always stands there.", field="text")
    around = context | {"link": "", "number": ""} if "link" in stage.places else context
    return about, letter(around, said)


def values_of(stage: Stage, context: Mapping[str, Any]) -> dict[str, Any]:
    """Each place's value as it is printed in the active language; "" where the case has none. A gift's recipient is shown no amount."""
    hidden = is_hidden(dict(context))
    return {name: _value(stage, name, kind, context, hidden) for name, kind in stage.places.items()}


def _value(stage: Stage, name: str, kind: str, context: Mapping[str, Any], hidden: bool) -> Any:
    given = context.get(name)
    if kind == "made":
        return stage.made[name](dict(context))
    if kind == "yes":
        return bool(given)
    if not given or (kind == "amount" and (hidden or not given[0])):
        return ""
    return amount(given) if kind == "amount" else day(given) if kind == "day" else str(given)


def original_words(kind: str, language: str) -> tuple[str, str]:
    """Our own (subject, text) of a kind as templates: what a shop begins with."""
    stage = stage_of(kind)
    names = list(stage.places)
    with translation.override(language):
        return original(stage.subject, names), original(stage.text, names)


def plain_values(context: Mapping[str, Any]) -> dict[str, Any]:
    """What a notice keeps of its context, so that its text can be made again: plain values, and no private link."""
    kept: dict[str, Any] = {}
    for name, value in context.items():
        if name in ("link", "start", "note") or value is None:
            continue
        if isinstance(value, date):
            kept[name] = value.isoformat()
        elif isinstance(value, tuple):
            kept[name] = list(value)
        elif isinstance(value, str | int | bool | list | dict):
            kept[name] = value
    return kept
