"""Limits on how often something may be tried."""

import hashlib
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from makegood.kernel.refusal import Refusal
from makegood.web.proxy import forwarded_for


def address_of(request: HttpRequest) -> str:
    """The caller's address; behind a proxy that we were told of, the last hop that is no such proxy."""
    return forwarded_for(request) or str(request.META.get("REMOTE_ADDR", ""))


def count_try(name: str, who: str, *, now: datetime, most: int, per: timedelta) -> None:
    """Count one try of `who` at `name`, in a statement of its own; refuses `too_many_tries` (429) beyond `most` in a span of `per`."""
    span = int(per.total_seconds())
    bucket = datetime.fromtimestamp(int(now.timestamp()) // span * span, UTC)
    key = hashlib.sha256(f"{settings.SECRET_KEY}:{name}:{who}".encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO base_ratelimit (key, bucket, count) VALUES (%s, %s, 1) "
            "ON CONFLICT (key, bucket) DO UPDATE SET count = base_ratelimit.count + 1 RETURNING count",
            [key, bucket],
        )
        count = cursor.fetchone()[0]
    if count > most:
        minutes = max(1, span // 60)
        raise Refusal(
            "too_many_tries",
            _("That was tried too often in a short time."),
            _("Please wait %(minutes)s minutes and try again, or write to the shop.") % {"minutes": minutes},
            status=429,
        )


def may_try(name: str, who: str, *, now: datetime, most: int, per: timedelta) -> bool:
    """The same count, for what is never refused: False beyond `most`."""
    try:
        count_try(name, who, now=now, most=most, per=per)
    except Refusal:
        return False
    return True
