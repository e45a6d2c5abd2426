"""A month of refunds and payouts: what providers report, what the books say, and each difference with its cause."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from makegood.apps.ledger.books import first_entry_at
from makegood.apps.ledger.moved import refunds_moved
from makegood.apps.orders import reported as orders
from makegood.apps.reports import queries as reports
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.casefile.differences import Difference, Known, Sum, compare, payout_parts
from makegood.casefile.elsewhere import key_of as refund_of
from makegood.casefile.movements import called, candidates
from makegood.casefile.report_lines import SAME_DAYS, Key, Ours, key_of, may_be
from makegood.insight.books.period import Period, month_of

LOOKS = 3  # months of which Today says that something stands open


@dataclass(frozen=True, slots=True)
class Payouts:
    """Payouts of one provider and currency: what reached the bank, what their lines come to, and those that differ. `unknown`: how many come without lines."""

    provider: str
    currency: str
    paid: int
    lines: int
    unknown: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    period: Period
    sums: list[Sum]
    payouts: list[Payouts]

    @property
    def differences(self) -> list[Difference]:
        return [one for part in self.sums for one in part.differences] + [one for part in self.payouts for one in part.differences]

    @property
    def open(self) -> list[Difference]:
        return [one for one in self.differences if one.is_open]


def reconcile(period: Period, *, now: datetime, provider: str = "") -> Reconciliation:
    """For the unit's shop. Providers that never reported are left out: of them nothing can be said. `provider`: only this one."""
    start, end = period.start, period.end
    rows = {key_of(row): row for row in reports.refunds_between(start, end)}
    booked = {line.subject for line in refunds_moved(start, end)}
    for row in reports.rows_of((one.provider, one.name) for one in reports.newest_matches(subjects=booked)):
        rows[key_of(row)] = row
    for row in reports.rows_about(row.refund for row in list(rows.values())):
        rows[key_of(row)] = row
    matched = {(one.provider, one.name): one.subject for one in reports.newest_matches(rows=list(rows))}
    missing = {*matched.values()} - booked
    more = reports.rows_of((one.provider, one.name) for one in reports.newest_matches(subjects=missing)) if missing else []
    rows |= {key_of(row): row for row in more}
    matched |= {(one.provider, one.name): one.subject for one in reports.newest_matches(rows=[key_of(row) for row in more])} if more else {}
    ours = called({*booked, *matched.values()})
    lonely = [row for key, row in rows.items() if key not in matched]
    twins = _twins(lonely, ours)
    known = Known(_elsewhere(lonely), twins, reports.spans())
    told = set(reports.providers_reported())
    sums = compare(rows.values(), ours, matched, start=start, end=end, now=now, known=known)
    sums = [one for one in sums if one.provider in told and provider in ("", one.provider)]
    payouts = [one for one in _payouts(period) if provider in ("", one.provider)]
    return _told(Reconciliation(period, _with_orders(sums), payouts))


def _twins(lonely: list[Any], ours: dict[str, Ours]) -> dict[Key, Ours]:
    """Lines that say the same as one that is ours already: it was made twice there."""
    refunds = [row for row in lonely if row.kind == "refund"]
    beside = {**candidates(refunds), **ours} if refunds else {}
    found = {one.subject for one in reports.newest_matches(subjects=beside)}
    return {key_of(row): one for row in refunds for one in beside.values() if one.subject in found and may_be(row, one)}


def _elsewhere(lonely: list[Any]) -> dict[Key, Any]:
    """Refunds that staff or an import has told us of already: of the same payment or order, the amount, and about the day. Each stands for one line."""
    refunds = sorted((row for row in lonely if row.kind == "refund"), key=lambda row: (row.at, row.name))
    paid, numbered = (
        orders.payments_called(name for row in refunds for name in row.payments),
        orders.orders_numbered(row.order for row in refunds),
    )
    order_of = {key_of(row): _order_id(row, paid, numbered) for row in refunds}
    past: dict[int, list[list[Any]]] = {}
    for order_id, rows in orders.refunds_known(one for one in order_of.values() if one).items():
        by_refund: dict[str, list[Any]] = {}
        for one in rows:
            by_refund.setdefault(refund_of(one), []).append(one)
        past[order_id] = list(by_refund.values())
    found = {}
    for row in refunds:
        for parts in past.get(order_of[key_of(row)] or 0, []):
            amount = sum(one.amount_minor + one.shipping_minor for one in parts)
            if (amount, parts[0].currency) == (-row.amount_minor, row.currency) and abs(parts[0].at - row.at) <= SAME_DAYS:
                found[key_of(row)] = parts[0]
                past[order_of[key_of(row)] or 0].remove(parts)
                break
    return found


