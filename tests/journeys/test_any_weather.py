"""Any sequence of faults, messages, retries and stops: money is conserved, and everything comes to an end or to a person."""

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from makegood.apps.ledger import queries as books
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.states import OPEN
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.ball import ball_of
from makegood.connectors.sandbox.client import SandboxPayments
from makegood.insight.invariants import wrong_transfers
from makegood.interfaces.jobs import payments
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.open_return import open_return
from makegood.journeys.pursue_transfer import pursue_transfer
from makegood.journeys.record_refund import record_refund
from makegood.journeys.settle_excess import settle_excess
from makegood.journeys.void_refund import void_refund
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import MUG, STAFF, line_of, make_shop, sell
from tests.harness.sandbox import KEY, Hand, sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FAULTS = (
    "fine", "late", "slow", "error_before", "error_after", "never", "hold", "reset_before", "reset_after", "throttle", "wrong_amount", "declined",
    "fails_later", "garbage",
)  # fmt: skip
STEPS = st.one_of(
    st.tuples(st.just("mood"), st.sampled_from(FAULTS)),
    st.tuples(st.just("deaf"), st.sampled_from(("error_before", "garbage", "reset_before"))),
    st.tuples(st.just("short"), st.integers(1, 6000)),
    st.tuples(st.just("wait"), st.sampled_from((0, 45, 660, 90_000))),
    st.tuples(st.just("release"), st.sampled_from(("", "card_gone"))),
    st.tuples(st.sampled_from(("bounce", "message", "again", "ask", "send", "retry", "by_hand", "void", "keep")), st.none()),
)


class Weather:
    """One refund, and everything that can befall it."""

    def __init__(self, hand: Hand, shop: Any, now: datetime) -> None:
        self.hand, self.shop, self.now = hand, shop, now
        order = sell(shop, now, MUG, pay=(2000, 880))
        line = line_of(shop, order)
        case = open_return(
            merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, ("damaged_in_transit",)),)), by=CUSTOMER, now=now
        )
        follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
        self.case_id = case.id
        self.client = SandboxPayments(hand.address, KEY, timeout_s=0.1)

    def rows(self) -> tuple[Any, list[Any]]:
        with unit(merchants=[self.shop.id]):
            return settlement.reimbursements_of_case(self.case_id)[0], settlement.transfers_of_case(self.case_id)

    def do(self, what: str, value: Any) -> None:
        reimbursement, transfers = self.rows()
        who: dict[str, Any] = {"merchant_id": self.shop.id, "by": STAFF, "now": self.now}
        one, last = {"reimbursement_id": reimbursement.public_id}, {"transfer_id": transfers[-1].public_id}
        if what == "mood":
            self.hand.mood(value)
        elif what == "short":
            self.hand.mood("wrong_amount", moved=value)
        elif what == "deaf":
            self.hand.mood(value, call="look_up")
        elif what == "wait":
            self.now += timedelta(seconds=value)
            payments.sweep(now=self.now, port=self.client)
        elif what == "release":
            self.hand.release(failure=value)
        elif what == "bounce":
            for found in filter(None, (self.hand.by_key(transfer.key) for transfer in transfers)):
                self.hand.bounce(found["id"])
        elif what in ("message", "again"):  # twice and in any order: each only makes us ask
            for transfer in transfers if what == "message" else transfers[::-1] * 2:
                payments.carry(merchant_id=self.shop.id, transfer_id=transfer.public_id, now=self.now, port=self.client, look=True)
        elif what in ("ask", "send"):
            pursue_transfer(**who, **last, call=what)
        elif what in ("retry", "by_hand"):
            record_refund(**who, **one, outcome="retried" if what == "retry" else "posted")
        elif what == "void":
            void_refund(**who, **one, reason="Not right.")
        elif what == "keep":
            settle_excess(**who, **one, how="kept")

    def check(self) -> None:
        """What holds at any moment."""
        reimbursement, transfers = self.rows()
        with unit(merchants=[self.shop.id]):
            assert wrong_transfers() == []
            case = returns.case_by_id(self.case_id)
            ball = ball_of(case)
            assert (case.ball_owner, case.ball_step) == (ball.owner, ball.step)
            posted = books.balances(self.case_id).get(("provider:clearing", "EUR"), (0, 0))[0]
        assert -posted == sum(one.moved_minor for one in transfers if one.state == "succeeded")
        assert reimbursement.moved_minor == -posted
        known, movements = self.hand.refunds(), self.hand.movements()
        for transfer in transfers:
            found = known.get(transfer.key)
            left = [one["amount"] for one in movements if found and one["refund"] == found["id"]]
            assert len([amount for amount in left if amount > 0]) <= 1, "one key moved twice"

    def clear_up(self) -> None:
        """The sky clears: the provider behaves, its messages come, the days pass."""
        self.hand.control(clear=True)
        self.hand.release()
        for _ in range(30):
            self.now += timedelta(days=1)
            if not payments.sweep(now=self.now, port=self.client):
                break
        self.do("message", None)
        reimbursement, transfers = self.rows()
        known = self.hand.refunds()
        for transfer in transfers:
            found = known.get(transfer.key)
            if transfer.provider == "sandbox" and transfer.state != "reversed":
                assert transfer.moved_minor == (found["moved"] if found else 0), "the books are what moved"
        stuck = [one for one in transfers if one.state in OPEN]
        with unit(merchants=[self.shop.id]):
            before_a_person = {one.id for one in settlement.pending_reimbursements()}
        assert reimbursement.state in ("posted", "voided", "reversed") or reimbursement.id in before_a_person
        assert not stuck or reimbursement.id in before_a_person
        if reimbursement.state == "posted":
            assert reimbursement.moved_minor >= reimbursement.amount_minor


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    with sandbox(tmp_path_factory.mktemp("weather") / "state.sqlite") as found:
        found.control(auto_deliver=False)
        yield found


@pytest.fixture
def shop(hand: Hand, now: datetime) -> Any:
    made = make_shop("gifts", now)
    choose_provider(merchant_id=made.id, party="sandbox", address=hand.address, key=KEY, by=SYSTEM, now=now)
    return made


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(steps=[("mood", "slow"), ("wait", 0), ("wait", 45), ("wait", 660), ("void", None), ("release", "")])
@example(steps=[("mood", "never"), ("wait", 0), ("release", ""), ("message", None), ("bounce", None), ("again", None), ("retry", None)])
@example(steps=[("short", 5000), ("wait", 0), ("void", None), ("message", None)])
@given(steps=st.lists(STEPS, min_size=2, max_size=9))
def test_whatever_happens_money_moves_once_and_the_books_say_so(hand: Hand, shop: Any, now: datetime, steps: list[tuple[str, Any]]) -> None:
    hand.control(clear=True)
    weather = Weather(hand, shop, now)
    for what, value in steps:
        with contextlib.suppress(Refusal):  # what a person may not do changes nothing
            weather.do(what, value)
        weather.check()
    weather.clear_up()
    weather.check()
