"""Refunds through a provider that misbehaves: one movement of money for each, and books that say what moved."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.apps.ledger import queries as books
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.ball import ball_of
from makegood.connectors.sandbox.client import SandboxPayments
from makegood.interfaces.jobs import payments
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.open_return import open_return
from makegood.web.follow import follow
from tests.cast import MUG, line_of, make_shop, sell
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


def owed(hand: Hand, now: datetime) -> tuple[Any, Any]:
    """A shop that the sandbox pays for, and a case of it with 28.80 that are due."""
    shop = make_shop("gifts", now)
    choose_provider(merchant_id=shop.id, party="sandbox", address=hand.address, key=KEY, by=SYSTEM, now=now)
    order = sell(shop, now, MUG)
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
        return reimbursement, transfers, fresh


def moved(hand: Hand, transfers: list[Any]) -> list[int]:
    """What the sandbox really moved for these, movement by movement."""
    refs = {found["id"] for one in transfers if (found := hand.by_key(one.key)) is not None}
    return [one["amount"] for one in hand.movements() if one["refund"] in refs]


def client(hand: Hand) -> SandboxPayments:
    return SandboxPayments(hand.address, KEY, timeout_s=5)


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
