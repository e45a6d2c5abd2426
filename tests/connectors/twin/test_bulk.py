"""Bulk operations on the twin: a file over HTTP, its rules, and what goes wrong with it."""

import json
from typing import Any

import pytest

from makegood.connectors.shopify.twin.access import ALL_SCOPES
from tests.harness.twin import TwinShop, order_node

RUN = """mutation Run($query: String!, $grouped: Boolean!) { bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
  bulkOperation { id status url } userErrors { field message code } } }"""
LOOK = """query Look($id: ID!) { bulkOperation(id: $id) { status errorCode url partialDataUrl objectCount rootObjectCount fileSize completedAt } }"""
ORDERS = """{ orders(query: "created_at:>=2026-01-01") { edges { node { id name totalPriceSet { shopMoney { amount } }
  lineItems { edges { node { id quantity } } } transactions { id kind } } } } }"""


def run(shop: TwinShop, query: str = ORDERS, grouped: bool = True) -> Any:
    started = shop.data(RUN, query=query, grouped=grouped)["bulkOperationRunQuery"]
    assert started["userErrors"] == [] and started["bulkOperation"]["status"] == "CREATED"
    return shop.data(LOOK, id=started["bulkOperation"]["id"])["bulkOperation"] | {"id": started["bulkOperation"]["id"]}


def lines(shop: TwinShop, url: str) -> list[dict[str, Any]]:
    answer = shop.http.get(url)
    assert answer.status_code == 200
    return [json.loads(one) for one in answer.text.splitlines()]


def test_every_order_and_its_lines_stand_in_the_file(twin_shop: TwinShop) -> None:
    ids = twin_shop.seed(order_node(("Mug", 2, "9.00"), ("Lamp", 1, "30.00")), order_node())
    done = run(twin_shop)
    assert (done["status"], done["objectCount"], done["rootObjectCount"]) == ("COMPLETED", "5", "2")
    rows = lines(twin_shop, done["url"])
    assert [row["id"] for row in rows if "__parentId" not in row] == ids
    assert [row.get("__parentId") for row in rows] == [None, ids[0], ids[0], None, ids[1]]
    assert rows[0]["totalPriceSet"] == {"shopMoney": {"amount": "53.0"}} and rows[0]["transactions"][0]["kind"] == "SALE"
    loose = lines(twin_shop, run(twin_shop, grouped=False)["url"])
    assert [row.get("__parentId") for row in loose] == [None, None, ids[0], ids[0], ids[1]]


def test_a_file_is_gone_after_seven_days_and_nothing_found_has_none(twin_shop: TwinShop) -> None:
    assert run(twin_shop)["url"] is None
    twin_shop.seed(order_node())
    url = run(twin_shop)["url"]
    twin_shop.step(8 * 86400)
    assert twin_shop.http.get(url).status_code == 404


@pytest.mark.parametrize(
    ("mood", "status", "error"),
    [("bulk_failed", "FAILED", "INTERNAL_SERVER_ERROR"), ("bulk_partial", "FAILED", "TIMEOUT"), ("bulk_expired", "COMPLETED", None)],
)
def test_an_operation_fails_in_each_way(twin_shop: TwinShop, mood: str, status: str, error: str | None) -> None:
    twin_shop.seed(order_node(), order_node())
    twin_shop.mood(mood)
    done = run(twin_shop)
    assert (done["status"], done["errorCode"]) == (status, error)
    if mood == "bulk_partial":
        assert done["url"] is None and len(lines(twin_shop, done["partialDataUrl"])) == 2
    if mood == "bulk_expired":
        assert twin_shop.http.get(done["url"]).status_code == 404


def test_a_file_breaks_off(twin_shop: TwinShop) -> None:
    twin_shop.seed(order_node(), order_node())
    twin_shop.mood("bulk_cut")
    with pytest.raises(json.JSONDecodeError):
        lines(twin_shop, run(twin_shop)["url"])


def test_one_that_takes_its_time_is_waited_for_or_cancelled(twin_shop: TwinShop) -> None:
    twin_shop.seed(order_node())
    twin_shop.mood("bulk_slow", times=7)
    slow = [run(twin_shop) for _ in range(5)]
    assert {one["status"] for one in slow} == {"CREATED"}
    sixth = twin_shop.data(RUN, query=ORDERS, grouped=True)["bulkOperationRunQuery"]
    assert sixth["userErrors"][0]["code"] == "LIMIT_REACHED"
    cancel = "mutation Stop($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }"
    assert twin_shop.data(cancel, id=slow[0]["id"])["bulkOperationCancel"]["bulkOperation"]["status"] == "CANCELING"
    twin_shop.control("finish_bulk")
    ended = [twin_shop.data(LOOK, id=one["id"])["bulkOperation"]["status"] for one in slow]
    assert ended == ["CANCELED", *["COMPLETED"] * 4]


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("{ shop { name } }", "at least one connection"),
        ("{ orders { edges { node { id refunds { refundLineItems { edges { node { id } } } } } } } }", "within a list"),
        ("{ orders { edges { node { name lineItems { edges { node { id } } } } } } }", "must select its id"),
        ("{ orders { edges { node { id nonsense } } } }", "nonsense"),
        ("{ orders { edges { node { id } } }", "Syntax Error"),
        ("{ a: orders { edges { node { id } } } b: orders { edges { node { id } } } }", "one field at the top"),
    ],
)
def test_a_query_that_shopify_would_not_run_is_refused(twin_shop: TwinShop, query: str, word: str) -> None:
    refused = twin_shop.data(RUN, query=query, grouped=False)["bulkOperationRunQuery"]
    assert refused["bulkOperation"] is None and any(word in one["message"] for one in refused["userErrors"]), refused


def test_without_the_scope_the_operation_fails(twin_shop: TwinShop) -> None:
    twin_shop.seed(order_node())
    twin_shop.control("setup", scopes=[one for one in ALL_SCOPES if one not in ("read_orders", "write_orders")])
    done = run(twin_shop)
    assert (done["status"], done["errorCode"]) == ("FAILED", "ACCESS_DENIED")
