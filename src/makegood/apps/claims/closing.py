"""Claims of a month, for whoever closes it."""

from datetime import datetime

from makegood.apps.claims.models import Claim


def submitted_between(start: datetime, end: datetime) -> list[Claim]:
    return list(Claim.objects.filter(submitted_at__gte=start, submitted_at__lt=end).order_by("submitted_at", "id"))
