"""The books as plain text that Beancount reads (its language of version 3): https://beancount.github.io/docs/beancount_language_syntax.html

What is asked and still open at the end stands flagged `!`, what holds `*`; what was asked and then posted or voided counts by what followed it. A period
begins with what the accounts stood at, and each month's end is asserted.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from makegood.apps.ledger.accounts import UNIT_ACCOUNTS, UNITS
from makegood.apps.ledger.books import asked_before, balances_before, entries_between
from makegood.apps.returns import queries as returns
from makegood.insight.books.period import Period
from makegood.kernel.money import text_from_minor

_ROOTS = {
    "claims": "Liabilities",
    "customer": "Liabilities", "tax": "Liabilities", "provider": "Assets", "supplier": "Assets", "carrier": "Assets", "insurer": "Assets",
    "expense": "Expenses", "recovery": "Income", "income": "Income", "write_off": "Expenses", "shop": "Assets", "hub": "Liabilities", "units": "Assets",
}  # fmt: skip


def account_named(account: str) -> str:
    """`customer:refund_payable` is Liabilities:Customer:RefundPayable; `expense:goods` Expenses:Goods; pieces are assets of commodity UNT."""
    parts = ["".join(word.capitalize() for word in part.split("_")) for part in account.split(":")]
    root = "Assets" if account.endswith(":receivable") else _ROOTS[account.split(":")[0]]
    return ":".join([root, *(parts[1:] if parts[0] in ("Expense", "Income") else parts)])


def amount_shown(amount: int, commodity: str) -> str:
    return f"{amount} {commodity}" if commodity == UNITS else f"{text_from_minor(amount, commodity)} {commodity}"


def as_beancount(merchant: Any, period: Period, accounts: tuple[str, ...]) -> Iterator[str]:
    """Line by line, in the order of the entries; the same text for the same books."""
    yield f'option "title" "{_quoted(merchant.name)}"\n'
    yield f'option "operating_currency" "{merchant.currency}"\n\n'
    opening = balances_before(period.start)
    opened = period.first - timedelta(days=1)
    for account in (*accounts, *UNIT_ACCOUNTS):
        yield f"{opened} open {account_named(account)}\n"
    yield "\n"
    sums = {key: final for key, (final, _) in opening.items()}
    if any(sums.values()):
        yield f'{opened} * "brought forward"\n'
        yield from (f"  {account_named(account)}  {amount_shown(amount, money)}\n" for (account, money), amount in sums.items() if amount)
        yield "\n"
    numbers: dict[int, str] = {}
    for entry in asked_before(period.start, open_at=period.end):
        yield from _entry(entry, opened, sums, numbers)
    month = _next_month(period.first)
    for entry in entries_between(period.start, period.end):
        day = period.day_of(entry.at)
        while day >= month:
            yield from _asserted(month, sums)
            month = _next_month(month)
        if entry.counts:
            yield from _entry(entry, day, sums, numbers)
    yield from _asserted(period.last + timedelta(days=1), sums)


def _entry(entry: Any, day: date, sums: dict[tuple[str, str], int], numbers: dict[int, str]) -> Iterator[str]:
    yield f'{day} {entry.counts} "{entry.code}" "{entry.phase}"\n  subject: "{entry.subject}"\n  entry: {entry.id}\n'
    if entry.case_id is not None:
        if entry.case_id not in numbers:
            numbers[entry.case_id] = returns.case_by_id(entry.case_id).number
        yield f'  case: "{numbers[entry.case_id]}"\n'
    for part in sorted(entry.postings.all(), key=lambda one: one.id):
        key = (part.account, part.commodity)
        sums[key] = sums.get(key, 0) + part.amount
        yield f"  {account_named(part.account)}  {amount_shown(part.amount, part.commodity)}\n"
    yield "\n"


def _asserted(day: date, sums: dict[tuple[str, str], int]) -> Iterator[str]:
    """Beancount's balance is of the begin of the day."""
    for (account, money), amount in sorted(sums.items()):
        yield f"{day} balance {account_named(account)}  {amount_shown(amount, money)}\n"
    yield "\n"


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
