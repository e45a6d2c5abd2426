"""What a customer may ask for where a rule alone has decided (adjacent topic `privacy`, aspect automated_decision)."""

from dataclasses import dataclass
from datetime import date

from makegood.law.adjacent import adjacent

_PERSON = {"human_intervention", "own_view_to_a_person"}
_OWN_VIEW = {"own_view", "own_view_to_a_person"}
_REASONS = {"data_and_reasons_on_request"}


@dataclass(frozen=True, slots=True)
class AgainstRule:
    """`always`: whatever the decision weighs, not only where it is significant. `level` is how far the row may be relied on: block, warn or note."""

    person: bool
    always: bool
    own_view: bool
    reasons: bool
    citation: str
    level: str


def against_rule(code: str, on: date) -> AgainstRule | None:
    """What the market's rows give against a decision that no person took; None where they say nothing of it.

    A person may be asked for in every market all the same: that is the product's own rule. This says where it is the law's too.
    """
    found = adjacent("privacy", code, on).get("automated_decision")
    said = None if found is None else found.values.get("safeguards")
    if said is None:
        return None
    given = set(said.value)
    return AgainstRule(
        person=bool(given & _PERSON),
        always=found is not None and found.get("applies_to") == "any",
        own_view=bool(given & _OWN_VIEW),
        reasons=bool(given & _REASONS),
        citation=said.cite,
        level=said.level,
    )
