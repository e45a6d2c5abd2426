"""The client against the real sandbox process, one fault at a time: what each call comes to, and what really moved."""

from collections.abc import Iterator
from secrets import token_hex

import pytest

from makegood.apps.settlement.ports import RefundOrder
from makegood.connectors.sandbox.client import SandboxPayments
from tests.harness.sandbox import KEY, Hand, sandbox


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
    assert client.refund(wanted) == first == client.look_up(wanted.key)
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
    assert client.look_up(wanted.key).state == asked
