"""Reads of notices."""

from datetime import datetime
from typing import Any

from django.db.models import Count

from makegood.apps.notices.models import Notice


def notices_of_case(case_id: int, *, audience: str | None = None) -> list[Notice]:
    """Oldest first."""
    found = Notice.objects.filter(case_id=case_id)
    return list((found if audience is None else found.filter(audience=audience)).order_by("made_at", "id"))


def failed_notices() -> list[Notice]:
    """Those that a person should look at: failed for good, or without an address."""
    return list(Notice.objects.filter(state="failed").select_related("case").order_by("-made_at", "-id")[:100])


def notice_of(public_id: str) -> Notice | None:
    return Notice.objects.filter(public_id=public_id).first()


def recent_notices(limit: int = 100) -> list[Notice]:
    return list(Notice.objects.select_related("case").order_by("-made_at", "-id")[:limit])


def counts_by_state() -> dict[str, int]:
    rows: Any = Notice.objects.order_by().values_list("state").annotate(n=Count("id"))
    return dict(rows)


def oldest_pending() -> datetime | None:
    """When the oldest mail that still waits was written."""
    found: datetime | None = Notice.objects.filter(state="pending").order_by("made_at").values_list("made_at", flat=True).first()
    return found
