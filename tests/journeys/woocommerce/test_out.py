"""What a WooCommerce shop is told: refunds through its gateway, notes and stock."""

import pytest

from makegood.apps.mirror.ports import Telling, Units
from makegood.apps.settlement.ports import RefundLine
from makegood.connectors.woocommerce.client import WooCommerce
from makegood.connectors.woocommerce.refunds import refund_body
from makegood.connectors.woocommerce.system import STOCKED, WooSystem
from tests.harness.woo_shop import KEY, SECRET, Fault, WooShop
from tests.journeys.woocommerce.shop import order, pay, refund, source, telling

pytestmark = pytest.mark.django_db


def test_the_gateway_pays_once_for_a_key_whatever_becomes_of_the_answer(woo: WooShop) -> None:
    woo.put(order(1))
    woo.faults = [Fault("POST", "refunds", then_dies=True)]
    assert pay(woo).refund(refund(1)).state == "unknown"
    found = pay(woo).look_up(refund(1))
    assert (found.state, found.moved_minor) == ("succeeded", 1190)
    again = pay(woo).refund(refund(1))
    assert (again.state, again.ref, len(woo.refunds[1])) == ("succeeded", found.ref, 1)
    (made,) = woo.refunds[1]
    assert made["refunded_payment"] is True and "tra_1" in made["reason"] and woo.products[11]["stock_quantity"] == 49
    (line,) = made["line_items"]
    assert (line["total"], line["total_tax"], line["quantity"]) == ("-10.00", "-1.90", -1)


@pytest.mark.parametrize(
    ("fault", "state", "problem"),
    [
        (Fault("POST", "refunds", 503, b"busy"), "unknown", "their_fault"), (Fault("POST", "refunds", 429, {}), "later", "asked_to_wait"),
        (Fault("POST", "refunds", 201, b"<br>"), "unknown", "unreadable"), (Fault("GET", "orders/1$", 503, b""), "later", "their_fault"),
        (Fault("GET", "orders/1/refunds", 200, b"<html>"), "later", "unreadable"),
        (Fault("POST", "refunds", 500, {"code": "woocommerce_rest_cannot_create_order_refund", "message": "Card was cancelled.", "data": 500}), "failed", "said: Card was cancelled."),
        (Fault("POST", "refunds", 401, {"code": "woocommerce_rest_authentication_error", "message": "The API key provided does not have write permissions.", "data": {"status": 401}}), "later", "scope_missing"),
    ],
)  # fmt: skip
def test_every_fault_has_an_outcome_and_no_second_refund(woo: WooShop, fault: Fault, state: str, problem: str) -> None:
    woo.put(order(1))
    woo.faults = [fault]
    answer = pay(woo).refund(refund(1))
    assert (answer.state, answer.problem) == (state, problem) and woo.refunds[1] == []
    assert pay(woo).look_up(refund(1)).state == "not_known"
    assert pay(woo).refund(refund(1)).state == "succeeded" and len(woo.refunds[1]) == 1


def test_what_can_not_be_paid_back_is_a_problem_with_a_name(woo: WooShop) -> None:
    woo.put(order(1))
    assert pay(woo).refund(refund(1, 999900)).problem == "amount_too_large"  # HTTP 500, as captured
    assert pay(woo).refund(refund(1, payment="pi_other")).problem == "payment_unknown"
    assert pay(woo, 9).refund(refund(9)).problem == "order_unknown"
    woo.put(order(2, payment_method="bacs", transaction_id=""))
    assert pay(woo, 2).refund(refund(2, payment="2-paid")).problem == "paid_by_hand"
    woo.gateways["bacs"] = ["products", "refunds"]  # its page says it can, and it can't
    woo.faults = [
        Fault(
            "POST",
            "refunds",
            500,
            {
                "code": "woocommerce_rest_cannot_create_order_refund",
                "message": "The payment gateway for this order does not support automatic refunds.",
                "data": 500,
            },
        )
    ]
    assert pay(woo, 2).refund(refund(2, payment="2-paid")).problem == "paid_by_hand"
    assert woo.refunds[1] == woo.refunds[2] == []


