"""A shop's own system is connected: its orders come in, and what no message told is found."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.apps.orders import queries as orders
from makegood.apps.orders import shops
from makegood.base.unit import unit
from tests.cast import make_shop
from tests.harness.shop_system import Connected, connect
from tests.harness.twin import TwinShop, order_node

pytestmark = pytest.mark.django_db


def in_here(found: Connected) -> dict[str, Any]:
    with unit(merchants=[found.shop.id]):
        return {one.number: one for one in orders.orders_page()}


def test_all_orders_come_in_by_one_bulk_operation_and_closer_where_that_is_needed(twin_shop: TwinShop, now: datetime) -> None:
    twin_shop.seed(order_node(text="Hanna"), order_node(("Mug", 2, "20.00"), ("Box", 1, "5.00"), name="#2002"))
    twin_shop.act("refund", order="#2002", amount="5.00", lines=[{"line": twin_shop.order("#2002")["lineItems"][1]["id"], "quantity": 1}])
    found = connect(make_shop("gifts", now), twin_shop, now)
    sync = found.backfill(now)
    assert (sync.backfill_state, sync.backfill_problem) == ("done", {})
    assert {name: sync.backfill_counts[name] for name in ("read", "new", "refused", "seen")} == {
        "read": 2,
        "new": 2,
        "refused": 0,
        "seen": 2,
    }
    order = in_here(found)["#2002"]
    with unit(merchants=[found.shop.id]):
        (whole,) = orders.past_returns_of(order.id)
        assert (whole.amount_minor, whole.line_id) == (500, None)  # the bulk file names the refund, not its lines
    sync = found.check(now + timedelta(minutes=1))
    assert sync.check_state == "done" and sync.checked_at is not None
    with unit(merchants=[found.shop.id]):
        (part,) = orders.past_returns_of(order.id)
        assert (part.amount_minor, part.quantity, part.line_id) == (500, 1, orders.lines_of(order.id)[1].id)
        assert shops.to_read_closer(found.id, before=now + timedelta(days=1)) == []
    again = found.check(now + timedelta(days=1))
    assert again.check_counts.get("new", 0) == again.check_counts.get("changed", 0) == 0
