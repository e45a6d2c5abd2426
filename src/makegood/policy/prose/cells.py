"""What a policy gives in one market, cell by cell (a kind of case and what the goods bear): its slots, raised to the law's floor.

A cell knows four facts (the kind, what the goods bear, the market, and that this page was shown before the purchase) and what follows from
them; every other one is unknown. A rule that is not false there may come to hold; one that
is true there always does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from makegood.kernel.money import minor_from_text
from makegood.law.entitle import entitle
from makegood.law.load import market as law_of
from makegood.law.load import market_used
from makegood.law.scenario import CONSENTS, DISCLOSURES, NON_CONFORMITY, OWN_INPUTS
from makegood.policy.facts import read_facts
from makegood.policy.prose.settled import as_read
from makegood.policy.raise_to_floor import Line, Raised, raise_to_floor, right_of
from makegood.policy.rules import Policy
from makegood.policy.scenario import scenario_of

CHANGE = ("change_of_mind", "cancellation", "refused_at_door")
MISSING = ("not_delivered", "delivered_not_received", "late", "returned_to_sender", "unexpected_charges")
PERSONAL = ("customer_input_error", "customization_error")
WRONG = tuple(sorted(NON_CONFORMITY - set(PERSONAL)))
INPUTS = ("none", "preset_choice", "own_text", "own_image", "own_measurements")
# What this prose itself tells before the purchase; that the shop told all about itself is not in its hands.
SHOWN = sorted(DISCLOSURES - {"full_trader_information"})
_OF_REFUSALS = ("approval", "answer_within_hours", "message", "evidence")
PRICE, DELIVERY = 40, 5  # of the example, in whole units of the policy's currency; no figure of it is ever told


@dataclass(frozen=True, slots=True)
class Cell:
    kind: str
    given: str
    values: Mapping[str, Any]

    @property
    def personal(self) -> bool:
        return self.given in OWN_INPUTS


@cache
def cells_of(market: str) -> tuple[Cell, ...]:
    def values(kind: str, given: str) -> dict[str, Any]:
        facts = {"case": {"kind": kind}, "order": {"market": market}, "item": {"customer_input": given}}
        found = read_facts(facts, "EUR", date.max)
        del found["case.events"]  # what happened since is not known
        return found | {"order.disclosures": tuple(SHOWN)}  # whoever reads this was shown it

    return tuple(Cell(kind, given, values(kind, given)) for kind in (*CHANGE, *WRONG, *MISSING, *PERSONAL) for given in INPUTS)


class Floor:
    """The law of one market on one day, as the engine answers it. Refuses `unknown_market`."""

    def __init__(self, market: str, currency: str, on: date) -> None:
        self.market, self.currency, self.on = market, currency, on
        self.used = market_used(market)
        self.law = law_of(market)
        self._found: dict[tuple[str, str, tuple[str, ...], bool], dict[str, Any]] = {}

    def entitled(self, kind: str, given: str = "none", flags: tuple[str, ...] = (), consents: bool = False) -> dict[str, Any]:
        key = (kind, given, flags, consents)
        if key not in self._found:
            facts = self._example(kind, given, flags, consents)
            self._found[key] = entitle(scenario_of(facts, kind=kind, currency=self.currency, asked_on=self.on, on=self.on))
        return self._found[key]

    def _example(self, kind: str, given: str, flags: tuple[str, ...], consents: bool) -> dict[str, Any]:
        """An order three days after its delivery, or one that is long overdue."""
        waits = kind in ("late", "not_delivered")

        def ago(days: int) -> str:
            return (self.on - timedelta(days=days)).isoformat()

        events = [{"kind": "extra_time_set", "on": ago(30), "until": ago(10)}] if waits else []
        order = {
            "market": self.market, "placed_on": ago(90 if waits else 10), "promised_on": ago(40) if waits else None,
            "delivered_on": None if waits else ago(3), "contract_document_on": ago(90 if waits else 10), "total": str(PRICE + DELIVERY),
            "outbound_shipping": str(DELIVERY), "standard_shipping": str(DELIVERY), "disclosures": SHOWN,
            "consents": sorted(CONSENTS) if consents else [],
        }  # fmt: skip
        item = {"customer_input": given, "price": str(PRICE), **dict.fromkeys(flags, True)}
        return {"case": {"kind": kind, "events": events}, "order": order, "item": item}

    def right(self, kind: str, given: str) -> tuple[str, Mapping[str, Any]]:
        return right_of(kind, self.entitled(kind, given))

    def cite(self, kind: str, given: str = "none") -> str:
        """The article that a kind of case rests on in this market."""
        found, (name, right) = self.entitled(kind, given), self.right(kind, given)
        change = self.law["change_of_mind"]
        if name == "withdrawal":
            exemption = right.get("exemption")
            own = [one.get("cite") for one in change.get("exceptions") or [] if exemption and one["kind"] == exemption]
            own += [(change.get("default_if_policy_not_disclosed") or {}).get("cite") or next(iter(self.law["citations"]), None)]
        else:
            part = self.law["defect"] if name == "conformity" else self.law.get("delay") or {}
            own = [part.get("cite"), part.get("state_cite")]
        cites = [str(one) for one in own if one]
        return "; ".join(dict.fromkeys(cites or found["citations"][:1]))

    def span(self, kind: str, given: str) -> tuple[str, int] | None:
        """(unit, number) of the law's window for a claim; None where it grants none or names no number."""
        name, right = self.right(kind, given)
        if not right["granted"]:
            return None
        change, defect = self.law["change_of_mind"], self.law["defect"]
        if name == "withdrawal":
            days = change.get("window_days")
            return ("working_days" if change.get("day_kind") == "business" else "days", days) if days else None
        if name == "conformity":
            for unit in ("months", "days"):
                if defect.get(f"guarantee_{unit}"):
                    return unit, defect[f"guarantee_{unit}"]
        return None

    def raised(self, slots: Mapping[str, Any], cell: Cell) -> Raised:
        line = Line(cell.kind, self.currency, self.on, cell.personal, None, minor_from_text(str(PRICE), self.currency))
        given = "own_text" if cell.personal else "none"  # the law knows no difference between one's own text, picture and measurements
        return raise_to_floor(slots, self.entitled(cell.kind, given), line)


