"""Fault that is split: carrier 40, supplier 60, and the claims follow; the customer notices nothing."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.deadlines import open_deadlines
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.fault import BEARERS, checked, part_of, recovery_of, shares_of
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.record_credit import record_credit
from makegood.journeys.split_fault import split_fault
from makegood.journeys.submit_claim import submit_claim
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import SHENZHEN, STAFF, Shop, make_shop
from tests.recovery.world import again, broken, claims_in, line_in, nothing_is_wrong, stands

pytestmark = pytest.mark.django_db


def split(shop: Shop, case: Any, now: datetime, **shares: int) -> None:
    split_fault(merchant_id=shop.id, line_id=line_in(shop, case).id, shares=shares, by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)


def test_the_carrier_bears_forty_and_the_supplier_sixty(now: datetime) -> None:
    shop = make_shop("home", now)
    case, _line = broken(shop, now, kind="damaged_in_transit", delivered=3)
    with unit(merchants=[shop.id]):
        before = [(one.kind, one.amount_minor, one.state) for one in settlement.reimbursements_of_case(case.id)]
    split(shop, case, now, carrier=40, supplier=60)
    supplier, carrier = claims_in(shop, case)
    assert [(one.party, one.asked_minor, one.share) for one in (supplier, carrier)] == [("supplier", 744, 60), ("carrier", 496, 40)]
    assert carrier.packet["term"] in ("CMR art. 30(1)", "Montreal Convention art. 31(2)") and carrier.window_until >= now.date()
    with unit(merchants=[shop.id]):
        after = [(one.kind, one.amount_minor, one.state) for one in settlement.reimbursements_of_case(case.id)]
        lines = list(returns.timeline_of(case.id))
        days = {(one.kind, one.subject) for one in open_deadlines(case.id)}
    assert before == after and broken_lines(lines) == [] and ("claim_window", carrier.public_id) in days
    nothing_is_wrong(shop, now)


def test_each_goes_its_own_way_and_the_line_is_as_far_as_the_slower_one(now: datetime) -> None:
    shop = make_shop("home", now)
    case, _line = broken(shop, now, kind="damaged_in_transit", delivered=3)
    split(shop, case, now, carrier=40, supplier=60)
    supplier, carrier = claims_in(shop, case)
    with pytest.raises(Refusal) as refused:
        submit_claim(merchant_id=shop.id, claim_id=carrier.public_id, by=STAFF, now=now)
    assert refused.value.code == "by_hand_only"
    submit_claim(merchant_id=shop.id, claim_id=carrier.public_id, by=STAFF, now=now, by_hand=True, filed_as="DHL-77")
    assert line_in(shop, case).recovery == "drafted" and again(shop, carrier).filed_as == "DHL-77"
    submit_claim(merchant_id=shop.id, claim_id=supplier.public_id, by=STAFF, now=now)
    answer_claim(merchant_id=shop.id, claim_id=supplier.public_id, answer="refused", reason="not_our_fault", by=SHENZHEN, now=now)
    assert line_in(shop, case).recovery == "submitted", "the carrier has not answered"
    record_credit(
        merchant_id=shop.id, claim_id=supplier.public_id, amount_minor=0, write_off_reason="Their answer holds.", by=STAFF, now=now
    )
    answer_claim(merchant_id=shop.id, claim_id=carrier.public_id, answer="part_accepted", amount_minor=400, by=STAFF, now=now)
    assert stands(shop, "carrier:receivable") == {"EUR": 400} and line_in(shop, case).recovery == "part_accepted"
    nothing_is_wrong(shop, now)
    record_credit(merchant_id=shop.id, claim_id=carrier.public_id, amount_minor=400, by=STAFF, now=now)
    assert stands(shop, "carrier:receivable") == {} and line_in(shop, case).recovery == "credited"
    nothing_is_wrong(shop, now)


def test_a_carrier_that_waits_has_the_ball_with_a_day(now: datetime) -> None:
    shop = make_shop("home", now)
    case, _line = broken(shop, now, kind="damaged_in_transit", delivered=3)
    split(shop, case, now, carrier=100)
    (carrier,) = claims_in(shop, case)
    assert carrier.party == "carrier" and carrier.asked_minor == 1240, "the draft on the supplier is taken back"
    submit_claim(merchant_id=shop.id, claim_id=carrier.public_id, by=STAFF, now=now, by_hand=True)
    with unit(merchants=[shop.id]):
        kinds = {one.kind: one.due_at - now for one in open_deadlines(case.id)}
    assert kinds["carrier_answer_by"] == timedelta(days=30)
    nothing_is_wrong(shop, now)


def test_what_was_sent_is_not_changed_behind_anybodys_back(now: datetime) -> None:
    shop = make_shop("home", now)
    case, line = broken(shop, now, kind="damaged_in_transit", delivered=3)
    (supplier,) = claims_in(shop, case)
    submit_claim(merchant_id=shop.id, claim_id=supplier.public_id, by=STAFF, now=now)
    for shares, code in (
        ({"supplier": 60, "carrier": 40}, "claim_sent"),
        ({"supplier": 60}, "fault_not_whole"),
        ({"hub": 100}, "bearer_unknown"),
    ):
        with pytest.raises(Refusal) as refused:
            split_fault(merchant_id=shop.id, line_id=line.id, shares=shares, by=STAFF, now=now)
        assert refused.value.code == code
    assert line_in(shop, case).fault == {} and again(shop, supplier).asked_minor == 1240


def test_without_a_word_about_shares_nothing_is_asked_back_twice() -> None:
    line = SimpleNamespace(fault={}, reception="not_required", root_cause="")
    assert shares_of(line, ["supplier", "carrier"]) == {"supplier": 100} and shares_of(line, ["carrier"]) == {"carrier": 100}
    line.root_cause = "transit_damage"
    assert shares_of(line, ["supplier", "carrier"]) == {"carrier": 100} and shares_of(line, ["supplier"]) == {"supplier": 100}
    line.reception = "lost"
    assert shares_of(line, []) == {"carrier": 100}


@given(whole=st.integers(0, 10**9), cuts=st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_the_parts_of_all_add_up_to_the_whole(whole: int, cuts: list[int]) -> None:
    marks = [0, *sorted(cuts), 100]
    shares = checked({name: marks[place + 1] - marks[place] for place, name in enumerate(BEARERS)})
    parts = [part_of(whole, shares, name) for name in BEARERS]
    assert sum(parts) == whole and all(
        abs(part * 100 - whole * shares.get(name, 0)) < 100 for part, name in zip(parts, BEARERS, strict=True)
    )


def test_a_line_stands_where_the_least_advanced_of_its_claims_does() -> None:
    def of(*states: str) -> str:
        return recovery_of(SimpleNamespace(state=state) for state in states)

    assert (of(), of("credited", "drafted"), of("refused", "accepted"), of("credited", "written_off")) == (
        "none",
        "drafted",
        "accepted",
        "credited",
    )
