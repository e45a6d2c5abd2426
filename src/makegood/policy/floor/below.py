"""Which values of a slot are below the floor in a cell: those that `raise_to_floor` lifts there, and nothing else."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from makegood.kernel.digest import canonical_json
from makegood.kernel.money import minor_from_text, text_from_minor
from makegood.policy.floor.ask import ask_right, question, with_facts
from makegood.policy.floor.cells import Cell, Limit, Span
from makegood.policy.floor.sample import SLACK
from makegood.policy.raise_to_floor import LONG_ENOUGH, Line, fee_minor, raise_to_floor, rights_of

ALWAYS: frozenset[Limit] = frozenset()
_KEEPS: frozenset[Limit] = frozenset({("keeps",)})
_SENDS: frozenset[Limit] = frozenset({("sends",)})


def excused(lift: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Where the first remedy failed it is enough that money follows (contract: policy check --shop)."""
    failed = any(event["kind"] == "repair_failed" for event in facts["case"].get("events") or ())
    return failed and lift["slot"] == "remedies" and lift["right"] == "conformity" and "refund" in lift["from"]


class Below:
    """Answers for one policy's currency; like cells are asked once."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self._known: dict[tuple[str, str, str], frozenset[Limit] | None] = {}

    def cells(self, cells: Iterable[Cell], slot: str, value: Any) -> list[tuple[Cell, frozenset[Limit]]]:
        """Those in which the value is below, each with what else has to hold."""
        return [(cell, when) for cell in cells if (when := self.when(cell, slot, value)) is not None]

    def when(self, cell: Cell, slot: str, value: Any) -> frozenset[Limit] | None:
        """None: never below in this cell; else what else has to hold (nothing: always below)."""
        if slot == "window" and ("until" not in cell.entitlement[cell.right] or _outlasts(value, cell.span)):
            return None
        key = (_floor_of(cell), slot, canonical_json(value))
        if key not in self._known:
            self._known[key] = self._when(cell, slot, value)
        return self._known[key]

    def _when(self, cell: Cell, slot: str, value: Any) -> frozenset[Limit] | None:
        if slot == "window":
            return frozenset({("window", canonical_json(value))})
        if slot == "release_refund_on":
            kept, sent = self._lifts(cell, {slot: value}, slot), self._lifts(cell, {slot: value, "ship_back": "hub"}, slot)
            return ALWAYS if kept and sent else _KEEPS if kept else _SENDS if sent else None
        if slot == "restocking_fee" and cell.right == "withdrawal":
            return _fee_below(cell, value)
        if not self._lifts(cell, {slot: value}, slot):
            return None
        if slot == "remedies" and cell.right == "conformity" and "refund" in value:  # enough where the first remedy failed (excused)
            return None if cell.failed else frozenset({("event", "repair_failed", False)})
        if slot == "refund_outbound_shipping" and cell.right == "withdrawal":
            return frozenset({("money_postage_owed", _all_postage(cell))})
        if slot == "restocking_fee" and isinstance(value, Mapping):
            return frozenset({("money_from", -(-100 // value["percent"]))})
        return ALWAYS

    def _lifts(self, cell: Cell, slots: dict[str, Any], slot: str) -> bool:
        value = minor_from_text(cell.facts["case"]["value"], cell.currency)
        line = Line(cell.kind, cell.currency, cell.on, cell.personalised, value=value)
        return any(lift["slot"] == slot for lift in raise_to_floor(slots, cell.entitlement, line).lifted)


def _outlasts(window: Mapping[str, Any], span: Span | None) -> bool:
    """A window that runs from the law's own first day (or a later one) for longer than any period of the law's."""
    if span is None:
        return bool(window.get("days", 0) >= LONG_ENOUGH)
    same = {"delivery": ("order.delivered_on", "order.placed_on"), "order": ("order.placed_on",)}.get(window.get("from", ""), ())
    return span.start in same and window["days"] >= span.most + SLACK


@lru_cache(maxsize=20_000)
def _floor_of(cell: Cell) -> str:
    """What the floor of a slot hangs on; cells that agree in it have the same floor."""
    rights = [
        (
            name,
            [
                right.get(key)
                for key in ("granted", "remedies", "chooser", "return_paid_by", "max_fee", "withheld_until", "outbound_shipping_refunded")
            ],
            bool(right.get("reject_until") and cell.on.isoformat() <= right["reject_until"]),
            right.get("answer_by") and (date.fromisoformat(right["answer_by"]) - cell.on).days,
        )
        for name, right in rights_of(cell.kind, cell.entitlement)
    ]
    duty = cell.entitlement.get("answer")
    answer = duty and [duty["level"], (date.fromisoformat(duty["by"]) - cell.on).days]
    fee_of = cell.entitlement["market_used"] if rights[0][1][4] not in (None, "0", "0.00") else ""
    return canonical_json([rights, answer, cell.personalised, cell.failed, fee_of])


def _all_postage(cell: Cell) -> bool:
    """Is all that was paid for delivery owed, also where a cheaper way would have cost nothing?"""
    facts = with_facts(cell.facts, order={"standard_shipping": "0"})
    owed = ask_right("withdrawal", question(facts, cell.on, cell.currency))["outbound_shipping_refunded"]
    return minor_from_text(owed, cell.currency) > 0


def _fee_below(cell: Cell, fee: Any) -> frozenset[Limit] | None:
    """From (or up to) which value a fee is above the highest that the law allows."""

    def over(value: int) -> bool:
        amount = text_from_minor(value, cell.currency)
        facts = with_facts(cell.facts, case={"value": amount}, item={"price": amount}, order={"total": amount})
        most = ask_right("withdrawal", question(facts, cell.on, cell.currency))["max_fee"] or "0"
        taken = fee_minor(fee, Line(cell.kind, cell.currency, cell.on, value=value))
        return taken is None or taken > minor_from_text(most, cell.currency)

    values = [first * 10**power for power in range(9) for first in (1, 2, 5)]
    if isinstance(fee, Mapping):
        least = next((value for value in values if over(value)), None)
        return None if least is None else frozenset({("money_from", least)})
    if not over(1):
        return None
    low, high = 1, values[-1]
    if over(high):
        return frozenset({("money_from", 1)})
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if over(middle) else (low, middle)
    return frozenset({("money_to", low)})
