"""The client against the real sandbox process, one fault at a time: what each call comes to, and what really moved."""

import threading
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import pytest

from makegood.apps.settlement.ports import PaymentAnswer, RefundOrder
from makegood.base import points
from makegood.base.http import ask, retry_after_s
from makegood.connectors.sandbox.client import SandboxPayments
from tests.harness.sandbox import KEY, Hand, sandbox
from tests.harness.server import free_port


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    with sandbox(tmp_path_factory.mktemp("sandbox") / "state.sqlite") as hand:
        yield hand


@pytest.fixture
def hand(process: Hand) -> Iterator[Hand]:
    process.control(clear=True, auto_deliver=False)
    yield process
    process.release()


@pytest.fixture
def client(hand: Hand) -> SandboxPayments:
    return SandboxPayments(hand.address, KEY, timeout_s=5)


def order(amount: int = 3900) -> RefundOrder:
    return RefundOrder(f"trf_{token_hex(6)}", f"pay_{token_hex(6)}", amount, "EUR", f"case-{token_hex(4)}")


def test_a_refund_moves_once_however_often_it_is_sent(hand: Hand, client: SandboxPayments) -> None:
    wanted = order()
    first = client.refund(wanted)
    assert (first.state, first.moved_minor) == ("succeeded", 3900)
    assert client.refund(wanted) == first == client.look_up(wanted)
    assert [one["amount"] for one in hand.movements(wanted.payment)] == [3900]


# mood -> what the call comes to, what moved, what asking tells afterwards
FAULTS = {
    "fine": ("succeeded", 3900, "succeeded"),
    "twice": ("succeeded", 3900, "succeeded"),
    "error_before": ("unknown", 0, "not_known"),
    "error_after": ("unknown", 3900, "succeeded"),
    "reset_before": ("unknown", 0, "not_known"),
    "reset_after": ("unknown", 3900, "succeeded"),
    "garbage": ("unknown", 3900, "succeeded"),
    "huge": ("unknown", 3900, "succeeded"),
    "throttle": ("later", 0, "not_known"),
    "declined": ("failed", 0, "not_known"),
    "unknown_payment": ("failed", 0, "not_known"),
    "wrong_amount": ("succeeded", 7800, "succeeded"),
    "fails_later": ("failed", 0, "failed"),
    "never": ("pending", 0, "pending"),
    "hold": ("pending", 0, "pending"),
}


@pytest.mark.parametrize("mood", FAULTS)
def test_each_fault_is_told_apart_by_whether_money_may_have_moved(hand: Hand, client: SandboxPayments, mood: str) -> None:
    called, moved, asked = FAULTS[mood]
    wanted = order()
    hand.mood(mood, payment=wanted.payment)
    assert client.refund(wanted).state == called
    assert hand.moved(wanted.payment) == moved
    assert client.look_up(wanted).state == asked


def test_a_late_answer_is_unknown_to_us_and_done_there(hand: Hand) -> None:
    wanted = order()
    hand.mood("late", payment=wanted.payment)
    assert SandboxPayments(hand.address, KEY, timeout_s=0.3).refund(wanted) == PaymentAnswer("unknown", problem="no_answer")
    assert hand.moved(wanted.payment) == 3900


def test_a_slow_call_that_we_gave_up_on_lands_later_and_once(hand: Hand, client: SandboxPayments) -> None:
    wanted = order()
    hand.mood("slow", payment=wanted.payment)
    assert SandboxPayments(hand.address, KEY, timeout_s=0.3).refund(wanted).state == "unknown"
    assert client.look_up(wanted).state == "not_known"
    assert client.refund(wanted).state == "succeeded"
    hand.release()
    assert [one["amount"] for one in hand.movements(wanted.payment)] == [3900]


