"""Silence: asked again twice, taken up by the shop, decided by the marketplace where there is one, and in the end written off by a person."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.apps.notices import queries as notices
from makegood.apps.returns import queries as returns
from makegood.base.deadlines import open_deadlines
from makegood.base.unit import unit
from makegood.interfaces.jobs.sweeps import sweep_deadlines
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.record_credit import record_credit
from makegood.journeys.record_refund import record_refund
from makegood.journeys.submit_claim import submit_claim
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests import cast
from tests.cast import STAFF, Shop, make_shop
from tests.recovery.world import again, broken, claims_in, nothing_is_wrong, stands
from tests.suppliers.test_waiting_claim import look

pytestmark = pytest.mark.django_db


def silent(shop: Shop, now: datetime) -> tuple[Any, Any]:
    """(case, claim): the customer is paid, only the claim is left."""
    case, _line = broken(shop, now, kind="damaged_in_transit")
    (claim,) = claims_in(shop, case)
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now)
    for owed in look(shop, case)[2]:
        record_refund(merchant_id=shop.id, reimbursement_id=owed.public_id, outcome="posted", by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    return case, claim


def pass_days(shop: Shop, now: datetime, days: int) -> datetime:
    for day in range(1, days + 1):
        at = now + timedelta(days=day)
        while sweep_deadlines(now=at):
            pass
        nothing_is_wrong(shop, at)
    return now + timedelta(days=days)


def ball(shop: Shop, case: Any) -> tuple[str, str]:
    with unit(merchants=[shop.id]):
        held = returns.case_by_id(case.id)
    return held.ball_owner, held.ball_step


def asked_again(shop: Shop, case: Any) -> int:
    with unit(merchants=[shop.id]):
        return sum(one.kind == "claim_again" for one in notices.notices_of_case(case.id))


def test_a_silent_supplier_is_asked_again_then_it_is_the_shops_turn_and_a_person_ends_it(now: datetime) -> None:
    shop = make_shop("home", now)
    case, claim = silent(shop, now)
    later = pass_days(shop, now, 30)
    assert asked_again(shop, case) >= 1 and ball(shop, case) == ("shop", "chase_claim")
    with pytest.raises(Refusal) as refused:
        record_credit(merchant_id=shop.id, claim_id=claim.public_id, amount_minor=0, by=STAFF, now=later)
    assert refused.value.code == "amount_needed", "nothing is written off without a reason"
    record_credit(
        merchant_id=shop.id, claim_id=claim.public_id, amount_minor=0, write_off_reason="No answer for a month.", by=STAFF, now=later
    )
    assert again(shop, claim).state == "written_off" and stands(shop, "supplier:receivable") == {}
    with unit(merchants=[shop.id]):
        assert [one.text for one in returns.words_of(case.id) if one.topic == "write_off"] == ["No answer for a month."]


def test_a_supplier_is_asked_again_though_the_customer_has_something_to_do_first(now: datetime) -> None:
    shop = make_shop("home", now)
    case, _line = broken(shop, now)  # the lamp is to come back first
    (claim,) = claims_in(shop, case)
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now)
    pass_days(shop, now, 13)
    assert ball(shop, case) == ("customer", "send_back") and asked_again(shop, case) == 2
    with unit(merchants=[shop.id]):
        assert [one.rung for one in open_deadlines(case.id) if one.kind == "supplier_answer_by"] == [2]


def test_where_a_marketplace_decides_its_day_comes_and_a_person_writes_down_what_it_said(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cast.TERMS, "platform_decides_after_days", 7)
    shop = make_shop("home", now)
    case, claim = silent(shop, now)
    pass_days(shop, now, 6)
    assert ball(shop, case)[1] != "record_platform"
    later = pass_days(shop, now, 8)
    assert ball(shop, case) == ("shop", "record_platform")
    answer_claim(merchant_id=shop.id, claim_id=claim.public_id, answer="part_accepted", amount_minor=600, by=STAFF, now=later)
    with unit(merchants=[shop.id]):
        assert not [one for one in open_deadlines(case.id) if one.kind == "platform_decides"]
    assert ball(shop, case) == ("supplier", "credit_claim")
    nothing_is_wrong(shop, later)
