"""Writes of who is looking."""

from datetime import datetime

from django.db import connection

from makegood.base.tenancy import sole_merchant_id


def be_present(*, case_id: int, person_id: int, now: datetime, until: datetime) -> None:
    """They are on this case; `since` stays as long as they do not leave. What has run out goes in the same breath."""
    merchant_id = sole_merchant_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO returns_presence (merchant_id, case_id, person_id, since, until) VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT (merchant_id, case_id, person_id) DO UPDATE SET until = EXCLUDED.until, "
            "since = CASE WHEN returns_presence.until < EXCLUDED.since THEN EXCLUDED.since ELSE returns_presence.since END",
            [merchant_id, case_id, person_id, now, until],
        )
        cursor.execute("DELETE FROM returns_presence WHERE merchant_id = %s AND case_id = %s AND until < %s", [merchant_id, case_id, now])
