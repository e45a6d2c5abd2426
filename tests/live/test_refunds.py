"""Shopify gives back what Shopify took: once, for the right pieces, to the right payment; and what it refuses is said in words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.ports import PaymentAnswer, RefundLine, RefundOrder
from makegood.base.unit import unit
from makegood.casefile.elsewhere import counted_past, refunds_elsewhere
from makegood.connectors.shopify.client import OLDEST, Shopify
from makegood.connectors.shopify.payments import ShopifyPayments
from makegood.insight.invariants import wrong_balls, wrong_transfers
from makegood.insight.today import today
from makegood.interfaces.jobs import payments
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.disconnect_shop import disconnect_shop
from makegood.journeys.record_answer import record_answer
from makegood.journeys.record_refund import record_refund
from makegood.journeys.settle_excess import settle_excess
from makegood.journeys.tell_same import tell_same
from makegood.kernel.refusal import Refusal
from makegood.web.payment_words import problem_of
from tests.cast import STAFF
from tests.harness.live import Live, Sold
from tests.harness.twin import fresh_shop, order_node, running

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def twin() -> Iterator[Any]:
    with running() as found:
        yield found


class Till:
    """The port alone, before one order of the twin."""

    def __init__(self, twin: Any, version: str = "2026-10", *lines: tuple[str, int, str], **more: Any) -> None:
        self.shop = fresh_shop(twin)
        self.node = order_node(*(lines or (("Lamp", 2, "39.00"),)), shipping="3.90", **more)
        self.shop.seed(self.node)
        self.number = self.node["id"].rsplit("/", 1)[-1]
        self.port = ShopifyPayments(Shopify(self.shop.address, self.shop.token, version), self.number)

    def order(self, key: str = "trf_1", minor: int = 3900, **more: Any) -> RefundOrder:
        payment = self.node["transactions"][0]["id"].rsplit("/", 1)[-1]
        return RefundOrder(key, more.pop("payment", payment), minor, "EUR", "A-1", order=self.number, **more)

    def refunds(self) -> list[Any]:
        return list(self.shop.order(self.node["id"])["refunds"])


@pytest.mark.parametrize("version", ["2026-10", OLDEST])
def test_pieces_delivery_payment_and_note_stand_in_the_refund(version: str, twin: Any) -> None:
    till = Till(twin, version, stock=True)
    line, place = till.node["lineItems"]["nodes"][0]["id"].rsplit("/", 1)[-1], till.shop.location()
    answer = till.port.refund(till.order(minor=4290, lines=(RefundLine(line, 1, place),), shipping_minor=390))
    assert (answer.state, answer.moved_minor) == ("succeeded", 4290)
    (made,) = till.refunds()
    assert made["note"] == "makegood A-1 (trf_1)" and answer.ref == made["id"].rsplit("/", 1)[-1]
    assert [(one["quantity"], one["restockType"], one["location"]) for one in made["refundLineItems"]] == [(1, "RETURN", place)]
    assert (
        made["orderAdjustments"] == []
        and till.shop.shop.find(made["transactions"][0])["parentTransaction"] == till.node["transactions"][0]["id"]
    )


def test_the_same_key_is_one_refund_also_after_shopify_has_forgotten_it(twin: Any) -> None:
    till = Till(twin)
    first = till.port.refund(till.order())
    till.shop.step(3 * 86_400)
    assert till.port.refund(till.order()) == first and len(till.refunds()) == 1
    assert till.port.look_up(till.order("trf_1")) == first and till.port.look_up(till.order("trf_2")).state == "not_known"


@pytest.mark.parametrize(
    ("mood", "state", "done"),
    [
        ("error_after", "unknown", True), ("reset_after", "unknown", True), ("garbage_after", "unknown", True), ("truncated", "unknown", True),
        ("error_before", "unknown", False), ("internal", "unknown", False), ("throttled", "later", False), ("throttle_http", "later", False),
    ],
)  # fmt: skip
def test_each_fault_is_told_apart_and_asking_says_what_became_of_it(mood: str, state: str, done: bool, twin: Any) -> None:
    till = Till(twin)
    till.shop.mood(mood, call="refundCreate")
    assert till.port.refund(till.order()).state == state
    assert till.port.look_up(till.order("trf_1")).state == ("succeeded" if done else "not_known")
    assert till.port.refund(till.order()).state == "succeeded" and len(till.refunds()) == 1


def test_a_refund_that_a_bank_is_slow_with_is_pending_until_it_left_or_could_not(twin: Any) -> None:
    for end, state in (("SUCCESS", "succeeded"), ("FAILURE", "failed")):
        till = Till(twin)
        till.shop.mood("refund_pending", call="refundCreate")
        assert till.port.refund(till.order()).state == "pending"
        till.shop.act("settle", transaction=till.refunds()[0]["transactions"][0], status=end)
        assert till.port.look_up(till.order("trf_1")).state == state


def test_what_shopify_will_not_do_is_a_code_with_words_for_a_person(twin: Any) -> None:
    till = Till(twin)
    assert till.port.refund(till.order(minor=9000)).problem == "amount_too_large"
    assert till.port.refund(till.order(payment="1")).problem == "payment_unknown"
    till.shop.mood("user_error", call="refundCreate", message="The moon is full.")
    strange = till.port.refund(till.order())
    assert (strange.state, problem_of(strange.problem)) == ("failed", "the shop's system says: The moon is full.")
    assert ShopifyPayments(till.port.shop, "404").refund(till.order()).problem == "order_unknown"
    till.shop.control("setup", scopes=["read_orders"])
    assert (till.port.refund(till.order()).state, till.port.refund(till.order()).problem) == ("later", "scope_missing")
    till.shop.control("setup", token="another")
    assert till.port.refund(till.order()).problem == till.port.look_up(till.order("trf_1")).problem == till.port.greet() == "unauthorized"
    assert till.refunds() == []


def test_nothing_is_sent_while_somebody_gave_back_money_that_we_have_not_heard_of(twin: Any) -> None:
    till = Till(twin)
    made = till.shop.act("refund", order=till.node["id"], amount="10.00")
    answer = till.port.refund(till.order())
    assert (answer.state, answer.problem) == ("later", "unseen_refund") and len(till.refunds()) == 1
    assert till.port.refund(till.order(known=(made["id"].rsplit("/", 1)[-1],))).state == "succeeded"


def test_what_was_paid_by_hand_is_not_given_back_by_a_note_in_a_book(twin: Any) -> None:
    till = Till(twin)
    payment = till.shop.order(till.node["id"])["transactions"][0]
    payment |= {"gateway": "manual", "manualPaymentGateway": True}
    assert till.port.refund(till.order()).problem == "paid_by_hand" and till.refunds() == []


def test_pieces_that_went_back_there_already_are_not_named_again_and_the_money_still_leaves(twin: Any) -> None:
    till = Till(twin)
    line = till.node["lineItems"]["nodes"][0]["id"]
    till.shop.control("graphql", query="mutation ($i: RefundInput!) { refundCreate(input: $i) @idempotent(key: \"x\") { refund { id } } }",
                      variables={"i": {"orderId": till.node["id"], "refundLineItems": [{"lineItemId": line, "quantity": 2, "restockType": "NO_RESTOCK"}]}})  # fmt: skip
    assert till.port.refund(till.order(lines=(RefundLine(line.rsplit("/", 1)[-1], 1),))).state == "succeeded"
    assert till.refunds()[-1]["refundLineItems"] == []


def test_only_a_connected_shop_can_be_chosen_to_pay(twin: Any, now: datetime) -> None:
    live = Live(fresh_shop(twin), now, pays=False)
    disconnect_shop(merchant_id=live.shop.id, by=STAFF, now=now)
    with pytest.raises(Refusal, match="not connected"):
        choose_provider(merchant_id=live.shop.id, party="shopify", by=STAFF, now=now)


def test_the_same_given_twice_stands_as_too_much_until_somebody_deals_with_it(twin: Any, now: datetime) -> None:
    live = Live(fresh_shop(twin), now)
    sold = live.sell()
    sold.complain()
    sold.send()
    live.tick()
    made = sold.staff_refunds("39.00", units=1)
    sold.hear()
    with unit(merchants=[live.shop.id]):
        (row,) = today(now=live.now).same
        assert row["question"].twice and row["order"].id == sold.order.id
    ours = sold.ours()[0]
    past = f"shopify:{made['id'].rsplit('/', 1)[-1]}"
    tell_same(merchant_id=live.shop.id, order_id=sold.order.id, past=past, other=ours.public_id, same=True, by=STAFF, now=live.now)
    sold.hear()
    with unit(merchants=[live.shop.id]):
        found = today(now=live.now)
        assert found.same == [] and [one.excess_minor for one in found.over] == [3900] and wrong_transfers() == [] == wrong_balls()
    settle_excess(merchant_id=live.shop.id, reimbursement_id=ours.public_id, how="kept", by=STAFF, now=live.now)
    assert sold.ours()[0].moved_minor == 7800


@pytest.mark.parametrize(("heard", "end", "asked"), [(True, [("posted", 4290)], False), (False, [("pending", 3900)], True)])
def test_a_refund_from_before_the_customer_asked_is_not_taken_for_ours(
    heard: bool, end: list[Any], asked: bool, twin: Any, now: datetime
) -> None:
    """Known in time it counts, and the rest of the order goes back with its delivery; heard too late, of another piece or not, a person says."""
    live = Live(fresh_shop(twin), now)
    sold = live.sell()
    sold.staff_refunds("39.00", units=1)
    if heard:
        sold.hear()
    live.tick(60)
    sold.complain()
    sold.send()
    sold.hear()
    live.wait(20)
    assert [(one.state, one.amount_minor) for one in sold.ours()] == end and any(one.in_question for one in sold.ours()) == asked


@pytest.mark.parametrize(("end", "given"), [("SUCCESS", 3900), ("FAILURE", 3900)])
def test_beside_a_refund_that_a_bank_is_slow_with_nothing_is_sent_until_it_left_or_failed(
    end: str, given: int, twin: Any, now: datetime
) -> None:
    live = Live(fresh_shop(twin), now)
    sold = live.sell()
    sold.complain()
    made = sold.staff_refunds("39.00", units=1, pending=True)
    sold.hear()
    sold.send()
    assert (sold.transfers()[0].state, sold.transfers()[0].problem) == ("waiting", "unseen_refund")
    live.twin.act("settle", transaction=made["transactions"][0], status=end)
    sold.hear()
    live.wait(20)
    (ours,) = sold.ours()
    by_us = [one.provider_ref for one in sold.transfers() if one.provider == "shopify" and one.state == "succeeded"]
    assert ours.state == "posted" and len(by_us) == (end == "FAILURE") and sold.given_back() == given


def test_the_only_piece_that_was_sold_can_only_be_ours_whenever_it_was_refunded(twin: Any, now: datetime) -> None:
    live = Live(fresh_shop(twin), now)
    sold = live.sell(("Lamp", 1, "39.00"))
    sold.staff_refunds("39.00", units=1)
    live.tick(60)
    sold.complain()
    sold.send()
    sold.hear()
    live.wait(20)
    assert sold.given_back() == 3900 and [one.state for one in sold.ours()][0] in ("posted", "voided")


def test_a_refund_that_names_no_one_of_two_cases_is_asked_about(twin: Any, now: datetime) -> None:
    live = Live(fresh_shop(twin), now)
    sold = live.sell(("Lamp", 1, "39.00"), ("Vase", 1, "39.00"))
    other = Sold(live, sold.node, sold.number, sold.order)
    sold.complain(line=0)
    other.complain(line=1)
    live.tick()
    sold.staff_refunds("39.00")
    sold.hear()
    assert [one.in_question for one in [*sold.ours(), *other.ours()]] == [True, True]
    vase = live.sell(("Lamp", 1, "39.00"), ("Vase", 1, "39.00"))
    vase.complain(line=0)
    live.tick()
    vase.staff_refunds("39.00", units=1, line=1)  # the other thing: no concern of ours
    vase.hear()
    vase.send()
    assert vase.given_back() == 7800 and [one.state for one in vase.ours()] == ["posted"] and not vase.ours()[0].in_question


def test_a_reading_that_tells_of_the_loss_of_a_key_asks_by_the_note(twin: Any, now: datetime) -> None:
    """Our answer was lost, and Shopify's own message is what tells us: a reason to ask, never an answer."""
    live = Live(fresh_shop(twin), now)
    sold = live.sell()
    sold.complain()
    live.twin.mood("reset_after", call="refundCreate")
    sold.send()
    assert sold.transfers()[0].state == "unknown"
    sold.hear()
    with unit(merchants=[live.shop.id]):
        assert [one.left_minor for one in refunds_elsewhere(sold.order.id)] == [0] and not settlement.in_question()
    payments.carry(merchant_id=live.shop.id, transfer_id=sold.transfers()[0].public_id, now=live.now, look=True)
    assert sold.ours()[0].state == "posted" and sold.given_back() == 3900


