"""Orders read from the twin: in pages while they change, by their filters, and as the service's own facts."""

import pytest

from makegood.connectors.shopify.mapping import order_facts
from tests.connectors.twin.shared import SHOPIFY, needs_shared
from tests.harness.twin import TwinShop, order_node

PAGE = """query Page($after: String, $query: String, $first: Int = 2, $key: OrderSortKeys = UPDATED_AT, $reverse: Boolean = false) {
  orders(first: $first, after: $after, query: $query, sortKey: $key, reverse: $reverse) {
    nodes { id name updatedAt } pageInfo { hasNextPage endCursor } } }"""
WHOLE = """query Whole($id: ID!) { order(id: $id) { id name createdAt processedAt customerLocale taxesIncluded email
  totalPriceSet { ...Bag } shippingAddress { countryCodeV2 name zip }
  lineItems(first: 50) { nodes { id title quantity vendor customAttributes { key value } originalUnitPriceSet { ...Bag } } }
  shippingLines(first: 5) { nodes { originalPriceSet { ...Bag } } } transactions(first: 5) { id kind status gateway amountSet { ...Bag } }
  fulfillments(first: 5) { id status createdAt fulfillmentLineItems(first: 5) { nodes { quantity lineItem { id } } } } } }
fragment Bag on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"""


def test_pages_go_on_where_they_were_while_an_order_moves(twin_shop: TwinShop) -> None:
    ids = twin_shop.seed(*(order_node(at=f"2026-11-1{n}T09:00:00Z") for n in range(5)))
    first = twin_shop.data(PAGE)["orders"]
    assert [one["id"] for one in first["nodes"]] == ids[:2]
    twin_shop.act("edit", order=ids[1], set={"note": "moved to the end"})
    rest, cursor = [], first["pageInfo"]["endCursor"]
    while cursor:
        page = twin_shop.data(PAGE, after=cursor)["orders"]
        rest += [one["id"] for one in page["nodes"]]
        cursor = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None
    assert rest == [*ids[2:], ids[1]]
    backwards = twin_shop.data(PAGE, reverse=True)["orders"]
    assert [one["id"] for one in backwards["nodes"]] == [ids[1], ids[4]]
    next_page = twin_shop.data(PAGE, reverse=True, after=backwards["pageInfo"]["endCursor"])["orders"]
    assert [one["id"] for one in next_page["nodes"]] == [ids[3], ids[2]]


def test_moments_are_shopifys_whatever_zone_they_were_given_in(twin_shop: TwinShop) -> None:
    late, early = twin_shop.seed(order_node(at="2026-11-10T00:30:00+01:00"), order_node(at="2026-11-09T22:00:00Z"))
    assert [one["id"] for one in twin_shop.data(PAGE)["orders"]["nodes"]] == [early, late]
    assert twin_shop.data(WHOLE, id=late)["order"]["createdAt"] == "2026-11-09T23:30:00Z"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("updated_at:>=2026-11-12T09:00:00Z", [2, 3]),
        ("updated_at:>'2026-11-12T09:00:00Z' AND updated_at:<2026-11-13T10:00:00Z", [3]),
        ("tag:gift", [1]),
        ("-tag:gift created_at:<2026-11-12", [0]),
        ("name:#T2", [2]),
        ("financial_status:pending", [3]),
        ("status:open", [0, 1, 2, 3]),
    ],
)  # fmt: skip
def test_orders_are_found_by_the_filters_that_we_use(twin_shop: TwinShop, query: str, found: list[int]) -> None:
    nodes = [order_node(name=f"#T{n}", at=f"2026-11-1{n}T09:00:00Z", paid=n != 3) for n in range(4)]
    nodes[1]["tags"], nodes[3]["displayFinancialStatus"] = ["gift"], "PENDING"
    ids = twin_shop.seed(*nodes)
    assert [one["id"] for one in twin_shop.data(PAGE, query=query, first=10)["orders"]["nodes"]] == [ids[n] for n in found]


def test_a_filter_or_a_cursor_that_it_does_not_know_is_refused_not_ignored(twin_shop: TwinShop) -> None:
    twin_shop.seed(order_node())
    assert "does not know" in twin_shop.ask(PAGE, query="risk_level:high")["errors"][0]["message"]
    assert "does not know" in twin_shop.ask(PAGE, query="mug")["errors"][0]["message"]
    assert "Invalid cursor" in twin_shop.ask(PAGE, after="nonsense")["errors"][0]["message"]
    assert "first or last" in twin_shop.ask("query { orders { nodes { id } } }")["errors"][0]["message"]


def test_what_it_answers_becomes_our_facts(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node(("Mug", 2, "20.00"), text="For Oma"))
    facts = order_facts(twin_shop.data(WHOLE, id=gid)["order"], default_market="DE")
    assert (facts.currency, facts.source_total_minor, facts.shipping_minor) == ("EUR", 4500, 500)
    assert facts.lines[0].inputs == ({"name": "Text", "value": "For Oma"},) and facts.payments[0].amount_minor == 4500


@needs_shared
def test_recorded_orders_come_back_as_they_were_put_in(twin_shop: TwinShop) -> None:
    import json

    nodes = json.loads((SHOPIFY / "orders_recorded.json").read_text())
    ids = twin_shop.seed(*nodes)
    twin_shop.control("clock", at="2026-07-20T00:00:00+00:00")
    for node, gid in zip(nodes, ids, strict=True):
        order, back = node["order"], twin_shop.data(WHOLE, id=gid)["order"]
        assert [back[name] for name in ("name", "email", "createdAt")] == [
            order.get(name, back[name]) for name in ("name", "email", "createdAt")
        ]
        lines = order.get("lineItems", {}).get("nodes", [])
        assert [(one["title"], one["quantity"]) for one in back["lineItems"]["nodes"]] == [(one["title"], one["quantity"]) for one in lines]
        if lines:
            order_facts(back, default_market="CA")
