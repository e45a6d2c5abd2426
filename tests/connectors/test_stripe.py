"""Stripe's refunds, one state and one fault at a time: what each call comes to, what really moved, what asking tells afterwards."""

import json
import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest

from makegood.apps.settlement.parties import is_theirs
from makegood.apps.settlement.ports import PaymentAnswer, PaymentPort, RefundOrder
from makegood.apps.settlement.words import PROBLEMS
from makegood.connectors.stripe.calls import CODES, VERSION
from makegood.connectors.stripe.client import FAILURES, StripePayments
from makegood.connectors.stripe.money import from_stripe, to_stripe
from tests.harness.server import free_port
from tests.harness.standin import standing
from tests.harness.stripe import KEY, FakeStripe, error

SHARED = Path(os.environ.get("MAKEGOOD_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data" / "stripe"


@pytest.fixture(scope="module")
def process() -> Iterator[FakeStripe]:
    with standing(FakeStripe()) as found:
        yield found


@pytest.fixture
def fake(process: FakeStripe) -> Iterator[FakeStripe]:
    process.clear()
    process.may = {"refunds", "disputes", "files"}
    yield process
    process.let_go()


@pytest.fixture
def client(fake: FakeStripe) -> StripePayments:
    return StripePayments(KEY, address=fake.address, timeout_s=5)


def order(amount: int = 3900, **more: Any) -> RefundOrder:
    return RefundOrder(
        f"trf_{token_hex(6)}", more.pop("payment", f"pi_{token_hex(6)}"), amount, more.pop("currency", "EUR"), "MG-1", **more
    )


def again(one: RefundOrder, **more: Any) -> RefundOrder:
    return RefundOrder(one.key, one.payment, one.amount_minor, one.currency, one.reference, again=True, **more)


def test_a_refund_moves_once_and_bears_our_key(fake: FakeStripe, client: StripePayments) -> None:
    port: PaymentPort = client
    wanted = order()
    first = port.refund(wanted)
    assert (first.state, first.moved_minor) == ("succeeded", 3900)
    assert port.refund(wanted) == first == port.look_up(wanted)
    assert fake.by_key(wanted.key)[0]["metadata"] == {"makegood_key": wanted.key, "case": "MG-1"}
    assert [amount for name, amount in fake.moved if name == wanted.payment] == [3900]


# what the stand-in does -> what the call comes to, what moved, what asking tells afterwards
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
def test_each_fault_is_told_apart_by_whether_money_may_have_moved(fake: FakeStripe, client: StripePayments, mood: str) -> None:
    called, moved, asked = FAULTS[mood]
    wanted = order()
    fake.mood(mood)
    assert client.refund(wanted).state == called
    assert fake.total(wanted.payment) == moved
    assert client.look_up(wanted).state == asked


# status, why -> state, problem, moved; then what the customer's bank or a person makes of it
STATES = [
    ("succeeded", "", "succeeded", "", 3900),
    ("pending", "", "pending", "", 0),
    ("pending", "processing", "pending", "", 0),
    ("pending", "insufficient_funds", "pending", "balance_too_low", 0),
    ("requires_action", "", "pending", "customer_must_act", 0),
    ("failed", "expired_or_canceled_card", "failed", "card_gone", 0),
    ("failed", "lost_or_stolen_card", "failed", "card_gone", 0),
    ("failed", "charge_for_pending_refund_disputed", "failed", "disputed", 0),
    ("failed", "insufficient_funds", "failed", "balance_too_low", 0),
    ("failed", "declined", "failed", "declined", 0),
    ("failed", "merchant_request", "failed", "stopped_there", 0),
    ("failed", "unknown", "failed", "refused", 0),
    ("canceled", "", "failed", "stopped_there", 0),
]


@pytest.mark.parametrize(("status", "why", "state", "problem", "moved"), STATES)
def test_each_status_is_what_it_means(
    fake: FakeStripe, client: StripePayments, status: str, why: str, state: str, problem: str, moved: int
) -> None:
    wanted = order()
    fake.mood(status, call="outcome", **({"why": why} if why else {}))
    answer = client.refund(wanted)
    assert (answer.state, answer.problem, answer.moved_minor) == (state, problem, moved)
    assert client.look_up(wanted) == answer == client.look_up(again(wanted, ref=answer.ref))


ERRORS = [
    (404, error("invalid_request_error", "resource_missing", "No such payment"), "failed", "payment_unknown"),
    (400, error("invalid_request_error", "charge_already_refunded", "Refunded"), "failed", "already_refunded"),
    (400, error("invalid_request_error", "charge_disputed", "Charged back"), "failed", "disputed"),
    (400, error("invalid_request_error", "refund_disputed_payment", "Disputed"), "failed", "disputed"),
    (400, error("invalid_request_error", "", "Refund amount is greater", param="amount"), "failed", "amount_too_large"),
    (400, error("invalid_request_error", "insufficient_funds", "Insufficient funds in your account"), "failed", "balance_too_low"),
    (400, error("invalid_request_error", "", "Received unknown parameter", param="colour"), "failed", "bad_request"),
    (400, error("invalid_request_error", "", "Something else"), "failed", "refused"),
    (402, error("card_error", "account_closed", "Closed"), "failed", "card_gone"),
    (401, error("invalid_request_error", "api_key_expired", "Expired"), "later", "unauthorized"),
    (403, error("invalid_request_error", "", "Not permitted"), "later", "not_allowed"),
    (409, error("invalid_request_error", "idempotency_key_in_use", "In use"), "unknown", "asked_to_wait"),
    (424, error("api_error", "", "A dependency failed"), "unknown", "asked_to_wait"),
    (400, error("idempotency_error", "", "Other parameters"), "unknown", "key_reused"),
    (429, error("invalid_request_error", "lock_timeout", "Locked"), "later", "asked_to_wait"),
    (418, "<html>", "failed", "refused"),
]


@pytest.mark.parametrize(("status", "body", "state", "problem"), ERRORS)
def test_each_error_is_a_problem_with_a_remedy(
    fake: FakeStripe, client: StripePayments, status: int, body: Any, state: str, problem: str
) -> None:
    fake.mood("refuse", status=status, body=body)
    answer = client.refund(order())
    assert (answer.state, answer.problem) == (state, problem)


def test_every_word_that_it_can_say_is_known_to_those_who_put_it_to_people() -> None:
    said = {*CODES.values(), *FAILURES.values(), *(row[3] for row in ERRORS), *(row[3] for row in STATES), "cant_look", "repeats_error"} - {
        ""
    }
    assert said <= set(PROBLEMS)


def test_after_a_day_the_key_is_forgotten_and_the_refund_is_found_before_it_is_sent_again(fake: FakeStripe, client: StripePayments) -> None:
    wanted = order()
    fake.mood("reset_after")
    assert client.refund(wanted).state == "unknown"
    fake.forget()
    assert client.refund(again(wanted)).state == "succeeded"  # found, not sent
    assert [amount for name, amount in fake.moved if name == wanted.payment] == [3900]
    fake.mood("error_before", call="look_up")
    assert client.refund(again(wanted)) == PaymentAnswer("later", problem="their_fault")  # who can't look does not send
    assert [amount for name, amount in fake.moved if name == wanted.payment] == [3900]


def test_an_error_that_is_only_repeated_is_waited_out_until_the_key_is_forgotten(fake: FakeStripe, client: StripePayments) -> None:
    wanted = order()
    fake.mood("error_before")
    assert client.refund(wanted) == PaymentAnswer("unknown", problem="their_fault")
    assert client.look_up(wanted).state == "not_known"
    assert client.refund(again(wanted)) == PaymentAnswer("later", problem="repeats_error", retry_after=86_400)
    fake.forget()
    assert client.refund(again(wanted)).state == "succeeded"
    assert fake.total(wanted.payment) == 3900


def test_a_slow_call_that_we_gave_up_on_lands_once(fake: FakeStripe, client: StripePayments) -> None:
    wanted = order()
    fake.mood("slow")
    assert StripePayments(KEY, address=fake.address, timeout_s=0.3).refund(wanted) == PaymentAnswer("unknown", problem="no_answer")
    assert client.look_up(wanted).state == "not_known"
    assert client.refund(again(wanted)) == PaymentAnswer("unknown", problem="asked_to_wait")  # the first call holds the key
    fake.let_go()
    for _ in range(200):
        if fake.total(wanted.payment):
            break
        threading.Event().wait(0.01)
    assert client.refund(again(wanted)).state == "succeeded"
    assert [amount for name, amount in fake.moved if name == wanted.payment] == [3900]


def test_it_is_found_on_whichever_page_it_stands(fake: FakeStripe, client: StripePayments) -> None:
    wanted = order(1, payment=f"ch_{token_hex(6)}")
    assert client.refund(wanted).state == "succeeded"
    for _ in range(120):
        fake._refund({"charge": wanted.payment, "amount": "1"})
    fake.calls.clear()
    assert client.look_up(wanted).state == "succeeded"
    assert fake.calls == [("GET", "/v1/refunds")] * 2


def test_two_of_one_key_are_told_as_what_both_moved(fake: FakeStripe, client: StripePayments) -> None:
    wanted = order()
    client.refund(wanted)
    fake.forget()
    client.refund(wanted)  # somebody sent it without looking
    assert client.look_up(wanted).moved_minor == 7800


def test_a_refund_of_another_currency_is_not_believed(fake: FakeStripe, client: StripePayments) -> None:
    fake.mood("odd", call="outcome", currency="usd")
    assert client.refund(order()).problem == "unreadable"


def test_what_is_no_payment_of_stripes_and_no_amount_of_it_is_never_sent(fake: FakeStripe, client: StripePayments) -> None:
    fake.calls.clear()
    assert client.refund(order(payment="8AB12345CD678901E")) == PaymentAnswer("failed", problem="payment_unknown")
    assert client.refund(order(5125, currency="KWD")) == PaymentAnswer("failed", problem="amount_impossible")
    assert client.look_up(order(payment="../charges")).state == "unknown"
    assert fake.calls == []


@pytest.mark.parametrize(
    ("minor", "currency", "theirs"),
    [(1234, "EUR", 1234), (500, "JPY", 500), (5, "ISK", 500), (7, "UGX", 700), (1200, "MGA", 12), (1250, "MGA", None), (5120, "KWD", 5120),
     (5125, "KWD", None), (999, "HUF", 999)],
)  # fmt: skip
def test_amounts_are_counted_as_stripe_counts_them(minor: int, currency: str, theirs: int | None) -> None:
    assert to_stripe(minor, currency) == theirs
    if theirs is not None:
        assert from_stripe(theirs, currency) == minor


def test_trying_it_tells_what_the_key_may_do(fake: FakeStripe, client: StripePayments) -> None:
    assert client.greet() == ""
    assert client.powers() == dict.fromkeys(("read_refunds", "make_refunds", "read_disputes", "answer_disputes"), True)
    fake.may = {"disputes"}
    assert (client.greet(), client.powers()["make_refunds"], client.powers()["read_disputes"]) == ("not_allowed", False, True)
    assert StripePayments("rk_test_other", address=fake.address).greet() == "unauthorized"
    nobody = StripePayments(KEY, address=f"http://127.0.0.1:{free_port()}")
    assert (nobody.greet(), nobody.powers()["make_refunds"]) == ("no_connection", None)
    assert nobody.refund(order()) == PaymentAnswer("later", problem="no_connection")


@pytest.mark.parametrize(
    ("party", "payment", "theirs"),
    [("stripe", "pi_3Nabc", True), ("stripe", "ch_1PgafuB7WZ01zgkW", True), ("stripe", "p1", False), ("stripe", "ch_x/../..", False),
     ("paypal", "8AB12345CD678901E", True), ("paypal", "8ab12345cd678901e", False), ("paypal", "pi_3Nabc", False), ("sandbox", "p1", True),
     ("sandbox", "", False)],
)  # fmt: skip
def test_a_payment_is_known_by_its_name(party: str, payment: str, theirs: bool) -> None:
    assert is_theirs(party, payment) is theirs


def test_the_key_and_the_version_go_with_each_call_and_age_plays_no_part(fake: FakeStripe, client: StripePayments) -> None:
    assert VERSION == "2026-10-28.endive"
    assert client.refund(order(age=timedelta(days=400))).state == "succeeded"


@pytest.mark.skipif(not SHARED.exists(), reason="the published fixtures are not here (MAKEGOOD_SHARED)")
def test_the_stand_ins_answers_have_the_shape_of_the_published_fixtures(fake: FakeStripe, client: StripePayments) -> None:
    published = json.loads((SHARED / "refund.json").read_text())
    wanted = order()
    client.refund(wanted)
    ours = fake.by_key(wanted.key)[0]
    assert ours.keys() == published.keys()
    assert {
        name
        for name in published
        if published[name] is not None and ours[name] is not None and type(ours[name]) is not type(published[name])
    } == set()
    # the fixture itself is read, whoever made it
    fake.refunds.append(published | {"metadata": {"makegood_key": "trf_published"}})
    known = RefundOrder("trf_published", published["charge"], 100, "USD", "MG-1")
    assert client.look_up(known) == PaymentAnswer("succeeded", moved_minor=100, ref=published["id"])