def test_a_refund_that_a_person_made_there_stops_ours_until_it_is_known(woo: WooShop) -> None:
    woo.put(order(1))
    by_hand = woo.by_hand(1, "5.00")
    assert (answer := pay(woo).refund(refund(1))).problem == "unseen_refund" and answer.state == "later"
    assert pay(woo).refund(refund(1, 1180, known=(str(by_hand["id"]),))).state == "succeeded"
    assert len(woo.refunds[1]) == 2


def test_what_was_only_written_down_moved_nothing(woo: WooShop) -> None:
    woo.put(order(1))
    woo.faults = [Fault("POST", "refunds", 201, {"id": 77, "amount": "11.90", "refunded_payment": False, "reason": "makegood (tra_1)"})]
    answer = pay(woo).refund(refund(1))
    assert (answer.state, answer.problem) == ("unknown", "not_moved")


@pytest.mark.parametrize(
    ("amount", "shipping", "place", "stock", "named"),
    [(1190, 0, "shop", 50, True), (1680, 490, "", 49, True), (700, 0, "shop", 50, False), (500, 0, "", 49, False)],
)
def test_lines_are_named_where_they_add_up_and_pieces_go_into_stock_only_from_their_place(
    woo: WooShop, amount: int, shipping: int, place: str, stock: int, named: bool
) -> None:
    woo.put(order(1))
    asked = refund(1, amount, shipping_minor=shipping, lines=(RefundLine("10", 1, place),))
    body = refund_body(woo.orders[1], asked)
    sums = sum(
        round(100 * (float(one["refund_total"]) + sum(float(tax["refund_total"]) for tax in one["refund_tax"])))
        for one in body["line_items"]
    )
    assert sums == (amount if named else 0)
    assert pay(woo).refund(asked).moved_minor == amount
    assert woo.products[11]["stock_quantity"] == stock
    facts = source(woo).read_order("1")
    assert facts is not None and sum(one.amount_minor + one.shipping_minor for one in facts.past) == amount


def test_a_note_is_written_once(woo: WooShop) -> None:
    woo.put(order(1))
    system = WooSystem(WooCommerce(woo.address, f"{KEY}:{SECRET}"))
    woo.faults = [Fault("POST", "notes", then_dies=True)]
    assert system.look(telling("note_order")).state == "not_known"
    assert system.tell(telling("note_order", text="Return <b>opened</b>")).state == "unknown"
    assert system.look(telling("note_order")).state == system.tell(telling("note_order")).state == "done"
    (note,) = woo.notes[1]
    assert "&lt;b&gt;" in note["note"] and note["customer_note"] is False
    woo.faults = [Fault("GET", "notes", 503, b"")]
    assert system.tell(telling("note_order")).state == "later"
    woo.faults = [Fault("GET", "notes", 503, b"")]
    assert system.look(telling("note_order")).state == "unknown"
    assert system.tell(Telling("note_order", "err_9", "999", "c")).problem == "order_unknown"
    assert system.tell(telling("open_return")).problem == "not_served"
    assert system.order_page("1").endswith("post=1&action=edit")


def test_pieces_come_back_into_stock_once_and_only_as_stock(woo: WooShop) -> None:
    woo.put(order(1))
    system = WooSystem(WooCommerce(woo.address, f"{KEY}:{SECRET}"))
    back = telling("dispose_units", units=(Units("10", 1, disposed="stock"),))
    assert system.tell(telling("dispose_units", units=(Units("10", 1, disposed="not_stock"),))).state == "done"
    assert woo.products[11]["stock_quantity"] == 49
    woo.faults = [Fault("PUT", "products/11", then_dies=True)]
    assert system.tell(back).state == "unknown"
    assert system.look(back).state == system.tell(back).state == "done"
    assert woo.products[11]["stock_quantity"] == 50
    assert next(one["value"] for one in woo.products[11]["meta_data"] if one["key"] == STOCKED) == "err_1"
    other = Telling("dispose_units", "err_2", "1", "c", units=(Units("10", 1, disposed="stock"),))
    woo.products[11]["manage_stock"] = False
    assert system.tell(other).state == "done" and woo.products[11]["stock_quantity"] == 50
    del woo.products[11]
    assert system.tell(other).problem == "not_known"
