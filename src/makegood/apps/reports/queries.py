"""Reads of reports and closed months."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q

from makegood.apps.reports.models import ClosedMonth, Report, ReportMatch, ReportRow, ReportWord
from makegood.kernel.refusal import Refusal

REFUNDS = ("refund", "refund_back")


def newest_reports() -> list[Report]:
    """The newest of each provider and way, also one that came to nothing."""
    return list(Report.objects.order_by("provider", "form", "-at", "-id").distinct("provider", "form"))


def recent_reports(limit: int = 12) -> list[Report]:
    return list(Report.objects.order_by("-at", "-id")[:limit])


def report_of(public_id: str) -> Report:
    """Refuses `report_unknown`."""
    found: Report | None = Report.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("report_unknown", "There is no such report.", "Choose one of the list.", status=404)
    return found


def asked_until(provider: str) -> datetime | None:
    """Until when the provider's interface has told us everything."""
    found: datetime | None = Report.objects.filter(provider=provider, form="api", problem="").aggregate(most=Max("until"))["most"]
    return found


def _newest(found: Any) -> list[ReportRow]:
    return list(found.order_by("provider", "name", "-version").distinct("provider", "name"))


def rows_named(provider: str, names: Iterable[str]) -> dict[str, ReportRow]:
    """The newest version of each, by the provider's name of it."""
    return {one.name: one for one in _newest(ReportRow.objects.filter(provider=provider, name__in=list(names)))}


def rows_of(keys: Iterable[tuple[str, str]]) -> list[ReportRow]:
    """The newest version of each (provider, name)."""
    by_provider: dict[str, list[str]] = {}
    for provider, name in keys:
        by_provider.setdefault(provider, []).append(name)
    return [row for provider, names in by_provider.items() for row in rows_named(provider, names).values()]


def row_of(public_id: str) -> ReportRow:
    """The newest version of the row that this was a version of. Refuses `row_unknown`."""
    found: ReportRow | None = ReportRow.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("row_unknown", "There is no such line in a report.", "Reload the page.", status=404)
    return rows_named(found.provider, [found.name])[found.name]


def refunds_between(start: datetime, end: datetime) -> list[ReportRow]:
    """Refunds and what came back of them, as they are told now, from `start` until before `end`."""
    rows = _newest(ReportRow.objects.filter(kind__in=REFUNDS, at__gte=start, at__lt=end))
    newest = rows_of((row.provider, row.name) for row in rows)
    return [row for row in newest if row.kind in REFUNDS and start <= row.at < end]


def unmatched(since: datetime) -> list[ReportRow]:
    """Refunds since then, and what came back of them, that are not known to be ours and of which no person has said so; the oldest first."""
    rows = _newest(ReportRow.objects.filter(kind__in=REFUNDS, at__gte=since))
    said = _newest_said(ReportMatch.objects.filter(_named((row.provider, row.name) for row in rows)))
    known = {(one.provider, one.name) for one in said if one.subject or one.by == "person"}
    return sorted((row for row in rows if (row.provider, row.name) not in known), key=lambda row: (row.at, row.id))


def rows_about(refunds: Iterable[str]) -> list[ReportRow]:
    """All that is told of refunds by the provider's name of them."""
    names = [name for name in refunds if name]
    return _newest(ReportRow.objects.filter(refund__in=names, kind__in=REFUNDS)) if names else []


def rows_of_report(report_id: int) -> list[ReportRow]:
    return list(ReportRow.objects.filter(report_id=report_id, kind__in=REFUNDS).order_by("id"))


def spans() -> dict[str, list[tuple[datetime, datetime]]]:
    """{provider: the times that its reports are about}."""
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for provider, since, until in Report.objects.filter(problem="", since__isnull=False).values_list("provider", "since", "until"):
        found.setdefault(provider, []).append((since, until))
    return found


def newest_matches(*, rows: Iterable[tuple[str, str]] | None = None, subjects: Iterable[str] | None = None) -> list[ReportMatch]:
    """Those that hold. `rows`: only of these (provider, name); `subjects`: only of these movements of ours."""
    found = ReportMatch.objects.all() if rows is None else ReportMatch.objects.filter(_named(rows))
    if subjects is not None:
        mentioned = ReportMatch.objects.filter(subject__in=list(subjects)).values_list("provider", "name").distinct()
        return [one for one in newest_matches(rows=list(mentioned)) if one.subject in set(subjects)]
    return [one for one in _newest_said(found) if one.subject]


def _newest_said(found: Any) -> list[ReportMatch]:
    return list(found.order_by("provider", "name", "-id").distinct("provider", "name"))


def _named(rows: Iterable[tuple[str, str]]) -> Q:
    by_provider: dict[str, list[str]] = {}
    for provider, name in rows:
        by_provider.setdefault(provider, []).append(name)
    wanted = Q(pk=None)
    for provider, names in by_provider.items():
        wanted |= Q(provider=provider, name__in=names)
    return wanted


def payouts_between(start: datetime, end: datetime) -> list[ReportRow]:
    rows = rows_of((row.provider, row.name) for row in _newest(ReportRow.objects.filter(kind="payout", at__gte=start, at__lt=end)))
    return [row for row in rows if row.kind == "payout" and start <= row.at < end]


def parts_of_payouts(names: Iterable[str]) -> dict[tuple[str, str], list[ReportRow]]:
    """{(provider, payout): the lines that it is made of, as they are told now}."""
    found: dict[tuple[str, str], list[ReportRow]] = {}
    rows = _newest(ReportRow.objects.filter(payout__in=[name for name in names if name]).exclude(kind="payout"))
    for row in rows_of((row.provider, row.name) for row in rows):
        found.setdefault((row.provider, row.payout), []).append(row)
    return found


def providers_reported() -> list[str]:
    return sorted(Report.objects.filter(problem="").values_list("provider", flat=True).distinct())


def words_about(differences: Iterable[str]) -> dict[str, ReportWord]:
    """The newest word about each, where there is one."""
    rows = ReportWord.objects.filter(difference__in=list(differences)).order_by("difference", "-id").distinct("difference")
    return {one.difference: one for one in rows}


def closed_months() -> list[ClosedMonth]:
    return list(ClosedMonth.objects.order_by("first_on"))


def closed_month(first: date) -> ClosedMonth | None:
    found: ClosedMonth | None = ClosedMonth.objects.filter(first_on=first).first()
    return found
