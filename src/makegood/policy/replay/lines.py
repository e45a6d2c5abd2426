"""Two policies over single lines, decided in full: the law's floor, its doubts and refusals included."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.kernel.digest import canonical_json
from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.law.entitle import entitle
from makegood.policy.decide import decide
from makegood.policy.decision import Decision
from makegood.policy.facts import DERIVED, FACTS, read_facts
from makegood.policy.replay.payout import cost_of, terms_of
from makegood.policy.replay.totals import BY_LAW, Change, Side, Totals, changes_of
from makegood.policy.rules import Policy

MOST_SCENARIOS = 50_000


@dataclass(frozen=True, slots=True)
class Redecided:
    """One line under both policies. `changes` is empty where it is decided alike; a cost is None where a price is not known."""

    line: str
    market: str
    kind: str
    value: int | None
    then: Side
    now: Side
    changes: tuple[Change, ...]
    cost_then: int | None
    cost_now: int | None

    @property
    def priced(self) -> bool:
        return self.cost_then is not None and self.cost_now is not None

    def add_to(self, totals: Totals) -> None:
        costs = {"cost_then": self.cost_then or 0, "cost_now": self.cost_now or 0} if self.priced else {"unpriced": 1}
        totals.add(self.market, self.kind, self.then, self.now, self.changes, **costs)

    def as_row(self) -> dict[str, Any]:
        """As the file of changed lines has it."""
        return {
            "line": self.line,
            "market": self.market,
            "kind": self.kind,
            "value_minor": self.value,
            "remedy_then": self.then.remedy,
            "remedy_now": self.now.remedy,
            "approval_then": self.then.approval,
            "approval_now": self.now.approval,
            "cost_then_minor": self.cost_then,
            "cost_now_minor": self.cost_now,
            "changed_slots": ", ".join(one.slot for one in self.changes),
            "rules_then": "; ".join(f"{one.slot}: {one.rule_then}" for one in self.changes),
            "rules_now": "; ".join(f"{one.slot}: {one.rule_now}" for one in self.changes),
        }


def remembering(law: Callable[[Any], dict[str, Any]] = entitle) -> Callable[[Any], dict[str, Any]]:
    """The law, asked once for each scenario: two policies ask the same, and many lines are alike."""
    known: dict[str, dict[str, Any]] = {}

    def asked(scenario: Any) -> dict[str, Any]:
        key = canonical_json(scenario)
        if key not in known:
            if len(known) >= MOST_SCENARIOS:
                known.clear()
            known[key] = law(scenario)
        return known[key]

    return asked


def redecide(line: str, facts: Mapping[str, Any], *, on: date, now: Policy, then: Policy, law: Callable[[Any], Any]) -> Redecided:
    """`facts` nested by scope. Refuses `bad_input` and `unknown_market`."""
    sides = {policy.hash: side_of_decision(decide(facts, policy, on=on, law=law)) for policy in (then, now)}
    values = read_facts(facts, now.currency, on)
    old, new = sides[then.hash], sides[now.hash]
    return Redecided(
        line, str(values.get("order.market")), str(values.get("case.kind")), values.get("case.value"), old, new, changes_of(old, new),
        cost_of(old.terms, values), cost_of(new.terms, values),
    )  # fmt: skip


def side_of_decision(decision: Decision) -> Side:
    rules = {one["slot"]: one.get("rule", BY_LAW if one["by"] == "law" else one["by"]) for one in decision.trace if "slot" in one}
    return Side(decision.slots, rules, terms_of(decision.slots, decision.currency))


def nested(row: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """The row of a table of facts as `decide` takes it: amounts as text, days as text, events on the day of the decision."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if value is None or name not in FACTS or name in DERIVED:
            continue
        scope, _, key = name.partition(".")
        kind = FACTS[name].type
        if kind == "money":
            value = text_from_minor(value, currency)
        elif kind == "date":
            value = value.isoformat()
        elif kind == "number" and not isinstance(value, int):
            value = format(round(value, 6), "f")  # as the table holds it
        if name == "case.events":
            value = [{"kind": one, "on": day_of(row).isoformat()} for one in value]
        found.setdefault(scope, {})[key] = value
    return found


def day_of(row: Mapping[str, Any]) -> date:
    """The day of the decision: `on`, or when the case was opened, or the customer's first word."""
    found = row.get("on") or row.get("case.opened_on") or row["case.notified_on"]
    assert isinstance(found, date)
    return found


def redecided_rows(rows: Iterable[Mapping[str, Any]], *, now: Policy, then: Policy) -> Iterator[Redecided | Refusal]:
    """Rows of a table of facts, each with `line`; what the law can't answer (a market that it has no file for) is a Refusal in its place."""
    law = remembering()
    for row in rows:
        try:
            yield redecide(str(row["line"]), nested(row, now.currency), on=day_of(row), now=now, then=then, law=law)
        except Refusal as refusal:
            yield refusal
