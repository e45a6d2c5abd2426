"""Any sequence of faults, messages, retries and stops at Stripe and at PayPal, keys forgotten too: one movement for each key, and books that say so."""

import contextlib
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from secrets import token_hex
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
from makegood.connectors.paypal.client import PayPalPayments
from makegood.connectors.stripe.client import StripePayments
from makegood.insight.invariants import wrong_transfers
from makegood.interfaces.jobs import payments
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.open_return import open_return
from makegood.journeys.pursue_transfer import pursue_transfer
from makegood.journeys.record_refund import record_refund
from makegood.journeys.void_refund import void_refund
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import MUG, STAFF, line_of, make_shop, sell
from tests.harness import paypal, stripe
from tests.harness.standin import StandIn, standing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FAULTS = ("fine", "late", "slow", "error_before", "error_after", "reset_before", "reset_after", "throttle", "garbage")
OUTCOMES = ("pending", "failed", "fine")
STEPS = st.one_of(
    st.tuples(st.just("mood"), st.sampled_from(FAULTS)),
    st.tuples(st.just("outcome"), st.sampled_from(OUTCOMES)),
    st.tuples(st.just("deaf"), st.sampled_from(("error_before", "garbage", "reset_before"))),
    st.tuples(st.just("wait"), st.sampled_from((0, 45, 660, 90_000, 46 * 86_400))),
    st.tuples(st.just("release"), st.sampled_from(("", "declined"))),
    st.tuples(st.sampled_from(("bounce", "message", "again", "ask", "send", "retry", "by_hand", "void", "unshown")), st.none()),
)
REMEMBERS_S = {"stripe": 86_400, "paypal": 45 * 86_400}


class Weather:
    def __init__(self, fake: Any, party: str, shop: Any, now: datetime) -> None:
        self.fake, self.party, self.shop, self.now = fake, party, shop, now
        names = f"pi_{token_hex(6)}" if party == "stripe" else token_hex(8).upper()
        order = sell(shop, now, MUG, pay=(2000, 880), named=names)
        line = line_of(shop, order)
        case = open_return(
            merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, ("damaged_in_transit",)),)), by=CUSTOMER, now=now
        )
        follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
        self.case_id = case.id
        kind = StripePayments if party == "stripe" else PayPalPayments
        self.client = kind(stripe.KEY if party == "stripe" else paypal.KEY, address=fake.address, timeout_s=0.1)

    def rows(self) -> tuple[Any, list[Any]]:
        with unit(merchants=[self.shop.id]):
            return settlement.reimbursements_of_case(self.case_id)[0], settlement.transfers_of_case(self.case_id)

    def do(self, what: str, value: Any) -> None:
        reimbursement, transfers = self.rows()
        who: dict[str, Any] = {"merchant_id": self.shop.id, "by": STAFF, "now": self.now}
        one, last = {"reimbursement_id": reimbursement.public_id}, {"transfer_id": transfers[-1].public_id}
        if what == "mood":
            self.fake.mood(value)
        elif what == "outcome":
            self.fake.mood(value, call="outcome")
        elif what == "deaf":
            self.fake.mood(value, call="look_up")
        elif what == "unshown":
            self.fake.shows_orders = False
        elif what == "wait":
            self.now += timedelta(seconds=value)
            if value >= REMEMBERS_S[self.party]:
                self.fake.let_go()
                for _ in range(500):  # no call hangs for a day: what was held lands now
                    if not self.fake.busy:
                        break
                    threading.Event().wait(0.01)
                self.fake.forget()
            payments.sweep(now=self.now, port=self.client)
        elif what == "release":
            self.fake.let_go()
            self.fail_waiting(value) if value else self.fake.end()
        elif what == "bounce":
            for transfer in transfers:
                self.fake.end(transfer.key, failure="declined")
        elif what in ("message", "again"):
            for transfer in transfers if what == "message" else transfers[::-1] * 2:
                payments.carry(merchant_id=self.shop.id, transfer_id=transfer.public_id, now=self.now, port=self.client, look=True)
        elif what in ("ask", "send"):
            pursue_transfer(**who, **last, call=what)
        elif what in ("retry", "by_hand"):
            record_refund(**who, **one, outcome="retried" if what == "retry" else "posted")
        elif what == "void":
            void_refund(**who, **one, reason="Not right.")

    def fail_waiting(self, why: str) -> None:
        for transfer in self.rows()[1]:
            if any(found["status"].lower() == "pending" for found in self.fake.by_key(transfer.key)):
                self.fake.end(transfer.key, failure=why)

    def check(self) -> None:
        reimbursement, transfers = self.rows()
        with unit(merchants=[self.shop.id]):
            assert wrong_transfers() == []
            case = returns.case_by_id(self.case_id)
            ball = ball_of(case)
            assert (case.ball_owner, case.ball_step) == (ball.owner, ball.step)
            posted = books.balances(self.case_id).get(("provider:clearing", "EUR"), (0, 0))[0]
        assert -posted == sum(one.moved_minor for one in transfers if one.state == "succeeded") == reimbursement.moved_minor
        for transfer in transfers:
            assert len(self.fake.by_key(transfer.key)) <= 1, "one key moved twice"

    def clear_up(self) -> None:
        self.fake.clear()
        self.fake.shows_orders = True
        self.fake.end()
        for _ in range(30):
            self.now += timedelta(days=1)
            if self.party == "stripe":
                self.fake.forget()
            if not payments.sweep(now=self.now, port=self.client):
                break
        self.do("message", None)
        reimbursement, transfers = self.rows()
        for transfer in transfers:
            if transfer.provider != "manual" and transfer.state != "reversed":
                moved = [found for found in self.fake.by_key(transfer.key) if found["status"].lower() in ("succeeded", "completed")]
                assert transfer.moved_minor == (transfer.amount_minor if moved else 0), "the books are what moved"
        stuck = [one for one in transfers if one.state in OPEN]
        with unit(merchants=[self.shop.id]):
            before_a_person = {one.id for one in settlement.pending_reimbursements()}
        assert reimbursement.state in ("posted", "voided", "reversed") or reimbursement.id in before_a_person
        assert not stuck or reimbursement.id in before_a_person


