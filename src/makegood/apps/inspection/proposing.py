"""What a finding says about the cause, and what should become of the unit. Pure."""

from collections.abc import Collection

_CAUSES = {
    "broken": "transit_damage", "used": "customer_damage", "wrong_text": "customization_error", "parts_missing": "production_defect",
    "dirty": "customer_damage",
}  # fmt: skip
_CONFIRMS = {"as_it_should": {"change_of_mind", "cancellation", "customer_input_error", "late", "refused_at_door", "returned_to_sender"}}


def root_cause(result: str, finding: str) -> str:
    """A word of ROOT_CAUSES."""
    if result == "not_this":
        return "wrong_item_sent"
    return _CAUSES.get(finding, "none_found" if result == "as_it_should" else "unknown")


FOR_OTHERS = ("restock", "refurbish", "liquidate", "donate")  # somebody else has it next


def propose(
    result: str, grade: str, *, personalised: bool, text_missing: bool = False, recalled: bool = False, abilities: Collection[str]
) -> str:
    """A disposition. Never to stock and never to a gift what is broken or bears somebody's own words (promise.md).

    `text_missing`: nobody knows whether it bears any; then it is kept aside until a person says so. `recalled`: nobody else ever has it
    next, in any market (law/adjacent/product_safety.yaml); it is kept aside until it is known where the recall sends it.
    """
    if result == "not_this" or text_missing or recalled:
        return "hold"
    if personalised:
        return "recycle"
    if grade == "A":
        return "restock"
    if grade == "B":
        return "refurbish" if "refurbish" in abilities else "liquidate"
    return "return_to_supplier" if grade == "C" else "recycle"


def contradicts(result: str, kinds: Collection[str]) -> bool:
    """The hub saw something else than the customer said, in a way that could change the decision."""
    return result == "as_it_should" and not set(kinds) & _CONFIRMS["as_it_should"]
