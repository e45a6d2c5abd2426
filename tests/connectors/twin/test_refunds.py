"""Refunds on the twin: once for a key, never more than was paid, stock where it belongs, and those that a person makes."""

from typing import Any

from tests.harness.twin import TwinShop, order_node

REFUND = """mutation Refund($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
  refund { id note totalRefundedSet { shopMoney { amount currencyCode } } transactions(first: 5) { nodes { id kind status gateway } }
    refundLineItems(first: 5) { nodes { quantity restockType restocked lineItem { id } location { id } } } }
  order { id updatedAt displayFinancialStatus totalRefundedSet { shopMoney { amount } } } userErrors { field message } } }"""


def paid(shop: TwinShop, gid: str, amount: str, **more: Any) -> dict[str, Any]:
    payment = shop.order(gid)["transactions"][0]
    money = {"amount": amount, "gateway": payment["gateway"], "kind": "REFUND", "orderId": gid, "parentId": payment["id"]}
    return {"orderId": gid, "transactions": [money], "currency": "EUR"} | more


def test_the_same_key_refunds_once_and_another_amount_under_it_is_refused(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node())
    first = twin_shop.data(REFUND, input=paid(twin_shop, gid, "5.00"), key="k1")["refundCreate"]
    again = twin_shop.data(REFUND, input=paid(twin_shop, gid, "5.00"), key="k1")["refundCreate"]
    assert first["refund"]["id"] == again["refund"]["id"] and len(twin_shop.order(gid)["refunds"]) == 1
    assert first["order"]["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
    other = twin_shop.data(REFUND, input=paid(twin_shop, gid, "6.00"), key="k1")["refundCreate"]
    assert other["refund"] is None and "different operation parameters" in other["userErrors"][0]["message"]
    twin_shop.step(25 * 3600)  # a key is forgotten after a day: whoever asks again then must have looked first
    assert twin_shop.data(REFUND, input=paid(twin_shop, gid, "5.00"), key="k1")["refundCreate"]["refund"]["id"] != first["refund"]["id"]