@pytest.fixture(scope="module", params=["stripe", "paypal"])
def world(request: pytest.FixtureRequest) -> Iterator[tuple[str, StandIn]]:
    with standing(stripe.FakeStripe() if request.param == "stripe" else paypal.FakePayPal()) as fake:
        yield request.param, fake


@pytest.fixture
def shop(world: tuple[str, StandIn], now: datetime) -> Any:
    party, fake = world
    made = make_shop("gifts", now)
    key, port = (stripe.KEY, "payments") if party == "stripe" else (paypal.KEY, "payments_paypal")
    choose_provider(merchant_id=made.id, party=party, port=port, address=fake.address, key=key, by=SYSTEM, now=now)
    return made


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(steps=[("mood", "slow"), ("wait", 0), ("wait", 45), ("wait", 660), ("void", None), ("release", "")])
@example(steps=[("mood", "slow"), ("wait", 0), ("wait", 45), ("wait", 46 * 86_400), ("wait", 46 * 86_400)])
@example(steps=[("mood", "reset_after"), ("wait", 0), ("deaf", "error_before"), ("wait", 90_000), ("wait", 90_000), ("send", None)])
@example(
    steps=[("outcome", "pending"), ("wait", 0), ("release", ""), ("message", None), ("bounce", None), ("again", None), ("retry", None)]
)
@example(steps=[("mood", "error_after"), ("unshown", None), ("wait", 0), ("wait", 45), ("wait", 46 * 86_400), ("ask", None), ("wait", 0)])
@given(steps=st.lists(STEPS, min_size=2, max_size=9))
def test_whatever_happens_money_moves_once_and_the_books_say_so(
    world: tuple[str, Any], shop: Any, now: datetime, steps: list[tuple[str, Any]]
) -> None:
    party, fake = world
    fake.clear()
    fake.shows_orders = True
    weather = Weather(fake, party, shop, now)
    for what, value in steps:
        with contextlib.suppress(Refusal):  # what a person may not do changes nothing
            weather.do(what, value)
        weather.check()
    weather.clear_up()
    weather.check()
