"""What a text that was told at last changes in a case: lines that waited for it, and goods that were kept aside for it."""

from typing import Any

from makegood.apps.inspection import queries as inspections
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.policy.decide import text_missed


def told_lines(case: Any) -> list[Any]:
    """Lines that are with a person for want of the text, and whose text is known by now. What a person has decided since stays decided."""
    decisions = returns.latest_decisions(case.id)
    known = _known(case)
    return [
        line for line in returns.lines_of_case(case.id)
        if line.decision == "needs_review" and line.order_line_id in known and line.id in decisions and text_missed(decisions[line.id].record["missing"])
    ]  # fmt: skip


def held_inspections(case: Any) -> list[Any]:
    """Inspections of goods that lie aside because nobody knew whether they bear a name, and whose text is known by now."""
    known = _known(case)
    held = {line.id for line in returns.lines_of_case(case.id) if line.disposition == "hold" and line.order_line_id in known}
    if not held:
        return []
    standing = inspections.standing_inspections(case.id)
    return [
        one
        for one in (standing.get(line_id) for line_id in held)
        if one is not None and one.proposed == "hold" and one.result != "not_this"
    ]


def _known(case: Any) -> set[int]:
    return {line.id for line in orders.lines_of(case.order_id) if not line.text_missing}
