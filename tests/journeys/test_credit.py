"""What customers were given as credit is what the books say is owed to them: an entry too many, and a credit without one, are named.

And its code is shown to nobody who has no need of it.
"""

from datetime import UTC, datetime

import pytest
from django.test import Client

from makegood.apps.carriage import queries as carriage
from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger import queries as books
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.casefile.dispute_packet import story_of
from makegood.insight.diagnosis import _books
from makegood.insight.invariants import wrong_credits
from makegood.journeys.make_token import make_token
from makegood.journeys.receive_parcel import ReceivedLine, receive_parcel
from makegood.journeys.record_inspection import record_inspection
from makegood.web.follow import follow
from tests.cast import KIM, LAMP, STAFF, Shop, make_shop
from tests.stories.test_worklist import case_of

pytestmark = pytest.mark.django_db


def credit_for_a_lamp(shop: Shop, now: datetime, number: str = "#1001") -> str:
    """Hanna sends her lamp back and takes credit for it, which she has at once."""
    case = case_of(shop, now, LAMP, "change_of_mind", "store_credit", number)
    with unit(merchants=[shop.id]):
        parcel, (line,) = carriage.parcels_of_case(case.id)[0], returns.lines_of_case(case.id)
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, received=[ReceivedLine(line.id, right=1)], by=KIM, now=now)
    record_inspection(merchant_id=shop.id, line_id=line.id, result="as_it_should", grade="A", by=KIM, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        (given,) = settlement.reimbursements_of_case(case.id)
        assert given.kind == "store_credit" and given.state == "posted" and given.amount_minor > 0
        assert books.net_by_subject("refund_paid", "customer:store_credit", prefix="rmb_")[given.public_id] == -given.amount_minor
    return str(given.public_id)


def book(shop: Shop, subject: str, amount: int, now: datetime) -> None:
    """An entry that no journey writes: the books balance, and say something else than the shop gave."""
    parts = (("customer:refund_payable", "EUR", amount), ("customer:store_credit", "EUR", -amount))
    with unit(merchants=[shop.id], by=STAFF):
        ledger.write([NewEntry("posted", "refund_paid", subject, parts)], by=STAFF, now=now)


def test_credit_given_is_credit_owed(now: datetime) -> None:
    shop = make_shop("gifts", now)
    credit_for_a_lamp(shop, now)
    with unit(merchants=[shop.id]):
        assert wrong_credits() == []


def test_a_cent_too_many_is_named_by_the_credit_and_said_by_the_doctor(now: datetime) -> None:
    shop = make_shop("gifts", now)
    given = credit_for_a_lamp(shop, now)
    with unit(merchants=[shop.id]):
        amount = settlement.given_as_credit()[given]
    book(shop, given, 1, now)
    with unit(merchants=[shop.id]):
        assert wrong_credits() == [f"{given}: {amount} given as credit, the books say {amount + 1}"]
        assert [(one.id, wrong_credits()[0] in one.message) for one in _books(now)] == [("mg.E081", True)]


def test_money_booked_for_nobody_is_named(now: datetime) -> None:
    shop = make_shop("gifts", now)
    book(shop, "rmb_ofnobody", 500, now)
    with unit(merchants=[shop.id]):
        assert wrong_credits() == ["rmb_ofnobody: 0 given as credit, the books say 500"]


def test_a_code_is_money_and_neither_a_program_that_only_reads_nor_a_bank_sees_it() -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    given = credit_for_a_lamp(shop, now)
    bearer = f"Bearer {make_token(merchant_id=shop.id, name='t', verbs=['read'], by=SYSTEM, now=now)}"
    answer = Client(headers={"authorization": bearer}).get("/api/v1/reimbursements", {"state": "posted"})
    with unit(merchants=[shop.id]):
        reimbursement = settlement.reimbursement_of(given)
        case = returns.case_by_id(reimbursement.case_id)
        told = " ".join(sentence for _, sentence in story_of(orders.order_by_id(case.order_id), case))
    code, last = reimbursement.provider_ref, f"…{reimbursement.provider_ref[-4:]}"
    assert [one["provider_ref"] for one in answer.json()["items"]] == [last]
    assert code not in answer.content.decode() and code not in told and f"(reference {last})" in told
