"""A share says how sure it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.insight.shares import Share

TOTALS = st.integers(1, 10**7)
SHARES = TOTALS.flatmap(lambda total: st.integers(0, total).map(lambda of: Share(of, total)))


@given(SHARES, st.integers(2, 1000))
def test_what_is_likely_lies_within_0_and_1_holds_the_share_and_is_narrower_with_more(one: Share, times: int) -> None:
    assert one.share is not None and 0 <= one.low <= one.share <= one.high <= 1
    assert one.low < one.high, "nothing that was counted is certain"
    more = Share(one.of * times, one.total * times)
    assert more.high - more.low < one.high - one.low


@given(SHARES)
def test_it_is_the_same_from_the_other_side(one: Share) -> None:
    other = Share(one.total - one.of, one.total)
    assert other.low == pytest.approx(1 - one.high) and other.high == pytest.approx(1 - one.low)


@pytest.mark.parametrize(
    ("of", "total", "low", "high"),
    # By hand from Wilson's formula; 81 of 263 is the example of R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [(3, 120, 0.0085, 0.0709), (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_known_intervals(of: int, total: int, low: float, high: float) -> None:
    found = Share(of, total)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_small_numbers_don_t_shout_and_nothing_says_nothing() -> None:
    assert not Share(1, 2).is_above(0.1) and Share(50, 100).is_above(0.1)
    nothing = Share(0, 0)
    assert (nothing.share, nothing.low, nothing.high, nothing.is_above(0.0)) == (None, 0.0, 1.0, False)
    for wrong in ((2, 1), (-1, 1)):
        with pytest.raises(ValueError, match="is no share"):
            Share(*wrong)
