"""Messages of the twin: signed over the raw body, on time, late, twice, never, out of order; given up after eight tries."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator

import pytest

from tests.harness.listener import Listener, listening
from tests.harness.twin import TwinShop, order_node

SUBSCRIBE = """mutation Subscribe($topic: WebhookSubscriptionTopic!, $uri: String!, $fields: [String!]) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: {uri: $uri, format: JSON, includeFields: $fields}) {
    webhookSubscription { id topic uri apiVersion { handle } } userErrors { field message } } }"""
SUBSCRIBED = "query { webhookSubscriptions(first: 10) { nodes { id topic uri } } }"
DROP = "mutation Drop($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } } }"


@pytest.fixture
def ear() -> Iterator[Listener]:
    with listening() as found:
        yield found


def subscribe(shop: TwinShop, ear: Listener, *topics: str, version: str = "2026-10") -> None:
    for topic in topics:
        made = shop.ask(SUBSCRIBE, topic=topic, uri=ear.url, version=version)["data"]["webhookSubscriptionCreate"]
        assert made["userErrors"] == [], made


def test_a_refund_is_told_with_everything_that_shopify_says_in_its_headers(twin_shop: TwinShop, ear: Listener) -> None:
    subscribe(twin_shop, ear, "REFUNDS_CREATE", "ORDERS_UPDATED", version="2026-07")
    (gid,) = twin_shop.seed(order_node())
    made = twin_shop.act("refund", order=gid, amount="5.00")
    assert ear.got == [] and twin_shop.deliver() == [200, 200]
    headers, body = ear.got[0]
    digest = hmac.new(twin_shop.secret.encode(), body, hashlib.sha256).digest()
    assert headers["X-Shopify-Hmac-SHA256"] == base64.b64encode(digest).decode()
    assert ear.topics() == ["refunds/create", "orders/updated"]
    assert headers["X-Shopify-Shop-Domain"] == twin_shop.domain and headers["X-Shopify-API-Version"] == "2026-07"
    assert headers["X-Shopify-Triggered-At"].startswith("2026-11-20T09:00:00") and headers["X-Shopify-Webhook-Id"]
    assert headers["X-Shopify-Event-Id"] != ear.got[1][0]["X-Shopify-Event-Id"]
    told = json.loads(body)
    assert told["admin_graphql_api_id"] == made["id"] and told["transactions"][0]["amount"] == "5.0"
    assert told["order_id"] == int(gid.rsplit("/", 1)[-1])


def test_a_message_comes_twice_late_or_never_and_the_newest_first(twin_shop: TwinShop, ear: Listener) -> None:
    subscribe(twin_shop, ear, "REFUNDS_CREATE")
    (gid,) = twin_shop.seed(order_node())
    twin_shop.mood("twice", hook=True, topic="REFUNDS_CREATE")
    twin_shop.mood("never", hook=True, topic="REFUNDS_CREATE")
    twin_shop.mood("late", hook=True, topic="REFUNDS_CREATE", seconds=600)
    made = [twin_shop.act("refund", order=gid, amount=f"{n}.00")["id"] for n in (1, 2, 3, 4)]
    told = lambda: [json.loads(body)["admin_graphql_api_id"] for _, body in ear.got]
    twin_shop.deliver(all_of_it=False, reverse=True)
    assert told() == [made[3], made[0], made[0]]  # the second never, the third not yet
    assert ear.got[1][0]["X-Shopify-Webhook-Id"] == ear.got[2][0]["X-Shopify-Webhook-Id"]
    twin_shop.step(601)
    twin_shop.deliver(all_of_it=False)
    assert told()[3:] == [made[2]]
    twin_shop.deliver(again=True)
    assert len(told()) == 7


def test_what_is_never_taken_is_given_up_and_the_subscription_goes(twin_shop: TwinShop, ear: Listener) -> None:
    subscribe(twin_shop, ear, "REFUNDS_CREATE")
    (gid,) = twin_shop.seed(order_node())
    ear.status = 500
    twin_shop.act("refund", order=gid, amount="1.00")
    twin_shop.deliver(all_of_it=False)
    assert twin_shop.deliver(all_of_it=False) == []  # it waits before it tries again
    for _ in range(7):
        twin_shop.step(3600)
        twin_shop.deliver(all_of_it=False)
    assert len(ear.got) == 8 and len({headers["X-Shopify-Webhook-Id"] for headers, _ in ear.got}) == 1
    assert twin_shop.data(SUBSCRIBED)["webhookSubscriptions"]["nodes"] == []


def test_a_topic_is_subscribed_once_for_an_address_and_let_go(twin_shop: TwinShop, ear: Listener) -> None:
    subscribe(twin_shop, ear, "ORDERS_CREATE")
    taken = twin_shop.data(SUBSCRIBE, topic="ORDERS_CREATE", uri=ear.url)["webhookSubscriptionCreate"]
    assert taken["webhookSubscription"] is None and "already been taken" in taken["userErrors"][0]["message"]
    plain = twin_shop.data(SUBSCRIBE, topic="ORDERS_CREATE", uri="http://shop.example/hook")["webhookSubscriptionCreate"]
    assert plain["userErrors"][0]["message"] == "Address is invalid"
    (found,) = twin_shop.data(SUBSCRIBED)["webhookSubscriptions"]["nodes"]
    assert twin_shop.data(DROP, id=found["id"])["webhookSubscriptionDelete"]["deletedWebhookSubscriptionId"] == found["id"]


def test_compliance_topics_come_without_a_subscription(twin_shop: TwinShop, ear: Listener) -> None:
    (gid,) = twin_shop.seed(order_node(email="lena@kunde.example"))
    twin_shop.control("setup", compliance_url=ear.url)
    customer = twin_shop.order(gid)["customer"]
    twin_shop.act("privacy", topic="CUSTOMERS_REDACT", customer=customer, orders=[gid])
    twin_shop.act("privacy", topic="SHOP_REDACT")
    twin_shop.deliver()
    assert ear.topics() == ["customers/redact", "shop/redact"]
    told = json.loads(ear.got[0][1])
    assert told["customer"]["email"] == "lena@kunde.example" and told["orders_to_redact"] == [int(gid.rsplit("/", 1)[-1])]


def test_includes_leave_only_the_fields_that_were_asked_for(twin_shop: TwinShop, ear: Listener) -> None:
    twin_shop.data(SUBSCRIBE, topic="ORDERS_UPDATED", uri=ear.url, fields=["id", "updated_at"])
    (gid,) = twin_shop.seed(order_node())
    twin_shop.act("edit", order=gid, set={"note": "Ring twice"})
    twin_shop.deliver()
    assert set(json.loads(ear.got[0][1])) == {"id", "updated_at"}


def test_an_order_comes_in_and_is_told_by_itself_where_the_shop_says_so(twin_shop: TwinShop, ear: Listener) -> None:
    subscribe(twin_shop, ear, "ORDERS_CREATE", "ORDERS_PAID", "ORDERS_DELETE")
    twin_shop.control("setup", auto_deliver=True)
    node = order_node()
    twin_shop.act("place", node=node)
    twin_shop.act("delete", order=node["id"])
    until = time.monotonic() + 10
    while len(ear.got) < 3 and time.monotonic() < until:
        threading.Event().wait(0.02)
    assert ear.topics() == ["orders/create", "orders/paid", "orders/delete"]
