"""Writes a policy from answers: rules with a sentence each, comments that say why, and what is not known said as unknown.

No rule says less than the law of any market. A slot that the law fills better is left to it; what says less stands under a condition
(grounds.py) in which no law gives more; whatever no rule settles goes to a person.
"""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from makegood.kernel.money import minor_from_text
from makegood.policy.presets import rules_broken, rules_mind
from makegood.policy.presets.presets import preset
from makegood.policy.presets.questions import QUESTIONS, Answers, read_answers
from makegood.policy.presets.rule import Written

_WIDTH = 120
_HOW = (
    "Rules are read from the top; for each thing that is decided the first one that fits counts. What no rule decides is as the law of the "
    "customer's market has it, and nothing here says less than that law."
)


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    rules: tuple[Written, ...] = field(default=())


def write_policy(preset_name: str, given: Mapping[str, Any], *, on: date, name: str = "", head: str = "") -> str:
    """The policy's YAML for a preset and its answers, called `name` (the preset's). `head`: sentences for the top.

    `on` is the day it is written: the season is the next one. Refuses `no_preset` and `answer_invalid` (with the field).
    """
    about, answers = preset(preset_name), read_answers(given, on=on)
    lines = [*_comment(head or about.about), "#", *_comment(_HOW)]
    name = name or preset_name
    lines += [*_unknown(answers), "", f"policy: {name}", f"currency: {answers.currency}", "rules:"]
    parts = (
        _Part("Goods that are not as agreed", tuple(rules_broken.rules(answers))),
        _Part("A changed mind", tuple(rules_mind.rules(answers))),
        _Part("Everything else", (_default(answers),)),
    )
    for part in parts:
        lines += ["", f"  # == {part.title} ==", *(line for rule in part.rules for line in _rule(rule))]
    return "\n".join(lines) + "\n"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ")


def _unknown(answers: Answers) -> list[str]:
    """What nobody has answered yet stands at the top as unknown; the rules do without it."""
    rate, postage = minor_from_text(answers.return_rate, answers.currency), answers.true_postage
    asked = [question.asks for name, question in QUESTIONS.items() if question.open and getattr(answers, name) is None]
    lines = ["#", "# Not known yet:", *(f"# - {text}" for text in asked)] if asked else []
    if rate and postage is not None:
        lines += [
            "#",
            *_comment(f"The way back of a changed mind costs {answers.return_rate} {answers.currency}, a parcel really {postage}."),
        ]
    return lines


def _rule(rule: Written) -> Iterator[str]:
    yield from textwrap.wrap(rule.why, _WIDTH - 4, initial_indent="  # ", subsequent_indent="  # ")
    yield f"  - id: {rule.id}"
    if rule.when:
        yield from _when(rule.when)
    yield "    set:"
    yield from (f"      {slot}: {_value(value)}" for slot, value in rule.sets.items())
    if rule.say:
        yield f"    say: {rule.say}"


def _when(text: str) -> list[str]:
    if len(text) < _WIDTH - 10:
        return [f"    when: {text}"]
    return [
        "    when: >-",
        *textwrap.wrap(text, _WIDTH, initial_indent="      ", subsequent_indent="      ", break_long_words=False, break_on_hyphens=False),
    ]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_value(one)}' for key, one in value.items())}}}"
    return str(value)


def _default(answers: Answers) -> Written:
    hours = answers.answer_hours
    return Written(
        "a-person", "", {"approval": "review", "answer_within_hours": hours},
        f"A person looks at it and answers within {'a day' if hours == 24 else f'{hours} hours'}.",
    )  # fmt: skip
