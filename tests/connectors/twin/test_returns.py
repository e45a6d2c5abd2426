"""A return on the twin from the request to the shelf: what the recordings do not show, and what is told on the way."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness.listener import Listener, listening
from tests.harness.twin import TwinShop, order_node

CREATE = """mutation Create($input: ReturnInput!) { returnCreate(returnInput: $input) { return { id name status totalQuantity
  returnLineItems(first: 5) { nodes { id quantity refundableQuantity returnReason ... on ReturnLineItem {
    returnReasonDefinition { handle } restockingFee { percentage amountSet { shopMoney { amount } } }
    withCodeDiscountedTotalPriceSet { shopMoney { amount } } } } }
  exchangeLineItems(first: 5) { nodes { id quantity variantId } }
  reverseFulfillmentOrders(first: 5) { nodes { id status lineItems(first: 5) { nodes { id totalQuantity } } } } }
  userErrors { field message code } } }"""
PROCESS = """mutation Process($input: ReturnProcessInput!) { returnProcess(input: $input) { return { status
  returnLineItems(first: 5) { nodes { processedQuantity refundedQuantity } }
  refunds(first: 5) { nodes { id note totalRefundedSet { shopMoney { amount } } return { id } } }
  transactions(first: 5) { nodes { kind amountSet { shopMoney { amount } } } } } userErrors { field message code } } }"""
STEP = "mutation Step($id: ID!) { %s(id: $id) { return { status closedAt } userErrors { field message code } } }"
LEFT = """query Left($id: ID!) { returnableFulfillments(orderId: $id, first: 5) { nodes { returnableFulfillmentLineItems(first: 5) { nodes {
  quantity fulfillmentLineItem { id } } } } } }"""
SUBSCRIBE = """mutation Subscribe($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: {uri: $uri}) { userErrors { message } } }"""


@pytest.fixture
def ear() -> Iterator[Listener]:
    with listening() as found:
        yield found


def shipped(shop: TwinShop, gid: str) -> str:
    return str(shop.order(gid)["fulfillments"][0]["fulfillmentLineItems"][0]["id"])


def create(shop: TwinShop, gid: str, quantity: int = 1, **more: Any) -> Any:
    line = {"fulfillmentLineItemId": shipped(shop, gid), "quantity": quantity, "returnReason": "DEFECTIVE"}
    asked = {"orderId": gid, "returnLineItems": [line | more.pop("line", {})]} | more
    return shop.data(CREATE, input=asked)["returnCreate"]


def left(shop: TwinShop, gid: str) -> int:
    nodes = shop.data(LEFT, id=gid)["returnableFulfillments"]["nodes"]
    return sum(one["quantity"] for node in nodes for one in node["returnableFulfillmentLineItems"]["nodes"])


def test_what_a_return_holds_cannot_be_returned_again_until_it_is_let_go(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node(("Mug", 2, "20.00")))
    assert left(twin_shop, gid) == 2
    first = create(twin_shop, gid, 2)["return"]
    assert left(twin_shop, gid) == 0 and first["name"].endswith("-R1")
    no = create(twin_shop, gid)
    assert no["return"] is None and no["userErrors"][0]["field"] == ["returnInput", "returnLineItems", "0", "quantity"]
    assert twin_shop.data(STEP % "returnCancel", id=first["id"])["returnCancel"]["return"]["status"] == "CANCELED"
    assert left(twin_shop, gid) == 2
    again = twin_shop.data(STEP % "returnCancel", id=first["id"])["returnCancel"]
    assert again["return"] is None and again["userErrors"][0]["code"] == "INVALID_STATE"


def test_nothing_returns_that_was_not_sent(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node(fulfilled=False))
    assert left(twin_shop, gid) == 0
    twin_shop.act("ship", order=gid, tracking={"number": "T1", "url": "https://track.example/T1", "company": "DHL"}, delivered=True)
    assert left(twin_shop, gid) == 1 and create(twin_shop, gid)["return"]["status"] == "OPEN"


def test_a_fee_a_reason_and_an_exchange_stand_in_the_return(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node(("Mug", 2, "20.00"), stock=True))
    variant = twin_shop.order(gid)["lineItems"][0]["variant"]
    line = {"returnReason": None, "returnReasonDefinitionId": "gid://shopify/ReturnReasonDefinition/2", "restockingFee": {"percentage": 15}}
    made = create(twin_shop, gid, 2, line=line, exchangeLineItems=[{"variantId": variant, "quantity": 1}])["return"]
    (back,) = made["returnLineItems"]["nodes"]
    assert (back["returnReason"], back["returnReasonDefinition"]["handle"]) == ("UNWANTED", "changed-my-mind")
    assert back["withCodeDiscountedTotalPriceSet"]["shopMoney"]["amount"] == "40.0"
    assert back["restockingFee"] == {"percentage": 15.0, "amountSet": {"shopMoney": {"amount": "6.0"}}}
    assert made["exchangeLineItems"]["nodes"][0]["variantId"] == variant


def test_processing_puts_back_on_the_shelf_and_pays_back(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node(("Mug", 2, "20.00"), stock=True))
    order, here = twin_shop.order(gid), twin_shop.location()
    made = create(twin_shop, gid, 2)["return"]
    (goods,) = made["reverseFulfillmentOrders"]["nodes"]
    shelf = {
        "reverseFulfillmentOrderLineItemId": goods["lineItems"]["nodes"][0]["id"], "quantity": 1, "dispositionType": "RESTOCKED", "locationId": here,
    }  # fmt: skip
    money = {"parentId": order["transactions"][0]["id"], "transactionAmount": {"amount": "20.00", "currencyCode": "EUR"}}
    asked = {
        "returnId": made["id"], "note": "One is whole", "financialTransfer": {"issueRefund": {"orderTransactions": [money]}},
        "returnLineItems": [{"id": made["returnLineItems"]["nodes"][0]["id"], "quantity": 1, "dispositions": [shelf]}],
    }  # fmt: skip
    done = twin_shop.data(PROCESS, input=asked)["returnProcess"]
    assert done["return"]["status"] == "OPEN" and done["return"]["returnLineItems"]["nodes"] == [
        {"processedQuantity": 1, "refundedQuantity": 1}
    ]
    (refund,) = done["return"]["refunds"]["nodes"]
    assert (refund["note"], refund["totalRefundedSet"]["shopMoney"]["amount"], refund["return"]["id"]) == (
        "One is whole",
        "20.0",
        made["id"],
    )
    levels = [one["available"] for one in twin_shop.shop.all("InventoryLevel")]
    assert levels == [1]
    asked["returnLineItems"][0] |= {"quantity": 2, "dispositions": []}
    no = twin_shop.data(PROCESS, input=asked)["returnProcess"]
    assert no["return"] is None and len(twin_shop.order(gid)["refunds"]) == 1  # neither money nor goods moved
    assert twin_shop.data(STEP % "returnCancel", id=made["id"])["returnCancel"]["userErrors"][0]["code"] == "INVALID_STATE"


def test_every_step_is_told(twin_shop: TwinShop, ear: Listener) -> None:
    for topic in ("RETURNS_REQUEST", "RETURNS_APPROVE", "RETURNS_CLOSE", "RETURNS_REOPEN", "ORDERS_UPDATED"):
        twin_shop.data(SUBSCRIBE, topic=topic, uri=ear.url)
    (gid,) = twin_shop.seed(order_node())
    made = create(twin_shop, gid)["return"]["id"]
    twin_shop.data(STEP % "returnClose", id=made)
    twin_shop.data(STEP % "returnReopen", id=made)
    twin_shop.deliver()
    assert [one for one in ear.topics() if one != "orders/updated"] == ["returns/approve", "returns/close", "returns/reopen"]
    assert ear.topics().count("orders/updated") == 3


def test_a_key_on_what_documents_none_is_refused(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node())
    keyed = 'mutation Tag($id: ID!) { tagsAdd(id: $id, tags: ["x"]) @idempotent(key: "k") { node { id } userErrors { message } } }'
    assert twin_shop.ask(keyed, id=gid)["errors"][0]["extensions"]["code"] == "BAD_REQUEST" and twin_shop.order(gid)["tags"] == []