class Board:
    """A policy laid over the cells of a market: which rule may fill which slot where, and what it gives there after the law."""

    def __init__(self, policy: Policy, floor: Floor) -> None:
        self.policy, self.floor = policy, floor
        self.cells = cells_of(floor.market)
        self.may: list[frozenset[int]] = []
        self.sure: list[dict[str, int]] = []
        for cell in self.cells:
            held = [True if rule.when is None else as_read(rule.when)(cell.values) for rule in policy.rules]
            self.may.append(frozenset(index for index, one in enumerate(held) if one is not False))
            sure: dict[str, int] = {}
            for index, rule in enumerate(policy.rules):
                if held[index]:
                    for slot in rule.sets:
                        sure.setdefault(slot, index)
            self.sure.append(sure)

    def gives(self, index: int, place: int) -> tuple[dict[str, Any], dict[str, str], Raised] | None:
        """(slots that the rule fills in the cell, after the law; {lifted slot: citation}; all of it); None where it fills none."""
        if index not in self.may[place]:
            return None
        cell, sure, sets = self.cells[place], self.sure[place], self.policy.rules[index].sets
        own = {slot: value for slot, value in sets.items() if sure.get(slot, index) >= index}
        if not own:
            return None
        context = {slot: self.policy.rules[first].sets[slot] for slot, first in sure.items()}
        raised = self.floor.raised(context | own, cell)
        if not set(raised.slots.get("remedies", ())) - {"none"} and not {"remedies", "eligible"} & set(own):
            own = {slot: value for slot, value in own.items() if slot in _OF_REFUSALS}  # nothing is given, so nothing of it is told
            if not own:
                return None
        cite = self.floor.cite(cell.kind, "own_text" if cell.personal else "none")
        lifted = {lift["slot"]: cite for lift in raised.lifted if lift["slot"] in own}
        return {slot: raised.slots[slot] for slot in own}, lifted, raised

    def base(self, kind: str, given: str) -> tuple[Raised, dict[str, int], bool]:
        """What surely holds for a kind of case: slots after the law, the rule that filled each, and whether others may come before."""
        place = self._place(kind, given)
        sure = self.sure[place]
        raised = self.floor.raised({slot: self.policy.rules[first].sets[slot] for slot, first in sure.items()}, self.cells[place])
        return raised, sure, bool(self._earlier(place))

    def _place(self, kind: str, given: str) -> int:
        return next(place for place, cell in enumerate(self.cells) if (cell.kind, cell.given) == (kind, given))

    def _earlier(self, place: int) -> set[str]:
        """The slots that a rule may fill before the one that surely does."""
        sure, rules = self.sure[place], self.policy.rules
        return {slot for index in self.may[place] for slot in rules[index].sets if index < sure.get(slot, len(rules))}

    def surely(self, kind: str, given: str) -> str:
        """`stays` where nothing is given for a kind of case whatever else is true of it, `back` where something is; "" where it depends."""
        raised, sure, _ = self.base(kind, given)
        if {"eligible", "remedies"} & self._earlier(self._place(kind, given)) or "remedies" not in sure:
            return ""
        return "back" if set(raised.slots["remedies"]) - {"none"} else "stays"
