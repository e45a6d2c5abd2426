"""From a solver's model to the facts of one customer: as plain as can be, and only what the running engine confirms."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import z3

from makegood.kernel.digest import canonical_json
from makegood.kernel.money import minor_from_text, text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.policy.decide import decide
from makegood.policy.decision import Decision
from makegood.policy.facts import DERIVED, FACTS, read_facts
from makegood.policy.floor.below import excused
from makegood.policy.floor.cells import Cell
from makegood.policy.floor.sample import possible, with_events
from makegood.policy.floor.terms import Terms
from makegood.policy.row import run_rules
from makegood.policy.rules import Policy

_DAYS = ("order.placed_on", "order.delivered_on", "order.promised_on", "case.notified_on")
Change = dict[str, Any]  # dotted name -> value; None takes the fact away


@dataclass(frozen=True)
class Witness:
    """`facts` as `policy decide` takes them, decided on `on`; `lift` is the engine's own line about the slot that it raised."""

    rule: int
    slot: str
    facts: dict[str, Any]
    on: date
    lift: dict[str, Any]
    decision: Decision
    change: Change


@dataclass(slots=True)
class Trial:
    """A case as the row executor ran it; decided only where that is asked."""

    facts: dict[str, Any]
    filled: dict[str, int]
    decision: Decision | None = None


class Trials:
    """The cases that one policy was tried on: each once, whatever rule and slot is asked about."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.decided = 0
        self._known: dict[tuple[int, str, date], Trial | None] = {}

    def confirm(self, rule: int, slot: str, cell: Cell, change: Change, on: date) -> Witness | None:
        """The running engine decides: did it lift `slot`, and had `rule` filled it? Only of a case that can be."""
        key = (id(cell), canonical_json(change), on)
        if key not in self._known:
            self._known[key] = self._run(cell, change, on)
        trial = self._known[key]
        if trial is None or trial.filled.get(slot) != rule:
            return None
        if trial.decision is None:
            self.decided += 1
            trial.decision = decide(trial.facts, self.policy, on=on)
        lift = next((one for one in trial.decision.lifted if one["slot"] == slot), None)
        if lift is None or excused(lift, trial.facts):
            return None
        return Witness(rule, slot, trial.facts, on, lift, trial.decision, change)

    def _run(self, cell: Cell, change: Change, on: date) -> Trial | None:
        facts = changed(cell, change, on)
        try:
            if facts["case"]["kind"] not in cell.kinds or not possible(facts, on, self.policy.currency):
                return None
            return Trial(facts, run_rules(self.policy, read_facts(facts, self.policy.currency, on)).filled)
        except Refusal:
            return None


def changed(cell: Cell, change: Change, on: date | None = None) -> dict[str, Any]:
    """The cell's plain case with some facts changed; decided on a later day, its days move along."""
    facts: dict[str, Any] = deepcopy(cell.facts)
    happened: frozenset[str] | None = None
    if on is not None and on != cell.on:
        _shift(facts, on - cell.on)
    for name, value in change.items():
        scope, _, key = name.partition(".")
        if name == "case.events":
            facts["case"].pop("events", None)
            happened = frozenset(value)
        elif value is None:
            facts.get(scope, {}).pop(key, None)
        else:
            facts.setdefault(scope, {})[key] = value
    case = facts["case"]
    if happened is not None:  # before the customer's word; where nothing came yet, before today
        word = case.get("notified_on") if facts["order"].get("delivered_on") else None
        with_events(facts, happened, date.fromisoformat(word) if word else on or cell.on)
    if case.get("kinds"):  # the kind that is looked at is among them
        case["kinds"] = [case["kind"], *(kind for kind in case["kinds"] if kind != case["kind"])]
    return _in_proportion(facts, change, cell.currency)


