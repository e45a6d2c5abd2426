"""The books as a table: a posting a row, and what each account stands at."""

import csv
import io
from collections.abc import Iterator

from makegood.apps.ledger.accounts import UNITS
from makegood.apps.ledger.books import balances_before, entries_between
from makegood.insight.books.period import Period
from makegood.kernel.money import text_from_minor

HEADS = ("entry", "day", "at", "state", "code", "phase", "subject", "follows", "account", "commodity", "amount")


def as_csv(period: Period) -> Iterator[str]:
    """Every entry, voided ones too (`state`: final, asked, gone). Amounts are decimal strings, a debit positive; pieces are whole numbers."""
    yield _row(HEADS)
    for entry in entries_between(period.start, period.end):
        state = {"*": "final", "!": "asked"}.get(entry.counts, "gone")
        head = (
            entry.id,
            period.day_of(entry.at).isoformat(),
            entry.at.isoformat(),
            state,
            entry.code,
            entry.phase,
            entry.subject,
            entry.follows_id or "",
        )
        for part in sorted(entry.postings.all(), key=lambda one: one.id):
            yield _row((*head, part.account, part.commodity, shown(part.amount, part.commodity)))


def trial_balance(period: Period) -> list[dict[str, str]]:
    """What each account stood at when the period's last day ended: {"account", "commodity", "final", "asked"}; each commodity sums to zero."""
    return [
        {"account": account, "commodity": money, "final": shown(final, money), "asked": shown(pending, money)}
        for (account, money), (final, pending) in balances_before(period.end).items()
    ]


def shown(amount: int, commodity: str) -> str:
    return str(amount) if commodity == UNITS else text_from_minor(amount, commodity)


def _row(values: tuple[object, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(values)
    return out.getvalue()
