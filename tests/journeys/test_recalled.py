"""A unit of a recalled product comes back: nobody else ever has it next."""

from datetime import datetime

import pytest

from makegood.apps.inspection import queries as inspections
from makegood.apps.returns.models.case import CaseLine
from makegood.base.unit import unit
from makegood.journeys.correct_inspection import correct_inspection
from makegood.journeys.record_inspection import record_inspection
from makegood.kernel.refusal import Refusal
from tests.cast import KIM, make_shop
from tests.journeys.test_corrections import received, start, state

pytestmark = pytest.mark.django_db


def test_what_is_recalled_is_kept_aside_and_never_sold_or_given_away(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now)
    received(shop, case, now)
    with unit(merchants=[shop.id]):  # this shop has recalled goods kept where they are, so one is made to come back
        CaseLine.objects.filter(case_id=case.id).update(kinds=["recalled"])
    line = state(shop, case)[1][0]
    for disposition in ("restock", "refurbish", "liquidate", "donate"):
        with pytest.raises(Refusal) as refused:
            record_inspection(
                merchant_id=shop.id, line_id=line.id, result="as_it_should", grade="A", disposition=disposition, by=KIM, now=now
            )
        assert refused.value.code == "disposition_unsafe" and "recalled" in refused.value.message
    record_inspection(merchant_id=shop.id, line_id=line.id, result="as_it_should", grade="A", by=KIM, now=now)
    with unit(merchants=[shop.id]):
        made = inspections.standing_inspections(case.id)[line.id]
    assert made.disposition == "hold"
    correct_inspection(
        merchant_id=shop.id, inspection_id=made.public_id, result="as_it_should", grade="A", disposition="destroy", by=KIM, now=now
    )
    with pytest.raises(Refusal):
        with unit(merchants=[shop.id]):
            again = inspections.standing_inspections(case.id)[line.id]
        correct_inspection(
            merchant_id=shop.id, inspection_id=again.public_id, result="as_it_should", grade="A", disposition="restock", by=KIM, now=now
        )
