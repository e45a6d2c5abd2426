"""A supplier's statement as a table: each row a credit, told twice it is one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from makegood.base.actor import Actor
from makegood.base.named_rows import named_rows
from makegood.base.report_table import currency_of, money_of
from makegood.base.unit import attempt
from makegood.kernel.period import day_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.credits_in import TakenIn, take_in

COLUMNS = ("reference", "day", "amount", "currency", "claim")
MOST = 2_000
_MUST = ("reference", "day", "amount")
# What suppliers call these columns.
_ALSO = {
    "reference": ("credit note", "number", "no", "id", "beleg", "gutschrift", "refund id"),
    "day": ("date", "came on", "datum", "tag", "refund date"),
    "amount": ("credit", "total", "betrag", "refund amount"),
    "currency": ("währung", "waehrung"),
    "claim": ("order", "order number", "for", "dispute", "bestellung", "reklamation", "order id"),
}  # fmt: skip


@dataclass(slots=True)
class Statement:
    """`known`: rows whose number was taken before. `refused`: (row of the file, Refusal). `held`: of which something waits for a person."""

    read: int = 0
    known: int = 0
    held: int = 0
    taken: list[TakenIn] = field(default_factory=list)
    refused: list[tuple[int, Refusal]] = field(default_factory=list)


def bring_in_statement(
    path: Path, *, merchant_id: int, party: str, who: str, currency: str, by: Actor, now: datetime, way: str = "statement"
) -> Statement:
    """`currency`: where the file names none. Refuses `columns_missing`, `too_many_rows` and what no table can be read from; a row that can't be is
    refused alone, and the others are in. Rows without an amount, and charges (below zero), are no credits and are passed over."""
    found = Statement()
    for number, row in named_rows(path, columns=COLUMNS, must=_MUST, most=MOST, also=_ALSO):
        found.read += 1
        if isinstance(row, Refusal):
            found.refused.append((number, row))
            continue
        if not row["amount"] or row["amount"].startswith("-"):
            continue
        try:
            with attempt():
                one = _bring(row, merchant_id, party, who, currency, way, by, now)
        except Refusal as refusal:
            if refusal.code == "credit_known":
                found.known += 1
            else:
                found.refused.append((number, refusal))
        else:
            found.taken.append(one)
            found.held += bool(one.why)
    return found


def _bring(row: Mapping[str, str], merchant_id: int, party: str, who: str, currency: str, way: str, by: Actor, now: datetime) -> TakenIn:
    said, day = currency_of(row["currency"] or currency), day_from_text(row["day"])
    if day is None:
        raise Refusal("date_unreadable", "This day can't be read.", "Write it as 2026-11-20.", field="day")
    if not row["reference"]:
        raise Refusal(
            "reference_needed", "This row has no number of its own.", "Give each credit the number that it has there.", field="reference"
        )
    return take_in(
        merchant_id=merchant_id, party=party, who=who, amount_minor=money_of(row["amount"].replace(",", "."), said), currency=said, came_on=day,
        way=way, reference=row["reference"], named=row["claim"], by=by, now=now,
    )  # fmt: skip
