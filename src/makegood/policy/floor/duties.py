"""The cells of a market that wants complaints answered by a day, whatever a complaint then gives."""

from collections.abc import Iterator
from datetime import date

from makegood.law.answering import answer_duty
from makegood.law.scenario import CASE_KINDS
from makegood.policy.floor.ask import ask
from makegood.policy.floor.cells import Cell
from makegood.policy.floor.sample import plain_case

RIGHTS = ("withdrawal", "conformity", "delay", "delivery")


def duties(market: str, on: date, currency: str, shown: tuple[str, ...]) -> Iterator[Cell]:
    """One cell for each deadline, of all kinds that it is for; no right is granted in it, so that nothing but the answer has a floor there."""
    found: dict[date, list[str]] = {}
    for kind in sorted(CASE_KINDS):
        duty = answer_duty(market, kind, on)
        if duty is not None and duty["level"] != "note":
            found.setdefault(date.fromisoformat(duty["by"]), []).append(kind)
    for kinds in found.values():
        facts = plain_case(market, kinds[0], on, currency, shown=shown)
        asked = ask(facts, on, currency)
        bare = asked | {name: {**asked[name], "granted": False} for name in RIGHTS}
        yield Cell(market, "answer", frozenset(kinds), frozenset(), None, bare, facts, on, currency)
