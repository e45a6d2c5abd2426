"""Refunds on the twin: once for a key, never more than was paid, stock where it belongs, and those that a person makes."""

from typing import Any

from tests.harness.twin import TwinShop, order_node

REFUND = """mutation Refund($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
  refund { id note totalRefundedSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
    transactions(first: 5) { nodes { id kind status gateway } } return { id } staffMember { name }
    refundLineItems(first: 5) { nodes { quantity restockType restocked lineItem { id } location { id } } }
    orderAdjustments(first: 5) { nodes { reason amountSet { shopMoney { amount } } } } }
  order { id updatedAt displayFinancialStatus totalRefundedSet { shopMoney { amount } } } userErrors { field message } } }"""
BARE = "mutation Refund($input: RefundInput!) { refundCreate(input: $input) { refund { id } userErrors { field message } } }"
LEVEL = """query Level($id: ID!, $at: ID!) { productVariant(id: $id) { inventoryQuantity inventoryItem {
  inventoryLevel(locationId: $at) { quantities(names: ["available"]) { name quantity } } } } }"""
READ = """query Order($id: ID!) { order(id: $id) { updatedAt displayFinancialStatus
  totalRefundedSet { shopMoney { amount } presentmentMoney { amount } } netPaymentSet { shopMoney { amount } }
  refunds { id note staffMember { name } totalRefundedSet { shopMoney { amount } } }
  transactions { kind status amountSet { shopMoney { amount } } parentTransaction { id } maximumRefundableV2 { amount } }
  lineItems(first: 5) { nodes { quantity currentQuantity refundableQuantity } } } }"""


def paid_back(shop: TwinShop, gid: str, amount: str, **more: Any) -> dict[str, Any]:
    payment = shop.order(gid)["transactions"][0]
    money = {"amount": amount, "gateway": payment["gateway"], "kind": "REFUND", "orderId": gid, "parentId": payment["id"]}
    return {"orderId": gid, "transactions": [money], "currency": "EUR"} | more


def test_the_same_key_refunds_once_and_another_amount_under_it_is_refused(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node())
    first = twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "5.00"), key="k1")["refundCreate"]
    again = twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "5.00"), key="k1")["refundCreate"]
    assert first["refund"]["id"] == again["refund"]["id"] and len(twin_shop.order(gid)["refunds"]) == 1
    assert first["order"]["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
    other = twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "6.00"), key="k1")["refundCreate"]
    assert other["refund"] is None and "different operation parameters" in other["userErrors"][0]["message"]
    twin_shop.step(25 * 3600)  # a key is forgotten after a day: whoever asks again then must have looked first
    later = twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "5.00"), key="k1")["refundCreate"]
    assert later["refund"]["id"] != first["refund"]["id"]


def test_without_a_key_nothing_is_refunded(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node())
    answer = twin_shop.ask(BARE, input=paid_back(twin_shop, gid, "5.00"))
    assert answer["data"] == {"refundCreate": None} and answer["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
    assert "@idempotent directive is required" in answer["errors"][0]["message"]
    blank = twin_shop.ask(REFUND, input=paid_back(twin_shop, gid, "5.00"), key=" ")
    assert blank["errors"][0]["extensions"]["code"] == "BAD_REQUEST" and twin_shop.order(gid)["refunds"] == []


def test_refunds_add_up_to_what_was_paid_and_no_more(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node(("Mug", 2, "20.00")))  # 45.00 with postage
    twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "40.00"), key="a")
    more = twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "5.01"), key="b")["refundCreate"]
    assert more["userErrors"] == [{"field": None, "message": "Refund amount €5.01 is greater than net payment received €5.00"}]
    rest = twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "5.00"), key="c")["refundCreate"]
    assert rest["order"]["displayFinancialStatus"] == "REFUNDED"
    over = twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "1.00", allowOverRefunding=True), key="d")["refundCreate"]
    assert over["userErrors"] == [] and over["order"]["totalRefundedSet"]["shopMoney"]["amount"] == "46.0"


