"""A provider's month, compared: what was read of its reports, our transfers, and what somebody has said of the differences."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from makegood.apps.ledger import reports
from makegood.apps.settlement import queries as settlement
from makegood.casefile.days import local_day
from makegood.insight.books.period import Period
from makegood.insight.books.reconcile import Booked, Difference, Reconciled, reconcile


@dataclass(frozen=True, slots=True)
class Compared:
    """`open`: differences that nobody has explained and that time alone will not mend; `told`: by (name, cause), what somebody said."""

    found: Reconciled
    told: dict[tuple[str, str], Any]

    @property
    def open(self) -> list[Difference]:
        return [
            one
            for one in self.found.differences
            if one.cause not in ("on_its_way", "other_month") and (one.name, one.cause) not in self.told
        ]


def compare(provider: str, period: Period, *, today: date) -> Compared:
    """Of the unit's shop. Whatever belongs to a row or a transfer of the period is read too, whenever it was."""
    before = period.last + timedelta(days=1)
    lines = reports.lines_between(provider, period.first, before)
    own = settlement.moved_between(provider, period.start, period.end)
    known = {one.id for one in own}
    own += [
        one for one in settlement.transfers_named(provider, [row.ref for row in lines] + [row.name for row in lines]) if one.id not in known
    ]
    read = {row.id for row in lines}
    lines += [row for row in reports.lines_with_refs(provider, [one.provider_ref for one in own]) if row.id not in read]
    booked = [
        Booked(
            one.public_id, one.moved_minor if one.state == "succeeded" else 0, one.currency, local_day(one.answered_at or one.made_at, period.zone),
            (one.provider_ref, one.key), one.case.public_id,
        )
        for one in own
    ]  # fmt: skip
    return Compared(reconcile(lines, booked, first=period.first, last=period.last, today=today), reports.explained(provider))


def still_open(period: Period, *, today: date) -> dict[str, int]:
    """{provider: differences that wait for somebody} in the period, of those whose reports were read."""
    found = {provider: len(compare(provider, period, today=today).open) for provider in reports.reported_providers()}
    return {provider: count for provider, count in found.items() if count}
