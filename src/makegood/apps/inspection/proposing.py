"""What a finding says about the cause, and what should become of the unit and why. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

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


def barred(disposition: str, *, recalled: bool) -> bool:
    """What is recalled is never sold or given to anybody again, in any market (law/adjacent/product_safety.yaml)."""
    return recalled and disposition in FOR_OTHERS


@dataclass(frozen=True, slots=True)
class Worth:
    """Of one piece, minor units of the shop's currency; None is unknown. `sound`: as stock; `refurbish`: what the hub takes for mending it;
    `liquidated`: sold off as it is; `supplier`: what the supplier gives for it."""

    sound: int | None = None
    refurbish: int | None = None
    liquidated: int | None = None
    supplier: int | None = None
    currency: str = ""

    @property
    def refurbished(self) -> int | None:
        """Worth after refurbishing, less its cost."""
        return None if self.sound is None or self.refurbish is None else self.sound - self.refurbish


@dataclass(frozen=True, slots=True)
class Proposal:
    """`because`: a code that the faces put in words; `worth` stands beside it where money decided."""

    disposition: str
    because: str
    worth: Worth | None = None

    def as_record(self) -> dict[str, Any]:
        """For the inspection's `why`."""
        found: dict[str, Any] = {"because": self.because}
        if self.worth is not None:
            other = self.worth.supplier if self.because.endswith("_supplier") else self.worth.liquidated
            found |= {"sound": self.worth.sound, "cost": self.worth.refurbish, "other": other or 0, "currency": self.worth.currency}
        return found


def propose(
    result: str, grade: str, *, personalised: bool, text_missing: bool = False, recalled: bool = False, abilities: Collection[str],
    worth: Worth | None = None,
) -> Proposal:  # fmt: skip
    """Never to stock and never to a gift what is broken or bears somebody's own words (promise.md).

    `text_missing`: nobody knows whether it bears any; then it is kept aside until a person says so. `recalled`: kept aside until it is known
    where the recall sends it. Mending is proposed where what it is worth then, less what the hub takes, is more than selling it off (B) or than
    what the supplier gives (C); without a price for it a B is mended where the hub can, as nobody can reckon.
    """
    if result == "not_this":
        return Proposal("hold", "not_this")
    if text_missing:
        return Proposal("hold", "text_missing")
    if recalled:
        return Proposal("hold", "recalled")
    if personalised:
        return Proposal("recycle", "own_words")
    if grade == "A":
        return Proposal("restock", "sound")
    if grade == "D":
        return Proposal("recycle", "broken")
    return _mended_or_not(grade, "refurbish" in abilities, worth or Worth())


def _mended_or_not(grade: str, able: bool, worth: Worth) -> Proposal:
    otherwise, other = ("liquidate", worth.liquidated) if grade == "B" else ("return_to_supplier", worth.supplier)
    than = "" if grade == "B" else "_supplier"
    if not able:
        return Proposal(otherwise, f"not_able{than}")
    if worth.refurbished is None:
        return Proposal("refurbish", "no_price") if grade == "B" else Proposal(otherwise, "no_price_supplier")
    if worth.refurbished > (other or 0):
        return Proposal("refurbish", f"mending_pays{than}", worth)
    return Proposal(otherwise, f"mending_costs{than}", worth)


def contradicts(result: str, kinds: Collection[str]) -> bool:
    """The hub saw something else than the customer said, in a way that could change the decision."""
    return result == "as_it_should" and not set(kinds) & _CONFIRMS["as_it_should"]
