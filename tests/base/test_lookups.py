"""Lists longer than a statement takes parameters, and plans that PostgreSQL chooses by what is asked."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.apps.orders.models import Order, OrderLine
from makegood.apps.orders.pieces import lines_with_ids
from makegood.base.unit import unit
from tests.cast import LAMP, line_of, make_shop, sell

pytestmark = pytest.mark.django_db
MORE_THAN_A_STATEMENT_TAKES = 70_000


def test_seventy_thousand_ids_are_asked_for_at_once(now: datetime) -> None:
    shop = make_shop("home", now)
    line = line_of(shop, sell(shop, now, LAMP))
    with unit(merchants=[shop.id]):
        found = lines_with_ids({line.id, *range(10**9, 10**9 + MORE_THAN_A_STATEMENT_TAKES)})
        assert [one.id for one in found] == [line.id]


def test_rows_of_many_others_and_names_are_found_and_none_is_no_value(now: datetime) -> None:
    shop = make_shop("home", now)
    line = line_of(shop, sell(shop, now, LAMP))
    many = list(range(10**9, 10**9 + 2000))
    with unit(merchants=[shop.id]):
        assert list(OrderLine.objects.filter(order_id__in=[*many, line.order_id, None]).values_list("id", flat=True)) == [line.id]
        assert list(OrderLine.objects.filter(order__in=[*many, line.order_id]).values_list("id", flat=True)) == [line.id]
        names = [f"ord_{number}" for number in many]
        assert Order.objects.filter(public_id__in=names).count() == 0
        assert Order.objects.filter(public_id__in=[*names, line.order.public_id]).count() == 1
        assert Order.objects.exclude(public_id__in=names).count() == 1


def test_a_short_list_stays_as_it_is(now: datetime) -> None:
    shop = make_shop("home", now)
    with unit(merchants=[shop.id]), CaptureQueriesContext(connection) as seen:
        list(Order.objects.filter(id__in=[1, 2, 3]))
        list(Order.objects.filter(id__in=list(range(5000))))
    sql = [one["sql"] for one in seen.captured_queries if "orders_order" in one["sql"]]
    assert "IN (" in sql[0] and "ANY(" in sql[1]


def test_a_kept_plan_is_not_forced(now: datetime) -> None:
    """A plan without values can't use a partial index: docs/adr/0007."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("auto",)
