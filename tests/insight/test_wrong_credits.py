"""What customers were given as credit is what the books say is owed to them: an entry too many, and a credit without one, are named."""

from datetime import datetime

import pytest

from makegood.apps.carriage import queries as carriage
from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger import queries as books
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.unit import unit
from makegood.insight.diagnosis import _books
from makegood.insight.invariants import wrong_credits
from makegood.journeys.receive_parcel import ReceivedLine, receive_parcel
from makegood.journeys.record_inspection import record_inspection
from makegood.web.follow import follow
from tests.cast import KIM, LAMP, STAFF, Shop, make_shop
from tests.stories.test_worklist import case_of

pytestmark = pytest.mark.django_db


def credit_for_a_lamp(shop: Shop, now: datetime) -> str:
    """Hanna sends her lamp back and takes credit for it, which she has at once."""
    case = case_of(shop, now, LAMP, "change_of_mind", "store_credit")
    with unit(merchants=[shop.id]):
        parcel, (line,) = carriage.parcels_of_case(case.id)[0], returns.lines_of_case(case.id)
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, received=[ReceivedLine(line.id, right=1)], by=KIM, now=now)
    record_inspection(merchant_id=shop.id, line_id=line.id, result="as_it_should", grade="A", by=KIM, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        (given,) = settlement.reimbursements_of_case(case.id)
        assert given.kind == "store_credit" and given.state == "posted" and given.amount_minor > 0
        assert books.net_by_subject("refund_paid", "customer:store_credit", prefix="rmb_") == {given.public_id: -given.amount_minor}
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
        assert [(one.id, wrong_credits()[0] in one.message) for one in _books()] == [("mg.E081", True)]


def test_money_booked_for_nobody_is_named(now: datetime) -> None:
    shop = make_shop("gifts", now)
    book(shop, "rmb_ofnobody", 500, now)
    with unit(merchants=[shop.id]):
        assert wrong_credits() == ["rmb_ofnobody: 0 given as credit, the books say 500"]
