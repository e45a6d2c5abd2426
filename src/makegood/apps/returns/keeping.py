"""Orders of which nothing has been open since a day."""

from datetime import date

from django.db import connection

from makegood.base.tenancy import current_scope

_DONE = """
  FROM orders_order o WHERE o.merchant_id = ANY (%s) AND o.market = %s AND o.placed_on <= %s
   AND NOT EXISTS (SELECT 1 FROM returns_case c WHERE c.merchant_id = o.merchant_id AND c.order_id = o.id AND c.merged_into_id IS NULL
                    AND (c.closed_at IS NULL OR (c.closed_at AT TIME ZONE 'UTC')::date > %s))
   AND NOT EXISTS (SELECT 1 FROM disputes_dispute d WHERE d.merchant_id = o.merchant_id AND d.order_id = o.id AND d.ended_at IS NULL)
"""
_NAMED = " AND EXISTS (SELECT 1 FROM orders_contact k WHERE k.merchant_id = o.merchant_id AND k.order_id = o.id AND k.erased_at IS NULL)"
_SHOWN = """ AND EXISTS (SELECT 1 FROM returns_evidence e JOIN returns_case c ON c.merchant_id = e.merchant_id AND c.id = e.case_id
   JOIN base_evidence f ON f.merchant_id = e.merchant_id AND f.id = e.file_id
   WHERE e.merchant_id = o.merchant_id AND c.order_id = o.id AND f.erased_at IS NULL AND e.actor LIKE 'customer%%')"""


def markets_sold_to() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT market FROM orders_order WHERE merchant_id = ANY (%s) ORDER BY 1", [list(current_scope().merchants)]
        )
        return [market for (market,) in cursor.fetchall()]


def done_since(market: str, day: date, *, pictures: bool, limit: int = 500) -> list[int]:
    """Ids of orders of the market that were placed, and whose cases were closed, by `day`, and that still name or show somebody; the oldest first."""
    sql = f"SELECT o.id {_DONE}{_SHOWN if pictures else _NAMED} ORDER BY o.placed_on, o.id LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(current_scope().merchants), market, day, day, limit])
        return [order_id for (order_id,) in cursor.fetchall()]