def _in_proportion(facts: dict[str, Any], change: Change, currency: str) -> dict[str, Any]:
    """Amounts that nothing was said of follow those that were changed: one unit is the line, the line and its postage are the order."""
    if not {"item.price", "case.value", "order.total"} & set(change):
        return facts
    told = {name: _minor(facts, name, currency) for name in ("item.price", "case.value", "order.total", "order.outbound_shipping")}
    price, value, total = told["item.price"], told["case.value"], told["order.total"]
    if value is not None and "case.value" not in change:
        value = price if "item.price" in change and price is not None else value
        value = min(value, total) if "order.total" in change and total is not None else value
        facts["case"]["value"] = text_from_minor(value, currency)
    if value is not None and price is not None and "item.price" not in change:
        price = value
        facts["item"]["price"] = text_from_minor(price, currency)
    if total is not None and "order.total" not in change:
        total = max(value or 0, price or 0) + (told["order.outbound_shipping"] or 0)
        facts["order"]["total"] = text_from_minor(total, currency)
    return facts


def _minor(facts: dict[str, Any], name: str, currency: str) -> int | None:
    scope, _, key = name.partition(".")
    amount = facts.get(scope, {}).get(key)
    return None if amount is None else minor_from_text(amount, currency)


def _shift(facts: dict[str, Any], by: timedelta) -> None:
    for part in facts.values():
        for key, value in part.items():
            if key.endswith("_on") and isinstance(value, str):
                part[key] = (date.fromisoformat(value) + by).isoformat()
    for event in facts["case"].get("events", []):
        event |= {key: (date.fromisoformat(event[key]) + by).isoformat() for key in ("on", "until") if key in event}


def change_of(model: z3.ModelRef, terms: Terms, named: frozenset[str], cell: Cell, policy: Policy) -> tuple[Change, date]:
    """What the model says of the facts that matter: those that the rules look at, the days, and those that the law's cell names."""
    on = date.fromordinal(_number(model, terms.today))
    found: Change = {}
    matter = (terms.read | named | set(_DAYS)) - DERIVED
    for name, (known, value) in list(terms.facts.items()):
        if name not in matter:
            continue
        here = z3.is_true(model.eval(known, model_completion=True))
        if isinstance(value, dict):
            words = sorted(word for word, member in value.items() if z3.is_true(model.eval(member, model_completion=True)))
            found[name] = _listed(name, words, cell, here)
        else:
            found[name] = _plain(model, terms, name, value, policy.currency) if here else None
    return found, on


def _listed(name: str, words: list[str], cell: Cell, here: bool) -> Any:
    if name == "order.disclosures":
        return [*words, *(word for word in cell.facts["order"]["disclosures"] if word not in words)]
    if name == "case.events":
        return words
    return words if here else None


def _plain(model: z3.ModelRef, terms: Terms, name: str, value: Any, currency: str) -> Any:
    kind = FACTS[name].type
    if kind == "bool":
        return z3.is_true(model.eval(value, model_completion=True))
    if kind == "number":
        exact = model.eval(value, model_completion=True).as_fraction()
        return int(exact) if exact.denominator == 1 else str(Fraction(exact))
    number = _number(model, value)
    if kind == "date":
        return date.fromordinal(max(1, min(number, date.max.toordinal()))).isoformat()
    if kind == "money":
        return text_from_minor(number, currency)
    if kind in ("word", "text"):
        return next(word for word, code in terms.codes.items() if code == number)
    return number


def _number(model: z3.ModelRef, term: Any) -> int:
    return int(model.eval(term, model_completion=True).as_long())


def simplified(trials: Trials, witness: Witness, cell: Cell) -> Witness:
    """Take back each change that the finding does without, so that what remains is what matters."""
    for name in sorted(witness.change, key=lambda one: one in _DAYS):
        fewer = {key: value for key, value in witness.change.items() if key != name}
        again = trials.confirm(witness.rule, witness.slot, cell, fewer, witness.on)
        if again is None or again.lift["confidence"] != witness.lift["confidence"]:
            continue
        if _comes_first(again) >= _comes_first(witness):
            witness = again
    return witness


def _comes_first(witness: Witness) -> bool:
    """Does the parcel come before the customer's word, as people expect?"""
    came = witness.facts["order"].get("delivered_on")
    return came is None or came <= witness.facts["case"].get("notified_on", witness.on.isoformat())


def tries(pool: list[Change]) -> Iterator[Change]:
    """The plain case first, then what was found elsewhere, the last first."""
    yield {}
    yield from reversed(pool[-6:])
