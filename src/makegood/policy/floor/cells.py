"""The law of a market as finitely many cells on which its answer is the same up to dates, found by asking the law itself.

Nothing of the law is written down here a second time: which facts take a right away, how long it lasts and from when, and what it gives are
answers of the running engine to plain cases (sample.py). What is assumed: that an item's flag, a consent or a notice only ever takes the right to
change one's mind away (never brings it back), at most two of them together; that a period's length hangs on its first day alone; and that what
stands once goods are so many days late stands on every later day. `tests/policy/test_floor_complete.py` looks for what that misses.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from typing import Any

from makegood.kernel.money import minor_from_text
from makegood.law.load import law_version
from makegood.law.scenario import CASE_KINDS, CONSENTS, ITEM_FLAGS, NON_CONFORMITY
from makegood.policy.floor.ask import ask, ask_right, moved, put, put_in_question, question, with_facts
from makegood.policy.floor.sample import CARRIED, SHOWABLE, amount, plain_case, with_events

MIND = CASE_KINDS - NON_CONFORMITY - {"late", "not_delivered", "delivered_not_received"}
BITS = ("personalised", *(f"item:{flag}" for flag in ITEM_FLAGS), *(f"consents:{word}" for word in sorted(CONSENTS)))
Limit = tuple[Any, ...]


@dataclass(frozen=True)
class Span:
    """A period of the law: the fact it runs from (`notice`: the customer's word), the shortest and the longest count of days over a fortnight of
    first days. Its true length on a day is asked of the law (Cell.until)."""

    start: str
    least: int
    most: int


@dataclass(frozen=True, eq=False)
class Cell:
    """`limits` are what the facts of the cell have in common (limits.py); `facts` is a plain case in it, asked on `on`.

    `failed`: the first remedy failed and the law's next ones are due.
    """

    market: str
    right: str
    kinds: frozenset[str]
    limits: frozenset[Limit]
    span: Span | None
    entitlement: dict[str, Any]
    facts: dict[str, Any]
    on: date
    currency: str
    personalised: bool = False
    failed: bool = False

    @property
    def kind(self) -> str:
        return str(self.facts["case"]["kind"])

    def until(self, first: date) -> date | None:
        """The last day of the cell's right where its period begins on `first`."""
        assert self.span is not None
        facts = moved(self.facts, self.span.start, first)
        return _until(self.right, facts, first if self.span.start == "notice" else self.on, self.currency)


def _until(right: str, facts: dict[str, Any], on: date, currency: str) -> date | None:
    found: date | None = ask_right(right, question(facts, on, currency))["until"]
    return found


def cells_of(market: str, on: date, currency: str, shown: tuple[str, ...] = ()) -> tuple[Cell, ...]:
    """Every cell of the market in which the law gives something; `shown` of sample.SHOWABLE. Refuses `unknown_market`."""
    return _cells_of(market, on, currency, shown, law_version())


@lru_cache(maxsize=1024)
def _cells_of(market: str, on: date, currency: str, shown: tuple[str, ...], law: str) -> tuple[Cell, ...]:
    from makegood.policy.floor.waits import waits

    waiting = tuple(waits(market, on, currency, shown))
    due = sorted((tuple(sorted(cell.limits, key=str)) for cell in waiting if cell.right == "delay"), key=str)
    return (*_mind(market, on, currency, shown, ("not_due", *due)), *_conformity(market, on, currency, shown), *waiting)


def _mind(market: str, on: date, currency: str, shown: tuple[str, ...], not_due: Limit) -> Iterator[Cell]:
    """The right to change one's mind; of goods that are late too, as long as the delay itself gives nothing."""
    base = plain_case(market, "change_of_mind", on, currency, shown=shown, days=0)
    if not ask_right("withdrawal", question(base, on, currency))["granted"]:
        return
    limits: set[Limit] = {("never", tuple(sorted(bits))) for bits in _taken_by(base, on, currency, shown)}
    least = _least_total(base, on, currency)
    if least is not None:
        limits.add(("money_total_over", minor_from_text(amount(least, currency), currency)))
    plain = Cell(market, "withdrawal", MIND | {"late"}, frozenset(), None, {}, base, on, currency)
    paper = replace(plain, facts=with_facts(base, order={"contract_document_on": base["order"]["placed_on"]}))
    spans = [_span(plain), _span(paper)]
    counts = spans[1] is not None and spans[1].start == "order.contract_document_on"
    for cell, span, papers in ((plain, spans[0], False), *([(paper, spans[1], True)] if counts else [])):
        facts = _on_the_last_day(cell, span)
        marks: set[Limit] = {not_due} | ({("paper", papers)} if counts else set())
        yield replace(cell, span=span, facts=facts, entitlement=ask(facts, on, currency), limits=frozenset(limits | marks))


def _on_the_last_day(cell: Cell, span: Span | None) -> dict[str, Any]:
    """The case on the last sure day of its period, where that is short: the day on which a shorter promise is over."""
    days = 10 if span is None or span.start == "notice" else min(span.least, 40)
    if span is not None and span.start == "order.placed_on":
        days = max(days - CARRIED, 0)
    order = plain_case(cell.market, cell.kind, cell.on, cell.currency, days=days)["order"]
    named = {name: order[name] for name in ("placed_on", "delivered_on")}
    if "contract_document_on" in cell.facts["order"]:
        named["contract_document_on"] = order["delivered_on"]
    return with_facts(cell.facts, order=named)


def _taken_by(base: dict[str, Any], on: date, currency: str, shown: tuple[str, ...]) -> list[frozenset[str]]:
    """The smallest sets of facts that take the right to change one's mind away."""
    asked = question(base, on, currency)
    bits = (*BITS, *(f"disclosures:{word}" for word in SHOWABLE if word not in shown))
    found: list[frozenset[str]] = []
    for size in (1, 2):
        for chosen in map(frozenset, combinations(bits, size)):
            if not any(one <= chosen for one in found) and not ask_right("withdrawal", put_in_question(asked, chosen))["granted"]:
                found.append(chosen)
    return found


def _least_total(facts: dict[str, Any], on: date, currency: str) -> int | None:
    """The amount (whole units) that an order has to be above, where there is one."""

    def granted(units: int) -> bool:
        asked = question(with_facts(facts, order={"total": amount(units, currency)}), on, currency)
        return bool(ask_right("withdrawal", asked)["granted"])

    if granted(0):
        return None
    low, high = 0, 65
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if granted(middle) else (middle, high)
    return low


def _span(cell: Cell) -> Span | None:
    """From which fact the right's period runs, and how long it is over a fortnight of first days; None where it has no end."""
    first = _until(cell.right, cell.facts, cell.on, cell.currency)
    if first is None:
        return None
    month = timedelta(days=35)
    if _until(cell.right, cell.facts, cell.on + month, cell.currency) != first:
        start = "notice"
    else:
        names = [f"order.{name}" for name in ("contract_document_on", "delivered_on", "placed_on") if cell.facts["order"].get(name)]
        later = ((name, moved(cell.facts, name, cell.on + month)) for name in names)
        start = next((name for name, facts in later if _until(cell.right, facts, cell.on, cell.currency) != first), "")
        if (
            start == "order.contract_document_on"
            and _until(cell.right, moved(cell.facts, start, date.min), cell.on, cell.currency) == first
        ):
            return _span(
                replace(cell, facts={**cell.facts, "order": {k: v for k, v in cell.facts["order"].items() if k != "contract_document_on"}})
            )
        if not start:
            return None
    days = [cell.on - timedelta(days=back) for back in range(14)]
    draft = replace(cell, span=Span(start, 0, 0))
    if start == "order.contract_document_on":
        draft = replace(draft, facts=with_facts(cell.facts, order={"placed_on": days[-1].isoformat()}))
    counts = [(last - day).days for day in days if (last := draft.until(day)) is not None]
    return Span(start, min(counts), max(counts))


def _conformity(market: str, on: date, currency: str, shown: tuple[str, ...]) -> Iterator[Cell]:
    """Goods not as agreed: by the first weeks in which goods may be refused, by major and minor failure, by a repair that failed."""
    base = plain_case(market, "defective", on, currency, shown=shown)
    plain = Cell(market, "conformity", NON_CONFORMITY, frozenset(), None, {}, base, on, currency)
    usual = _until("conformity", base, on, currency)
    rejects = _reject(plain)
    soon = put(base, frozenset({"item:perishable"}))
    lasting: set[Limit] = {("bit", "item:perishable", False)} if _until("conformity", soon, on, currency) != usual else set()
    variants: tuple[tuple[dict[str, Any], set[Limit]], ...] = (
        (base, lasting),
        (soon, {("bit", "item:perishable", True)}),
        (
            with_events(with_facts(base, case={}), frozenset({"repaired"}), on - timedelta(days=1)),
            {("event", "repaired", True), ("ordered_from", (on - timedelta(days=100)).isoformat())},
        ),
    )
    for index, (facts, limits) in enumerate(variants):
        if (
            index
            and _until("conformity", facts, on, currency) == usual
            and not (index == 2 and _rejected_again(facts, rejects, on, currency))
        ):
            continue
        cell = replace(plain, facts=facts, span=_span(replace(plain, facts=facts)))
        for phase, days in rejects[-1:] if index else rejects:
            yield from _failures(cell, frozenset({*limits, *([phase] if phase else [])}), days)


def _reject(plain: Cell) -> list[tuple[Limit | None, int]]:
    """(limit, days since delivery of a case in it) of the first weeks, where there are such, and of the time after."""
    found: list[int] = []
    for back in range(14):
        day = plain.on - timedelta(days=back)
        asked = question(moved(plain.facts, "order.delivered_on", day), plain.on, plain.currency)
        until = ask_right("conformity", asked)["reject_until"]
        if until is None:
            return [(None, 10)]
        found.append((until - day).days)
    return [(("within_days", min(found)), min(found) // 2), (("after_days", max(found)), max(found) + 10)]


def _rejected_again(facts: dict[str, Any], rejects: list[tuple[Limit | None, int]], on: date, currency: str) -> bool:
    """May goods be refused again after a repair, though the first weeks are over?"""
    late = moved(facts, "order.delivered_on", on - timedelta(days=rejects[-1][1]))
    until = ask_right("conformity", question(late, on, currency))["reject_until"]
    return until is not None and bool(until >= on)


def _failures(cell: Cell, limits: frozenset[Limit], days: int) -> Iterator[Cell]:
    """One cell for each answer; what makes no difference is no limit."""
    when = plain_case(cell.market, cell.kind, cell.on, cell.currency, days=days)["order"]
    dated = with_facts(cell.facts, order={name: when[name] for name in ("placed_on", "delivered_on")})
    events = frozenset(event["kind"] for event in cell.facts["case"].get("events", []))
    cases: dict[tuple[Any, bool], dict[str, Any]] = {}
    for major in (None, False, True):
        for failed in (False, True):
            facts = with_facts(dated, case={"major": major} if major is not None else {})
            cases[major, failed] = with_events(facts, events | ({"repair_failed"} if failed else set()), cell.on)
    asked = {key: ask(facts, cell.on, cell.currency) for key, facts in cases.items()}
    said = {key: _said(found) for key, found in asked.items()}
    graded = any(said[major, failed] != said[None, failed] for major in (False, True) for failed in (False, True))
    fails = any(said[major, True] != said[major, False] for major in (None, False, True))
    for (major, failed), facts in cases.items():
        if (not graded and major is not None) or (not fails and failed) or not asked[major, failed]["conformity"]["granted"]:
            continue
        more: set[Limit] = {("major", major)} if graded else set()
        if fails:
            more.add(("event", "repair_failed", failed))
        after = failed and said[major, True] != said[major, False]
        yield from both(replace(cell, facts=facts, limits=limits | more, entitlement=asked[major, failed], failed=after))


def _said(found: dict[str, Any]) -> Any:
    """What a slot's floor hangs on."""
    right = found["conformity"]
    return right["granted"], right["remedies"], right["chooser"], right["return_paid_by"]


def both(cell: Cell) -> Iterator[Cell]:
    """The cell for goods that are personal and for those that are not, where the law gives a new one: that is then a remake."""
    if "replacement" not in str(cell.entitlement[cell.right]["remedies"]):
        yield cell
        return
    for personalised in (False, True):
        own = put(cell.facts, frozenset({"personalised"} if personalised else ()))
        yield replace(cell, facts=own, personalised=personalised, limits=cell.limits | {("bit", "personalised", personalised)})
