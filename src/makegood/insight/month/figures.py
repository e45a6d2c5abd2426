"""A month's figures, each with the lines of the books that it is the sum of.

A figure is never more than a sum of postings: its section and key say which, so that SQL over the postings comes to the same
(tests/reconciliation/test_month.py). A posting that is only asked for counts nowhere but in `asked`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from makegood.apps.claims.closing import submitted_between
from makegood.apps.ledger.accounts import UNITS
from makegood.apps.ledger.books import asked_before, balances_before, balances_by_case
from makegood.apps.ledger.moved import Line, lines_after, lines_between
from makegood.apps.reports import queries as reports
from makegood.apps.settlement import reported
from makegood.insight.books.period import Period
from makegood.insight.month.notes import Taxed, taxed

SECTIONS = (
    "refunds",
    "credits",
    "exchanges",
    "claimed",
    "recoveries",
    "kept",
    "costs",
    "write_offs",
    "disputes",
    "corrections",
    "open",
    "balances",
    "asked",
)
# Sums of the month's postings: account -> (section, sign). A credit is negative in the books.
_OF_ACCOUNT = {
    "customer:store_credit": ("credits", -1), "customer:exchange_advance": ("exchanges", -1), "income:exchange": ("kept", -1), "income:fees_kept": ("kept", -1), "income:credit_expired": ("kept", -1), "write_off": ("write_offs", 1), "provider:disputed": ("disputes", 1),
}  # fmt: skip
# What is owed when a month ends: by the shop to customers (a credit in the books), and by others to the shop.
_OPEN = {
    "customer:refund_payable": -1, "customer:store_credit": -1, "customer:exchange_advance": -1, "customer:receivable": 1, "supplier:receivable": 1, "carrier:receivable": 1, "insurer:receivable": 1, "claims:unmatched": -1,
    "provider:disputed": 1,
}  # fmt: skip
BEGAN = ("claim_accepted", "debt_noted")  # codes by which somebody owes; all others are how that ends
_LEFT = ("refund_paid", "excess_recovered")  # codes whose provider:clearing is money that goes to customers, or comes back from them


@dataclass(frozen=True, slots=True)
class Entry:
    """One line behind a figure; `minor` as the figure counts it."""

    at: datetime
    code: str
    subject: str
    case_id: int | None
    minor: int
    entry: int = 0


@dataclass(slots=True)
class Figure:
    section: str
    key: str
    currency: str
    minor: int = 0
    lines: list[Entry] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len({line.subject for line in self.lines})


@dataclass(frozen=True, slots=True)
class Month:
    """`figures` in the order of SECTIONS, then of their keys; `notes`: credit notes by country and rate."""

    period: Period
    figures: list[Figure]
    notes: list[Taxed]

    @property
    def currencies(self) -> list[str]:
        return sorted({one.currency for one in self.figures} | {one.currency for one in self.notes})

    def as_json(self) -> dict[str, Any]:
        """What is kept when the month is closed: {"figures": [[section, key, currency, minor, count]], "notes": [[country, rate, currency, net, tax, gross, count]]}."""
        return {
            "figures": [[one.section, one.key, one.currency, one.minor, one.count] for one in self.figures],
            "notes": [[one.country, one.rate, one.currency, one.net, one.tax, one.gross, one.count] for one in self.notes],
        }


def month_of_books(period: Period, *, through: int | None = None) -> Month:
    """For the unit's shop. `through`: only entries up to this one, as they stood when the month was closed."""
    found: dict[tuple[str, str, str], Figure] = {}
    lines = [line for line in lines_between(period.start, period.end) if through is None or line.entry <= through]
    means = reported.means_called({line.subject for line in lines if line.code in _LEFT})
    for line in lines:
        place = _place(line, means)
        if place is not None:
            _add(found, place[0], place[1], line.currency, line.at, line, place[2] * line.amount)
    for line in _late(period, through):
        _add(
            found,
            "corrections",
            f"{line.account}:{line.at.astimezone(period.start.tzinfo):%Y-%m}",
            line.currency,
            line.at,
            line,
            line.amount,
        )
    for claim in submitted_between(period.start, period.end):
        _add(
            found,
            "claimed",
            claim.party,
            claim.currency,
            claim.submitted_at or period.start,
            None,
            claim.asked_minor,
            subject=claim.public_id,
            case_id=claim.case_id,
        )
    _stand(found, period, through)
    order = {section: place for place, section in enumerate(SECTIONS)}
    for currency in {one.currency for one in found.values()}:  # that nothing is owed is an answer, too
        for account in ("customer:refund_payable", "customer:store_credit"):
            found.setdefault(("open", account, currency), Figure("open", account, currency))
    figures = sorted(
        (one for one in found.values() if one.minor or one.lines or one.section == "open"),
        key=lambda one: (one.currency, order[one.section], one.key),
    )
    return Month(period, figures, taxed(period))


