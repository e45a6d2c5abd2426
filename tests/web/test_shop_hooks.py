"""The shop system's messages: taken once, only when they are signed, whatever their order, and believed only after asking."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from django.db import connection as database
from django.test import Client

from makegood.apps.orders import queries as orders
from makegood.apps.orders import shops
from makegood.base.unit import unit
from makegood.connectors.shopify.hooks import signature_of
from makegood.interfaces.jobs import shops as jobs
from tests.cast import make_shop
from tests.harness.shop_system import Connected, connect
from tests.harness.twin import TwinShop, order_node

pytestmark = pytest.mark.django_db


class Door:
    """What the shop system would post, at the real address."""

    def __init__(self, found: Connected) -> None:
        self.found = found
        self.address = f"/hooks/shopify/{found.shop.merchant.slug}/{found.name}/"

    def post(self, body: Any, *, topic: str = "orders/updated", name: str = "w1", event: str = "", secret: str = "", **more: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {
            "X-Shopify-Topic": topic, "X-Shopify-Webhook-Id": name, "X-Shopify-Shop-Domain": self.found.twin.domain,
            "X-Shopify-Event-Id": event, "X-Shopify-Hmac-Sha256": signature_of(secret or self.found.twin.secret, raw), **more,
        }  # fmt: skip
        return Client(headers=headers).post(self.address, raw, content_type="application/json")

    def jobs(self, task: str = "read_shop_order") -> int:
        with database.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND args->>'merchant_id' = %s",
                [task, str(self.found.shop.id)],
            )
            return int(cursor.fetchone()[0])


@pytest.fixture
def door(twin_shop: TwinShop, now: datetime, settings: Any) -> Iterator[Door]:
    settings.MAKEGOOD_NOW = now.isoformat()
    yield Door(connect(make_shop("gifts", now), twin_shop, now))


def test_a_message_is_kept_once_and_asks_for_one_job(door: Door) -> None:
    assert door.post({"id": 77}).json() == {"taken": True, "new": True}
    assert door.post({"id": 77}).json()["new"] is False  # the same delivery, repeated
    assert door.post({"id": 77}, name="w2", event="e1").json()["new"] is True
    assert door.post({"id": 77}, name="w3", event="e1").json()["new"] is False  # another delivery of the same event
    assert door.post({"id": 78}, name="w4", event="e1").json()["new"] is True  # one deed may touch two orders
    assert door.jobs() == 3
    with unit(merchants=[door.found.shop.id]):
        kept = shops.newest_message(door.found.id)
        assert kept is not None and kept.ids == {} and "email" not in json.dumps(kept.ids)


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"secret": "another"}, 401, "signature_wrong"),
        ({"X-Shopify-Hmac-Sha256": ""}, 401, "signature_missing"),
        ({"name": ""}, 401, "signature_missing"),
        ({"X-Shopify-Shop-Domain": "other.myshopify.com"}, 404, "connection_unknown"),
        ({"X-Shopify-Hmac-Sha256": "ä"}, 401, "signature_wrong"),
    ],
)
def test_what_is_not_signed_by_this_shop_is_not_taken(door: Door, more: dict[str, str], status: int, code: str) -> None:
    answer = door.post({"id": 77}, **more)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert door.jobs() == 0


def test_the_body_is_checked_as_it_came_and_read_for_ids_only(door: Door) -> None:
    assert door.post(b'{ "id" : 77 }').status_code == 200  # not as we would write it
    assert door.post(b"[1]", name="w2").status_code == 400 and door.post(b"{", name="w3").status_code == 400
    assert door.post(b'{"id": {"a": 1}}', name="w4").json() == {"taken": True, "new": True}  # of no order: kept, and nothing follows
    for topic, body in (
        ("refunds/create", {"id": 1, "order_id": 90}), ("fulfillments/update", {"id": 2, "order_id": 91}),
        ("returns/approve", {"id": 3, "order": {"id": 92}}), ("returns/close", {"id": 4, "order": {"admin_graphql_api_id": "gid://shopify/Order/93"}}),
    ):  # fmt: skip
        assert door.post(body, topic=topic, name=topic).json()["new"] is True
    with unit(merchants=[door.found.shop.id]):
        assert [bool(shops.waiting_messages(door.found.id, str(one))) for one in (77, 90, 91, 92, 93)] == [True] * 5
    assert Client().get(door.address).status_code == 405
    assert Client().post("/hooks/shopify/nowhere/con_1/", b"{}", content_type="application/json").status_code == 404
    assert Client().post(door.address, b"x" * 2_000_001, content_type="application/json").status_code == 413


def test_an_order_is_read_from_the_system_and_every_message_of_it_is_followed(door: Door, twin_shop: TwinShop, now: datetime) -> None:
    (gid,) = twin_shop.seed(order_node(name="#3003"))
    number = int(gid.rsplit("/", 1)[-1])
    door.post({"id": number, "total_price": "0.01"})
    door.post({"id": number}, topic="orders/create", name="w2")  # out of order
    assert door.found.read(str(number), now).outcome == "new"
    with unit(merchants=[door.found.shop.id]):
        (order,) = orders.orders_page()
        assert order.total_minor == 2500 and shops.waiting_messages(door.found.id, str(number)) == []
    door.post({"id": number}, name="w3")
    assert door.found.read(str(number), now).outcome == "unchanged"


def test_a_system_that_does_not_answer_is_asked_again_and_then_a_person_looks(door: Door, twin_shop: TwinShop, now: datetime) -> None:
    (gid,) = twin_shop.seed(order_node(at="2026-11-20T08:30:00Z"))
    number = gid.rsplit("/", 1)[-1]
    door.post({"id": int(number)})
    twin_shop.mood("down", call="order")
    assert door.found.read(number, now).outcome == "waits" and door.jobs() == 2
    twin_shop.control("bucket", available=0, held=True)
    throttled = door.found.read(number, now, tries=1)
    assert (throttled.problem, throttled.pause_s > 0) == ("asked_to_wait", True)
    twin_shop.control("bucket", available=2000, held=False)
    twin_shop.mood("garbage", call="order")
    assert door.found.read(number, now, tries=7).outcome == "waits"  # the eighth try was the last
    with unit(merchants=[door.found.shop.id]):
        (left,), (shown,) = shops.refused_messages(door.found.id), shops.refused_orders(door.found.id)
        assert left.problem["code"] == shown.problem["code"] == "unreadable"
    sync = door.found.check(now)  # nothing is lost: the comparison brings it in
    assert sync.check_counts["new"] == 1
    with unit(merchants=[door.found.shop.id]):
        assert shops.refused_messages(door.found.id) == [] == shops.refused_orders(door.found.id)


def test_a_key_that_is_refused_stands_in_the_settings_until_there_is_another(door: Door, twin_shop: TwinShop, now: datetime) -> None:
    (gid,) = twin_shop.seed(order_node())
    twin_shop.control("setup", token="shpat_" + "f" * 32)
    assert door.found.read(gid.rsplit("/", 1)[-1], now).problem == "token_refused"
    assert door.found.sync().problem["code"] == "token_refused"
    twin_shop.control("setup", token=twin_shop.token)
    assert door.found.check(now).problem == {}


def test_subscriptions_are_made_and_made_again_where_they_were_dropped(
    door: Door, twin_shop: TwinShop, now: datetime, settings: Any
) -> None:
    jobs.set_hooks(merchant_id=door.found.shop.id, connection=door.found.name, now=now, port=door.found.port)
    hooks = door.found.sync().hooks
    assert "ORDERS_UPDATED" in hooks["topics"] and len(hooks["made"]) == len(hooks["topics"]) >= 13
    gone = next(one for one in twin_shop.shop.all("WebhookSubscription") if one["topic"] == "REFUNDS_CREATE")
    with twin_shop.shop.change():
        twin_shop.shop.remove(gone["id"])
    assert door.found.check(now).hooks["made"] == ["REFUNDS_CREATE"]
    settings.MAKEGOOD_BASE_URL = "https://moved.example"  # what was told to the old place ends
    assert len(door.found.check(now).hooks["made"]) == len(hooks["topics"]) == len(twin_shop.shop.all("WebhookSubscription"))
    assert all(one["uri"].endswith(door.address) for one in twin_shop.shop.all("WebhookSubscription"))


def test_what_the_twin_sends_is_what_the_door_takes(door: Door, twin_shop: TwinShop, now: datetime) -> None:
    jobs.set_hooks(merchant_id=door.found.shop.id, connection=door.found.name, now=now, port=door.found.port)
    (gid,) = twin_shop.seed(order_node(name="#3004"))
    twin_shop.act("refund", order="#3004", amount="5.00")
    sent = twin_shop.shop.all("delivery")
    assert {one["topic"] for one in sent} >= {"orders/updated", "refunds/create"}
    for one in sent:
        raw = one["body"].encode()
        headers = httpx.Headers({"X-Shopify-Hmac-SHA256": signature_of(twin_shop.secret, raw), "X-Shopify-Topic": one["topic"],
                                 "X-Shopify-Webhook-Id": one["webhook_id"], "X-Shopify-Shop-Domain": twin_shop.domain})  # fmt: skip
        assert "lena" not in one["body"] and door.found.hear(dict(headers.items()) | {  # no personal words travel
            name: headers[name] for name in ("X-Shopify-Hmac-Sha256", "X-Shopify-Topic", "X-Shopify-Webhook-Id", "X-Shopify-Shop-Domain")
        }, raw, now)  # fmt: skip
    assert door.found.read(gid.rsplit("/", 1)[-1], now + timedelta(minutes=1)).outcome == "new"
