"""Where new goods leave from, as a law over any ways; and shelves whose numbers are what happened to them."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.apps.stock import operations as stock
from makegood.apps.stock import queries
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.casefile.sourcing import USUAL, Way, Wish, days_into, plan_for
from makegood.kernel.refusal import Refusal
from makegood.policy.workdays import Workdays
from tests.cast import make_shop

TODAY, DAYS = date(2026, 11, 20), Workdays("DE")
known = st.one_of(st.none(), st.integers(0, 30))
ways = st.lists(
    st.builds(
        Way, name=st.sampled_from([USUAL, *(f"stock:{n}" for n in range(3)), *(f"source:s{n}" for n in range(3))]), ready_days=known, transit_days=known,
        cost_minor=st.one_of(st.none(), st.integers(0, 5000)), pieces=st.one_of(st.none(), st.integers(0, 4)), rank=st.integers(0, 3),
        personalised=st.booleans(),
    ),
    max_size=6, unique_by=lambda one: one.name,
)  # fmt: skip
wishes = st.builds(
    Wish, pieces=st.integers(1, 3), personalised=st.booleans(), today=st.just(TODAY), instead_of=st.sets(st.sampled_from([USUAL, "stock:1"])),
    promised_on=st.one_of(st.none(), st.integers(0, 60).map(lambda days: TODAY + timedelta(days=days))),
)  # fmt: skip


@given(ways, wishes)
def test_whoever_is_in_time_wins_by_cost_and_otherwise_by_day(found: list[Way], wish: Wish) -> None:
    plan = plan_for(wish, found, DAYS)
    able = [one for one in plan.weighed if not one.cant]
    assert sorted(one.way.name for one in plan.weighed) == sorted(one.name for one in found)
    assert (plan.chosen is None) == (not able) == (plan.why == "nobody")
    if plan.chosen is None:
        return
    assert plan.weighed[0] is plan.chosen and not plan.chosen.cant and plan.chosen.way.name not in wish.instead_of
    assert plan.chosen.way.personalised or not wish.personalised
    assert plan.chosen.way.pieces is None or plan.chosen.way.pieces >= wish.pieces
    in_time = [one for one in able if one.meets]
    if in_time:
        costs = [one.cost_minor for one in in_time if one.cost_minor is not None]
        assert plan.chosen.meets and (not costs or plan.chosen.cost_minor == min(costs))
    else:
        arrivals = [one.arrives_on for one in able if one.arrives_on is not None]
        assert not arrivals or plan.chosen.arrives_on == min(arrivals)


@given(ways, wishes, st.randoms())
def test_the_order_in_which_they_are_written_down_changes_nothing(found: list[Way], wish: Wish, chance: Any) -> None:
    mixed = list(found)
    chance.shuffle(mixed)
    assert plan_for(wish, mixed, DAYS).as_json() == plan_for(wish, found, DAYS).as_json()


def test_a_state_s_own_days_go_before_its_country_s_and_those_before_all_others() -> None:
    transit = {"US": 8, "US-CA": 5, "*": 20}
    assert [days_into(transit, market) for market in ("US-CA", "US-NY", "JP")] == [5, 8, 20] and days_into({"DE": 2}, "FR") is None


steps = st.lists(st.tuples(st.sampled_from(["count", "reserve", "release", "take"]), st.integers(0, 6), st.sampled_from(["rpo_1", "rpo_2", "rpo_3"])), max_size=14)  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=steps)
def test_a_shelf_holds_what_its_movements_come_to_whatever_happens(done: list[tuple[str, int, str]], now: Any) -> None:
    shop = make_shop("home", now)
    there, kept = 0, dict[str, int]()
    with unit(merchants=[shop.id]):
        shelf = stock.keep_stock(sku="L-2", place="Leipzig", by=SYSTEM, now=now, holder="hub")
    for what, pieces, subject in done:
        with unit(merchants=[shop.id]):
            try:
                if what == "count":
                    stock.count(shelf, pieces, by=SYSTEM, now=now)
                    there = pieces
                elif what == "reserve" and pieces:
                    stock.reserve(shelf.id, pieces, subject=subject, by=SYSTEM, now=now)
                    kept[subject] = kept.get(subject, 0) + pieces
                elif what == "take":
                    stock.take(subject, by=SYSTEM, now=now)
                    there -= kept.pop(subject, 0)
                elif what == "release":
                    stock.release(subject, by=SYSTEM, now=now)
                    kept.pop(subject, None)
            except Refusal:
                assert (what == "count" and pieces < sum(kept.values())) or (what == "reserve" and there - sum(kept.values()) < pieces)
    with unit(merchants=[shop.id]):
        fresh = queries.stock_of(shelf.public_id)
        assert (fresh.on_hand, fresh.reserved) == (there, sum(kept.values())) and queries.astray() == []
