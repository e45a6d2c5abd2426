"""Every open case has somebody, a step and a day, at any moment, however long nobody does anything; and who waits is told before they ask."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.notices import queries as notices
from makegood.apps.returns import queries as returns
from makegood.apps.returns.black_holes import black_holes
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.deadlines import Deadline, open_deadlines
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.ball import STEPS, ball_of
from makegood.casefile.passing import ALLOWANCES, due_of
from makegood.insight.diagnosis import diagnose
from makegood.insight.gauges import gauges
from makegood.interfaces.jobs import sweeps
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.drop_case import drop_case
from makegood.journeys.extend_deadline import extend_deadline
from makegood.journeys.receive_parcel import receive_parcel
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.record_posting import record_posting
from makegood.journeys.record_refund import record_refund
from makegood.journeys.record_remake import record_remake
from makegood.journeys.send_message import send_message
from makegood.journeys.submit_claim import submit_claim
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import KIM, LAMP, MUG, SHENZHEN, STAFF, make_shop
from tests.journeys.test_corrections import start

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


def sweep(now: datetime) -> None:
    while sweeps.sweep_deadlines(now=now):
        pass


def ball(shop: Any, case: Any) -> tuple[str, str, datetime | None]:
    with unit(merchants=[shop.id]):
        fresh = returns.case_by_id(case.id)
        kept = (fresh.ball_owner, fresh.ball_step, fresh.ball_due_at)
        computed = ball_of(fresh)
        assert kept == (computed.owner, computed.step, computed.due_at)
        return kept


def lost(shop: Any, now: datetime) -> list[Any]:
    with unit(merchants=[shop.id]):
        return black_holes(now=now)


def mails(shop: Any, case: Any, kind: str) -> list[Any]:
    with unit(merchants=[shop.id]):
        return [one for one in notices.notices_of_case(case.id) if one.kind == kind]


def sent_back(shop: Any, now: datetime, kind: str = "defective") -> tuple[Any, Any]:
    """A lamp that Hanna has posted: the case and its parcel."""
    case = start(shop, now, kind)
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
    record_posting(merchant_id=shop.id, parcel_id=parcel.id, carrier="DHL", tracking_number="1", by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    return case, parcel


def test_the_shop_has_not_answered_by_its_day_and_says_so_with_a_new_one() -> None:
    shop = make_shop("home", MONDAY)
    case = start(shop, MONDAY, "late", "")
    owner, step, due = ball(shop, case)
    assert (owner, step) == ("shop", "decide") and due == datetime(2026, 11, 17, 16, tzinfo=UTC)  # five in the afternoon in Berlin
    later = due + timedelta(minutes=1)
    sweep(later)
    owner, step, renewed = ball(shop, case)
    assert (owner, step) == ("shop", "decide") and renewed is not None and renewed > later
    (told,) = mails(shop, case, "promise_late")
    assert "Tuesday 17 November 2026" in told.text and "Thursday 19 November 2026" in told.text and "sorry" in told.text
    assert renewed.date().isoformat() == "2026-11-19" and lost(shop, later) == []
    sweep(renewed + timedelta(minutes=1))  # once more: said again, not in silence
    assert len(mails(shop, case, "promise_late")) == 2


def test_the_parcel_never_comes_and_the_shop_asks_the_carrier() -> None:
    shop = make_shop("home", MONDAY)
    case, _ = sent_back(shop, MONDAY)
    owner, step, due = ball(shop, case)
    assert (owner, step) == ("carrier", "carry_back") and due == datetime(2026, 11, 26, 23, tzinfo=UTC)  # ten days, to their end in Berlin
    for times, expected in ((1, "carry_back"), (2, "trace_parcel")):
        assert due is not None
        sweep(due)
        owner, step, due = ball(shop, case)
        assert step == expected and len(mails(shop, case, "promise_late")) == times
    assert owner == "shop" and "ask the carrier" in mails(shop, case, "promise_late")[-1].text
    with unit(merchants=[shop.id]):
        lines = list(returns.timeline_of(case.id))
    assert [one.body["times"] for one in lines if one.name == "promise.renewed"] == [1, 2] and broken_lines(lines) == []


def test_the_parcel_comes_after_all_and_every_day_of_the_wait_has_ended() -> None:
    shop = make_shop("home", MONDAY)
    case, parcel = sent_back(shop, MONDAY)
    now = MONDAY + timedelta(days=30)
    sweep(now - timedelta(days=12))
    sweep(now)
    assert ball(shop, case)[1] == "trace_parcel"
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, by=KIM, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        ended = {(one.subject, one.state) for one in Deadline.objects.filter(case_id=case.id, kind="step_by").exclude(state="open")}
        waited = {one.subject for one in open_deadlines(case.id) if one.kind == "step_by"}
    assert waited == {"pay_refund"}
    assert ended >= {("carry_back", "broken"), ("trace_parcel", "kept")} and ("carry_back", "kept") not in ended


def test_the_hub_leaves_it_lying_is_asked_and_then_the_shop_asks() -> None:
    shop = make_shop("home", MONDAY)
    case, parcel = sent_back(shop, MONDAY)
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, by=KIM, now=MONDAY)
    follow(merchant_id=shop.id, case_id=case.id, now=MONDAY)
    _pay(shop, case, MONDAY)
    owner, step, due = ball(shop, case)
    assert step == "inspect" and due == datetime(2026, 11, 18, 16, tzinfo=UTC)  # two working days, to five in the afternoon
    sweep(due)
    assert (owner, ball(shop, case)[1]) == ("hub", "inspect") and len(mails(shop, case, "promise_late")) == 1
    again = ball(shop, case)[2]
    assert again is not None
    sweep(again)
    assert ball(shop, case)[:2] == ("shop", "chase_hub") and lost(shop, again) == []


def test_the_customer_does_not_choose_is_asked_twice_and_the_shop_takes_it_up() -> None:
    shop = make_shop("gifts", MONDAY)
    case = start(shop, MONDAY, "defective", "", line=MUG)
    owner, step, due = ball(shop, case)
    assert (owner, step) == ("customer", "choose") and due is not None
    sweep(due)
    (asked,) = mails(shop, case, "choose_again")
    assert "still open" in asked.subject and ball(shop, case)[:2] == ("customer", "choose")
    second = ball(shop, case)[2]
    assert second is not None
    sweep(second)
    assert ball(shop, case)[:2] == ("shop", "resolve_silent") and len(mails(shop, case, "choose_again")) == 1
    with unit(merchants=[shop.id]):
        line = returns.lines_of_case(case.id)[0]
    accept_offer(
        merchant_id=shop.id, line_id=line.id, remedy="remake", by=CUSTOMER, now=second + timedelta(hours=1)
    )  # their right has not ended
    assert ball(shop, case)[0:2] != ("shop", "resolve_silent")


def test_a_supplier_that_stays_silent_is_asked_again_and_then_the_shop_is_asked_to_call() -> None:
    shop = make_shop("home", MONDAY)
    case = start(shop, MONDAY, "defective")
    with unit(merchants=[shop.id]):
        (claim,) = claims.claims_of_case(case.id)
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=MONDAY)
    with unit(merchants=[shop.id]):
        paid = returns.lines_of_case(case.id)
    assert paid
    days = [one for one in _open(shop, case) if one.kind == "supplier_answer_by"]
    assert len(days) == 1
    drop_everything_but_the_claim(shop, case, MONDAY)
    owner, step, due = ball(shop, case)
    assert (owner, step, due) == ("supplier", "answer_claim", days[0].due_at)
    sweep(days[0].due_at)
    (again,) = mails(shop, case, "claim_again")
    assert again.to == "claims@test.example" and "/supplier/" in again.text and "Hanna" not in again.text
    second = ball(shop, case)[2]
    assert second is not None
    sweep(second)
    assert ball(shop, case)[:2] == ("shop", "chase_claim")
    late = next(one for one in _open(shop, case) if one.kind == "supplier_answer_by")
    extend_deadline(
        merchant_id=shop.id, deadline_id=late.id, until=second.date() + timedelta(days=6), by=STAFF, now=second
    )  # "by Friday", on the phone
    assert ball(shop, case)[:2] == ("supplier", "answer_claim")
    answer_claim(merchant_id=shop.id, claim_id=claim.public_id, answer="accepted", by=SHENZHEN, now=second + timedelta(days=1))
    assert ball(shop, case)[:2] == ("supplier", "credit_claim")


def _open(shop: Any, case: Any) -> list[Deadline]:
    with unit(merchants=[shop.id]):
        return open_deadlines(case.id)


def drop_everything_but_the_claim(shop: Any, case: Any, now: datetime) -> None:
    """The goods come back, are looked at, and the money is paid: only the claim is left."""
    with unit(merchants=[shop.id]):
        parcels = carriage.parcels_of_case(case.id)
    for parcel in parcels:
        receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, by=KIM, now=now)
        follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        lines = [line.id for line in returns.lines_of_case(case.id) if line.inspection == "waiting"]
    for line_id in lines:
        record_inspection(
            merchant_id=shop.id, line_id=line_id, result="not_right", grade="C", disposition="recycle", finding="broken", by=KIM, now=now
        )
        follow(merchant_id=shop.id, case_id=case.id, now=now)
    _pay(shop, case, now)


def _pay(shop: Any, case: Any, now: datetime) -> None:
    from makegood.apps.settlement import queries as settlement

    with unit(merchants=[shop.id]):
        waiting = [one.public_id for one in settlement.reimbursements_of_case(case.id) if one.state == "pending"]
    for name in waiting:
        record_refund(merchant_id=shop.id, reimbursement_id=name, outcome="posted", by=STAFF, now=now)
        follow(merchant_id=shop.id, case_id=case.id, now=now)


def test_the_view_names_a_case_that_was_lost_and_so_do_metrics_and_the_doctor() -> None:
    shop = make_shop("home", MONDAY)
    case = start(shop, MONDAY, "late", "")
    assert lost(shop, MONDAY) == []
    for change, why in (
        ("ball_due_at = NULL", "no_day"), ("ball_due_at = now() + interval '7 years'", "no_promise"), ("ball_step = ''", "no_step"),
        ("ball_owner = 'nobody'", "no_owner"),
    ):  # fmt: skip
        with unit(merchants=[shop.id]), connection.cursor() as cursor:
            cursor.execute(f"UPDATE returns_case SET {change} WHERE id = %s", [case.id])
        assert [(one.case, one.why) for one in lost(shop, MONDAY)] == [(case.public_id, why)]
    numbers = next(values for name, _help, _label, values in gauges(MONDAY) if name == "cases_without_promise")
    assert numbers["no_owner"] >= 1 and set(numbers) == {"no_owner", "no_step", "no_day", "no_promise", "not_renewed"}
    assert any(one.id == "mg.E082" and case.public_id in one.message for one in diagnose(now=MONDAY))


def test_a_day_that_nobody_looked_at_for_an_hour_is_named_too() -> None:
    shop = make_shop("home", MONDAY)
    case = start(shop, MONDAY, "late", "")
    due = ball(shop, case)[2]
    assert due is not None and lost(shop, due + timedelta(minutes=59)) == []
    assert [one.why for one in lost(shop, due + timedelta(minutes=61))] == ["not_renewed"]  # no worker ran
    sweep(due + timedelta(days=3))
    assert lost(shop, due + timedelta(days=3)) == []


def test_timers_survive_weeks_in_which_nothing_ran_and_a_clock_that_went_back() -> None:
    shop = make_shop("home", MONDAY)
    left = [start(shop, MONDAY, "late", ""), sent_back(shop, MONDAY)[0], start(shop, MONDAY, "defective", "", line=MUG)]
    for days in (40, 41, 39, 120, 119, 400):  # the machine was off, came back, its clock was set back
        now = MONDAY + timedelta(days=days)
        sweep(now)
        assert lost(shop, now) == []
        for case in left:
            due = ball(shop, case)[2]
            assert due is not None and due > now


@given(
    st.sampled_from(sorted(STEPS)),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.integers(0, 6),
)
def test_no_step_is_without_an_allowance_and_who_comes_later_has_it_later(step: str, now: datetime, after: timedelta, rung: int) -> None:
    class Shop:
        zone, country, settings = "Europe/Berlin", "DE", {}

    due = due_of(step, merchant=Shop, now=now, rung=rung)
    assert now <= due <= due_of(step, merchant=Shop, now=now + after, rung=rung)
    assert set(ALLOWANCES) <= set(STEPS)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("wait", "wait", "wait", "post", "receive", "inspect", "pay", "choose", "message", "remake", "claim", "answer", "drop")),
        st.integers(0, 40),
    ),
    min_size=3, max_size=14,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([("change_of_mind", LAMP), ("defective", LAMP), ("late", MUG), ("not_delivered", LAMP), ("wrong_item", MUG)]), ACTS)
def test_whatever_people_do_or_leave_no_case_is_ever_lost(db: Any, asked: tuple[str, Any], acts: list[tuple[str, int]]) -> None:
    now = MONDAY
    shop = make_shop("home", now)
    case = start(shop, now, asked[0], "", line=asked[1])
    for act, days in acts:
        if act == "wait":
            now += timedelta(days=days, hours=7)
            sweep(now)
        else:
            try:
                do(shop, case, act, now)
            except Refusal:
                continue
            follow(merchant_id=shop.id, case_id=case.id, now=now)
        if ball(shop, case)[1] != "none":
            assert lost(shop, now) == [], (act, ball(shop, case))


def do(shop: Any, case: Any, act: str, now: datetime) -> None:
    with unit(merchants=[shop.id]):
        lines, parcels, demands = returns.lines_of_case(case.id), carriage.parcels_of_case(case.id), claims.claims_of_case(case.id)
    who: dict[str, Any] = {"merchant_id": shop.id, "now": now}
    if act == "post":
        for parcel in parcels:
            record_posting(**who, parcel_id=parcel.id, carrier="DHL", tracking_number="1", by=CUSTOMER)
    elif act == "receive":
        for parcel in parcels:
            receive_parcel(**who, parcel_id=parcel.id, by=KIM)
    elif act == "inspect":
        record_inspection(**who, line_id=lines[0].id, result="not_right", grade="C", disposition="recycle", finding="broken", by=KIM)
    elif act == "pay":
        _pay(shop, case, now)
    elif act == "choose":
        with unit(merchants=[shop.id]):
            record = returns.latest_decisions(case.id)[lines[0].id].record
        remedy = record["offers"][0]["remedy"] if record["offers"] else "refund"
        accept_offer(**who, line_id=lines[0].id, remedy=remedy, by=CUSTOMER)
    elif act == "message":
        send_message(**who, case_id=case.id, text="We look at it.", by=STAFF)
    elif act == "remake":
        record_remake(**who, line_id=lines[0].id, to="in_production", by=STAFF)
    elif act == "claim":
        for claim in demands:
            submit_claim(**who, claim_id=claim.public_id, by=STAFF)
    elif act == "answer":
        for claim in demands:
            answer_claim(**who, claim_id=claim.public_id, answer="refused", reason="not_our_fault", by=SHENZHEN)
    elif act == "drop":
        drop_case(**who, case_id=case.id, by=CUSTOMER)


def test_the_systems_own_steps_have_a_day_too() -> None:
    assert {step for step, (owner, _kinds) in STEPS.items() if owner == "system"} == {
        "settle",
        "send_refund",
        "await_claim",
        "close",
        "none",
    }
    assert SYSTEM.kind == "system"
