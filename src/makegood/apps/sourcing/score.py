"""How a supplier scores: pure arithmetic over what is known. What is not known counts neither for nor against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from makegood.apps.sourcing.words import ASKED, MEASURES

_POINTS = {"yes": 2, "partly": 1, "no": 0}


@dataclass(frozen=True, slots=True)
class Score:
    """`percent` (0 to 100) of the points that `known` answers could give, of `asked` questions; None where nothing is known."""

    percent: int | None
    known: int
    asked: int = len(ASKED)

    @property
    def unknown(self) -> int:
        return self.asked - self.known


def score_of(answers: Mapping[str, str]) -> Score:
    """`answers`: {question: yes, partly or no}; each question weighs the same."""
    points = [_POINTS[answers[one]] for one in ASKED if one in answers]
    return Score(round(50 * sum(points) / len(points)) if points else None, len(points))


@dataclass(frozen=True, slots=True)
class Measured:
    """How long a step took in days, against how long it may take; `days` None where it never came."""

    question: str
    days: int | None
    allowed: int

    @property
    def answer(self) -> str:
        """In time, within twice the time, or neither."""
        if self.days is None or self.days > 2 * self.allowed:
            return "no"
        return "yes" if self.days <= self.allowed else "partly"


def measured(steps: Mapping[str, str], allowed: Mapping[str, int], outcome: str) -> list[Measured]:
    """Of a test return: {step: ISO day}, {step: days that it may take}, and how it ended ("" while it runs).

    A span without a beginning or an end is not known, and not measured; only a refusal says that money never comes.
    """
    days = {step: date.fromisoformat(day) for step, day in steps.items()}
    found = []
    for question, last, firsts in MEASURES:
        first = next((days[one] for one in firsts if one in days), None)
        if last in days and first is not None:
            found.append(Measured(question, (days[last] - first).days, allowed[last]))
        elif last == "refunded" and outcome == "refused":
            found.append(Measured(question, None, allowed[last]))
    return found


def with_measured(said: Mapping[str, str], seen: list[Measured]) -> dict[str, str]:
    """What was measured goes before what was said."""
    return {**said, **{one.question: one.answer for one in seen}}
