"""The one word that a customer or a list is shown, computed from the axes and stored nowhere."""

from collections.abc import Iterable

from makegood.casefile.ball import Axes

# In the order in which they are shown for a case of several lines: what still asks something of somebody comes first.
WORDS = (
    "choose", "looking", "send_it", "on_its_way_back", "something_missing", "being_checked", "money_trouble", "money_coming",
    "being_made", "new_one_coming", "declined", "dropped", "done",
)  # fmt: skip


def word_of_line(line: Axes) -> str:
    """A code of WORDS."""
    by_decision = {
        "undecided": "looking",
        "needs_review": "looking",
        "offered": "choose",
        "refused": "declined",
        "dropped_by_customer": "dropped",
    }
    if line.decision in by_decision:
        return by_decision[line.decision]
    by_reception = {
        "announced": "send_it",
        "in_transit": "on_its_way_back",
        "missing": "something_missing",
        "wrong_item": "something_missing",
        "lost": "something_missing",
        "expired": "send_it",
    }
    if line.reception in by_reception and line.money not in ("pending", "paid"):
        return by_reception[line.reception]
    if line.inspection == "waiting" and line.money not in ("pending", "paid"):
        return "being_checked"
    if line.money in ("due", "pending"):
        return "money_coming"
    if line.money in ("failed", "reversed"):
        return "money_trouble"
    if line.remake in ("proof", "approved", "in_production", "failed"):
        return "being_made"
    return "new_one_coming" if line.remake == "shipped" else "done"


def word_of_case(lines: Iterable[Axes]) -> str:
    """The word of the least finished line."""
    return min((word_of_line(line) for line in lines), key=WORDS.index, default="done")
