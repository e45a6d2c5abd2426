"""Lines that a rule refused, and that no person has looked at."""

from collections.abc import Iterable, Mapping
from typing import Any


def refused_by_rule(lines: Iterable[Any], decisions: Mapping[int, Any], words: Iterable[Any]) -> list[Any]:
    """Of these lines those that a person may still be asked about. `decisions`: the newest of each line by its id; `words`: the case's.

    Where staff declined with a reason, a person has answered already.
    """
    answered = {row.line_id for row in words if row.topic == "decline_reason"}
    return [
        line
        for line in lines
        if line.decision == "refused" and line.id not in answered and line.id in decisions and decisions[line.id].outcome == "refused"
    ]


def reason_of(record: Mapping[str, Any]) -> str:
    """Why a rule refused: the law's word, or that the shop promised nothing. It stands last among the reasons."""
    return str(record["reasons"][-1]) if record["reasons"] else ""
