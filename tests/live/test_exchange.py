"""New goods for pieces that come back: the shop's system has them as lines of the order, once, and nothing is owed either way."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.unit import unit
from makegood.interfaces.desk.renewal import renewal
from makegood.interfaces.jobs import errands
from makegood.journeys.drop_case import drop_case
from makegood.journeys.record_remake import record_remake
from makegood.journeys.set_places import set_places
from makegood.journeys.settle_errand import settle_errand
from tests.cast import STAFF
from tests.harness.live import Live, Sold
from tests.harness.twin import fresh_shop, order_node, running
from tests.live.test_returns import comes_back, state_of

pytestmark = pytest.mark.django_db
ORDER = """
query ($id: ID!) { order(id: $id) { totalOutstandingSet { shopMoney { amount } } currentTotalPriceSet { shopMoney { amount } }
  lineItems(first: 10) { nodes { title quantity variant { id } discountedTotalSet { shopMoney { amount } } } }
  returns(first: 5) { nodes { status exchangeLineItems(first: 5) { nodes { quantity processedQuantity lineItems { id } } } } }
} }
"""


@pytest.fixture(scope="module")
def twin() -> Iterator[Any]:
    with running() as found:
        yield found


@pytest.fixture
def live(twin: Any, now: datetime) -> Live:
    found = Live(fresh_shop(twin), now)
    set_places(merchant_id=found.shop.id, places={None: (found.twin.location(), "Hub Leipzig")}, by=STAFF, now=now)
    return found


def order_of(sold: Sold) -> dict[str, Any]:
    found = sold.live.twin.control("graphql", query=ORDER, variables={"id": sold.node["id"]})
    assert "errors" not in found, found
    return dict(found["data"]["order"])


def lines_of(sold: Sold) -> list[tuple[str, int, str]]:
    return [
        (one["title"], one["quantity"], one["discountedTotalSet"]["shopMoney"]["amount"]) for one in order_of(sold)["lineItems"]["nodes"]
    ]


def owed(sold: Sold) -> str:
    return str(order_of(sold)["totalOutstandingSet"]["shopMoney"]["amount"])


def replaced(live: Live, *lines: tuple[str, int, str], **more: Any) -> Sold:
    """A lamp that does not work: a new one is agreed on, the old one comes back."""
    sold = live.sell(*(lines or (("Lamp", 2, "39.00"),)), **{"stock": True} | more)
    sold.complain(kind="defective", remedy="replacement")
    return sold


def said(sold: Sold) -> str:
    with unit(merchants=[sold.live.shop.id]):
        line = returns.lines_of_case(sold.case.id)[0]
        item = orders.lines_by_id([line.order_line_id])[line.order_line_id]
        found = renewal(line, item, returns.choices_of(sold.case.id).get(line.id), sold.order)
    return found["says"] if found else ""


def test_the_new_lamp_is_a_line_of_the_order_and_nothing_is_owed(live: Live) -> None:
    sold = replaced(live)
    assert "the new goods will stand in order" in said(sold)
    sold.tell()
    assert lines_of(sold) == [("Lamp", 2, "78.0"), ("Lamp", 1, "39.0")] and owed(sold) == "0.0"
    assert state_of(sold, "send_new") == ("done", "")
    assert (
        said(sold)
        == f"The new goods stand in order {sold.node['name']} in Shopify: send them from there. Nothing has to be ordered by hand."
    )
    comes_back(sold, result="defective", grade="D", disposition="recycle")
    sold.tell()
    assert len(lines_of(sold)) == 2 and owed(sold) == "0.0" and sold.given_back() == 0
    assert "finish_units" not in [one.kind for one in sold.errands()]
    with unit(merchants=[live.shop.id]):
        line = returns.lines_of_case(sold.case.id)[0]
    for to in ("in_production", "shipped", "delivered"):
        record_remake(merchant_id=live.shop.id, line_id=line.id, to=to, by=STAFF, now=live.now)
    sold.follow()
    assert {state for _, state, _ in sold.tell()} == {"done"}


def test_a_price_that_rose_since_is_taken_off(live: Live) -> None:
    node = order_node(("Lamp", 1, "39.00"), shipping="3.90", stock=True)
    node["lineItems"]["nodes"][0]["variant"]["price"] = "44.95"
    sold = live.sell_node(node)
    sold.complain(kind="defective", remedy="replacement")
    sold.tell()
    assert lines_of(sold) == [("Lamp", 1, "39.0"), ("Lamp", 1, "39.0")] and owed(sold) == "0.0"


@pytest.mark.parametrize("call", ["returnCreate", "returnProcess"])
@pytest.mark.parametrize("mood", ["reset_after", "error_after", "reset_before"])
def test_whatever_becomes_of_the_answer_one_new_lamp_goes_out(call: str, mood: str, live: Live) -> None:
    live.twin.mood(mood, call=call)
    sold = replaced(live)
    for minutes in (0, 1, 12, 12):
        live.tick(minutes * 60)
        sold.tell()
    assert state_of(sold, "send_new") == ("done", "")
    assert [units for _, units, _ in lines_of(sold)] == [2, 1] and owed(sold) == "0.0"


def test_a_person_who_processes_the_new_goods_there_first_has_done_it(live: Live) -> None:
    live.twin.mood("user_error", call="returnProcess", message="Not now.", code="INVALID")
    sold = replaced(live)
    sold.tell()
    assert state_of(sold, "send_new") == ("failed", "refused") and "order them there by hand" in said(sold)
    found = live.twin.control("graphql", query="query ($id: ID!) { order(id: $id) { returns(first: 1) { nodes { id exchangeLineItems(first: 1) { nodes { id } } "
                              "returnLineItems(first: 1) { nodes { id } } } } } }", variables={"id": sold.node["id"]})  # fmt: skip
    there = found["data"]["order"]["returns"]["nodes"][0]
    line = lambda name: [{"id": there[name]["nodes"][0]["id"], "quantity": 1}]
    live.twin.control("graphql", query="mutation ($i: ReturnProcessInput!) { returnProcess(input: $i) { userErrors { message } } }", variables={
        "i": {"returnId": there["id"], "returnLineItems": line("returnLineItems"), "exchangeLineItems": line("exchangeLineItems")}})  # fmt: skip
    failed = next(one for one in sold.errands() if one.state == "failed")
    settle_errand(merchant_id=live.shop.id, errand_id=failed.public_id, how="again", by=STAFF, now=live.now)
    sold.tell()
    assert state_of(sold, "send_new") == ("done", "") and len(lines_of(sold)) == 2


def test_goods_that_are_not_sold_any_more_are_ordered_by_a_person(live: Live) -> None:
    sold = replaced(live)
    lines = live.twin.order(sold.node["id"])["lineItems"]
    live.twin.act("edit", order=sold.node["id"], set={"lineItems": [one | {"variant": None} for one in lines]})
    sold.tell()
    assert state_of(sold, "open_return") == ("done", "") and state_of(sold, "send_new") == ("failed", "goods_gone")
    assert len(lines_of(sold)) == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"stock": False}, "It is not known which goods these are in Shopify"),
        ({"text": "Hanna"}, "bears no text"),
    ],
)
def test_what_the_system_can_not_be_told_is_ordered_by_a_person_and_the_desk_says_why(more: Any, words: str, live: Live) -> None:
    sold = replaced(live, **more)
    sold.tell()
    assert words in said(sold) and "by hand" in said(sold)
    assert "send_new" not in [one.kind for one in sold.errands()] and len(lines_of(sold)) == 1


def test_what_a_supplier_sends_is_not_ordered_a_second_time(live: Live) -> None:
    node = order_node(("Lamp", 1, "39.00"), shipping="3.90", stock=True)
    node["lineItems"]["nodes"][0]["vendor"] = "maker"
    sold = live.sell_node(node)
    sold.complain(kind="defective", remedy="replacement")
    sold.tell()
    assert said(sold).startswith("The supplier sends the new one") and len(lines_of(sold)) == 1


def test_what_is_kept_has_no_return_that_could_hold_the_new_one(live: Live) -> None:
    sold = live.sell(("Lamp", 1, "29.00"), stock=True)
    sold.complain(kind="defective", remedy="replacement")
    sold.tell()
    assert said(sold).startswith("Nothing comes back") and sold.there() == []


def test_new_goods_that_nobody_waits_for_any_more_are_taken_out_before_they_are_sent(live: Live) -> None:
    live.twin.mood("user_error", call="returnProcess", message="Not now.", code="INVALID")
    sold = replaced(live)
    for kind in ("note_order", "open_return"):
        one = next(one for one in sold.errands() if one.kind == kind)
        errands.carry(merchant_id=live.shop.id, errand_id=one.public_id, now=live.now)
    drop_case(merchant_id=live.shop.id, case_id=sold.case.id, by=STAFF, now=live.now)
    sold.follow()
    sold.tell()
    assert (state_of(sold, "send_new")[0], state_of(sold, "take_out_new")) == ("dropped", ("done", ""))
    found = order_of(sold)["returns"]["nodes"][0]
    assert (found["status"], found["exchangeLineItems"]["nodes"]) == ("CANCELED", []) and len(lines_of(sold)) == 1
    assert owed(sold) == "0.0"
