"""One way in: the same steps for a preview and for bringing in, from the console, the desk and a job."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from makegood.apps.orders.ports import OrderFacts
from makegood.base.actor import Actor
from makegood.base.table import safe_cell
from makegood.connectors.online_retail.mapping import SOURCE, total_of
from makegood.intake.sources import RetailSource, Source
from makegood.journeys.import_history import import_history
from makegood.journeys.import_orders import Counts, import_orders
from makegood.kernel.refusal import Refusal


class Follow(Protocol):
    """What follows from what came in, in the chunk's transaction: ids of known orders to which a refund was added, and of which a parcel never
    left after all."""

    def __call__(self, refunded: Sequence[int], unsent: Sequence[int] = ()) -> None: ...


@dataclass(slots=True)
class Outcome:
    """`refused`: (row, order or empty, Refusal) in the file's order; `whole`: whether the file was read to its end."""

    counts: Counts
    refused: list[tuple[int | str, str, Refusal]] = field(default_factory=list)
    whole: bool = True
    more: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, int]:
        found = self.counts
        return {"read": found.read, "new": found.new, "unchanged": found.unchanged, "changed": found.changed, "refused": len(self.refused)}


def preview(source: Source, *, merchant_id: int, by: Actor, now: datetime, show: int = 10, most: int = 2000) -> Outcome:
    """What would come in; nothing is written. Refuses what is wrong with the file as a whole."""
    facts = _until_it_breaks(source)
    counts = import_orders(merchant_id=merchant_id, facts=islice(facts, most), by=by, now=now, write=False, show=show)
    whole = next(facts, None) is None
    return Outcome(counts, _refused(source, counts), whole)


def bring_in(
    source: Source, *, merchant_id: int, by: Actor, now: datetime, follow: Follow, progress: Callable[[Counts], None] | None = None,
    watched: Callable[[Iterable[OrderFacts]], Iterable[OrderFacts]] = lambda facts: facts,
) -> Outcome:  # fmt: skip
    """Bring the orders in, chunk by chunk; `progress` runs inside each chunk's transaction, `watched` may look on. The same refusals.

    `follow` gets the ids of known orders to which a refund was added, inside the chunk's transaction: what came in is weighed, or neither is.
    """
    facts = watched(_until_it_breaks(source))
    followed = 0

    def watch(counts: Counts) -> None:
        nonlocal followed
        follow(counts.refunded[followed:])
        followed = len(counts.refunded)
        if progress is not None:
            progress(counts)

    counts = import_orders(merchant_id=merchant_id, facts=facts, by=by, now=now, watch=watch)
    more = _history(source, merchant_id, by, now) if isinstance(source, RetailSource) else {}
    return Outcome(counts, _refused(source, counts), more=more)


def _until_it_breaks(source: Source) -> Iterator[OrderFacts]:
    """A file that breaks in the middle loses what stands after that place, and says so; one that breaks at once is refused."""
    begun = False
    try:
        for facts in source.orders():
            begun = True
            yield facts
    except Refusal as refusal:
        if not begun and not source.refused:
            raise
        source.refused.append((source.rows + 1, refusal))


def _refused(source: Source, counts: Counts) -> list[tuple[int | str, str, Refusal]]:
    """The reader's refusals and those of freezing; each row of an order that is refused is named."""
    found: list[tuple[int | str, str, Refusal]] = [(row, "", refusal) for row, refusal in source.refused]
    for name, refusal in counts.refused:
        rows: list[int | str] = [*source.rows_of.get(name, [])] or [name]
        beside = Refusal(
            "order_refused",
            f"Row {rows[0]} of the same order can't come in.",
            "Mend that row: an order comes in whole.",
            value=str(rows[0]),
        )
        found += [(row, name, beside if place else refusal) for place, row in enumerate(rows)]
    return sorted(found, key=lambda one: (isinstance(one[0], str), one[0] if isinstance(one[0], int) else 0))


def _history(source: RetailSource, merchant_id: int, by: Actor, now: datetime) -> dict[str, Any]:
    reader = source.reader
    rows = (
        {
            "kind": past.kind, "key": f"{past.row.invoice}-{past.row.number}", "order": past.invoice, "line": past.line, "sku": past.row.code,
            "text": past.row.description, "quantity": abs(past.row.quantity), "amount_minor": total_of(past.row), "at": past.row.at,
        }
        for past in reader.match()
    )  # fmt: skip
    written = import_history(merchant_id=merchant_id, source=SOURCE, rows=rows, currency="GBP", by=by, now=now)
    return {"history": written, "figures": reader.figures.as_json()}


def refused_lines(outcome: Outcome) -> Iterator[str]:
    """A JSON object for each refused row."""
    for row, order, refusal in outcome.refused:
        yield json.dumps({"row": row, **({"order": order} if order else {}), **refusal.as_json()}, ensure_ascii=False, default=str)


def refused_table(lines: Iterable[str]) -> Iterator[list[str]]:
    """The same as rows of a table, safe to open in a spreadsheet."""
    yield ["row", "order", "code", "message", "remedy"]
    for line in lines:
        found = json.loads(line)
        yield [safe_cell(str(found.get(name, ""))) for name in ("row", "order", "code", "message", "remedy")]