def _order_id(row: Any, paid: dict[str, Any], numbered: dict[str, Any]) -> int | None:
    payment = next((paid[name] for name in row.payments if name in paid), None)
    order = numbered.get(row.order)
    return payment.order_id if payment is not None else order.id if order is not None else None


def _with_orders(sums: list[Sum]) -> list[Sum]:
    """Those that nobody knows say which order they are of, where that can be told."""
    lonely = [row for one in sums for part in one.differences if part.cause in ("unknown_refund", "known_elsewhere") for row in part.rows]
    paid, numbered = (
        orders.payments_called(name for row in lonely for name in row.payments),
        orders.orders_numbered(row.order for row in lonely),
    )

    def of(one: Difference) -> Difference:
        if one.cause not in ("unknown_refund", "known_elsewhere"):
            return one
        payment = next((paid[name] for row in one.rows for name in row.payments if name in paid), None)
        order = payment.order if payment is not None else next((numbered[row.order] for row in one.rows if row.order in numbered), None)
        return replace(one, order=order, payment=payment)

    return [replace(one, differences=tuple(of(part) for part in one.differences)) for one in sums]


def _payouts(period: Period) -> list[Payouts]:
    rows = [row for row in reports.payouts_between(period.start, period.end) if row.state == "done"]
    parts = reports.parts_of_payouts(row.payout for row in rows)
    found: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        found.setdefault((row.provider, row.balance_currency), []).append(row)
    return [_of_payouts(*key, of_key, parts, period) for key, of_key in sorted(found.items())]


def _of_payouts(provider: str, currency: str, rows: list[Any], parts: dict[tuple[str, str], list[Any]], period: Period) -> Payouts:
    """Only those whose lines are known are judged; the sums are of those."""
    judged = [row for row in rows if parts.get((provider, row.payout))]
    differences = [payout_parts(row, parts[(provider, row.payout)], start=period.start) for row in judged]
    paid = -sum(row.balance_minor - row.fee_minor for row in judged)
    differ = tuple(one for one in differences if one is not None)
    return Payouts(provider, currency, paid, paid - sum(one.amount_minor for one in differ), len(rows) - len(judged), differ)


def _told(found: Reconciliation) -> Reconciliation:
    """With what people said of the differences that are still the same."""
    words = reports.words_about(one.key for one in found.differences)

    def of(parts: Iterable[Difference]) -> tuple[Difference, ...]:
        return tuple(_with_word(one, words.get(one.key)) for one in parts)

    return replace(
        found, sums=[replace(one, differences=of(one.differences)) for one in found.sums],
        payouts=[replace(one, differences=of(one.differences)) for one in found.payouts],
    )  # fmt: skip


def _with_word(one: Difference, word: Any) -> Difference:
    holds = (
        word is not None and word.settled and (word.cause, word.amount_minor, word.currency) == (one.cause, one.amount_minor, one.currency)
    )
    return replace(one, word=word) if holds else one


def months_of(merchant: Merchant, *, now: datetime) -> list[Period]:
    """The months that the books know, the newest first."""
    began, today = first_entry_at(), local_day(now, merchant.zone)
    month, found = date(today.year, today.month, 1), []
    first = local_day(began, merchant.zone).replace(day=1) if began is not None else month
    while month >= first:
        found.append(month_of(merchant, month))
        month = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
    return found


def open_differences(merchant: Merchant, *, now: datetime) -> list[tuple[Period, list[Difference]]]:
    """Months of late that have differences which wait for a person."""
    found = [reconcile(period, now=now) for period in months_of(merchant, now=now)[:LOOKS]]
    return [(one.period, one.open) for one in found if one.open]
