"""PayPal's refunds, one state and one fault at a time, and what can and can't be asked of it afterwards."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from secrets import token_hex
from typing import Any

import pytest

from makegood.apps.settlement.ports import PaymentAnswer, PaymentPort, RefundOrder
from makegood.apps.settlement.words import PROBLEMS
from makegood.connectors.paypal.calls import ISSUES, forget_tokens
from makegood.connectors.paypal.client import PayPalPayments
from makegood.connectors.paypal.money import from_paypal, to_paypal
from tests.harness.paypal import KEY, PASSWORD, FakePayPal, issue
from tests.harness.standin import standing


@pytest.fixture(scope="module")
def process() -> Iterator[FakePayPal]:
    with standing(FakePayPal()) as found:
        yield found


@pytest.fixture
def fake(process: FakePayPal) -> Iterator[FakePayPal]:
    process.clear()
    process.shows_orders = True
    yield process
    process.let_go()


@pytest.fixture
def client(fake: FakePayPal) -> PayPalPayments:
    return PayPalPayments(KEY, address=fake.address, timeout_s=5)


def capture() -> str:
    return token_hex(9)[:17].upper()


def order(amount: int = 3900, **more: Any) -> RefundOrder:
    return RefundOrder(f"trf_{token_hex(6)}", more.pop("payment", capture()), amount, more.pop("currency", "EUR"), "MG-1", **more)


def again(one: RefundOrder, **more: Any) -> RefundOrder:
    return RefundOrder(one.key, one.payment, one.amount_minor, one.currency, one.reference, again=True, **more)


def test_a_refund_moves_once_and_bears_our_key(fake: FakePayPal, client: PayPalPayments) -> None:
    port: PaymentPort = client
    wanted = order()
    first = port.refund(wanted)
    assert (first.state, first.moved_minor) == ("succeeded", 3900)
    assert port.refund(wanted) == first == port.look_up(wanted)
    assert (fake.by_key(wanted.key)[0]["invoice_id"], fake.by_key(wanted.key)[0]["amount"]) == (
        wanted.key,
        {"value": "39.00", "currency_code": "EUR"},
    )
    assert fake.total(wanted.payment) == 3900


FAULTS = {
    "fine": ("succeeded", 3900, "succeeded"),
    "error_before": ("unknown", 0, "not_known"),
    "error_after": ("unknown", 3900, "succeeded"),
    "reset_before": ("unknown", 0, "not_known"),
    "reset_after": ("unknown", 3900, "succeeded"),
    "garbage": ("unknown", 3900, "succeeded"),
    "huge": ("unknown", 3900, "succeeded"),
    "throttle": ("later", 0, "not_known"),
}


@pytest.mark.parametrize("mood", FAULTS)
def test_each_fault_is_told_apart_by_whether_money_may_have_moved(fake: FakePayPal, client: PayPalPayments, mood: str) -> None:
    called, moved, asked = FAULTS[mood]
    wanted = order()
    fake.mood(mood)
    assert client.refund(wanted).state == called
    assert fake.total(wanted.payment) == moved
    assert client.look_up(wanted).state == asked


@pytest.mark.parametrize(
    ("status", "state", "problem"),
    [("completed", "succeeded", ""), ("pending", "pending", ""), ("failed", "failed", "refused"), ("cancelled", "failed", "stopped_there"),
     ("dreaming", "unknown", "unreadable")],
)  # fmt: skip
def test_each_status_is_what_it_means(fake: FakePayPal, client: PayPalPayments, status: str, state: str, problem: str) -> None:
    wanted = order()
    fake.mood(status, call="outcome")
    answer = client.refund(wanted)
    assert (answer.state, answer.problem) == (state, problem)
    assert client.look_up(again(wanted, ref=answer.ref)) == answer


ERRORS = [
    *(
        (422, issue(word), "unknown" if said == "key_reused" else "later" if said == "not_allowed" else "failed", said)
        for word, said in ISSUES.items()
    ),
    (422, issue("PREVIOUS_REQUEST_IN_PROGRESS"), "unknown", "asked_to_wait"),
    (409, issue("RESOURCE_CONFLICT"), "unknown", "asked_to_wait"),
    (422, issue("SOMETHING_NEW"), "failed", "refused"),
    (400, {"name": "INVALID_REQUEST"}, "failed", "bad_request"),
    (403, {"name": "NOT_AUTHORIZED"}, "later", "not_allowed"),
    (404, {"name": "RESOURCE_NOT_FOUND"}, "failed", "payment_unknown"),
    (404, "<html>", "failed", "payment_unknown"),
]


@pytest.mark.parametrize(("status", "body", "state", "problem"), ERRORS)
def test_each_error_is_a_problem_with_a_remedy(
    fake: FakePayPal, client: PayPalPayments, status: int, body: Any, state: str, problem: str
) -> None:
    fake.mood("refuse", status=status, body=body)
    answer = client.refund(order())
    assert (answer.state, answer.problem) == (state, problem)
    assert problem in PROBLEMS


def test_where_the_order_is_not_shown_any_more_only_an_untouched_capture_tells(fake: FakePayPal, client: PayPalPayments) -> None:
    fake.shows_orders = False
    wanted = order()
    assert client.look_up(wanted).state == "not_known"
    fake.mood("reset_after")
    client.refund(wanted)
    assert client.look_up(wanted) == PaymentAnswer("unknown", problem="cant_look")
    # the same call again is safe while its id is remembered; afterwards a person looks
    assert client.refund(again(wanted, age=timedelta(days=2))).state == "succeeded"
    assert client.refund(again(wanted, age=timedelta(days=60))) == PaymentAnswer("later", problem="cant_look")
    assert fake.total(wanted.payment) == 3900


def test_what_is_forgotten_is_found_before_it_is_sent_again(fake: FakePayPal, client: PayPalPayments) -> None:
    wanted = order()
    fake.mood("reset_after")
    client.refund(wanted)
    fake.forget()
    assert client.refund(again(wanted, age=timedelta(days=60))).state == "succeeded"
    fake.mood("error_before", call="look_up")
    assert client.refund(again(wanted)) == PaymentAnswer("later", problem="their_fault")
    assert fake.total(wanted.payment) == 3900


def test_one_token_serves_many_calls_and_a_new_one_is_got_when_it_is_taken_back(
    fake: FakePayPal, client: PayPalPayments, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    forget_tokens()
    fake.calls.clear()
    for _ in range(3):
        client.refund(order())
    assert fake.calls.count(("POST", "/v1/oauth2/token")) == 1
    fake.tokens.clear()
    wanted = order()
    assert client.refund(wanted).state == "succeeded"
    assert fake.calls.count(("POST", "/v1/oauth2/token")) == 2
    assert PASSWORD not in caplog.text and not any(token in caplog.text for token in fake.tokens)


def test_a_wrong_secret_moves_nothing_and_is_tried_again(fake: FakePayPal) -> None:
    stranger = PayPalPayments("client-of-the-tests:other", address=fake.address)
    assert stranger.refund(order()) == PaymentAnswer("later", problem="unauthorized")
    assert (stranger.greet(), stranger.powers()["make_refunds"]) == ("unauthorized", None)


def test_trying_it_tells_what_the_app_may_do(client: PayPalPayments) -> None:
    assert client.greet() == ""
    assert client.powers() == {"make_refunds": True, "read_disputes": True, "answer_disputes": False}


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(3900, "EUR", "39.00"), (333, "JPY", "333"), (120_000, "HUF", "1200"), (120_050, "HUF", None), (5, "USD", "0.05")],
)
def test_amounts_are_written_as_paypal_writes_them(minor: int, currency: str, text: str | None) -> None:
    assert to_paypal(minor, currency) == text
    if text is not None:
        assert from_paypal({"value": text, "currency_code": currency}) == (minor, currency)
    assert from_paypal({"value": "12.345", "currency_code": "EUR"}) is None and from_paypal(None) is None
