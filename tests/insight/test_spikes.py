"""Spikes told by the numbers alone: what is found, since when, what explains it, and how seldom chance is taken for more."""

import random
from datetime import date, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from makegood.insight.effects import effect_in
from makegood.insight.heaps import Heap
from makegood.insight.spikes import LEVEL, spikes_in

TODAY = date(2026, 11, 20)


def heap(
    days_ago: int, of: int, total: int, sku: str = "MUG-E", supplier: str = "maker", batch: str = "", text: str = "", campaign: str = ""
) -> Heap:
    return Heap(sku, supplier, batch, text, campaign, TODAY - timedelta(days=days_ago), sku, of, total)


def packaging() -> list[Heap]:
    """Two in a hundred broke; for 30 days, since the packaging changed, it is one in four, in both batches and with either text."""
    before = [heap(day, 2 if day % 5 == 0 else 0, 20, batch="B1", text="v1") for day in range(31, 131)]
    since = [heap(day, 1, 4, batch="B1" if day % 2 else "B2", text="v1" if day % 3 else "v2") for day in range(1, 31)]
    return before + since


def test_the_packaging_is_found_with_its_day_and_neither_batch_nor_supplier_is_blamed() -> None:
    (found,) = spikes_in(packaging(), today=TODAY)
    assert (found.about, found.key, found.since_on) == ("product", "MUG-E", TODAY - timedelta(days=30))
    assert (found.before.of, found.before.total, found.after.of, found.after.total) == (40, 2000, 30, 120)
    assert found.chance < 1e-12 and found.after.low > found.before.high
    assert {one.by: one.verdict for one in found.splits} == {
        "supplier": "not_it",
        "batch": "not_it",
        "text_version": "not_it",
        "campaign": "not_known",
    }


def test_a_bad_batch_is_named() -> None:
    fine = [heap(day, 0, 2, batch="B1") for day in range(1, 31)]
    bad = [heap(day, 1, 2, batch="B2") for day in range(1, 31)]
    (found,) = spikes_in([heap(day, 0, 4, batch="B1") for day in range(31, 131)] + fine + bad, today=TODAY)
    batch = next(one for one in found.splits if one.by == "batch")
    assert (batch.verdict, batch.value) == ("explains", "B2")


def test_a_text_that_came_with_the_day_can_not_be_told_apart_from_it() -> None:
    found = spikes_in(
        [heap(day, 0, 4, text="v1") for day in range(31, 131)] + [heap(day, 1, 4, text="v2") for day in range(1, 31)], today=TODAY
    )
    text = next(one for one in found[0].splits if one.by == "text_version")
    assert (text.verdict, text.value) == ("goes_with", "v2")


def test_a_small_shop_with_three_of_eight_hears_no_shout() -> None:
    assert spikes_in([heap(40, 0, 4), heap(20, 0, 2), heap(10, 1, 3), heap(3, 2, 3)], today=TODAY) == []


def test_a_product_that_was_always_bad_is_no_spike() -> None:
    assert spikes_in([heap(day, 1, 4) for day in range(1, 131)], today=TODAY) == []


def test_a_supplier_is_told_only_where_its_products_together_say_more_than_each_alone() -> None:
    many = [heap(day, 0, 1, sku=f"P{n}") for n in range(20) for day in range(31, 131, 2)]
    bad = [heap(day, 1 if (day, n) in {(5, n), (9, n)} else 0, 1, sku=f"P{n}") for n in range(20) for day in range(1, 31, 2)]
    found = spikes_in(many + bad, today=TODAY)
    assert [(one.about, one.key) for one in found] == [("supplier", "maker")]
    assert [one.about for one in spikes_in(packaging() + many, today=TODAY)] == ["product"]


def test_at_a_constant_rate_a_quarter_of_nights_seldom_finds_anything() -> None:
    """Each of 60 shops sells five products at constant rates for 300 days and is looked at on 13 evenings of its last quarter; the level allows one shop in
    twenty over all 91 nights."""
    pick, alarms = random.Random(20261120), 0
    for _shop in range(60):
        heaps = []
        for sku, rate in (("A", 0.02), ("B", 0.05), ("C", 0.1), ("D", 0.02), ("E", 0.2)):
            for day in range(1, 301, 2):
                total = pick.randint(1, 6)
                heaps.append(heap(day, sum(pick.random() < rate for _ in range(total)), total, sku=sku))
        looks = [
            spikes_in([one for one in heaps if one.on <= TODAY - timedelta(days=back)], today=TODAY - timedelta(days=back))
            for back in range(0, 91, 7)
        ]
        alarms += any(looks)
    assert alarms <= 3
    assert round(LEVEL * 91, 9) == 0.05


@given(st.lists(st.tuples(st.integers(1, 200), st.integers(0, 3), st.integers(3, 6)), min_size=1, max_size=30))
def test_whatever_was_sold_what_is_found_is_worse_than_before_and_nothing_gets_lost(rows: list[tuple[int, int, int]]) -> None:
    heaps = [heap(day, of, total) for day, of, total in rows]
    for one in spikes_in(heaps, today=TODAY):
        assert one.chance <= LEVEL and one.after.of * one.before.total > one.before.of * one.after.total
        assert one.before.total + one.after.total == sum(total for _, _, total in rows)


SPIKE = SimpleNamespace(about="product", key="MUG-E", since_on=TODAY - timedelta(days=60), before_of=40, before_total=2000)


def effect(after: tuple[int, int], batch: str = "") -> str:
    action = SimpleNamespace(from_on=TODAY - timedelta(days=25), from_batch=batch)
    rows = [heap(40, 30, 120, batch="B1"), heap(20, *after, batch="B2")]
    return effect_in(rows, SPIKE, action).verdict


def test_a_verdict_says_worked_did_not_or_how_many_more_are_needed() -> None:
    assert effect((3, 100)) == "worked" and effect((3, 100), "B2") == "worked"
    assert effect((25, 100)) == "did_not"
    assert effect((0, 4)) == "too_early" and effect((3, 100), "B3") == "too_early"
    needed = effect_in([heap(40, 30, 120)], SPIKE, SimpleNamespace(from_on=TODAY, from_batch="")).needed
    assert effect((round(needed * 0.02), needed)) == "worked"
