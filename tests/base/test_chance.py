"""Two groups of pieces: how far chance alone goes."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.kernel.chance import FURTHEST, SURE, more_often, pieces_needed

COUNTS = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))


@given(COUNTS)
def test_it_is_the_share_of_all_ways_to_deal_the_faults_out(counts: tuple[int, int, int, int]) -> None:
    of, fine, other, other_fine = counts
    total, rest = of + fine, other + other_fine
    ways = sum(comb(total, one) * comb(rest, of + other - one) for one in range(of, of + other + 1))
    assert more_often(of, total, other, rest) == pytest.approx(float(Fraction(ways, comb(total + rest, of + other))), rel=1e-9)


@given(COUNTS)
def test_one_more_fault_is_never_less_surprising(counts: tuple[int, int, int, int]) -> None:
    of, fine, other, other_fine = counts
    if fine:
        assert more_often(of + 1, of + fine, other, other + other_fine) <= more_often(of, of + fine, other, other + other_fine) + 1e-12


def test_the_lady_tasting_tea() -> None:
    """R. A. Fisher, The Design of Experiments, 1935, chapter II: all eight cups told right by chance once in 70."""
    assert more_often(4, 4, 0, 4) == pytest.approx(1 / 70) and more_often(3, 4, 1, 4) == pytest.approx(17 / 70)


def test_counts_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="no counts"):
        more_often(5, 4, 0, 4)


def test_how_many_it_takes_to_see_a_fall() -> None:
    needed = pieces_needed(30, 120, 0.02)
    assert more_often(30, 120, round(needed * 0.02), needed) <= SURE < more_often(30, 120, 0, needed // 3)
    assert pieces_needed(1, 50, 0.02) == FURTHEST and pieces_needed(0, 0, 0.1) == FURTHEST
