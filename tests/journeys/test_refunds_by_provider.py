"""Refunds through a provider that misbehaves: one movement of money for each, and books that say what moved."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.apps.ledger import queries as books
from makegood.apps.notices import queries as notices
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.ports import PaymentAnswer, RefundOrder
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.ball import ball_of
from makegood.connectors.sandbox.client import SandboxPayments
from makegood.insight.invariants import wrong_transfers
from makegood.interfaces.jobs import payments
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.doubt_transfer import doubt_transfer
from makegood.journeys.open_return import open_return
from makegood.journeys.pursue_transfer import pursue_transfer
from makegood.journeys.record_answer import record_answer
from makegood.journeys.record_refund import record_refund
from makegood.journeys.settle_excess import settle_excess
from makegood.journeys.void_refund import void_refund
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import MUG, STAFF, line_of, make_shop, sell
from tests.harness.sandbox import KEY, Hand, sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    with sandbox(tmp_path_factory.mktemp("sandbox") / "state.sqlite") as hand:
        yield hand


@pytest.fixture
def hand(process: Hand) -> Iterator[Hand]:
    process.control(clear=True, auto_deliver=False)
    yield process
    process.release()


def refused(step: Callable[[], Any], code: str) -> None:
    with pytest.raises(Refusal) as found:
        step()
    assert found.value.code == code


def only(shop: Any, case: Any) -> Any:
    with unit(merchants=[shop.id]):
        return settlement.reimbursements_of_case(case.id)[0]


def owed(hand: Hand, now: datetime, pay: tuple[int, ...] = (2880,)) -> tuple[Any, Any]:
    """A shop that the sandbox pays for, and a case of it with 28.80 that are due, paid by these payments p1, p2 ..."""
    shop = make_shop("gifts", now)
    choose_provider(merchant_id=shop.id, party="sandbox", address=hand.address, key=KEY, by=SYSTEM, now=now)
    order = sell(shop, now, MUG, pay=pay)
    first = line_of(shop, order)
    case = open_return(
        merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(first.id, 1, ("damaged_in_transit",), "Hm."),)), by=CUSTOMER, now=now
    )
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={first.public_id: "refund"})
    return shop, case


def stand(shop: Any, case: Any) -> tuple[Any, list[Any], Any]:
    """(reimbursement, transfers, case), after what must hold at any moment was looked at."""
    with unit(merchants=[shop.id]):
        fresh = returns.case_by_id(case.id)
        ball = ball_of(fresh)
        assert (fresh.ball_owner, fresh.ball_step, fresh.ball_due_at) == (ball.owner, ball.step, ball.due_at)
        assert broken_lines(returns.timeline_of(case.id)) == []
        reimbursement, transfers = settlement.reimbursements_of_case(case.id)[0], settlement.transfers_of_case(case.id)
        posted, _ = books.balances(case.id).get(("provider:clearing", "EUR"), (0, 0))
        assert -posted == sum(one.moved_minor for one in transfers if one.state == "succeeded")
        assert wrong_transfers() == []
        return reimbursement, transfers, fresh


def moved(hand: Hand, transfers: list[Any]) -> list[int]:
    """What the sandbox really moved for these, movement by movement."""
    refs = {found["id"] for one in transfers if (found := hand.by_key(one.key)) is not None}
    return [one["amount"] for one in hand.movements() if one["refund"] in refs]


def test_a_refund_is_sent_and_booked_when_the_provider_has_paid(hand: Hand, now: datetime) -> None:
    shop, case = owed(hand, now)
    reimbursement, transfers, fresh = stand(shop, case)
    assert (fresh.ball_owner, fresh.ball_step) == ("system", "send_refund")
    assert (reimbursement.state, transfers[0].state, transfers[0].amount_minor) == ("pending", "waiting", 2880)
    assert payments.sweep(now=now) == 1
    reimbursement, transfers, fresh = stand(shop, case)
    assert (reimbursement.state, transfers[0].state, fresh.ball_step) == ("posted", "succeeded", "send_claim")
    assert moved(hand, transfers) == [2880]
    assert payments.sweep(now=now + timedelta(days=1)) == 0


# what the provider does with the first call -> how often it is called until the money is where it belongs
RECOVERS = {"error_before": 3, "error_after": 2, "reset_before": 3, "reset_after": 2, "garbage": 2, "huge": 2, "throttle": 2}


@pytest.mark.parametrize("mood", RECOVERS)
def test_the_money_moves_once_whatever_the_first_call_came_to(hand: Hand, now: datetime, mood: str) -> None:
    shop, case = owed(hand, now)
    hand.mood(mood)
    calls = 0
    for minutes in range(6):
        calls += payments.sweep(now=now + timedelta(minutes=minutes))
        stand(shop, case)
    reimbursement, transfers, _ = stand(shop, case)
    assert (reimbursement.state, [one.state for one in transfers]) == ("posted", ["succeeded"])
    assert moved(hand, transfers) == [2880]
    assert calls == RECOVERS[mood]


def test_an_answer_that_comes_after_we_gave_up_is_asked_for(hand: Hand, now: datetime) -> None:
    shop, case = owed(hand, now)
    hand.mood("late")
    impatient = SandboxPayments(hand.address, KEY, timeout_s=0.3)
    payments.sweep(now=now, port=impatient)
    _, transfers, fresh = stand(shop, case)
    assert (transfers[0].state, transfers[0].tries) == ("unknown", 1)
    assert moved(hand, transfers) == [2880]  # it has left already; only we don't know
    refused(
        lambda: void_refund(merchant_id=shop.id, reimbursement_id=only(shop, case).public_id, reason="Oh", by=STAFF, now=now),
        "outcome_unknown",
    )
    refused(lambda: pursue_transfer(merchant_id=shop.id, transfer_id=transfers[0].public_id, call="send", by=STAFF, now=now), "ask_first")
    payments.sweep(now=now)
    reimbursement, transfers, _ = stand(shop, case)
    assert (reimbursement.state, transfers[0].tries) == ("posted", 1)


def test_a_call_that_lands_after_it_was_not_known_moves_nothing_twice(hand: Hand, now: datetime) -> None:
    shop, case = owed(hand, now)
    hand.mood("slow")
    payments.sweep(now=now, port=SandboxPayments(hand.address, KEY, timeout_s=0.3))
    payments.sweep(now=now)
    _, transfers, _ = stand(shop, case)
    assert (transfers[0].state, transfers[0].problem) == ("waiting", "not_known")
    refused(
        lambda: void_refund(merchant_id=shop.id, reimbursement_id=only(shop, case).public_id, reason="Oh", by=STAFF, now=now),
        "outcome_unknown",
    )
    hand.release()  # now the first call goes through, while we send again
    payments.sweep(now=now)
    assert stand(shop, case)[0].state == "posted"
    assert moved(hand, stand(shop, case)[1]) == [2880]


def test_who_never_answers_is_asked_less_and_less_then_a_person_is(hand: Hand, now: datetime) -> None:
    shop, case = owed(hand, now)
    hand.mood("never")
    at, waits = now, []
    while stand(shop, case)[1][0].next_try_at is not None:
        following = stand(shop, case)[1][0].next_try_at
        waits.append(following - at)
        at = following
        payments.sweep(now=at)
    assert waits == sorted(waits) and waits[-1] == timedelta(days=1) and len(waits) == 9
    _, transfers, fresh = stand(shop, case)
    assert (fresh.ball_owner, fresh.ball_step, transfers[0].state) == ("shop", "ask_provider", "pending")
    with unit(merchants=[shop.id]):
        assert [one.case_id for one in settlement.pending_reimbursements()] == [case.id]
    hand.release()
    pursue_transfer(merchant_id=shop.id, transfer_id=transfers[0].public_id, call="ask", by=STAFF, now=at)
    payments.sweep(now=at)
    assert stand(shop, case)[0].state == "posted"
    assert moved(hand, transfers) == [2880]


def test_what_was_asked_to_wait_waits_as_long_as_it_was_told(hand: Hand, now: datetime) -> None:
    shop, case = owed(hand, now)
    hand.mood("throttle", retry_after=7200)
    payments.sweep(now=now)
    assert stand(shop, case)[1][0].next_try_at == now + timedelta(hours=2)
    assert payments.sweep(now=now + timedelta(minutes=119)) == 0
    assert payments.sweep(now=now + timedelta(hours=2)) == 1
    assert moved(hand, stand(shop, case)[1]) == [2880]


def test_more_than_was_owed_is_booked_as_it_left_and_a_person_settles_it(hand: Hand, now: datetime) -> None:
    shop, case = owed(hand, now)
    hand.mood("wrong_amount", moved=5000)
    payments.sweep(now=now)
    reimbursement, transfers, _ = stand(shop, case)
    assert (reimbursement.state, reimbursement.moved_minor, reimbursement.excess_minor) == ("posted", 5000, 2120)
    assert moved(hand, transfers) == [5000]
    with unit(merchants=[shop.id]):
        assert books.balances(case.id)[("customer:refund_payable", "EUR")] == (2120, 0)
        told = [one.subject for one in notices.notices_of_case(case.id) if one.kind == "refund_posted"]
        assert told == ["€50.00 was sent to you"]
    settle_excess(merchant_id=shop.id, reimbursement_id=reimbursement.public_id, how="kept", by=STAFF, now=now)
    reimbursement, _, _ = stand(shop, case)
    with unit(merchants=[shop.id]):
        assert books.balances(case.id)[("customer:refund_payable", "EUR")] == (0, 0)
        assert books.balances(case.id)[("expense:goodwill", "EUR")] == (2120, 0)
    refused(
        lambda: settle_excess(merchant_id=shop.id, reimbursement_id=reimbursement.public_id, how="recovered", by=STAFF, now=now),
        "no_excess",
    )


def test_less_than_was_owed_leaves_the_rest_to_a_person_who_sends_it(hand: Hand, now: datetime) -> None:
    shop, case = owed(hand, now)
    hand.mood("wrong_amount", moved=2000)
    payments.sweep(now=now)
    reimbursement, transfers, fresh = stand(shop, case)
    assert (reimbursement.state, reimbursement.problem, fresh.ball_step) == ("failed", "moved_less", "retry_refund")
    record_refund(merchant_id=shop.id, reimbursement_id=reimbursement.public_id, outcome="retried", by=STAFF, now=now)
    payments.sweep(now=now)
    reimbursement, transfers, _ = stand(shop, case)
    assert (reimbursement.state, [one.amount_minor for one in transfers]) == ("posted", [2880, 880])
    assert sorted(moved(hand, transfers)) == [880, 2000]


def test_a_closed_card_is_told_to_the_customer_and_paid_another_way(hand: Hand, now: datetime) -> None:
    shop, case = owed(hand, now)
    hand.mood("declined")
    payments.sweep(now=now)
    reimbursement, _, fresh = stand(shop, case)
    assert (reimbursement.state, reimbursement.problem, fresh.ball_owner) == ("failed", "card_gone", "shop")
    with unit(merchants=[shop.id]):
        assert [one.kind for one in notices.notices_of_case(case.id)][-1] == "refund_delayed"
    record_refund(
        merchant_id=shop.id, reimbursement_id=reimbursement.public_id, outcome="posted", provider_ref="SEPA 77", by=STAFF, now=now
    )
    reimbursement, transfers, _ = stand(shop, case)
    assert (reimbursement.state, [(one.provider, one.state) for one in transfers]) == (
        "posted", [("sandbox", "failed"), ("manual", "succeeded")],
    )  # fmt: skip
    assert moved(hand, transfers) == []


def test_a_refund_that_bounces_after_it_was_paid_is_owed_again(hand: Hand, now: datetime) -> None:
    shop, case = owed(hand, now)
    payments.sweep(now=now)
    _, transfers, _ = stand(shop, case)
    hand.bounce(hand.by_key(transfers[0].key)["id"])  # type: ignore[index]
    payments.carry(merchant_id=shop.id, transfer_id=transfers[0].public_id, now=now + timedelta(days=2), look=True)
    reimbursement, transfers, fresh = stand(shop, case)
    assert (reimbursement.state, reimbursement.moved_minor, transfers[0].state, fresh.ball_step) == ("failed", 0, "failed", "retry_refund")
    assert sum(moved(hand, transfers)) == 0


def test_what_was_never_sent_can_be_stopped(hand: Hand, now: datetime) -> None:
    shop, case = owed(hand, now)
    void_refund(merchant_id=shop.id, reimbursement_id=only(shop, case).public_id, reason="Not right", by=STAFF, now=now)
    reimbursement, transfers, _ = stand(shop, case)
    assert (reimbursement.state, transfers[0].state) == ("voided", "stopped")
    assert payments.sweep(now=now + timedelta(days=1)) == 0
    with unit(merchants=[shop.id]):
        assert all(amounts == (0, 0) for key, amounts in books.balances(case.id).items() if "supplier" not in key[0] and key[1] == "EUR")
    assert moved(hand, transfers) == []


def test_a_persons_word_is_booked_and_the_providers_word_against_it_too(hand: Hand, now: datetime) -> None:
    shop, case = owed(hand, now)
    hand.mood("never")
    payments.sweep(now=now)
    _, transfers, _ = stand(shop, case)
    name = transfers[0].public_id
    record_answer(merchant_id=shop.id, transfer_id=name, answer=PaymentAnswer("failed", problem="not_moved"), by=STAFF, now=now)
    assert stand(shop, case)[0].state == "failed"
    record_refund(merchant_id=shop.id, reimbursement_id=only(shop, case).public_id, outcome="posted", by=STAFF, now=now)
    hand.release()
    payments.carry(merchant_id=shop.id, transfer_id=name, now=now, look=True)
    reimbursement, transfers, _ = stand(shop, case)
    assert (reimbursement.state, reimbursement.moved_minor, reimbursement.excess_minor) == ("posted", 5760, 2880)


def test_each_payment_of_an_order_is_a_movement_of_its_own(hand: Hand, now: datetime) -> None:
    shop, case = owed(hand, now, pay=(2000, 880))
    hand.mood("fine", payment="p1")
    hand.mood("declined", payment="p2")
    payments.sweep(now=now)
    reimbursement, transfers, _ = stand(shop, case)
    assert [(one.payment, one.amount_minor, one.state) for one in transfers] == [("p1", 2000, "succeeded"), ("p2", 880, "failed")]
    assert (reimbursement.state, reimbursement.moved_minor) == ("failed", 2000)
    record_refund(merchant_id=shop.id, reimbursement_id=reimbursement.public_id, outcome="retried", by=STAFF, now=now)
    payments.sweep(now=now)
    reimbursement, transfers, _ = stand(shop, case)
    assert [(one.payment, one.amount_minor) for one in transfers][2:] == [("p2", 880)]
    assert reimbursement.state == "posted" and sorted(moved(hand, transfers)) == [880, 2000]


def test_a_locked_door_is_tried_again_and_nothing_has_left(hand: Hand, now: datetime) -> None:
    shop, case = owed(hand, now)
    payments.sweep(now=now, port=SandboxPayments(hand.address, "another-key", timeout_s=5))
    _, transfers, _ = stand(shop, case)
    assert (transfers[0].state, transfers[0].problem) == ("waiting", "unauthorized")
    payments.sweep(now=now + timedelta(minutes=1))
    assert stand(shop, case)[0].state == "posted"


def test_after_a_backup_was_brought_back_the_provider_is_asked_before_anything_is_sent(hand: Hand, now: datetime) -> None:
    class OnlyAsked(SandboxPayments):
        def refund(self, order: RefundOrder) -> PaymentAnswer:
            raise AssertionError("it was sent again")

    for gone in (True, False):  # whether it left after the backup was made
        shop, case = owed(hand, now)
        _, (transfer,), _ = stand(shop, case)
        if gone:
            SandboxPayments(hand.address, KEY).refund(RefundOrder(transfer.key, transfer.payment, 2880, "EUR", case.number))
        assert doubt_transfer(merchant_id=shop.id, transfer_id=transfer.public_id, by=SYSTEM, now=now)
        assert not doubt_transfer(merchant_id=shop.id, transfer_id=transfer.public_id, by=SYSTEM, now=now)
        payments.sweep(now=now, port=OnlyAsked(hand.address, KEY))
        assert stand(shop, case)[0].state == ("posted" if gone else "pending")
        payments.sweep(now=now + timedelta(minutes=5))
        reimbursement, transfers, _ = stand(shop, case)
        assert reimbursement.state == "posted" and moved(hand, transfers) == [2880]
