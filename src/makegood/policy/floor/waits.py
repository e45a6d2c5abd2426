"""The cells of goods that are late, never came, or came to somebody else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from makegood.policy.floor.ask import ask, ask_right, question, with_facts
from makegood.policy.floor.cells import Cell, Limit, both
from makegood.policy.floor.sample import plain_case, with_events

NOTHING: frozenset[str] = frozenset()


def waits(market: str, on: date, currency: str, shown: tuple[str, ...]) -> Iterator[Cell]:
    came = plain_case(market, "delivered_not_received", on, currency, shown=shown)
    said = with_events(
        plain_case(market, "not_delivered", on, currency, shown=shown, days=None, waits=-3), frozenset({"not_delivered"}), on
    )
    told: frozenset[Limit] = frozenset({("event", "not_delivered", True)})
    for facts, limits in ((came, frozenset[Limit]()), (said, told)):
        found = ask(facts, on, currency)
        if found["delivery"]["granted"]:
            yield from both(Cell(market, "delivery", frozenset({facts["case"]["kind"]}), limits, None, found, facts, on, currency))
    for kind, right in (("late", "delay"), ("not_delivered", "delivery")):
        for promised in (True, False):
            wait = _Wait(market, kind, right, promised, on, currency, shown)
            cells = list(wait.cells(NOTHING)) or list(wait.cells(frozenset({"extra_time_set"})))
            if any(("event", "delay_announced", False) in cell.limits for cell in cells):
                cells += wait.cells(frozenset({"delay_announced"}))
            yield from cells


class _Wait:
    """One kind of waiting, with a promised day or without."""

    def __init__(self, market: str, kind: str, right: str, promised: bool, on: date, currency: str, shown: tuple[str, ...]) -> None:
        self.plain = Cell(market, right, frozenset({kind}), frozenset(), None, {}, {}, on, currency)
        self.kind, self.promised, self.shown = kind, promised, shown

    def case(self, wait: int, day: date, events: frozenset[str]) -> dict[str, Any]:
        """The parcel is `wait` days behind the promised day (or the order's)."""
        waits = wait if self.promised else None
        facts = plain_case(self.plain.market, self.kind, day, self.plain.currency, shown=self.shown, days=None, waits=waits)
        if not self.promised:
            facts = with_facts(facts, order={"placed_on": (day - timedelta(days=wait)).isoformat()})
        return with_events(facts, events, day)

    def granted(self, wait: int, day: date, events: frozenset[str], more: tuple[dict[str, Any], ...] = ()) -> bool:
        facts = self.case(wait, day, events)
        if more:
            facts["case"]["events"] = [*facts["case"].get("events", []), *more]
        return bool(ask_right(self.plain.right, question(facts, day, self.plain.currency))["granted"])

    def bounds(self, events: frozenset[str]) -> tuple[int, int] | None:
        """The fewest days of waiting that are enough on one weekday at least, and those that are enough on each."""
        on = self.plain.on
        first = next((wait for wait in (1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 100) if self.granted(wait, on, events)), None)
        if first is None:
            return None
        while first > 0 and self.granted(first - 1, on, events):
            first -= 1
        least = most = first
        for back in range(1, 7):
            day = on - timedelta(days=back)
            while least > 0 and self.granted(least - 1, day, events):
                least -= 1
            while most < 200 and not self.granted(most, day, events):
                most += 1
        return least, most

    def cells(self, events: frozenset[str]) -> Iterator[Cell]:
        bounds = self.bounds(events)
        if bounds is None:
            return
        on, (least, most) = self.plain.on, bounds
        later = {"on": (on - timedelta(days=1)).isoformat(), "until": (on + timedelta(days=60)).isoformat()}
        put_off = ({"kind": "delay_announced", **later}, {"kind": "consent_given", **later})
        limits: set[Limit] = {("event", word, True) for word in events}
        limits |= {("overdue", "order.promised_on" if self.promised else "order.placed_on", least, most)}
        limits |= {("undelivered",)} if self.plain.right == "delay" else set()
        limits |= set() if self.promised else {("unpromised",)}
        if not self.granted(most, on, events, put_off):
            limits.add(("event", "consent_given" if "delay_announced" in events else "delay_announced", False))
        facts = self.case(most + 2, on, events)
        found = ask(facts, on, self.plain.currency)
        yield from both(replace(self.plain, limits=frozenset(limits), facts=facts, entitlement=found))
