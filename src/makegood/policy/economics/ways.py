"""The lawful ways to make a line good: each remedy with where the goods go."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from makegood.law.scenario import OWN_INPUTS
from makegood.policy.decision import Decision
from makegood.policy.raise_to_floor import granted_rights

NEW_ONES = ("replacement", "remake", "exchange")
SMALLER = ("partial_refund", "store_credit", "gift_card", "reorder_discount")  # nobody has to take them instead of a right
_KEPT = ("partial_refund", "reorder_discount", "none")  # remedies after which the goods stay where they are
_NOTHING_THERE = frozenset({"not_delivered", "delivered_not_received", "cancellation", "returned_to_sender", "refused_at_door"})
_NOT_WANTED = frozenset(
    {"change_of_mind", "cancellation", "refused_at_door", "unexpected_charges", "recalled"}
)  # another one mends nothing
_ORDER = (
    "refund", "replacement", "remake", "repair", "exchange", "store_credit", "gift_card", "partial_refund", "reorder_discount", "none", "dispute",
)  # fmt: skip
_BACK = ("none", "hub", "shop", "supplier")


@dataclass(frozen=True, slots=True)
class Way:
    """`basis`: statutory (the law's own), policy (the shop's extra), possible (lawful beside those, and nobody promised it)."""

    remedy: str
    ship_back: str
    basis: str

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands among ways that cost the same."""
        return _ORDER.index(self.remedy), _BACK.index(self.ship_back)


def ways_of(decision: Decision, values: Mapping[str, Any]) -> list[Way]:
    """Every way that may be offered: what the law gives and the policy promises, each also without a parcel (kinder), and what is more than that.

    Where the law gives a right, a smaller thing is a way only if the policy promises it beside: it would be no answer to the right.
    Where it gives none, smaller things and a plain no are ways too.
    """
    offered = [word for word in decision.slots["remedies"] if word != "none"]
    new_one = "remake" if values.get("item.customer_input") in OWN_INPUTS else "replacement"
    new_ones = [word for word in (*decision.statutory, *offered) if word in NEW_ONES]
    if not new_ones and values.get("case.kind") not in _NOT_WANTED:
        new_ones = [new_one]
    rights = granted_rights(decision)
    possible = ["refund", *new_ones] if rights else ["refund", *new_ones, "partial_refund", "store_credit"]
    found = []
    for remedy in dict.fromkeys([*decision.statutory, *offered, *possible]):
        basis = "statutory" if remedy in decision.statutory else "policy" if remedy in offered else "possible"
        found += [Way(remedy, back, basis) for back in _backs(remedy, decision, values)]
    if not rights:
        found.append(Way("none", "none", "policy" if not offered else "possible"))
    return sorted(found, key=lambda way: way.place)


def pick_of(decision: Decision, ways: list[Way]) -> Way:
    """What the policy puts first: the decision's first remedy, with the goods where its slot sends them."""
    wanted = next((word for word in decision.slots["remedies"] if word != "none"), "none")
    if decision.outcome == "refused" and any(way.remedy == "none" for way in ways):
        wanted = "none"
    alike = [way for way in ways if way.remedy == wanted] or ways
    return next((way for way in alike if way.ship_back == decision.slots["ship_back"]), alike[0])


def _backs(remedy: str, decision: Decision, values: Mapping[str, Any]) -> list[str]:
    own = str(decision.slots["ship_back"])
    if remedy in _KEPT or values.get("case.kind") in _NOTHING_THERE:
        return ["none"]
    if remedy == "repair":
        return [own if own != "none" else "hub"]
    backs = {"none", own}
    if remedy == "refund":
        backs |= {"hub"} if values.get("hub.available") else set()
        backs |= {"supplier"} if values.get("supplier.accepts_returns") else set()
    return [back for back in _BACK if back in backs]
