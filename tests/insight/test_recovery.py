"""What a supplier credits of what it is asked is a fact, once enough of its claims have ended."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.apps.claims import queries as claims
from makegood.apps.claims.expected import FEWEST, Recovering, expected_recovery
from makegood.apps.claims.models import Claim
from makegood.apps.returns import queries as returns
from makegood.base.unit import unit
from makegood.insight.replay import run_again
from tests.cast import LAMP, Shop, make_shop, sell
from tests.insight.test_scorecards import ask_of

SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(SHARES, SHARES)
def test_it_lies_between_its_own_share_and_the_shop_s_and_few_claims_say_nothing(own: list[float], others: list[float]) -> None:
    mine, theirs = Recovering(len(own), sum(own)), Recovering(len(others), sum(others))
    found = expected_recovery(mine, {"a": mine, "b": theirs})
    if len(own) < FEWEST:
        assert found is None
    else:
        average, share = (sum(own) + sum(others)) / (len(own) + len(others)), sum(own) / len(own)
        assert found is not None and min(average, share) - 0.0051 <= float(found) <= max(average, share) + 0.0051


def test_of_a_supplier_that_was_never_asked_nothing_is_known() -> None:
    assert expected_recovery(None, {}) is None


def facts_of(shop: Shop, case: Any) -> Any:
    with unit(merchants=[shop.id]):
        (line,) = returns.lines_of_case(case.id)
        return returns.newest_decisions([case.id])[line.id]


@pytest.mark.django_db
def test_it_is_frozen_with_the_decision_and_does_not_change_with_later_claims(now: datetime) -> None:
    shop = make_shop("home", now)
    for number in range(FEWEST):
        ask_of(shop, sell(shop, now, replace(LAMP, quantity=1), number=f"#{number}"), now, 1, "defective", choice="refund")
    before = ask_of(shop, sell(shop, now, LAMP, number="#8"), now, 1, "defective")
    with unit(merchants=[shop.id]):
        drafted = claims.claims_in(("drafted", "submitted"))[:FEWEST]
        assert len(drafted) == FEWEST
        for place, one in enumerate(drafted):
            Claim.objects.filter(id=one.id).update(
                state="credited" if place else "refused",
                submitted_at=now,
                accepted_minor=one.asked_minor if place else 0,
                credited_minor=one.asked_minor if place else 0,
            )
    after = ask_of(shop, sell(shop, now, LAMP, number="#9"), now, 1, "defective")
    assert "expected_recovery" not in facts_of(shop, before).record["facts"]["supplier"]
    decision = facts_of(shop, after)
    assert decision.record["facts"]["supplier"]["expected_recovery"] == "0.80"
    with unit(merchants=[shop.id]):
        Claim.objects.filter(state="refused").update(state="credited")
        [again] = run_again([decision])
    assert again["same"], again
