"""The lawful ways to make a line good: each remedy with where the goods go."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from makegood.law.scenario import OWN_INPUTS
from makegood.policy.decision import Decision
from makegood.policy.raise_to_floor import granted_rights

NEW_ONES = ("replacement", "remake", "exchange")
_KEPT = ("partial_refund", "reorder_discount", "none")  # remedies after which the goods stay where they are
_NOTHING_THERE = frozenset({"not_delivered", "delivered_not_received", "cancellation", "returned_to_sender", "refused_at_door"})
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
    """Every way that may be offered: what the law gives and the policy promises, each also without a parcel (kinder), and lawful extras beside.

    A plain no is among them only where the law gives no right.
    """
    offered = [word for word in decision.slots["remedies"] if word != "none"]
    new_one = "remake" if values.get("item.customer_input") in OWN_INPUTS else "replacement"
    new_ones = [word for word in (*decision.statutory, *offered) if word in NEW_ONES]
    possible = ["refund", *(new_ones or [new_one]), "partial_refund", "store_credit"]
    found = []
    for remedy in dict.fromkeys([*decision.statutory, *offered, *possible]):
        basis = "statutory" if remedy in decision.statutory else "policy" if remedy in offered else "possible"
        found += [Way(remedy, back, basis) for back in _backs(remedy, decision, values)]
    if not granted_rights(decision):
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
