"""A withdrawal counts from the moment in which it was declared, in the market's zone, however late somebody works it in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.returns import declared
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.said import Said
from makegood.insight.invariants import wrong_balls
from makegood.journeys.answer_declaration import answer_declaration
from makegood.journeys.declare_withdrawal import declare_withdrawal
from makegood.journeys.issue_label import issue_label
from makegood.journeys.match_declaration import match_declaration
from makegood.journeys.publish_policy import publish_policy
from makegood.journeys.record_posting import record_posting
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import LAMP, STAFF, make_shop, sell

pytestmark = pytest.mark.django_db
LEIPZIG = ZoneInfo("Europe/Berlin")
NOBODY = Said("Hanna Huber", "hanna@test.example", "1001")
# The law's fortnight and nothing on top of it.
BARE = 'policy: bare\ncurrency: EUR\nrules:\n  - id: a\n    when: case.kind == change_of_mind\n    set: {eligible: "no", remedies: [none], ship_back: hub, approval: auto}\n  - id: b\n    set: {approval: review}\n'


def _bare_shop(now: datetime) -> Any:
    shop = make_shop("home", now)
    publish_policy(merchant_id=shop.id, text=BARE, from_at=now - timedelta(days=100), by=SYSTEM, now=now - timedelta(days=100))
    return shop


def _withdrawn(shop: Any, at: datetime, worked_in: datetime | None = None, said: Said = NOBODY) -> tuple[Any, Any]:
    made = declare_withdrawal(merchant_id=shop.id, said=said, by=CUSTOMER, now=at)
    then = worked_in or at
    found = match_declaration(merchant_id=shop.id, declaration_id=made.id, order_id=made.order_id, by=CUSTOMER, now=then)
    follow(merchant_id=shop.id, case_id=found.case_id, now=then)
    with unit(merchants=[shop.id]):
        return returns.case_by_id(found.case_id), returns.latest_decisions(found.case_id)[returns.lines_of_case(found.case_id)[0].id]


LAST = datetime(2026, 11, 27, 22, 59, tzinfo=UTC)  # 23:59 in Leipzig, a Friday; delivered on the 13th


@pytest.mark.parametrize(
    ("at", "day", "granted"),
    [
        (LAST, date(2026, 11, 27), True),
        (LAST + timedelta(minutes=2), date(2026, 11, 28), False),  # 00:01 the next day
    ],
    ids=["at 23:59 of the last day it counts", "at 00:01 it is taken and answered honestly"],
)
def test_the_last_day_is_the_markets(at: datetime, day: date, granted: bool, now: datetime) -> None:
    shop = _bare_shop(now)
    sell(shop, datetime(2026, 11, 20, 9, 0, tzinfo=UTC), LAMP, delivered=7)
    case, decision = _withdrawn(shop, at)
    right = decision.record["entitlements"]["change_of_mind"]["withdrawal"]
    assert (case.notified_on, right["granted"], right["until"]) == (day, granted, "2026-11-27")
    with unit(merchants=[shop.id]):
        line = returns.lines_of_case(case.id)[0]
        mails = {one.kind: one.text for one in notices.notices_of_case(case.id)}
        assert line.decision == ("accepted_by_customer" if granted else "refused")
        assert granted or "The last day for a withdrawal of this item was Friday 27 November 2026." in mails["withdrawal_answered"]
        assert broken_lines(returns.timeline_of(case.id)) == []


def test_windows_are_measured_on_the_day_of_the_declaration_whatever_comes_later() -> None:
    placed = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    shop = _bare_shop(placed)
    numbers = count(5000)

    @settings(max_examples=12, deadline=None, database=None)
    @given(minutes=st.integers(0, 30 * 24 * 60), late=st.integers(0, 400))
    def holds(minutes: int, late: int) -> None:
        number = f"#{next(numbers)}"
        sell(shop, placed, LAMP, delivered=7, number=number)
        at = datetime(2026, 11, 13, 9, 0, tzinfo=UTC) + timedelta(minutes=minutes)
        case, decision = _withdrawn(shop, at, at + timedelta(days=late), replace(NOBODY, number=number))
        right = decision.record["entitlements"]["change_of_mind"]["withdrawal"]
        local = at.astimezone(LEIPZIG).date()
        assert (case.notified_on, case.declared_at) == (local, at)
        assert right["granted"] == (local <= date(2026, 11, 27))
        assert right["send_back_by"] == ((local + timedelta(days=14)).isoformat() if right["granted"] else None)

    holds()


def test_staff_matches_what_no_order_was_found_for_and_the_clock_does_not_move(now: datetime) -> None:
    shop = _bare_shop(now)
    order = sell(shop, now, LAMP, delivered=7)
    said = Said("Hanna", "other@test.example", "10001", "the lamp that I bought")
    made = declare_withdrawal(merchant_id=shop.id, said=said, by=CUSTOMER, now=now)
    assert made.state == "unmatched" and made.order_id is None
    with unit(merchants=[shop.id]):
        line = orders.lines_of(order.id)[0]
        assert made.answer_by == datetime(2026, 11, 24, 22, 59, 59, tzinfo=UTC)  # the end of Tuesday, two working days later
    later = now + timedelta(days=40)
    found = match_declaration(
        merchant_id=shop.id, declaration_id=made.id, order_id=order.id, lines=[{"line_id": line.id, "quantity": 1}], by=STAFF, now=later
    )
    follow(merchant_id=shop.id, case_id=found.case_id, now=later)
    with unit(merchants=[shop.id]):
        case = returns.case_by_id(found.case_id)
        piece = returns.lines_of_case(case.id)[0]
        assert (found.state, found.proof, case.opened_by) == ("matched", "staff", "staff")
        assert case.notified_on == date(2026, 11, 20) and piece.quantity == 1 and piece.decision == "accepted_by_customer"
        assert broken_lines(declared.timeline_of(found.id)) == [] and wrong_balls() == []
        assert [line.name for line in declared.timeline_of(found.id)] == [
            "withdrawal.declared", "withdrawal.acknowledged", "withdrawal.matched",
        ]  # fmt: skip
    assert match_declaration(merchant_id=shop.id, declaration_id=made.id, order_id=order.id, by=STAFF, now=later).case_id == case.id


def test_staff_answers_what_belongs_to_no_order(now: datetime) -> None:
    shop = make_shop("home", now)
    made = declare_withdrawal(merchant_id=shop.id, said=Said("Hanna", "h@test.example", "7"), by=CUSTOMER, now=now)
    for text, code in (("  ", "message_empty"), ("x" * 5001, "message_too_long")):
        with pytest.raises(Refusal) as refused:
            answer_declaration(merchant_id=shop.id, declaration_id=made.id, text=text, by=STAFF, now=now)
        assert refused.value.code == code
    done = answer_declaration(merchant_id=shop.id, declaration_id=made.id, text="Which shop was it?", by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        mail = notices.notice_of(done.answer_notice)
        assert done.state == "answered" and "Which shop was it?" in mail.text and mail.to == "h@test.example"
        assert declared.waiting() == [] and broken_lines(declared.timeline_of(made.id)) == []
    with pytest.raises(Refusal) as refused:
        answer_declaration(merchant_id=shop.id, declaration_id=made.id, text="Again", by=STAFF, now=now)
    assert refused.value.code == "declaration_settled"


def test_the_money_waits_for_the_goods_or_a_posting_receipt_and_no_longer(now: datetime, drain_jobs: Any) -> None:
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    case, _ = _withdrawn(shop, now)
    late = now + timedelta(days=20)  # past the day that was named; nothing was sent yet
    drain_jobs(late)
    with unit(merchants=[shop.id]):
        assert settlement.reimbursements_of_case(case.id) == [] and returns.lines_of_case(case.id)[0].money == "due"
    parcel = issue_label(merchant_id=shop.id, case_id=case.id, by=SYSTEM, now=now)
    record_posting(merchant_id=shop.id, parcel_id=parcel.id, carrier="", tracking_number="RR 1", by=CUSTOMER, now=late)
    follow(merchant_id=shop.id, case_id=case.id, now=late)
    with unit(merchants=[shop.id]):
        paid = settlement.reimbursements_of_case(case.id)
        assert [one.due_on for one in paid] == [late.date()] and paid[0].amount_minor == 2 * 3900 + 390
