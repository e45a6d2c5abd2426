"""Reads of providers' reports and of closed months."""

from datetime import date

from makegood.apps.ledger.models import Explained, MonthReport, ReportLine


def lines_between(provider: str, first: date, before: date) -> list[ReportLine]:
    return list(ReportLine.objects.filter(provider=provider, on__gte=first, on__lt=before).order_by("on", "id"))


def lines_with_refs(provider: str, refs: list[str]) -> list[ReportLine]:
    """Of these refunds, whenever they are told of."""
    return list(ReportLine.objects.filter(provider=provider, ref__in=[one for one in refs if one]).order_by("on", "id"))


def known_names(provider: str, names: list[str]) -> set[str]:
    return set(ReportLine.objects.filter(provider=provider, name__in=names).values_list("name", flat=True))


def reported_providers() -> list[str]:
    return list(ReportLine.objects.order_by("provider").values_list("provider", flat=True).distinct())


def last_day(provider: str) -> date | None:
    found: date | None = ReportLine.objects.filter(provider=provider).order_by("-on").values_list("on", flat=True).first()
    return found


def explained(provider: str) -> dict[tuple[str, str], Explained]:
    """By (name, cause)."""
    return {(one.name, one.cause): one for one in Explained.objects.filter(provider=provider)}


def month_report(month: str) -> MonthReport | None:
    found: MonthReport | None = MonthReport.objects.filter(month=month).first()
    return found


def closed_months() -> list[str]:
    return list(MonthReport.objects.order_by("-month").values_list("month", flat=True))