def test_calls_with_one_key_at_once_move_once(hand: Hand, client: SandboxPayments) -> None:
    wanted, answers = order(), []
    threads = [threading.Thread(target=lambda: answers.append(client.refund(wanted))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.state for one in answers} == {"succeeded"} and len({one.ref for one in answers}) == 1
    assert [one["amount"] for one in hand.movements(wanted.payment)] == [3900]


def test_a_key_with_another_amount_is_not_believed_to_have_failed(hand: Hand, client: SandboxPayments) -> None:
    wanted = order()
    client.refund(wanted)
    other = RefundOrder(wanted.key, wanted.payment, 100, "EUR", wanted.reference)
    assert client.refund(other) == PaymentAnswer("unknown", problem="key_reused")
    assert hand.moved(wanted.payment) == 3900


def test_how_long_to_wait_is_heard(hand: Hand, client: SandboxPayments) -> None:
    wanted = order()
    hand.mood("throttle", payment=wanted.payment, retry_after=77)
    assert client.refund(wanted) == PaymentAnswer("later", problem="asked_to_wait", retry_after=77)


@pytest.mark.parametrize("mood", ["error_before", "garbage", "huge", "reset_before", "throttle", "declined"])
def test_a_question_that_fails_leaves_the_outcome_unknown(hand: Hand, client: SandboxPayments, mood: str) -> None:
    wanted = order()
    client.refund(wanted)
    hand.mood(mood, call="look_up")
    assert client.look_up(wanted).state == "unknown"


def test_nobody_there_means_that_nothing_was_done(hand: Hand) -> None:
    assert SandboxPayments(f"http://127.0.0.1:{free_port()}", KEY).refund(order()) == PaymentAnswer("later", problem="no_connection")


def test_a_wrong_key_moves_nothing_and_is_tried_again(hand: Hand) -> None:
    stranger = SandboxPayments(hand.address, "another-key")
    wanted = order()
    assert stranger.refund(wanted) == PaymentAnswer("later", problem="unauthorized")
    assert stranger.look_up(wanted).state == "unknown"
    assert (stranger.greet(), SandboxPayments(hand.address, KEY).greet()) == ("unauthorized", "")
    assert hand.http.post("/control", json={}, headers={"Authorization": "Bearer another-key"}).status_code == 401
    assert hand.moved(wanted.payment) == 0


def test_what_it_moved_is_still_known_after_it_was_killed(tmp_path: Path) -> None:
    wanted, state = order(), tmp_path / "state.sqlite"
    with sandbox(state) as first:
        first.mood("never", "reset_after")
        kept, lost = order(), wanted
        assert SandboxPayments(first.address, KEY).refund(kept).state == "pending"
        assert SandboxPayments(first.address, KEY).refund(lost).state == "unknown"
    with sandbox(state) as second:
        again = SandboxPayments(second.address, KEY)
        assert (again.look_up(lost).state, again.look_up(kept).state) == ("succeeded", "pending")
        assert second.moved(lost.payment) == 3900


def test_the_points_of_a_call_are_before_and_after_it(hand: Hand, client: SandboxPayments) -> None:
    seen: list[str] = []
    points.listen(seen.append)
    try:
        client.refund(order())
    finally:
        points.listen(None)
    assert seen == ["http.before_send", "http.after_send"]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": "99999999999"}, 86_400),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 07:27:30 GMT"}, 30),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(headers: dict[str, str], seconds: int | None) -> None:
    assert retry_after_s(headers) == seconds


def test_a_redirect_is_never_followed() -> None:
    asked: list[str] = []

    def away(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"location": "http://127.0.0.1:2/"})

    reply = ask("POST", "http://127.0.0.1:1/", headers={"Authorization": "secret"}, timeout_s=1, transport=httpx.MockTransport(away))
    assert (reply.outcome, asked) == ("unknown", ["http://127.0.0.1:1/"])
    assert ask("GET", "gopher://127.0.0.1/", headers={}, timeout_s=1).outcome == "later"


def test_bodies_that_say_nothing_are_refused(hand: Hand) -> None:
    bad: list[Any] = [{}, {"amount": 0}, {"amount": True, "currency": "EUR", "payment": "p", "reference": "r"}, [], "text"]
    answers = [hand.http.post("/v1/refunds", json=one, headers={"Idempotency-Key": "k"}).status_code for one in bad]
    assert answers == [400] * 5
    assert hand.http.post("/v1/refunds", content=b"{", headers={"Idempotency-Key": "k"}).status_code == 400
