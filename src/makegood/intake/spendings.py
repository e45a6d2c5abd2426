"""What a shop's system took of credits, as a table: each row like one call of the API, told twice it is one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from makegood.apps.settlement.credits import credit_by_code
from makegood.base.actor import Actor
from makegood.base.named_rows import named_rows
from makegood.base.unit import attempt
from makegood.journeys.record_spending import record_spending
from makegood.journeys.return_spending import return_spending
from makegood.kernel.money import minor_from_text
from makegood.kernel.period import day_from_text
from makegood.kernel.refusal import Refusal

COLUMNS = ("code", "order", "amount", "currency", "day", "kind", "reference")
MOST = 5_000
_MUST = ("code", "order", "amount")


@dataclass(slots=True)
class Report:
    """`refused`: (row of the file, Refusal). `known`: rows that had been told before."""

    read: int = 0
    new: int = 0
    known: int = 0
    refused: list[tuple[int, Refusal]] = field(default_factory=list)


def bring_in_spendings(path: Path, *, merchant_id: int, by: Actor, now: datetime) -> Report:
    """`kind` is spent (where the column is absent or empty) or given_back. Refuses `columns_missing`, `too_many_rows` and what no table can be read from;
    a row that can't be is refused alone, and the others are in.
    """
    found = Report()
    for number, row in named_rows(path, columns=COLUMNS, must=_MUST, most=MOST):
        found.read += 1
        if isinstance(row, Refusal):
            found.refused.append((number, row))
            continue
        try:
            with attempt():
                again = _bring(row, merchant_id, by, now)
        except Refusal as refusal:
            found.refused.append((number, refusal))
        else:
            found.known, found.new = found.known + again, found.new + (not again)
    return found


def _bring(row: Mapping[str, str], merchant_id: int, by: Actor, now: datetime) -> bool:
    """Was it known already?"""
    currency = credit_by_code(row["code"]).currency
    said = row["currency"].upper() or currency
    amount = minor_from_text(row["amount"].replace(",", "."), said)
    day = row["day"]
    spent_on = day_from_text(day)
    if day and spent_on is None:
        raise Refusal("date_unreadable", "This day can't be read.", "Write it as 2026-11-20.", field="day")
    kind = row["kind"] or "spent"
    if kind == "spent":
        return record_spending(
            merchant_id=merchant_id, code=row["code"], order_number=row["order"], amount_minor=amount, currency=said, spent_on=spent_on,
            source="file", by=by, now=now,
        ).again  # fmt: skip
    if kind != "given_back":
        raise Refusal("kind_unknown", "This kind is not known.", "Write spent or given_back.", field="kind")
    if said != currency:
        raise Refusal("currency_mismatch", f"This credit is in {currency}.", "Say the amount in its own currency.", field="currency")
    return return_spending(
        merchant_id=merchant_id, code=row["code"], order_number=row["order"], amount_minor=amount, reference=row["reference"],
        source="file", by=by, now=now,
    ).again  # fmt: skip
