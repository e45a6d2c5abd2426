"""A parcel that Shopify cancels later never left: its days count no more, and what waits on them is computed anew."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from makegood.apps.claims import queries as claims
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base import timeline
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.deadlines import open_deadlines
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.connectors.shopify.mapping import order_facts
from makegood.journeys.import_orders import import_orders
from makegood.journeys.open_return import open_return
from tests.harness.live import Live, Sold
from tests.harness.twin import fresh_shop, order_node, running
from tests.live.test_exchange import replaced

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def twin() -> Iterator[Any]:
    with running() as found:
        yield found


@pytest.fixture
def live(twin: Any, now: datetime) -> Live:
    return Live(fresh_shop(twin), now)


def days(sold: Sold) -> tuple[date | None, date | None]:
    with unit(merchants=[sold.live.shop.id]):
        order = orders.order_by_id(sold.order.id)
        return order.shipped_on, order.delivered_on


def parcels(sold: Sold) -> tuple[int, int]:
    with unit(merchants=[sold.live.shop.id]):
        return len(orders.shipments_of(sold.order.id)), len(orders.cancelled_shipments(sold.order.id))


def names(sold: Sold, chain: str) -> list[str]:
    with unit(merchants=[sold.live.shop.id]):
        return [line.name for line in timeline.lines_of(chain)]


def test_its_days_count_no_more_and_a_new_parcel_begins_them_again(live: Live) -> None:
    sold = live.sell()
    assert days(sold) == (date(2026, 11, 10), date(2026, 11, 10))
    live.tick()
    live.twin.act("unship", fulfillment=sold.node["fulfillments"][0]["id"])
    sold.hear()
    assert (days(sold), parcels(sold)) == ((None, None), (0, 1))
    assert "shipment.cancelled" in names(sold, f"order:{sold.order.id}")
    sold.hear()
    assert names(sold, f"order:{sold.order.id}").count("shipment.cancelled") == 1
    live.tick()
    live.twin.act("ship", order=sold.node["id"], delivered=True)
    sold.hear()
    assert (days(sold), parcels(sold)) == ((live.now.date(), live.now.date()), (1, 1))


def test_an_offer_that_waits_is_made_anew_and_what_was_taken_stays(live: Live) -> None:
    waiting, taken = live.sell(), live.sell()
    with unit(merchants=[live.shop.id]):
        sold = orders.lines_of(waiting.order.id)[0]
    ask = Ask((AskedLine(sold.id, 1, ("defective",)),))
    waiting.case = open_return(merchant_id=live.shop.id, order_id=waiting.order.id, ask=ask, by=CUSTOMER, now=live.now)
    waiting.follow()
    taken.complain(kind="damaged_in_transit")
    for one in (waiting, taken):
        live.tick()
        live.twin.act("unship", fulfillment=one.node["fulfillments"][0]["id"])
        one.hear()
    with unit(merchants=[live.shop.id]):
        decisions = [returns.latest_decisions(one.case.id) for one in (waiting, taken)]
        assert [[one.cause for one in found.values()] for found in decisions] == [["facts_changed"], ["opened"]]
        assert [line.decision for line in returns.lines_of_case(taken.case.id)] == ["accepted_by_customer"]
        assert "shipment.cancelled" in [line.name for line in returns.timeline_of(taken.case.id)]


def test_the_parcel_of_a_new_lamp_starts_no_clock_of_the_old_one(live: Live) -> None:
    sold = replaced(live)
    sold.tell()
    before = days(sold)
    live.tick(86_400)
    live.twin.act("ship", order=sold.node["id"], tracking={"number": "NEW-1", "url": None, "company": "DHL"})
    sold.hear()
    assert (days(sold), parcels(sold)) == (before, (1, 0))


def test_a_list_that_names_no_parcels_says_nothing_of_them(live: Live) -> None:
    node = order_node(("Lamp", 1, "39.00"), at="2026-11-10T09:00:00Z")
    sold = live.sell_node(node)
    facts = replace(order_facts(node, default_market="DE"), shipments=(), updated_at=live.now)
    import_orders(merchant_id=live.shop.id, facts=[facts], by=SYSTEM, now=live.now)
    assert parcels(sold) == (1, 0)


def test_the_last_day_of_a_claim_that_is_only_drafted_moves_with_it(live: Live) -> None:
    node = order_node(("Lamp", 1, "29.00"), stock=True)
    line = node["lineItems"]["nodes"][0]
    line["vendor"] = "maker"
    line["variant"]["inventoryItem"] = {"unitCost": {"amount": "12.40", "currencyCode": "EUR"}}
    sold = live.sell_node(node)
    sold.complain(kind="defective")

    def claim() -> tuple[Any, Any, list[Any]]:
        with unit(merchants=[live.shop.id]):
            found = claims.claims_of_case(sold.case.id)[0]
            return (
                found.window_until,
                found.packet["delivered_on"],
                [one for one in open_deadlines(sold.case.id) if one.kind == "claim_window"],
            )

    assert claim()[:2] == (date(2026, 12, 10), "2026-11-10") and len(claim()[2]) == 1
    live.tick()
    live.twin.act("unship", fulfillment=node["fulfillments"][0]["id"])
    sold.hear()
    assert claim() == (None, None, [])
