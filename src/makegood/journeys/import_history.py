"""What went back before makegood: cancellations, write-offs, adjustments; kept and counted apart."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from makegood.apps.orders.operations import importing
from makegood.apps.orders.queries import ids_by_source
from makegood.base.actor import Actor
from makegood.base.unit import unit

CHUNK = 5_000


def import_history(*, merchant_id: int, source: str, rows: Iterable[Mapping[str, Any]], currency: str, by: Actor, now: datetime) -> int:
    """`rows`: {kind, key, order (source id or ""), line (source id or ""), sku, text, quantity, amount_minor, at}. Safe to run twice."""
    count, chunk = 0, []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            count += _write(merchant_id, source, chunk, currency, by)
            chunk = []
    return count + _write(merchant_id, source, chunk, currency, by)


def _write(merchant_id: int, source: str, chunk: list[Mapping[str, Any]], currency: str, by: Actor) -> int:
    if not chunk:
        return 0
    with unit(merchants=[merchant_id], by=by):
        orders, lines = ids_by_source(
            source, {row["order"] for row in chunk if row["order"]}, {row["line"] for row in chunk if row["line"]}
        )
        importing.insert_past_rows(
            [
                merchant_id, row["kind"], source, row["key"][:160], orders.get(row["order"]), lines.get((row["order"], row["line"])),
                row["sku"][:80], row["text"][:300], row["quantity"], row["amount_minor"], 0, currency, row["at"],
            ]
            for row in chunk
        )  # fmt: skip
    return len(chunk)
