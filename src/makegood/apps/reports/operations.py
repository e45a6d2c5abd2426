"""Writes of reports and closed months: only ever added."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from makegood.apps.reports.models import ClosedMonth, Report, ReportMatch, ReportRow, ReportWord
from makegood.apps.reports.ports import Movement
from makegood.apps.reports.queries import rows_named
from makegood.base.actor import Actor
from makegood.base.later import add_later, add_now
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.digest import digest_of
from makegood.kernel.ids import new_public_id

# What a later report may leave out without taking it back: a table without payouts does not say that there was none.
_MAY_BE_SILENT = ("refund", "payments", "key", "order", "payout")
_LONGEST = {"refund": 120, "key": 120, "order": 60, "payout": 120}
_TOLD = ("kind", "state", "at", "amount_minor", "currency", "balance_minor", "balance_currency", "fee_minor", *_MAY_BE_SILENT)


def add_report(*, provider: str, form: str, movements: Sequence[Movement], by: Actor, now: datetime, **what: Any) -> Report:
    """The report and those of its rows that say something new. `what`: file_name, digest, since, until, problem."""
    merchant_id = sole_merchant_id()
    told = {one.name[:160]: one for one in movements}
    known = rows_named(provider, told)
    new = [(one, known.get(name)) for name, one in told.items() if name not in known or _differs(one, known[name])]
    report = Report(
        merchant_id=merchant_id,
        public_id=new_public_id("rpt"),
        provider=provider,
        form=form,
        rows=len(told),
        new=len(new),
        at=now,
        actor=str(by),
        **what,
    )
    add_now(report)
    add_later(*(_row(one, before, report, merchant_id) for one, before in new))
    return report


def _differs(one: Movement, row: ReportRow) -> bool:
    return any(_told(one, name) != getattr(row, name) for name in _TOLD if name not in _MAY_BE_SILENT or _told(one, name))


def _told(one: Movement, name: str) -> Any:
    if name == "payments":
        return [payment[:120] for payment in one.payments[:4]]
    value = getattr(one, name)
    return value[: _LONGEST[name]] if name in _LONGEST else value


def _row(one: Movement, before: ReportRow | None, report: Report, merchant_id: int) -> ReportRow:
    told = {name: _told(one, name) for name in _TOLD}
    if before is not None:
        told |= {name: getattr(before, name) for name in _MAY_BE_SILENT if not told[name]}
    return ReportRow(
        merchant_id=merchant_id, public_id=new_public_id("rpr") if before is None else before.public_id, report=report, provider=report.provider,
        name=one.name[:160], version=1 if before is None else before.version + 1, **told,
    )  # fmt: skip


def add_matches(found: Iterable[tuple[str, str, str, str]], *, by: Actor, now: datetime) -> None:
    """(provider, name of the row, our subject or "", how it was found) of each."""
    merchant_id = sole_merchant_id()
    rows = [
        ReportMatch(merchant_id=merchant_id, provider=provider, name=name, subject=subject, by=how, at=now, actor=str(by))
        for provider, name, subject, how in found
    ]
    if rows:
        add_later(*rows)


def add_word(*, difference: Any, settled: bool, reason: str, by: Actor, now: datetime) -> None:
    add_later(
        ReportWord(
            merchant_id=sole_merchant_id(), difference=difference.key, cause=difference.cause, amount_minor=difference.amount_minor,
            currency=difference.currency, settled=settled, reason=reason[:300], at=now, actor=str(by),
        )
    )  # fmt: skip


def add_month(*, first: date, figures: dict[str, Any], through: int, by: Actor, now: datetime) -> ClosedMonth:
    made = ClosedMonth(
        merchant_id=sole_merchant_id(), first_on=first, figures=figures, digest=digest_of(figures), through=through, at=now, actor=str(by)
    )
    add_later(made)
    return made
