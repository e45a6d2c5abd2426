"""What of the goods that were sold since a moment came back for whose fault: pieces, summed by the database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from makegood.apps.returns.models import Case
from makegood.base.tenancy import current_scope

OWN_FAULTS = ("defective", "wrong_item", "missing_part", "not_as_described", "customization_error")  # of whoever made or packed it
ALL_FAULTS = (*OWN_FAULTS, "damaged_in_transit")  # of the goods and of how they were packed
NEVER_CAME = ("late", "not_delivered")
ON_THE_WAY = ("damaged_in_transit", "delivered_not_received", "not_delivered", "late")  # what a carrier may have to do with

# Each piece counts once as faulty and once as late, as what was said of it first: a line of two pieces that was in three cases is two pieces.
_COUNTED = """
WITH told AS (
    SELECT c.order_line_id, c.kinds ->> 0 AS kind, c.quantity, l.quantity AS sold, l.id AS line_id, l.supplier, l.sku, l.cost_minor,
           o.placed_on, o.campaign, l.batch, l.text_version, r.opened_at,
           sum(c.quantity) OVER (PARTITION BY c.order_line_id, c.kinds ->> 0 = ANY (%(apart)s) ORDER BY c.id) AS until_here
      FROM returns_caseline c JOIN orders_line l ON l.id = c.order_line_id JOIN orders_order o ON o.id = l.order_id
      JOIN returns_case r ON r.id = c.case_id
     WHERE c.merchant_id = ANY (%(shops)s) AND o.merchant_id = ANY (%(shops)s) AND o.placed_at >= %(start)s AND o.placed_at <= %(until)s
       AND o.cancelled_at IS NULL
       AND NOT l.flags @> '{"no_goods": true}' AND c.kinds ->> 0 = ANY (%(kinds)s) AND c.decision NOT IN ('dropped_by_customer', 'refused')
), counted AS (
    SELECT *, LEAST(quantity, GREATEST(0, sold - (until_here - quantity))) AS pieces FROM told
)
"""
_BY_GOODS = """
SELECT supplier, sku, kind, sum(pieces)::bigint, COALESCE(sum(pieces * cost_minor), 0)::bigint,
       COALESCE(sum(pieces) FILTER (WHERE cost_minor IS NULL), 0)::bigint
  FROM counted GROUP BY supplier, sku, kind ORDER BY supplier, sku, kind
"""
# `soon` days: only what was told within so many days of the order, so that old and new pieces are given the same time to come back.
_BY_DAY = """
SELECT sku, supplier, batch, text_version, campaign, placed_on, count(DISTINCT order_line_id)
  FROM counted WHERE %(soon)s::int IS NULL OR opened_at < placed_on + %(soon)s::int
 GROUP BY sku, supplier, batch, text_version, campaign, placed_on
"""
# Where a line left in several parcels, nobody knows whose its pieces were: the first one's carrier.
_BY_CARRIER = """
SELECT way.carrier, kind, sum(pieces)::bigint
  FROM counted JOIN LATERAL (
       SELECT s.carrier FROM orders_shipmentline sl JOIN orders_shipment s ON s.id = sl.shipment_id
        WHERE sl.merchant_id = ANY (%(shops)s) AND sl.line_id = counted.line_id AND s.cancelled_at IS NULL AND s.carrier <> ''
        ORDER BY s.id LIMIT 1) way ON true
 GROUP BY way.carrier, kind ORDER BY way.carrier, kind
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """`pieces` of an article from a supplier ("": nobody knows whose) that came back as `kind`. `cost_minor`: what they had cost, in the shop's
    currency; of `unpriced` of them the cost is not known."""

    supplier: str
    sku: str
    kind: str
    pieces: int
    cost_minor: int
    unpriced: int


def faults_between(start: datetime, until: datetime, kinds: Collection[str]) -> list[Fault]:
    """Of what was ordered then and not cancelled, and the customer neither let go of nor was refused."""
    return [Fault(*row) for row in _rows(_COUNTED + _BY_GOODS, start, until, kinds)]


def faults_by_day(
    start: datetime, until: datetime, kinds: Collection[str], soon: int | None = None
) -> list[tuple[str, str, str, str, str, date, int]]:
    """(article, supplier, batch, text version, campaign, day of the order, lines of orders with one), of the same. A line counts once, however many
    pieces it has: they left in one parcel, and one word of one customer is one observation. `soon`: told within so many days of the order."""
    return [tuple(row) for row in _rows(_COUNTED + _BY_DAY, start, until, kinds, soon)]  # type: ignore[misc]


def faults_by_carrier(start: datetime, until: datetime, kinds: Collection[str] = ON_THE_WAY) -> dict[tuple[str, str], int]:
    """{(carrier of the way out, kind): pieces}, of the same; what left by nobody knows whom is not among them."""
    return {(carrier, kind): pieces for carrier, kind, pieces in _rows(_COUNTED + _BY_CARRIER, start, until, kinds)}


def _rows(statement: str, start: datetime, until: datetime, kinds: Collection[str], soon: int | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "shops": list(current_scope().merchants),
                "start": start,
                "until": until,
                "kinds": list(kinds),
                "apart": list(NEVER_CAME),
                "soon": soon,
            },
        )
        return list(cursor.fetchall())


def cases_between(start: datetime, until: datetime) -> int:
    """How many were opened then; one that was joined into another is not one of its own."""
    return int(Case.objects.filter(opened_at__gte=start, opened_at__lte=until, merged_into=None).count())