def test_a_line_goes_back_to_stock_where_it_is_said_and_counts_as_refunded(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node(("Mug", 2, "20.00"), stock=True))
    line, here = twin_shop.order(gid)["lineItems"][0], twin_shop.location()
    twin_shop.control("count", variant=line["variant"], location=here, available=7)
    back = [{"lineItemId": line["id"], "quantity": 1, "restockType": "RETURN", "locationId": here}]
    done = twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "18.00", refundLineItems=back), key="a")["refundCreate"]
    assert done["refund"]["refundLineItems"]["nodes"][0]["restocked"] is True
    assert done["refund"]["orderAdjustments"]["nodes"] == [{"reason": "REFUND_DISCREPANCY", "amountSet": {"shopMoney": {"amount": "2.0"}}}]
    found = twin_shop.data(LEVEL, id=line["variant"], at=here)["productVariant"]
    assert found["inventoryQuantity"] == 8
    assert found["inventoryItem"]["inventoryLevel"]["quantities"] == [{"name": "available", "quantity": 8}]
    assert twin_shop.data(READ, id=gid)["order"]["lineItems"]["nodes"] == [{"quantity": 2, "currentQuantity": 1, "refundableQuantity": 1}]
    twice = [back[0] | {"quantity": 2}]
    no = twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "1.00", refundLineItems=twice), key="b")["refundCreate"]
    assert no["userErrors"][0]["field"] == ["refundLineItems", "0", "quantity"]
    assert twin_shop.data(LEVEL, id=line["variant"], at=here)["productVariant"]["inventoryQuantity"] == 8


def test_a_person_in_the_admin_refunds_too_and_the_order_moves(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node())
    before = twin_shop.data(READ, id=gid)["order"]
    twin_shop.step(60)
    twin_shop.act("refund", order=gid, amount="7.50", note="Sorry", staff="Mara")
    after = twin_shop.data(READ, id=gid)["order"]
    assert after["updatedAt"] > before["updatedAt"] and after["refunds"][0]["staffMember"] == {"name": "Mara"}
    assert (after["refunds"][0]["note"], after["netPaymentSet"]["shopMoney"]["amount"]) == ("Sorry", "17.5")
    assert after["transactions"][0]["maximumRefundableV2"] == {"amount": "17.5"}


def test_money_under_way_counts_when_it_has_moved_and_not_when_it_failed(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node())  # 25.00
    twin_shop.mood("refund_pending")
    made = twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "20.00"), key="a")["refundCreate"]["refund"]
    assert made["totalRefundedSet"]["shopMoney"]["amount"] == "0.0" and made["transactions"]["nodes"][0]["status"] == "PENDING"
    assert twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "6.00"), key="b")["refundCreate"]["userErrors"]  # 20.00 are spoken for
    twin_shop.act("settle", transaction=made["transactions"]["nodes"][0]["id"], status="FAILURE")
    assert twin_shop.data(READ, id=gid)["order"]["displayFinancialStatus"] == "PAID"
    assert not twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "25.00"), key="c")["refundCreate"]["userErrors"]


def test_an_order_in_another_currency_is_refunded_in_the_customers_money(twin_shop: TwinShop) -> None:
    node = order_node(shipping="0.00")
    both = lambda shop, shown: {
        "shopMoney": {"amount": shop, "currencyCode": "EUR"},
        "presentmentMoney": {"amount": shown, "currencyCode": "USD"},
    }
    node |= {"totalPriceSet": both("20.00", "22.00")}
    node["transactions"][0]["amountSet"] = both("20.00", "22.00")
    (gid,) = twin_shop.seed(node)
    no = twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "11.00", currency=None), key="a")["refundCreate"]
    assert no["userErrors"][0]["field"] == ["currency"]
    done = twin_shop.data(REFUND, input=paid_back(twin_shop, gid, "11.00", currency="USD"), key="b")["refundCreate"]["refund"]
    assert done["totalRefundedSet"] == {
        "shopMoney": {"amount": "10.0", "currencyCode": "EUR"},
        "presentmentMoney": {"amount": "11.0", "currencyCode": "USD"},
    }
