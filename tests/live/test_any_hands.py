"""Any order of hands on one order's money: what goes back is never more than what was paid, is known once, and the books balance."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from makegood.apps.ledger import queries as books
from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.states import OPEN
from makegood.base.unit import unit
from makegood.casefile.doubts import questions
from makegood.casefile.elsewhere import counted_past
from makegood.connectors.shopify.twin.staff import Wrong
from makegood.insight.invariants import wrong_balls, wrong_transfers
from makegood.journeys.pursue_transfer import pursue_transfer
from makegood.journeys.record_refund import record_refund
from makegood.journeys.tell_same import tell_same
from makegood.journeys.void_refund import void_refund
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow_import
from tests.cast import STAFF
from tests.harness.live import Live
from tests.harness.twin import fresh_shop, running

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAID, OWED = 8190, 3900
STEPS = st.one_of(
    st.tuples(st.just("send"), st.sampled_from(("", "reset_after", "reset_before", "error_after", "throttled", "refund_pending"))),
    st.tuples(st.just("person"), st.sampled_from((("39.00", 1), ("78.00", 2), ("39.00", 0), ("10.00", 0), ("20.00", 1), ("3.90", 0)))),
    st.tuples(
        st.sampled_from(("hear", "hear", "same", "other", "settle", "fail", "ask", "send_again", "retry", "by_hand", "void")), st.none()
    ),
    st.tuples(st.just("wait"), st.sampled_from((1, 12, 90))),
)


class Hands:
    """One order; the shop's staff in Shopify, our jobs, our staff."""

    def __init__(self, live: Live) -> None:
        self.live, self.sold = live, live.sell()
        self.sold.complain()
        live.tick()

    def do(self, what: str, value: Any) -> None:
        sold, live = self.sold, self.live
        who: dict[str, Any] = {"merchant_id": live.shop.id, "by": STAFF, "now": live.now}
        ours = sold.ours()[-1]
        last = {"transfer_id": sold.transfers()[-1].public_id}
        if what == "send":
            if value:
                live.twin.mood(value, call="refundCreate")
            sold.send()
            live.twin.control("moods", clear=True)
        elif what == "person":
            with contextlib.suppress(Wrong):
                sold.staff_refunds(value[0], units=value[1])
        elif what == "hear":
            sold.hear()
        elif what == "wait":
            live.wait(value)
        elif what in ("same", "other"):
            self.say(same=what == "same")
        elif what in ("settle", "fail"):
            for one in live.twin.order(sold.node["id"])["transactions"]:
                if one["status"] == "PENDING":
                    live.twin.act("settle", transaction=one["id"], status="SUCCESS" if what == "settle" else "FAILURE")
        elif what in ("ask", "send_again"):
            pursue_transfer(**who, **last, call="ask" if what == "ask" else "send")
        elif what in ("retry", "by_hand"):
            record_refund(**who, reimbursement_id=ours.public_id, outcome="retried" if what == "retry" else "posted")
        elif what == "void":
            void_refund(**who, reimbursement_id=ours.public_id, reason="Not right.")
        live.tick()

    def say(self, *, same: bool) -> None:
        with unit(merchants=[self.live.shop.id]):
            asked = [
                one for one in questions(self.sold.order.id, settlement.reimbursements_of_order(self.sold.order.id)) if one.reimbursement
            ]
        for one in asked[:1]:
            tell_same(
                merchant_id=self.live.shop.id, order_id=self.sold.order.id, past=one.past.key, other=one.reimbursement.public_id, same=same, by=STAFF,
                now=self.live.now,
            )  # fmt: skip
            self.sold.follow()
            follow_import(merchant_id=self.live.shop.id, order_ids=[self.sold.order.id], now=self.live.now)

    def check(self) -> None:
        """What holds at any moment."""
        sold = self.sold
        assert sold.given_back() <= PAID
        sent = [one for one in self.live.twin.order(sold.node["id"])["refunds"] if "trf_" in (one["note"] or "")]
        parts = [self.live.twin.shop.find(gid) for one in sent for gid in one["transactions"]]
        left = [one for one in parts if one is not None and one["status"] != "FAILURE"]
        assert sum(float(one["amountSet"]["shopMoney"]["amount"]) for one in left) <= OWED / 100, "we never give more than we owe"
        keys = [one["note"] for one in self.live.twin.order(sold.node["id"])["refunds"] if "trf_" in (one["note"] or "")]
        assert len(keys) == len(set(keys)), "one key moved twice"
        with unit(merchants=[self.live.shop.id]):
            assert wrong_transfers() == [] == wrong_balls()
            moved = sum(one.moved_minor for one in settlement.transfers_of_case(sold.case.id) if one.state == "succeeded")
            assert -books.balances(sold.case.id).get(("provider:clearing", "EUR"), (0, 0))[0] == moved

    def clear_up(self) -> None:
        """The last pending ends, everything is heard, the days pass: all that left is known, and what is open is a person's."""
        self.do("settle", None)
        for minutes in (2, 15, 300, 1500, 1500):
            self.live.wait(minutes)
            self.sold.send(look=True)
            self.sold.hear()
        self.check()
        sold = self.sold
        with unit(merchants=[self.live.shop.id]):
            ours = settlement.reimbursements_of_case(sold.case.id)
            before = {one.id for one in settlement.pending_reimbursements()} | {one.id for one in settlement.in_question()}
            past = sum(one.amount_minor + one.shipping_minor for one in counted_past(sold.order.id))
            by_us = sum(
                one.moved_minor
                for one in settlement.transfers_of_case(sold.case.id)
                if one.state == "succeeded" and one.provider == "shopify"
            )
            by_hand = [
                one
                for one in settlement.transfers_of_case(sold.case.id)
                if one.provider == "manual" and not one.provider_ref.startswith("shopify:")
            ]
            assert not [
                one for one in settlement.transfers_of_case(sold.case.id) if one.state in OPEN and one.reimbursement_id not in before
            ]
            live = [one for one in ours if one.state in ("pending", "failed")]
            assert all(one.id in before for one in live)
            if not by_hand and all(one.state in ("posted", "pending", "failed") for one in ours):
                assert past + sum(one.moved_minor for one in ours) == sold.given_back(), "what left is known, and known once"
        assert by_us <= sold.given_back()


@pytest.fixture(scope="module")
def twin() -> Iterator[Any]:
    with running() as found:
        yield found


@pytest.fixture
def live(twin: Any, now: datetime) -> Live:
    """One shop for all examples: each has an order of its own, and the clock only goes on."""
    return Live(fresh_shop(twin), now)


@settings(max_examples=9, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(steps=[("send", "refund_pending"), ("person", ("39.00", 1)), ("hear", None), ("fail", None), ("ask", None), ("hear", None)])
@example(steps=[("send", "reset_after"), ("person", ("39.00", 0)), ("hear", None), ("same", None), ("wait", 1), ("same", None)])
@example(steps=[("person", ("10.00", 0)), ("hear", None), ("same", None), ("send", ""), ("hear", None)])
@given(steps=st.lists(STEPS, min_size=2, max_size=8))
def test_whoever_gives_back_and_whoever_hears_it_nothing_is_paid_beyond_what_was_paid(live: Live, steps: list[tuple[str, Any]]) -> None:
    hands = Hands(live)
    for what, value in steps:
        with contextlib.suppress(Refusal):  # what a person may not do changes nothing
            hands.do(what, value)
        hands.check()
    hands.clear_up()
