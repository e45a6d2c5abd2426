"""A payment is disputed: told by a message, read, matched, dated, booked, answered once; and no refund is paid beside it by mistake."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.apps.disputes import queries as disputes
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import SYSTEM
from makegood.base.deadlines import open_deadlines
from makegood.base.unit import unit
from makegood.insight.provider_findings import provider_findings
from makegood.insight.today import today
from makegood.interfaces.jobs import disputes as jobs
from makegood.interfaces.jobs import payments
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.find_dispute import find_dispute
from makegood.journeys.pursue_transfer import pursue_transfer
from makegood.journeys.record_refund import record_refund
from makegood.journeys.refund_anyway import refund_anyway
from makegood.kernel.refusal import Refusal
from tests.cast import STAFF, make_shop
from tests.harness import paypal
from tests.journeys.disputes.story import DUE, TAKEN, Story, moved, stripe_port
from tests.journeys.test_refunds_by_provider import refused

pytestmark = pytest.mark.django_db


def test_a_message_makes_it_known_and_reading_makes_it_a_deadline(story: Story) -> None:
    case = story.ask()
    name = story.disputed(balance_transactions=TAKEN)
    assert story.tell(name, event="evt_a") == story.tell(name, event="evt_a") == 200
    with unit(merchants=[story.shop.id]):
        assert [(one.state, one.order_id) for one in disputes.due_looks(now=story.now, limit=9)] == [("told", None)]
    jobs.sweep(now=story.now)
    found = story.stand(name)
    assert (found.state, found.kind, found.reason, found.amount_minor, found.due_at) == (
        "needs_response",
        "dispute",
        "not_received",
        2880,
        DUE,
    )
    assert (found.order_id, found.case_id, found.taken_minor, found.fee_minor) == (story.order.id, case.id, 2880, 2000)
    with unit(merchants=[story.shop.id]):
        assert [(one.kind, one.owner, one.due_at) for one in open_deadlines(case.id) if one.subject == found.public_id] == [
            ("dispute_answer_by", "shop", DUE)
        ]
        fresh = returns.case_by_id(case.id)
        assert (fresh.ball_owner, fresh.ball_step, fresh.ball_due_at) == ("shop", "answer_dispute", DUE)
        assert [one.id for one in today(now=story.now).disputes] == [found.id]
    assert (story.balance("provider:disputed"), story.balance("expense:fees")) == (2880, 2000)


@pytest.mark.parametrize("order", [("created", "closed"), ("closed", "created"), ("closed",)])
def test_messages_in_any_order_end_where_the_provider_is(story: Story, order: tuple[str, ...]) -> None:
    story.ask()
    name = story.disputed(balance_transactions=[*TAKEN, moved(2880, -2000)], status="won")
    for kind in order:
        story.tell(name, kind)
        jobs.sweep(now=story.now)
    found = story.stand(name)
    assert (found.state, found.taken_minor, found.next_look_at) == ("won", 0, None)
    assert (story.balance("provider:disputed"), story.balance("provider:clearing"), story.balance("expense:fees")) == (0, 0, 0)


# what the provider says next -> provider:disputed, write_off, expense:fees afterwards; and what is open
ENDS = [
    ("won", [*TAKEN, moved(2880, -2000)], 0, 0, 0),
    ("won", [*TAKEN, moved(2880)], 0, 0, 2000),
    ("lost", TAKEN, 0, 2880, 2000),
]


@pytest.mark.parametrize(("status", "moves", "disputed", "written_off", "fees"), ENDS)
def test_the_end_is_booked(story: Story, status: str, moves: list[Any], disputed: int, written_off: int, fees: int) -> None:
    case = story.ask()
    name = story.disputed(balance_transactions=TAKEN)
    story.tell(name)
    jobs.sweep(now=story.now)
    story.fake.disputes[name] |= {"status": status, "balance_transactions": moves}
    story.tell(name, "closed")
    for _ in range(2):  # twice is once
        jobs.look(merchant_id=story.shop.id, dispute_id=story.stand(name).public_id, now=story.now)
    found = story.stand(name)
    assert (found.state, found.ended_at) == (status, story.now)
    assert (story.balance("provider:disputed"), story.balance("write_off"), story.balance("expense:fees")) == (disputed, written_off, fees)
    with unit(merchants=[story.shop.id]):
        assert [one for one in open_deadlines(case.id) if one.kind == "dispute_answer_by"] == []
    story.fake.disputes[name] |= {"status": "won", "balance_transactions": [*moves, moved(2880)] if status == "lost" else moves}
    jobs.look(merchant_id=story.shop.id, dispute_id=found.public_id, now=story.now)  # the scheme's arbiter turned it round
    assert (story.balance("provider:disputed"), story.balance("write_off")) == (0, 0)
    story.stand(name)


def test_a_refund_is_held_while_a_dispute_is_open_and_leaves_when_a_person_says_so(story: Story) -> None:
    case = story.ask()
    name = story.disputed(balance_transactions=TAKEN)
    story.tell(name)
    jobs.sweep(now=story.now)
    assert payments.sweep(now=story.now) == 1
    with unit(merchants=[story.shop.id]):
        transfer, owed = settlement.transfers_of_case(case.id)[0], settlement.reimbursements_of_case(case.id)[0]
        assert (transfer.state, transfer.problem, transfer.next_try_at, transfer.tries) == ("waiting", "disputed", None, 0)
        assert [one.id for one in settlement.pending_reimbursements()] == [owed.id]
    assert story.fake.total(f"{story.named}1") == 0
    who = {"merchant_id": story.shop.id, "by": STAFF, "now": story.now}
    refused(lambda: pursue_transfer(**who, transfer_id=transfer.public_id, call="send"), "disputed")
    refused(lambda: record_refund(**who, reimbursement_id=owed.public_id, outcome="posted"), "disputed")
    refund_anyway(**who, dispute_id=story.stand(name).public_id)
    assert payments.sweep(now=story.now) == 1
    assert story.fake.total(f"{story.named}1") == 2880
    story.stand(name)


@pytest.mark.parametrize(
    "more", [{"status": "warning_needs_response"}, {"status": "won"}, {"payment_intent": "pi_another", "charge": "ch_2"}]
)
def test_an_inquiry_a_won_dispute_and_one_of_another_payment_hold_nothing(story: Story, more: dict[str, Any]) -> None:
    story.ask()
    name = story.disputed(**more)
    story.tell(name)
    jobs.sweep(now=story.now)
    payments.sweep(now=story.now)
    assert story.fake.total(f"{story.named}1") == 2880


def test_one_that_no_message_told_of_is_found_and_one_that_can_not_be_read_stands_before_a_person(story: Story) -> None:
    story.ask()
    name = story.disputed()
    assert jobs.find(now=story.now, port=stripe_port(story)) == 1
    assert jobs.find(now=story.now, port=stripe_port(story)) == 0
    story.fake.may = {"refunds"}
    at = story.now
    for _ in range(12):
        jobs.sweep(now=at)
        at += timedelta(hours=5)
    with unit(merchants=[story.shop.id]):
        waiting = today(now=at).disputes
        assert [(one.source_id, one.state, one.problem) for one in waiting] == [(name, "told", "not_allowed")]
    story.fake.may = {"refunds", "disputes", "files"}
    story.tell(name)
    jobs.sweep(now=story.now)
    assert story.stand(name).state == "needs_response"


def test_a_dispute_before_any_case_is_the_orders_and_becomes_the_cases(story: Story) -> None:
    name = story.disputed()
    story.tell(name)
    jobs.sweep(now=story.now)
    found = story.stand(name)
    assert (found.order_id, found.case_id) == (story.order.id, None)
    case = story.ask()
    jobs.look(merchant_id=story.shop.id, dispute_id=found.public_id, now=story.now)
    assert story.stand(name).case_id == case.id
    with unit(merchants=[story.shop.id]):
        assert returns.case_by_id(case.id).ball_step == "answer_dispute"


def test_the_shop_next_door_sees_nothing_of_it(story: Story, now: datetime) -> None:
    story.ask()
    name = story.disputed()
    story.tell(name)
    jobs.sweep(now=story.now)
    other, known = make_shop("home", now), story.stand(name).public_id
    with unit(merchants=[other.id]):
        assert disputes.waiting() == []
        with pytest.raises(Refusal):
            disputes.dispute_of(known)


def test_the_doctor_names_what_is_due_what_is_unread_and_who_does_not_listen(story: Story, now: datetime) -> None:
    story.ask()
    soon = story.disputed()
    story.fake.disputes[soon]["evidence_details"]["due_by"] = int((now + timedelta(days=1)).timestamp())
    story.tell(soon)
    jobs.sweep(now=now)

    def found() -> set[str]:
        with unit(merchants=[story.shop.id]):
            return {number for number, _, _ in provider_findings(story.shop.merchant.slug, now)}

    assert found() == {"071"}
    choose_provider(
        merchant_id=story.shop.id, party="paypal", port="payments_paypal", address=story.fake.address, key=paypal.KEY, by=SYSTEM, now=now
    )
    assert found() == {"070", "071"}
    story.disputed("dp_unread")
    with unit(merchants=[story.shop.id]):
        told = find_dispute(merchant_id=story.shop.id, connection="con_gone", provider="stripe", names=["dp_unread"], by=SYSTEM, now=now)
        name = next(one.public_id for one in disputes.due_looks(now=now, limit=9) if one.source_id == "dp_unread")
    for hours in range(9):
        jobs.look(merchant_id=story.shop.id, dispute_id=name, now=now + timedelta(hours=hours))
    assert told == 1 and found() == {"070", "071", "072"}
