"""One rule on its way into a policy's text, and the words that several of them share."""

from dataclasses import dataclass
from typing import Any

from makegood.policy.presets.questions import Answers


@dataclass(frozen=True, slots=True)
class Written:
    """`why` becomes the comment above it; `say` has no colon and no hash, so that YAML reads it as it stands."""

    id: str
    when: str
    sets: dict[str, Any]
    say: str = ""
    why: str = ""


def approval(answers: Answers) -> str:
    return "review" if answers.look_first else "auto"


def back(answers: Answers) -> dict[str, Any]:
    """Where a thing goes; not known: nothing is said, and a person decides."""
    return {} if answers.comes_back_to is None else {"ship_back": answers.comes_back_to}


def both(one: str, other: str) -> str:
    """`one and other`, with what has an `or` in brackets."""
    return " and ".join(f"({part})" if " or " in part else part for part in (one, other) if part)
