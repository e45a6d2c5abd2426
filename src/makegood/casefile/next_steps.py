"""What the system itself does next in a case."""

from collections.abc import Iterable, Mapping
from typing import Any

from makegood.casefile.ball import steps_of_line
from makegood.casefile.fault import CLAIMED, claim_on, shares_of


def next_steps(lines: Iterable[Any], choices: Mapping[int, Any], decisions: Mapping[int, Any], *, uncredited: bool = False) -> list[str]:
    """Names of journeys that may run now, in order: decide_return, issue_label, settle_return, raise_claim, issue_credit_note, close_return.

    `choices` and `decisions` by line id. A step that is named may still find that nothing is due; it then changes nothing.
    """
    rows = list(lines)
    if any(line.decision == "undecided" for line in rows):
        return ["decide_return"]
    taken = [line for line in rows if line.decision == "accepted_by_customer" and line.id in choices]
    found = []
    if any(choices[line.id].offer.get("ship_back", "none") != "none" and line.reception == "not_required" for line in taken):
        found.append("issue_label")
    if any(line.money == "due" for line in taken):
        found.append("settle_return")
    if any(line.recovery == "none" and _is_claimed(line, decisions) for line in taken if line.id in decisions):
        found.append("raise_claim")
    if uncredited:
        found.append("issue_credit_note")
    if not any(steps_of_line(line) for line in rows):
        found.append("close_return")
    return found


def _is_claimed(line: Any, decisions: Mapping[int, Any]) -> bool:
    return any(party in shares_of(line, claim_on(decisions[line.id].record)) for party in CLAIMED)
