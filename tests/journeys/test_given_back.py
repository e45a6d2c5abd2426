"""Whatever comes in whatever order: what was given back is never more than what was paid, for each payment, each line and the order."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.apps.orders import queries as orders
from makegood.apps.orders.ports import OrderFacts, PaymentFacts
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.unit import unit
from makegood.casefile.doubts import questions
from makegood.casefile.elsewhere import counted_past
from makegood.journeys.record_elsewhere import record_elsewhere
from makegood.journeys.record_refund import record_refund
from makegood.journeys.tell_same import tell_same
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow, follow_import
from tests.cast import LAMP, STAFF, Shop, make_shop
from tests.journeys.test_orders_side import ask_for, bring_in, facts_of, past, take

pytestmark = pytest.mark.django_db
NUMBERS = count(1)
SMALL = st.sampled_from([100, 390, 500, 1000, 3900, 7800])
STEP = st.one_of(
    st.tuples(st.just("import"), SMALL, st.booleans()),
    st.tuples(st.just("by_hand"), SMALL, st.sampled_from(["line", "shipping", "whole"])),
    st.tuples(st.just("ours"), st.sampled_from([1, 2]), st.none()),
    st.tuples(st.just("answer"), st.booleans(), st.none()),
    st.tuples(st.just("pay"), st.none(), st.none()),
)


class Story:
    """One order of two lamps, 81.90 paid by two payments, and what happens to it.

    `left`: what the shop's system can still give; what staff pays or records by hand was given there.
    """

    def __init__(self, shop: Shop, now: datetime) -> None:
        self.shop, self.now, self.left = shop, now, 8190
        payments = (PaymentFacts(5000, "EUR", "p1", "card", "Visa"), PaymentFacts(3190, "EUR", "p2", "card", "Gift card"))
        self.facts: OrderFacts = facts_of(now, LAMP, number=f"#P{next(NUMBERS)}", payments=payments)
        self.order = bring_in(shop, self.facts, now)

    def run(self, what: str, one: Any, two: Any) -> None:
        self.now += timedelta(hours=1)
        with suppress(Refusal):  # it was not possible, and nothing was done
            getattr(self, what)(one, two)
        self.check()

    def import_(self, minor: int, on_line: bool) -> None:
        """The shop's system gives no more than it holds; that it names a line does not mean that it looks what that line has left."""
        minor = min(minor, self.left)
        if minor <= 0 or (on_line and minor > self._line_left()):
            return
        self.left -= minor
        row = past(f"r{len(self.facts.past)}-{'0' if on_line else 'rest'}", minor, self.now, "L1" if on_line else "")
        self.facts = replace(self.facts, past=(*self.facts.past, row))
        bring_in(self.shop, self.facts, self.now)

    def by_hand(self, minor: int, of: str) -> None:
        with unit(merchants=[self.shop.id]):
            line = orders.lines_of(self.order.id)[0]
        record_elsewhere(
            merchant_id=self.shop.id, order_id=self.order.id, amount_minor=minor, on=self.now.date(), reason="told", by=STAFF, now=self.now,
            line_id=line.id if of == "line" else None, is_shipping=of == "shipping", is_another=True,
        )  # fmt: skip
        self.left -= minor
        follow_import(merchant_id=self.shop.id, order_ids=[self.order.id], now=self.now)

    def ours(self, units: int, _: None) -> None:
        take(self.shop, ask_for(self.shop, self.order, self.now, units=units, kind="damaged_in_transit"), "refund", self.now)

    def answer(self, same: bool, _: None) -> None:
        with unit(merchants=[self.shop.id]):
            asked = questions(self.order.id, settlement.reimbursements_of_order(self.order.id))
        if asked:
            other = asked[0].twin.key if asked[0].twin else asked[0].reimbursement.public_id
            case_id = tell_same(
                merchant_id=self.shop.id, order_id=self.order.id, past=asked[0].past.key, other=other, same=same, by=STAFF, now=self.now
            )
            if case_id is not None:
                follow(merchant_id=self.shop.id, case_id=case_id, now=self.now)
            follow_import(merchant_id=self.shop.id, order_ids=[self.order.id], now=self.now)

    def pay(self, _: None, __: None) -> None:
        with unit(merchants=[self.shop.id]):
            waiting = [one for one in settlement.reimbursements_of_order(self.order.id) if one.state == "pending"]
        for one in waiting:
            record_refund(merchant_id=self.shop.id, reimbursement_id=one.public_id, outcome="posted", by=STAFF, now=self.now)
            self.left -= one.amount_minor

    def _line_left(self) -> int:
        return 7800 - self._given_of_line()

    def _given_of_line(self) -> int:
        with unit(merchants=[self.shop.id]):
            ours = [one for one in settlement.reimbursements_of_order(self.order.id) if one.state == "posted"]
            lines = sum(minor_from_text(line["gross"], "EUR") for one in ours for line in one.breakdown["lines"])
            return lines + sum(one.amount_minor for one in counted_past(self.order.id) if one.line_id)

    def check(self) -> None:
        with unit(merchants=[self.shop.id]):
            posted = [one for one in settlement.reimbursements_of_order(self.order.id) if one.state == "posted"]
            elsewhere = counted_past(self.order.id)
            given = sum(one.amount_minor for one in posted) + sum(one.amount_minor + one.shipping_minor for one in elsewhere)
            paid = {f"pay_{one.id}": one.amount_minor for one in orders.payments_of(self.order.id)}
            for name, most in paid.items():
                used = sum(part["amount_minor"] for one in posted for part in one.by_payment if part["id"] == name)
                used += sum(one.amount_minor + one.shipping_minor for one in elsewhere if f"pay_{one.payment_id}" == name)
                assert used <= most, (name, used, most)
        assert given <= 8190 and self._given_of_line() <= 7800


@settings(max_examples=12, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEP, min_size=2, max_size=6))
def test_never_more_goes_back_than_was_paid(steps: list[tuple[str, Any, Any]], now: datetime) -> None:
    story = Story(make_shop("home", now), now)
    for what, one, two in steps:
        story.run("import_" if what == "import" else what, one, two)
    with unit(merchants=[story.shop.id]):
        assert all(case.closed_as != "merged" for case in returns.cases_of_order(story.order.id))
