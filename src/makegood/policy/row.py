"""The row executor: one pass over the rules for one set of facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from makegood.policy.rules import Policy


@dataclass(frozen=True, slots=True)
class RowResult:
    """`outcomes` per rule: True held, False did not, None unknown. `filled` maps a slot to the index of the rule that filled it."""

    outcomes: tuple[bool | None, ...]
    slots: dict[str, Any]
    filled: dict[str, int]
    doubtful: tuple[int, ...]


def run_rules(policy: Policy, values: Mapping[str, Any]) -> RowResult:
    """For every slot on its own, the first rule that holds and sets it. `doubtful`: unknown rules that stand before a slot's filler."""
    outcomes: list[bool | None] = []
    slots: dict[str, Any] = {}
    filled: dict[str, int] = {}
    doubtful: list[int] = []
    for index, rule in enumerate(policy.rules):
        held = True if rule.holds is None else rule.holds(values)
        outcomes.append(held)
        if held:
            for slot, value in rule.sets.items():
                if slot not in slots:
                    slots[slot] = value
                    filled[slot] = index
        elif held is None and any(slot not in slots for slot in rule.sets):
            doubtful.append(index)
    return RowResult(tuple(outcomes), slots, filled, tuple(doubtful))
