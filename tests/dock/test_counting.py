"""What was counted blind, against what was announced."""

from hypothesis import given
from hypothesis import strategies as st

from makegood.apps.carriage.counting import UNNAMED, Announced, allot, differences
from makegood.casefile.blind import lineup

SKUS = st.sampled_from(["L-2", "MUG-E", "T-1", UNNAMED])
TOLD = st.lists(st.tuples(st.sampled_from(["L-2", "MUG-E", "T-1"]), st.integers(1, 5)), min_size=1, max_size=5)
SAID = st.dictionaries(SKUS, st.integers(0, 9))


def _told(rows: list[tuple[str, int]]) -> list[Announced]:
    return [Announced(place, sku, count) for place, (sku, count) in enumerate(rows, 1)]


@given(TOLD, SAID)
def test_every_piece_counted_is_somewhere_and_none_twice(rows: list[tuple[str, int]], said: dict[str, int]) -> None:
    told = _told(rows)
    found = allot(told, said)
    assert sum(found.right.values()) + sum(found.wrong.values()) + sum(n for _, n in found.extras) == sum(said.values())
    assert all(found.right[one.line_id] + found.wrong[one.line_id] <= one.quantity for one in told)
    assert all(n > 0 for _, n in found.extras)


@given(TOLD, SAID)
def test_a_right_piece_is_of_the_kind_that_was_announced(rows: list[tuple[str, int]], said: dict[str, int]) -> None:
    told = _told(rows)
    found = allot(told, said)
    for sku in {one.sku for one in told}:
        lines = [one for one in told if one.sku == sku]
        assert sum(found.right[one.line_id] for one in lines) == min(said.get(sku, 0), sum(one.quantity for one in lines))


@given(TOLD)
def test_what_is_as_announced_differs_nowhere(rows: list[tuple[str, int]]) -> None:
    told = _told(rows)
    said: dict[str, int] = {}
    for one in told:
        said[one.sku] = said.get(one.sku, 0) + one.quantity
    found = allot(told, said)
    assert found.extras == () and not any(found.wrong.values()) and all(found.right[one.line_id] == one.quantity for one in told)
    assert all(counted == announced for _, counted, announced in differences(told, said))


def test_another_thing_in_its_place_is_wrong_and_a_thing_too_many_is_extra() -> None:
    told = _told([("L-2", 1)])
    assert allot(told, {"MUG-E": 1}).wrong == {1: 1}
    assert allot(told, {"L-2": 1, "MUG-E": 1}).extras == (("MUG-E", 1),)
    assert allot(told, {UNNAMED: 0}) == allot(told, {}), "an empty parcel"
    assert differences(told, {"MUG-E": 1}) == [("L-2", 0, 1), ("MUG-E", 1, 0)]


@given(st.sets(st.text("abc", min_size=1, max_size=3), max_size=12), st.text(min_size=1, max_size=8))
def test_a_line_up_holds_what_was_announced_among_others_and_is_always_the_same(others: set[str], parcel: str) -> None:
    shown = lineup(parcel, ["L-2", "L-2"], others)
    assert shown == lineup(parcel, ["L-2"], sorted(others)) and shown.count("L-2") == 1
    assert len(shown) == min(6, 1 + len(others - {"L-2"}))
