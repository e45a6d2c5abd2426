"""The same refund from several sides in the same moment, on the real database: the provider's message twice, a double click, a retry, two of the staff."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connection

from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM, Actor
from makegood.base.connections import connection_of
from makegood.base.unit import unit
from makegood.base.webhooks import PREFIX, sign
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.invariants import wrong_balls, wrong_transfers
from makegood.interfaces.jobs import payments
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.make_token import make_token
from makegood.journeys.open_return import open_return
from makegood.journeys.record_refund import record_refund
from makegood.journeys.settle_return import settle_return
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import MUG, PASSWORD, STAFF, Shop, line_of, make_shop, sell
from tests.crash.hands import Person, Seen
from tests.crash.job import sign_in, with_fields
from tests.harness.sandbox import KEY, Hand, sandbox

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real_db")]
SECRET = PREFIX + "cmVoZWFyc2Fs" * 3
SIDES = 6


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    with sandbox(Path(tmp_path_factory.mktemp("sandbox")) / "state.sqlite") as found:
        found.control(auto_deliver=False)
        yield found


def at_once(*steps: Callable[[], Any]) -> list[Any]:
    """Each step in a thread of its own, let go together; what each gave, or its Refusal."""
    start, given = threading.Barrier(len(steps)), [None] * len(steps)

    def run(place: int) -> None:
        start.wait(20)
        try:
            given[place] = steps[place]()
        except Refusal as refusal:
            given[place] = refusal  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "they wait for each other"
    return given


def broken_mug(hand: Hand | None = None, *, settled: bool = True) -> tuple[Shop, Any]:
    """28.80 are owed for a mug that came broken; through the sandbox where a hand on it is given."""
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    if hand is not None:
        choose_provider(merchant_id=shop.id, party="sandbox", address=hand.address, key=KEY, hook_secret=SECRET, by=SYSTEM, now=now)
    order = sell(shop, now, MUG, pay=(2880,), named=f"p-{shop.merchant.slug}-")
    line = line_of(shop, order)
    ask = Ask((AskedLine(line.id, 1, ("damaged_in_transit",), "Hm."),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    only = {} if settled else {"only": frozenset({"decide_return"})}
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"}, **only)  # type: ignore[arg-type]
    return shop, case


def owed(shop: Shop, case: Any) -> Any:
    with unit(merchants=[shop.id]):
        (one,) = settlement.reimbursements_of_case(case.id)
    return one


def paid_once(shop: Shop, case: Any) -> None:
    """One refund, one entry in the books that it left, one credit note at most; nothing contradicts."""
    assert owed(shop, case).state == "posted"
    with unit(merchants=[shop.id]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT -sum(p.amount), count(*) FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id WHERE e.case_id = %s "
            "AND e.code = 'refund_paid' AND e.phase IN ('post', 'posted') AND p.amount < 0",
            [case.id],
        )
        assert cursor.fetchone() == (2880, 1)
        assert len(settlement.credit_notes_of_case(case.id)) <= 1
        assert wrong_transfers() == [] and wrong_balls() == []


def test_a_provider_that_tells_it_six_times_at_once_is_booked_once(hand: Hand, server: str) -> None:
    shop, case = broken_mug(hand)
    with unit(merchants=[shop.id]):
        connected = connection_of("payments")
        (transfer,) = settlement.transfers_of_case(case.id)
    assert connected is not None
    hand.mood("never")
    payments.carry(merchant_id=shop.id, transfer_id=transfer.public_id, now=datetime.now(UTC))
    hand.release()
    at, body = (
        int(datetime.now(UTC).timestamp()),
        json.dumps({"type": "refund.succeeded", "data": {"idempotency_key": transfer.key}}).encode(),
    )
    headers = {
        "webhook-id": "evt_1", "webhook-timestamp": str(at), "webhook-signature": sign(SECRET, message_id="evt_1", at=at, body=body),
        "Content-Type": "application/json",
    }  # fmt: skip
    address = f"{server}/hooks/payments/{shop.merchant.slug}/{connected.public_id}/"
    answers = at_once(*[lambda: httpx.post(address, content=body, headers=headers, timeout=30)] * SIDES)
    assert [answer.status_code for answer in answers] == [200] * SIDES
    assert sorted(answer.json()["new"] for answer in answers) == [False] * (SIDES - 1) + [True]
    look = lambda: payments.carry(merchant_id=shop.id, transfer_id=transfer.public_id, now=datetime.now(UTC), look=True)
    assert {answer.state for answer in at_once(*[look] * SIDES)} == {"succeeded"}
    paid_once(shop, case)
    assert hand.moved(*{one["payment"] for one in hand.refunds().values() if one["idempotency_key"] == transfer.key}) == 2880


def test_six_workers_at_the_same_refund_send_it_once(hand: Hand) -> None:
    shop, case = broken_mug(hand)
    with unit(merchants=[shop.id]):
        (transfer,) = settlement.transfers_of_case(case.id)
    answers = at_once(*[lambda: payments.carry(merchant_id=shop.id, transfer_id=transfer.public_id, now=datetime.now(UTC))] * SIDES)
    assert [one.state for one in answers if one is not None] == ["succeeded"]  # the others found nothing to do
    paid_once(shop, case)
    assert [one["amount"] for one in hand.movements(transfer.payment)] == [2880]


def test_a_double_click_pays_once(server: str) -> None:
    shop, case = broken_mug()
    seen = Seen()
    anna = Person(server, seen)
    sign_in(anna, shop.owner, PASSWORD, "/desk/")
    found = with_fields(anna.open("/desk/"), do="paid", reimbursement=owed(shop, case).public_id)
    assert found is not None
    at_once(*[lambda: anna.press(*found)] * SIDES)
    paid_once(shop, case)


def test_a_program_that_does_not_wait_for_its_answer_pays_once(server: str) -> None:
    shop, case = broken_mug()
    token = make_token(merchant_id=shop.id, name="program", verbs=["read", "write", "money"], by=SYSTEM, now=datetime.now(UTC))
    address = f"{server}/api/v1/reimbursements/{owed(shop, case).public_id}/outcome"
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "once"}
    call = lambda: httpx.post(address, json={"outcome": "posted"}, headers=headers, timeout=30)
    answers = at_once(*[call] * SIDES)
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"idempotency_in_progress"}
    done = [answer for answer in answers if answer.status_code == 200]
    assert sum("Idempotency-Replayed" not in answer.headers for answer in done) == 1
    assert call().headers["Idempotency-Replayed"] == "true"
    paid_once(shop, case)


def test_two_of_the_staff_settle_and_pay_the_same_and_it_is_one_refund() -> None:
    shop, case = broken_mug(settled=False)
    people = (STAFF, Actor("staff", "person:ben"))
    who = {"merchant_id": shop.id, "now": datetime.now(UTC)}
    at_once(*[lambda by=by: settle_return(case_id=case.id, by=by, **who) for by in people * 3])
    name = owed(shop, case).public_id
    paid = at_once(*[
        lambda place=place, by=by: record_refund(reimbursement_id=name, outcome="posted", provider_ref=f"r-{place}", by=by, **who)
        for place, by in enumerate(people * 3)
    ])  # fmt: skip
    went = [one for one in paid if not isinstance(one, Refusal)]
    assert {one.provider_ref for one in went} == {owed(shop, case).provider_ref}  # whoever came second got the first one's, or a refusal
    paid_once(shop, case)
