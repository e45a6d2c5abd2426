"""A shop's own system is connected: its orders come in, and what no message told is found."""

import secrets
from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.apps.orders import queries as orders
from makegood.apps.orders import shops
from makegood.base.unit import unit
from makegood.connectors.shopify.client import VERSIONS, Shopify
from makegood.connectors.shopify.source import ShopifySource, shop_address
from makegood.connectors.shopify.token import pair
from makegood.insight.shop_systems import diagnose_shop
from makegood.interfaces.jobs import shops as jobs
from makegood.journeys.disconnect_shop import disconnect_shop
from makegood.kernel.refusal import Refusal
from tests.cast import STAFF, make_shop
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


def test_it_can_be_killed_at_every_point_and_begins_where_it_stood(
    twin_shop: TwinShop, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each point at which the machine could stop (before and after each call and each commit) is stopped at once, one after another."""
    twin_shop.seed(*(order_node() for _ in range(3)))
    found = connect(make_shop("home", now), twin_shop, now)
    monkeypatch.setattr("makegood.journeys.import_orders.CHUNK", 2)
    place, killed, kills = 0, 0, 0

    def stop_at(name: str) -> None:
        nonlocal place
        place += 1
        if place == killed + 1 and live:
            raise Killed(name)

    for module in ("makegood.base.http", "makegood.base.unit"):
        monkeypatch.setattr(f"{module}.point", stop_at)
    live = True
    while True:
        place = 0
        try:
            pause = jobs.step(merchant_id=found.shop.id, connection=found.name, now=now, port=found.port)
        except Killed:
            killed, kills = killed + 1, kills + 1
            continue
        killed = 0  # the next step is stopped at each of its points, too
        if pause is None:
            break
    live = False
    sync = found.sync()
    assert (sync.backfill_state, sync.backfill_counts["read"], sync.backfill_counts["new"]) == ("done", 3, 3)
    assert len(in_here(found)) == 3 and kills > 20
    assert [one["status"] for one in twin_shop.shop.all("BulkOperation")] == ["COMPLETED"]  # none was asked for twice


class Killed(BaseException):
    """The machine stops here."""


def test_a_bulk_operation_that_fails_is_asked_for_again_and_one_that_is_denied_with_less(twin_shop: TwinShop, now: datetime) -> None:
    twin_shop.seed(order_node())
    twin_shop.mood("bulk_failed", call="bulkOperationRunQuery")
    found = connect(make_shop("home", now), twin_shop, now)
    assert found.backfill(now).backfill_counts["new"] == 1
    assert [one["status"] for one in twin_shop.shop.all("BulkOperation")] == ["FAILED", "COMPLETED"]


@pytest.mark.parametrize("lacking", ["read_customers", "read_products", "personal"])
def test_what_the_app_may_not_see_costs_only_itself(twin_shop: TwinShop, now: datetime, lacking: str) -> None:
    twin_shop.seed(order_node(name="#5005"))
    scopes = [one for one in twin_shop.shop.setup["scopes"] if one != lacking]
    twin_shop.control("setup", scopes=scopes, customer_data="none" if lacking == "personal" else "all")
    found = connect(make_shop("home", now), twin_shop, now)
    sync = found.backfill(now)
    assert (sync.backfill_state, sync.backfill_counts["new"]) == ("done", 1)
    order = in_here(found)["#5005"]
    assert order.total_minor == 2500
    assert (order.email_digest == "") is (lacking == "personal")
    assert ("protected_customer_data" in sync.account["notes"]) is (lacking == "personal")
    assert [scope for scope, _ in sync.account["missing"] if scope == lacking] == ([] if lacking == "personal" else [lacking])
    twin_shop.control("setup", scopes=[*scopes, lacking], customer_data="all")  # it is given after all
    twin_shop.step(3600)
    twin_shop.act("edit", order="#5005", set={"note": "seen"})
    found.check(now + timedelta(hours=2))
    assert in_here(found)["#5005"].email_digest != ""


def test_without_read_all_orders_only_the_last_sixty_days_come(twin_shop: TwinShop, now: datetime) -> None:
    twin_shop.seed(order_node(at="2026-08-01T09:00:00Z", name="#old"), order_node(name="#new"))
    twin_shop.control("setup", scopes=[one for one in twin_shop.shop.setup["scopes"] if one != "read_all_orders"])
    found = connect(make_shop("home", now), twin_shop, now)
    found.backfill(now)
    assert list(in_here(found)) == ["#new"] and ["read_all_orders", "useful"] in found.sync().account["missing"]


def test_an_order_that_cannot_come_in_stands_there_until_it_can(twin_shop: TwinShop, now: datetime) -> None:
    node = order_node(name="#6006") | {"shippingAddress": {"countryCodeV2": "MG", "name": "Penguin"}}
    (gid,) = twin_shop.seed(node)
    found = connect(make_shop("home", now), twin_shop, now)
    assert found.backfill(now).backfill_counts["refused"] == 1
    with unit(merchants=[found.shop.id]):
        (one,) = shops.refused_orders(found.id)
        assert (one.source_id, one.problem["code"]) == (gid.rsplit("/", 1)[-1], "unknown_market")
    twin_shop.act("edit", order="#6006", set={"shippingAddress": {"countryCodeV2": "DE", "name": "Penguin"}})
    assert found.read(one.source_id, now).outcome == "new"
    with unit(merchants=[found.shop.id]):
        assert shops.refused_orders(found.id) == []


def test_another_key_keeps_the_address_and_another_shop_does_not(twin_shop: TwinShop, now: datetime) -> None:
    found = connect(make_shop("home", now), twin_shop, now)
    again = connect(found.shop, twin_shop, now)
    assert (again.name, again.id) == (found.name, found.id)
    with unit(merchants=[found.shop.id]):
        row = shops.connected()
        assert row is not None and twin_shop.token not in row.key and twin_shop.secret not in row.hook_secret
    assert jobs.step(merchant_id=found.shop.id, connection="con_other", now=now) is None
    disconnect_shop(merchant_id=found.shop.id, by=STAFF, now=now)
    with unit(merchants=[found.shop.id]):
        row = shops.any_connection(found.name)
        assert row is not None and row.key == "" and shops.connected() is None
    assert jobs.step(merchant_id=found.shop.id, connection=found.name, now=now) is None  # a job that comes late finds nothing to do


def test_an_app_of_today_fetches_its_token_and_another_where_that_one_ended(twin_shop: TwinShop) -> None:
    twin_shop.control("setup", client_id="app-1")
    source = ShopifySource(Shopify(twin_shop.address, pair("app-1", twin_shop.secret)), default_market="DE")
    assert source.account().name == "Twin shop"
    twin_shop.control("setup", token="shpat_" + secrets.token_hex(16))
    assert source.account().name == "Twin shop"
    with pytest.raises(Refusal) as refused:
        ShopifySource(Shopify(twin_shop.address, pair("app-1", "wrong")), default_market="DE").account()
    assert refused.value.code == "token_refused"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("gravur", "https://gravur.myshopify.com"), (" https://Gravur.myshopify.com/admin ", "https://gravur.myshopify.com"),
        ("https://admin.shopify.com/store/gravur/settings", "https://gravur.myshopify.com"), ("http://127.0.0.1:8091/", "http://127.0.0.1:8091"),
        ("https://evil.example", ""), ("http://10.0.0.1", ""), ("gravur.myshopify.com.evil.example", ""), ("a@b.myshopify.com:1@x", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_key_is_sent_nowhere_but_to_the_system(typed: str, address: str) -> None:
    if address:
        assert shop_address(typed) == address
        return
    with pytest.raises(Refusal, match="no address"):
        shop_address(typed)


@pytest.mark.parametrize("version", VERSIONS)
def test_each_supported_version_is_spoken(twin_shop: TwinShop, now: datetime, version: str) -> None:
    (gid,) = twin_shop.seed(order_node())
    source = ShopifySource(Shopify(twin_shop.address, twin_shop.token, version), default_market="DE")
    facts = source.read_order(gid.rsplit("/", 1)[-1])
    assert source.account().version == version and facts is not None and facts.source_total_minor == 2500


def test_the_doctor_says_what_the_shop_system_lacks_and_what_that_costs(twin_shop: TwinShop, now: datetime) -> None:
    twin_shop.seed(order_node(), order_node() | {"shippingAddress": {"countryCodeV2": "MG"}})
    twin_shop.control("setup", scopes=["read_orders"], customer_data="none")
    found = connect(make_shop("home", now), twin_shop, now)
    found.backfill(now)
    later = now + timedelta(days=2)
    with unit(merchants=[found.shop.id]):
        said = {number: message for number, _, message, _ in diagnose_shop(found.shop.merchant, later)}
    assert {"mg.W020", "mg.W021", "mg.W023", "mg.W025"} <= set(said)
    assert "read_all_orders (orders older than 60 days stay out)" in said["mg.W020"]
    twin_shop.control("setup", token="shpat_" + "0" * 32)
    found.check(later)
    with unit(merchants=[found.shop.id]):
        assert "mg.E020" in {number for number, *_ in diagnose_shop(found.shop.merchant, later)}
