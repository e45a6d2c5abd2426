"""The unhappy corrections of the first day, and what must hold through all of them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from makegood.apps.carriage import queries as carriage
from makegood.apps.inspection import queries as inspections
from makegood.apps.ledger import queries as books
from makegood.apps.ledger.operations import NewEntry, write
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.deadlines import open_deadlines
from makegood.base.tenancy import Unscoped
from makegood.base.timeline import TimelineLine, broken_lines
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.ball import ball_of
from makegood.insight.replay import replayed
from makegood.journeys.correct_inspection import correct_inspection
from makegood.journeys.decline_return import decline_return
from makegood.journeys.drop_case import drop_case
from makegood.journeys.extend_deadline import extend_deadline
from makegood.journeys.open_return import open_return
from makegood.journeys.receive_parcel import ReceivedLine, receive_parcel
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.record_refund import record_refund
from makegood.journeys.reopen_case import reopen_case
from makegood.journeys.void_refund import void_refund
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import KIM, LAMP, MUG, STAFF, line_of, make_shop, sell

pytestmark = pytest.mark.django_db


def start(shop: Any, now: datetime, kind: str = "defective", remedy: str = "refund", line: Any = LAMP, quantity: int = 1) -> Any:
    """A case that is decided, with its label where one is needed."""
    order = sell(shop, now, line)
    first = line_of(shop, order)
    case = open_return(
        merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(first.id, quantity, (kind,), "Hm."),)), by=CUSTOMER, now=now
    )
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={first.public_id: remedy} if remedy else None)
    return case


def state(shop: Any, case: Any) -> tuple[Any, list[Any]]:
    with unit(merchants=[shop.id]):
        fresh = returns.case_by_id(case.id)
        ball = ball_of(fresh)
        assert (fresh.ball_owner, fresh.ball_step, fresh.ball_due_at) == (ball.owner, ball.step, ball.due_at)
        assert broken_lines(returns.timeline_of(case.id)) == []
        return fresh, returns.lines_of_case(case.id)


def received(shop: Any, case: Any, now: datetime, counted: Any = None) -> None:
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, received=counted, by=KIM, now=now)


def test_a_voided_refund_leaves_no_trace_in_any_balance(now: datetime) -> None:
    shop = make_shop("gifts", now)
    case = start(shop, now, "damaged_in_transit", "refund", MUG)
    with unit(merchants=[shop.id]):
        refund = settlement.reimbursements_of_case(case.id)[0]
        assert books.balances(case.id)[("provider:clearing", "EUR")] == (0, -2880)
    void_refund(merchant_id=shop.id, reimbursement_id=refund.public_id, reason="twice", by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        assert all(amounts == (0, 0) for amounts in books.balances(case.id).values())
    assert state(shop, case)[1][0].decision == "needs_review"


def test_a_posted_refund_is_reversed_not_edited(now: datetime) -> None:
    shop = make_shop("gifts", now)
    case = start(shop, now, "damaged_in_transit", "refund", MUG)
    with unit(merchants=[shop.id]):
        refund = settlement.reimbursements_of_case(case.id)[0]
    record_refund(merchant_id=shop.id, reimbursement_id=refund.public_id, outcome="posted", by=STAFF, now=now)
    with pytest.raises(Refusal, match="can't become posted"):
        record_refund(merchant_id=shop.id, reimbursement_id=refund.public_id, outcome="posted", by=STAFF, now=now)
    void_refund(merchant_id=shop.id, reimbursement_id=refund.public_id, reason="wrong card", by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        assert all(posted == 0 for posted, _ in books.balances(case.id).values())
        assert len(books.entries_of_case(case.id)) == 5


def test_units_that_part_keep_their_money(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, quantity=2)
    line = state(shop, case)[1][0]
    received(shop, case, now, [ReceivedLine(line.id, right=1)])
    lines = state(shop, case)[1]
    assert sorted(one.reception for one in lines) == ["missing", "received"]
    assert sum(one.value_minor for one in lines) == 7800
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        assert [one.amount_minor for one in settlement.reimbursements_of_case(case.id)] in ([3900], [4290])


def test_a_corrected_inspection_moves_the_unit_back_and_on(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now)
    received(shop, case, now)
    line = state(shop, case)[1][0]
    record_inspection(merchant_id=shop.id, line_id=line.id, result="not_right", grade="C", finding="broken", by=KIM, now=now)
    with unit(merchants=[shop.id]):
        wrong = inspections.standing_inspections(case.id)[line.id]
        assert books.balances(case.id)[("units:to_supplier", "UNT")] == (1, 0)
    correct_inspection(
        merchant_id=shop.id, inspection_id=wrong.public_id, result="as_it_should", grade="A", disposition="restock", by=KIM, now=now
    )
    with unit(merchants=[shop.id]):
        found = books.balances(case.id)
        assert inspections.standing_inspections(case.id)[line.id].disposition == "restock"
    assert found[("units:to_supplier", "UNT")] == (0, 0) and found[("units:stock", "UNT")] == (1, 0)
    assert sum(posted for (account, unit_of), (posted, _) in found.items() if unit_of == "UNT") == 0


def test_what_bears_a_name_is_never_given_away(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now)
    received(shop, case, now)
    line = state(shop, case)[1][0]
    with pytest.raises(Refusal) as refused:
        record_inspection(merchant_id=shop.id, line_id=line.id, result="not_right", grade="D", disposition="donate", by=KIM, now=now)
    assert refused.value.code == "disposition_unsafe"


def test_a_contradiction_sends_the_decision_to_a_person(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now)
    received(shop, case, now)
    line = state(shop, case)[1][0]
    record_inspection(merchant_id=shop.id, line_id=line.id, result="as_it_should", grade="A", by=KIM, now=now)
    fresh, lines = state(shop, case)
    assert lines[0].decision == "needs_review" and fresh.ball_owner == "shop"


def test_drop_close_reopen(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, "change_of_mind")
    drop_case(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    assert state(shop, case)[0].closed_as == "dropped"
    with unit(merchants=[shop.id]):
        assert [one.state for one in carriage.parcels_of_case(case.id)] == ["void"]  # nobody awaits it any more
    reopen_case(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now)
    fresh, lines = state(shop, case)
    assert fresh.closed_at is None and lines[0].decision == "needs_review"


def test_more_time_for_others_never_for_our_own_promise(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now)
    with unit(merchants=[shop.id]):
        theirs = next(one for one in open_deadlines(case.id) if one.owner == "customer")
    later = theirs.due_at.date() + timedelta(days=7)
    made = extend_deadline(merchant_id=shop.id, deadline_id=theirs.id, until=later, by=STAFF, now=now)
    assert made.due_at > theirs.due_at
    with pytest.raises(Refusal, match="not open any more"):
        extend_deadline(merchant_id=shop.id, deadline_id=theirs.id, until=later, by=STAFF, now=now)


def test_the_law_is_never_declined(now: datetime) -> None:
    shop = make_shop("gifts", now)
    case = start(shop, now, "defective", "", MUG)
    with pytest.raises(Refusal) as refused:
        decline_return(merchant_id=shop.id, line_id=state(shop, case)[1][0].id, reason="no", by=STAFF, now=now)
    assert refused.value.code == "below_the_law"


def test_unknown_words_on_it_are_never_called_stock(now: datetime) -> None:
    from dataclasses import replace

    shop = make_shop("home", now)
    case = start(shop, now, "change_of_mind", "", replace(LAMP, customer_input="unknown"))
    assert state(shop, case)[1][0].decision == "needs_review"


def test_every_decision_runs_again_bit_for_bit(now: datetime) -> None:
    shop = make_shop("home", now)
    for index, kind in enumerate(("defective", "change_of_mind", "damaged_in_transit", "late")):
        start(shop, now + timedelta(minutes=index), kind, "")
    with unit(merchants=[shop.id]):
        found = list(replayed())
    assert len(found) == 4 and all(one["same"] for one in found), found


def test_a_label_that_was_not_used_expires_and_the_law_stays(now: datetime, drain_jobs: Any) -> None:
    shop = make_shop("home", now)
    case = start(shop, now)
    drain_jobs(now + timedelta(days=40))
    fresh, lines = state(shop, case)
    assert lines[0].reception == "expired"
    assert fresh.closed_at is None


def test_the_walls_between_shops(now: datetime) -> None:
    shop, other = make_shop("home", now), make_shop("home", now)
    case = start(shop, now)
    with pytest.raises(Unscoped):
        returns.open_cases()
    with unit(merchants=[other.id]):
        assert returns.open_cases() == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM returns_case WHERE id = %s", [case.id])
            assert cursor.fetchone() == (0,)
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(
                    "INSERT INTO base_idempotency (merchant_id, key, fingerprint, created_at) VALUES (%s, 'x', 'y', now())", [shop.id]
                )


def test_books_and_timeline_can_not_be_edited(now: datetime) -> None:
    shop = make_shop("gifts", now)
    case = start(shop, now, "damaged_in_transit", "refund", MUG)
    with unit(merchants=[shop.id]):
        for sql in (
            "UPDATE ledger_posting SET amount = 1",
            "DELETE FROM ledger_entry",
            "TRUNCATE base_timeline",
            "UPDATE returns_decision SET outcome = 'x'",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        lines = list(returns.timeline_of(case.id))
        lines[1].body = {"was": "something else"}
        assert broken_lines(lines) and broken_lines([lines[0], *lines[2:]])
        assert TimelineLine.objects.count() > 3
        with pytest.raises(ValueError, match="does not balance"):
            write([NewEntry("posted", "x", "y", (("recovery", "EUR", 5),))], by=SYSTEM, now=now)