def _place(line: Line, means: dict[str, str]) -> tuple[str, str, int] | None:
    """(section, key, sign) of a posting; None where it is the other side of one that counts."""
    if line.account == "provider:clearing":
        return (
            ("refunds", means.get(line.subject, "other:manual") if line.code == "refund_paid" else line.code, -1)
            if line.code in _LEFT
            else None
        )
    if line.account.startswith("expense:"):
        return "costs", f"{line.account.removeprefix('expense:')}:{line.code}", 1
    if line.account.endswith(":receivable"):
        return "recoveries", f"{line.account.removesuffix(':receivable')}:{line.code}", 1 if line.code in BEGAN else -1
    if line.account in _OF_ACCOUNT:
        section, sign = _OF_ACCOUNT[line.account]
        return section, line.code, sign
    return None


def _add(
    found: dict[tuple[str, str, str], Figure],
    section: str,
    key: str,
    currency: str,
    at: datetime,
    line: Line | None,
    minor: int,
    **who: Any,
) -> None:
    figure = found.setdefault((section, key, currency), Figure(section, key, currency))
    figure.minor += minor
    figure.lines.append(
        Entry(at, line.code, line.subject, line.case_id, minor, line.entry)
        if line is not None
        else Entry(at, section, who["subject"], who["case_id"], minor)
    )


def _late(period: Period, through: int | None) -> list[Line]:
    """What was written into months before this one after the last of them was closed."""
    before = [one for one in reports.closed_months() if one.first_on < period.first]
    if not before:
        return []
    return [line for line in lines_after(before[-1].through, before=period.start) if through is None or line.entry <= through]


def _stand(found: dict[tuple[str, str, str], Figure], period: Period, through: int | None) -> None:
    """What each account stood at when the month ended, and what was only asked."""
    for (account, currency), (final, asked) in balances_before(period.end, through=through).items():
        if currency == UNITS:
            continue
        for section, minor in (("open", _OPEN.get(account, 0) * final), ("balances", final), ("asked", asked)):
            if minor:
                found[(section, account, currency)] = Figure(section, account, currency, minor)


def cases_behind(period: Period, account: str, currency: str, *, through: int | None = None) -> list[Entry]:
    """What an account stood at when the month ended, case by case; those of zero are left out."""
    found = balances_by_case(account, currency, before=period.end, through=through)
    return [Entry(period.end, "", "", case_id, minor * _OPEN.get(account, 1)) for case_id, minor in found]


def asked_behind(period: Period, account: str, currency: str, *, through: int | None = None) -> list[Entry]:
    """What was started and is open when the month ends, entry by entry."""
    found = []
    for entry in asked_before(period.end, open_at=period.end):
        for part in entry.postings.all():
            if (part.account, part.commodity) == (account, currency) and (through is None or entry.id <= through):
                found.append(Entry(entry.at, entry.code, entry.subject, entry.case_id, part.amount, entry.id))
    return found