def test_a_refund_there_closes_ours_that_a_person_was_to_pay(twin: Any, now: datetime) -> None:
    live = Live(fresh_shop(twin), now, pays=False)
    sold = live.sell()
    sold.complain()
    assert [(one.state, one.provider) for one in sold.ours()] == [("pending", "manual")]
    live.tick()
    sold.staff_refunds("39.00", units=1)
    sold.hear()
    assert [one.state for one in sold.ours()] == ["posted"]
    with unit(merchants=[live.shop.id]):
        assert counted_past(sold.order.id) == [] and wrong_transfers() == [] == wrong_balls()


def test_an_order_paid_in_two_ways_is_given_back_in_two_and_its_pieces_are_named_once(twin: Any, now: datetime) -> None:
    live = Live(fresh_shop(twin), now)
    node = order_node(("Lamp", 1, "39.00"), shipping="3.90")
    card = node["transactions"][0]
    money = lambda amount: {one: {"amount": amount, "currencyCode": "EUR"} for one in ("shopMoney", "presentmentMoney")}
    node["transactions"] = [
        card | {"amountSet": money("20.00")},
        card | {"id": f"{card['id']}9", "gateway": "gift_card", "amountSet": money("22.90")},
    ]
    sold = live.sell_node(node)
    sold.complain()
    assert len(sold.transfers()) == 2
    sold.send()
    sold.hear()
    refunds = live.twin.order(node["id"])["refunds"]
    parents = [live.twin.shop.find(one["transactions"][0])["parentTransaction"] for one in refunds]
    assert sorted(parents) == sorted(one["id"] for one in node["transactions"])
    assert [len(one["refundLineItems"]) for one in refunds] == [1, 0]
    assert [one.state for one in sold.ours()] == ["posted"] and sold.given_back() == 4290
    with unit(merchants=[live.shop.id]):
        assert counted_past(sold.order.id) == [] and not settlement.in_question()


def test_what_somebody_said_had_not_left_and_is_there_is_asked_for_and_not_sent_again(twin: Any, now: datetime) -> None:
    live = Live(fresh_shop(twin), now)
    sold = live.sell()
    sold.complain()
    live.twin.mood("reset_after", call="refundCreate")
    sold.send()
    wrong = PaymentAnswer("failed", problem="not_moved")
    record_answer(merchant_id=live.shop.id, transfer_id=sold.transfers()[0].public_id, answer=wrong, by=STAFF, now=live.now)
    assert sold.ours()[0].state == "failed"
    sold.hear()
    with pytest.raises(Refusal, match="may still leave"):
        record_refund(merchant_id=live.shop.id, reimbursement_id=sold.ours()[0].public_id, outcome="retried", by=STAFF, now=live.now)
    live.wait(1)
    assert [one.state for one in sold.ours()] == ["posted"] and sold.given_back() == 3900
    with unit(merchants=[live.shop.id]):
        assert counted_past(sold.order.id) == [] and wrong_transfers() == [] == wrong_balls()
