"""The rule by which a refund made elsewhere is ours: pure, and never a guess."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from makegood.casefile.matching import Given, Owed, Verdict, match, touches

ASKED = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER, BEFORE = ASKED + timedelta(hours=1), ASKED - timedelta(hours=1)
LAMP = Owed("lamp", {1: (1, 3900, 2)}, 0, 3900, ASKED)
MUG = Owed("mug", {2: (1, 2490, 1)}, 390, 2880, ASKED)


def test_the_piece_that_is_owed_is_ours_and_the_other_payment_is_not() -> None:
    assert match([Given(7, 3900, 1, 1)], LATER, [LAMP, MUG]) == [Verdict("lamp", True, (7,), 3900), Verdict("mug", False)]


def test_goods_and_delivery_go_each_to_the_payment_that_they_are_for() -> None:
    parts = [Given(7, 3900, 1, 1), Given(8, 2490, 2, 1), Given(9, 390, is_shipping=True)]
    assert match(parts, LATER, [LAMP, MUG]) == [Verdict("lamp", True, (7,), 3900), Verdict("mug", True, (8, 9), 2880)]


def test_what_is_for_something_else_is_another_one() -> None:
    assert match([Given(7, 500, 3, 1)], LATER, [LAMP]) == [Verdict("lamp", False)]


def test_a_person_is_asked_where_it_may_be_either() -> None:
    twin = Owed("twin", {1: (1, 3900, 2)}, 0, 3900, ASKED)
    assert match([Given(7, 3900, 1, 1)], LATER, [LAMP, twin]) == []  # two cases over one line
    assert match([Given(7, 2000, 1, 1)], LATER, [LAMP]) == []  # the piece for less
    assert match([Given(7, 3900, 1, 1)], BEFORE, [LAMP]) == []  # before its owner asked: of two lamps, the other?
    assert match([Given(7, 3900)], LATER, [LAMP, MUG]) == []  # just money, two wait
    assert match([Given(7, 1000)], LATER, [LAMP]) == []  # just money, a part of it
    assert match([Given(7, 3900, 1, 1), Given(8, 2490, 2, 1), Given(9, 100)], LATER, [LAMP, MUG]) == []  # money beside two


def test_all_pieces_that_were_sold_include_ours_whenever_they_were_refunded() -> None:
    assert match([Given(7, 7800, 1, 2)], BEFORE, [LAMP]) == [Verdict("lamp", True, (7,), 3900)]


def test_a_fee_that_we_keep_is_not_owed_so_more_closes_it_too() -> None:
    kept = Owed("kept", {1: (1, 3300, 2)}, 0, 3300, ASKED)
    assert match([Given(7, 3900, 1, 1)], LATER, [kept]) == [Verdict("kept", True, (7,), 3300)]


def test_only_what_could_be_about_the_same_is_asked_about_once_ours_has_left() -> None:
    assert touches([Given(7, 3900, 1, 1)], LAMP) and touches([Given(7, 3900)], LAMP)
    assert not touches([Given(7, 1000)], LAMP) and not touches([Given(7, 500, 3, 1)], LAMP)
    assert not touches([Given(7, 390, is_shipping=True)], LAMP) and touches([Given(7, 390, is_shipping=True)], MUG)


PARTS = st.lists(
    st.builds(Given, st.integers(1, 9), st.integers(1, 9000), st.sampled_from((None, 1, 2, 3)), st.integers(0, 3), st.just(False)), min_size=1, max_size=4, unique_by=lambda one: one.row
)  # fmt: skip
OURS = st.lists(
    st.builds(
        Owed, st.sampled_from("abcd"), st.dictionaries(st.sampled_from((1, 2, 3)), st.tuples(st.integers(0, 2), st.integers(0, 5000), st.integers(1, 3)), max_size=2),
        st.integers(0, 500), st.integers(1, 6000), st.just(ASKED),
    ), min_size=1, max_size=3, unique_by=lambda one: one.name,
)  # fmt: skip


@given(parts=PARTS, ours=OURS)
def test_no_row_is_given_twice_and_nobody_gets_more_than_is_owed_or_was_given(parts: list[Given], ours: list[Owed]) -> None:
    found = match(parts, LATER, ours)
    assert found == [] or [one.name for one in found] == [one.name for one in ours]  # everything is said, or nothing
    rows = [row for one in found for row in one.rows]
    size = {one.row: one.amount for one in parts}
    left = {one.name: one.left for one in ours}
    assert len(rows) == len(set(rows))
    assert all(0 < one.amount <= min(left[one.name], sum(size[row] for row in one.rows)) for one in found if one.same)
