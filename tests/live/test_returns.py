"""A case becomes a Shopify return: opened, announced, disposed, closed; and whatever goes wrong on the way stands before a person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from makegood.apps.carriage import queries as carriage
from makegood.apps.mirror import queries as mirror
from makegood.apps.mirror.ports import Telling, Units
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.errands import Seen
from makegood.casefile.mirroring import news_of
from makegood.connectors.shopify.client import Shopify
from makegood.connectors.shopify.returns import ShopifyReturns
from makegood.insight.today import today
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.decide_return import decide_return
from makegood.journeys.drop_case import drop_case
from makegood.journeys.open_return import open_return
from makegood.journeys.receive_parcel import receive_parcel
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.record_posting import record_posting
from makegood.journeys.reopen_case import reopen_case
from makegood.journeys.set_places import set_places
from makegood.journeys.settle_errand import settle_errand
from makegood.kernel.refusal import Refusal
from makegood.web.follow import NOTHING, follow
from tests.cast import KIM, LAMP, STAFF, line_of, make_shop, sell
from tests.harness.live import Live, Sold
from tests.harness.twin import fresh_shop, running

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def twin() -> Iterator[Any]:
    with running() as found:
        yield found


@pytest.fixture
def live(twin: Any, now: datetime) -> Live:
    return Live(fresh_shop(twin), now)


def parcel_of(sold: Sold) -> Any:
    with unit(merchants=[sold.live.shop.id]):
        return carriage.parcels_of_case(sold.case.id)[0]


def comes_back(sold: Sold, *, result: str = "as_it_should", grade: str = "A", disposition: str = "") -> None:
    who: dict[str, Any] = {"merchant_id": sold.live.shop.id, "by": KIM, "now": sold.live.now}
    receive_parcel(parcel_id=parcel_of(sold).id, **who)
    with unit(merchants=[sold.live.shop.id]):
        lines = [line.id for line in returns.lines_of_case(sold.case.id) if line.reception == "received"]
    for line_id in lines:
        record_inspection(line_id=line_id, result=result, grade=grade, disposition=disposition, **who)
    sold.follow()


def test_a_case_is_a_return_there_from_its_label_to_its_end(live: Live) -> None:
    sold = live.sell(("Lamp", 2, "39.00"), stock=True)
    place = live.twin.location()
    set_places(merchant_id=live.shop.id, places={None: (place, "Hub Leipzig")}, by=STAFF, now=live.now)
    sold.complain(kind="change_of_mind")
    sold.tell()
    assert [(one["status"], one["returnLineItems"]["nodes"]) for one in sold.there()] == [
        ("OPEN", [{"quantity": 1, "processedQuantity": 0, "returnReason": "UNWANTED"}])
    ]
    record_posting(
        merchant_id=live.shop.id, parcel_id=parcel_of(sold).id, carrier="DHL", tracking_number="00340434", by=STAFF, now=live.now
    )
    sold.follow()
    sold.send()
    sold.tell()
    way = sold.there()[0]["reverseFulfillmentOrders"]["nodes"][0]
    assert [one["deliverable"]["tracking"]["number"] for one in way["reverseDeliveries"]["nodes"]] == ["00340434"]
    comes_back(sold)
    sold.send()
    sold.tell()
    found = sold.there()[0]
    assert found["reverseFulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"][0]["dispositions"] == [
        {"type": "RESTOCKED", "quantity": 1, "location": {"id": place}}
    ]
    assert (found["name"], found["status"]) == (f"{sold.node['name']}-R1", "CLOSED")
    assert {state for _, state, _ in sold.tell()} == {"done"} and sold.given_back() == 3900


def came_back(live: Live, *, place: bool = True, **how: Any) -> Sold:
    """A lamp that is wanted back, is told of, and has arrived."""
    sold = live.sell(("Lamp", 2, "39.00"), stock=True)
    if place:
        set_places(merchant_id=live.shop.id, places={None: (live.twin.location(), "Hub Leipzig")}, by=STAFF, now=live.now)
    sold.complain(kind="change_of_mind")
    sold.tell()
    comes_back(sold, **how)
    return sold


def state_of(sold: Sold, kind: str) -> tuple[str, str]:
    found = next(one for one in sold.errands() if one.kind == kind)
    return found.state, found.problem


@pytest.mark.parametrize("mood", ["error_after", "garbage_after", "reset_before", "internal", "throttled"])
def test_whatever_becomes_of_the_answer_there_is_one_return(mood: str, live: Live) -> None:
    sold = live.sell()
    live.twin.mood(mood, call="returnCreate")
    sold.complain(kind="change_of_mind")
    sold.tell()
    done = mood in ("error_after", "garbage_after")  # it is looked for at once, and found
    assert state_of(sold, "open_return")[0] == ("done" if done else "waiting" if mood == "throttled" else "unknown")
    for minutes in (1, 12, 5):
        live.tick(minutes * 60)
        sold.tell()
    assert state_of(sold, "open_return") == ("done", "") and len(sold.there()) == 1


@pytest.mark.parametrize("call", ["reverseFulfillmentOrderDispose", "returnClose", "orderUpdate"])
def test_a_lost_answer_of_any_step_is_looked_for_and_nothing_is_done_twice(call: str, live: Live) -> None:
    live.twin.mood("reset_after", call=call)
    sold = came_back(live)
    for seconds in (0, 60, 700):
        live.tick(seconds)
        sold.tell()
        sold.send()
    assert {state for _, state, _ in sold.tell()} == {"done"}
    pieces = sold.there()[0]["reverseFulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"][0]["dispositions"]
    assert [(one["type"], one["quantity"]) for one in pieces] == [("RESTOCKED", 1)]
    assert live.twin.order(sold.node["id"])["note"].count(sold.case.number) == 2  # opened, closed


def test_what_nobody_said_waits_before_a_person_and_goes_on_when_it_is_said(live: Live) -> None:
    sold = came_back(live, place=False)
    sold.send()
    sold.tell()
    assert state_of(sold, "dispose_units") == ("failed", "place_unknown")
    assert state_of(sold, "close_return") == ("waiting", "")  # it waits for what comes before it
    with unit(merchants=[live.shop.id]):
        assert [one.kind for one in today(now=live.now).untold] == ["dispose_units"]
    set_places(merchant_id=live.shop.id, places={None: (live.twin.location(), "Hub")}, by=STAFF, now=live.now)
    failed = next(one for one in sold.errands() if one.state == "failed")
    settle_errand(merchant_id=live.shop.id, errand_id=failed.public_id, how="again", by=STAFF, now=live.now)
    sold.send()
    assert {state for _, state, _ in sold.tell()} == {"done"}


def test_a_return_that_a_person_opened_there_is_the_one_that_is_told_of(live: Live) -> None:
    live.twin.mood("user_error", call="returnCreate", message="Return reason is gone.", code="INVALID")
    sold = live.sell()
    sold.complain(kind="change_of_mind")
    sold.tell()
    failed = next(one for one in sold.errands() if one.kind == "open_return")
    assert (failed.state, failed.problem, failed.words) == ("failed", "refused", "Return reason is gone.")
    parcel = sold.node["fulfillments"][0]["fulfillmentLineItems"]["nodes"][0]["id"]
    lines = [{"fulfillmentLineItemId": parcel, "quantity": 1, "returnReason": "UNWANTED"}]
    live.twin.control("graphql", query="mutation ($i: ReturnInput!) { returnCreate(returnInput: $i) { return { id } } }",
                      variables={"i": {"orderId": sold.node["id"], "returnLineItems": lines}})  # fmt: skip
    settle_errand(merchant_id=live.shop.id, errand_id=failed.public_id, how="by_hand", by=STAFF, now=live.now)
    with pytest.raises(Refusal, match="knows this already"):
        settle_errand(merchant_id=live.shop.id, errand_id=failed.public_id, how="again", by=STAFF, now=live.now)
    comes_back(sold, disposition="recycle")
    sold.send()
    assert {state for _, state, _ in sold.tell()} == {"done", "by_hand"}
    found = sold.there()
    assert len(found) == 1 and found[0]["status"] == "CLOSED"
    assert found[0]["reverseFulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"][0]["dispositions"][0]["type"] == "NOT_RESTOCKED"


def test_a_case_that_is_let_go_cancels_its_return_and_one_that_was_never_told_says_nothing(live: Live) -> None:
    told, untold = live.sell(), live.sell()
    for sold in (told, untold):
        sold.complain(kind="change_of_mind")
    told.tell()
    for sold in (told, untold):
        drop_case(merchant_id=live.shop.id, case_id=sold.case.id, by=CUSTOMER, now=live.now)
        sold.follow()
        sold.tell()
    assert [one["status"] for one in told.there()] == ["CANCELED"]
    assert untold.there() == [] and state_of(untold, "open_return")[0] == "dropped"


def test_what_bears_a_customers_words_is_never_stock_whatever_the_hub_says(live: Live) -> None:
    sold = live.sell(("Mug", 1, "24.90"), stock=True, text="Hanna")
    sold.complain(kind="damaged_in_transit")
    sold.tell()
    with unit(merchants=[live.shop.id]):
        line = returns.lines_of_case(sold.case.id)[0]
        seen = {
            "case": sold.case,
            "order_lines": {line.order_line_id: orders.lines_of(sold.order.id)[0]},
            "choices": {},
            "parcels": [],
            "rows": [],
        }
    line.reception, line.inspection, line.disposition = "received", "done", "restock"
    news = news_of(Seen(lines=[line], reimbursements=[], transfers=[], errands=[], **seen), "shopify")
    assert [one.facts["disposed"] for one in news if one.kind == "dispose_units"] == ["look_further"]
    assert not [
        one
        for one in news_of(Seen(lines=[line], reimbursements=[], transfers=[], errands=[], **seen), "woocommerce")
        if one.kind == "dispose_units"
    ]


def test_a_return_is_asked_for_while_a_person_decides_and_granted_or_not(live: Live) -> None:
    shop = ShopifyReturns(Shopify(live.twin.address, live.twin.token))
    for verdict, status in (("grant_return", "OPEN"), ("refuse_return", "DECLINED")):
        sold = live.sell()
        units = (Units(sold.node["lineItems"]["nodes"][0]["id"].rsplit("/", 1)[-1], 1, "defective"),)
        asked = Telling("ask_return", f"err_{verdict}", sold.number, "A-1", units=units)
        assert shop.look(asked).state == "not_known"
        first, again = shop.tell(asked), shop.tell(asked)
        assert (first.state, first.ref) == (again.state, again.ref) == ("done", again.ref)
        answer = Telling(verdict, "err_2", sold.number, "A-1", parent=first.ref)
        assert [shop.look(answer).state, shop.tell(answer).state, shop.look(answer).state] == ["not_known", "done", "done"]
        assert [one["status"] for one in sold.there()] == [status]


def test_credit_is_given_once_and_two_of_the_same_are_two(live: Live) -> None:
    shop, sold = ShopifyReturns(Shopify(live.twin.address, live.twin.token)), live.sell()
    first = Telling("give_credit", "err_1", sold.number, "A-1", amount_minor=3900, currency="EUR", first_at=live.now.isoformat())
    live.twin.mood("reset_after", call="storeCreditAccountCredit")
    assert shop.tell(first).state == "unknown"
    found = shop.look(first)
    assert found.state == "done" and shop.tell(first).ref == found.ref
    other = replace(first, key="err_2", known=(found.ref,))
    assert shop.look(other).state == "not_known" and shop.tell(other).ref not in ("", found.ref)


def test_shops_without_a_connection_tell_nobody_and_pay_no_statement_for_it(now: datetime) -> None:
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    ask = Ask((AskedLine(line_of(shop, order).id, 1, ("change_of_mind",)),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        assert mirror.errands_of_case(case.id) == []


def opened_again(sold: Sold) -> None:
    reopen_case(merchant_id=sold.live.shop.id, case_id=sold.case.id, by=STAFF, now=sold.live.now)
    follow(merchant_id=sold.live.shop.id, case_id=sold.case.id, now=sold.live.now, only=NOTHING)


def test_a_case_that_is_opened_again_takes_its_return_along_and_closes_it_a_second_time(live: Live) -> None:
    live.twin.mood("reset_after", call="returnReopen")
    sold = came_back(live)
    sold.send()
    sold.tell()
    assert [one["status"] for one in sold.there()] == ["CLOSED"]
    opened_again(sold)
    sold.tell()
    assert [one["status"] for one in sold.there()] == ["OPEN"] and state_of(sold, "reopen_return") == ("done", "")
    sold.follow()  # all is at rest: it closes
    sold.tell()
    assert [one["status"] for one in sold.there()] == ["CLOSED"] and len(sold.there()) == 1
    assert [one.kind for one in sold.errands() if one.kind.endswith("_return")] == [
        "open_return",
        "close_return",
        "reopen_return",
        "close_return",
    ]


def test_an_end_that_was_not_told_yet_is_dropped_when_the_case_goes_on(live: Live) -> None:
    sold = came_back(live)
    sold.send()
    sold.follow()
    opened_again(sold)
    sold.tell()
    assert state_of(sold, "close_return")[0] == "dropped" and [one["status"] for one in sold.there()] == ["OPEN"]
    assert "reopen_return" not in [one.kind for one in sold.errands()]
    sold.follow()
    sold.tell()
    assert [one["status"] for one in sold.there()] == ["CLOSED"]


def test_what_is_sent_back_after_a_return_was_cancelled_is_a_return_of_its_own(live: Live) -> None:
    sold = live.sell()
    sold.complain(kind="change_of_mind")
    sold.tell()
    drop_case(merchant_id=live.shop.id, case_id=sold.case.id, by=CUSTOMER, now=live.now)
    sold.follow()
    sold.tell()
    assert [one["status"] for one in sold.there()] == ["CANCELED"]
    opened_again(sold)
    sold.tell()
    assert [one["status"] for one in sold.there()] == ["CANCELED", "REQUESTED"]  # it waits for a person again
    with unit(merchants=[live.shop.id]):
        line = returns.lines_of_case(sold.case.id)[0]
    approve_and_take(sold, line)
    sold.tell()
    assert [one["status"] for one in sold.there()] == ["CANCELED", "OPEN"]
    assert {state for _, state, _ in sold.tell()} == {"done"}


def approve_and_take(sold: Sold, line: Any) -> None:
    """A person offers what the decision names, and the customer takes the refund."""
    who: dict[str, Any] = {"merchant_id": sold.live.shop.id, "now": sold.live.now, "by": STAFF}
    decide_return(case_id=sold.case.id, cause="approved", **who)
    accept_offer(line_id=line.id, remedy="refund", **who)
    sold.follow()
