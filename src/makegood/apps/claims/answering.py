"""How suppliers answer our claims, and what they credit: summed by the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum

from makegood.apps.claims.models import Claim
from makegood.base.percentile import Percentile

ANSWERED = ("accepted", "part_accepted", "refused", "credited", "short_credited", "written_off")
ENDED = ("credited", "short_credited", "written_off", "refused")  # as queries.recovered_since


@dataclass(frozen=True, slots=True)
class Answering:
    """Of the claims that one supplier was sent: `answered` with yes, a part of it or no, `accepted` of them whole or in part; `usual`: the
    span within which half of the answers came; `overdue` wait beyond their day."""

    sent: int
    answered: int
    accepted: int
    usual: timedelta | None
    overdue: int


@dataclass(frozen=True, slots=True)
class Recovered:
    """Of claims that ended: minor units of `currency`."""

    currency: str
    asked_minor: int
    credited_minor: int


def answering_between(start: datetime, until: datetime) -> dict[str, Answering]:
    """By the supplier's code, of the claims that were sent then; who is waited for is as of `until`."""
    told = Q(answered_at__gte=F("submitted_at"))
    rows = _sent(start, until).order_by().values_list("agreement__code").annotate(
        sent=Count("id"), answered=Count("id", filter=told & Q(state__in=ANSWERED)),
        accepted=Count("id", filter=told & Q(state__in=ANSWERED, accepted_minor__gt=0)),
        usual=Percentile(F("answered_at") - F("submitted_at"), 0.5, filter=told),
        overdue=Count("id", filter=Q(state__in=("submitted", "acknowledged"), answer_by__lt=until)),
    )  # fmt: skip
    return {code: Answering(*row) for code, *row in rows}


def recovered_between(start: datetime, until: datetime) -> dict[str, list[Recovered]]:
    """By the supplier's code, each currency apart: amounts of several are not one sum."""
    found: dict[str, list[Recovered]] = {}
    rows = _sent(start, until).filter(state__in=ENDED).order_by("agreement__code", "currency").values_list("agreement__code", "currency")
    for code, currency, asked, credited in rows.annotate(asked=Sum("asked_minor"), credited=Sum("credited_minor")):
        found.setdefault(code, []).append(Recovered(currency, asked, credited))
    return found


def _sent(start: datetime, until: datetime) -> "QuerySet[Claim]":
    return Claim.objects.filter(party="supplier", agreement__isnull=False, submitted_at__gte=start, submitted_at__lte=until)
