"""How many pieces of a batch are looked at, and what that says of the rest. Exact, without tables; pure.

The rule is our own and is plain: no bad piece may be among those that are drawn. The sample is as large as it must be for a batch with
`worst_percent` bad pieces to be held in at least 95 of 100 draws (drawn without putting back: the hypergeometric distribution). What is said
of the batch afterwards is an interval that holds the true number of bad pieces in at least 95 of 100 samples (Clopper and Pearson's way of
reckoning, Biometrika 26, 1934, for a lot that ends).
"""

from dataclasses import dataclass
from fractions import Fraction
from math import comb

LARGEST_LOT, WORST = 100_000, (5, 10, 20)
MISSED = Fraction(5, 100)
_TAIL = Fraction(25, 1000)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`word`: drawing, accept or hold. `low` and `high`: bad pieces that the whole lot may have, the drawn ones among them."""

    word: str
    looked: int
    bad: int
    low: int
    high: int


def size_for(lot: int, worst_percent: int) -> int:
    """Pieces to draw."""
    worst = max(1, -(-lot * worst_percent // 100))
    low, high = 1, lot
    while low < high:  # more pieces never miss more
        middle = (low + high) // 2
        low, high = (low, middle) if missed(lot, worst, middle) <= MISSED else (middle + 1, high)
    return low


def missed(lot: int, bad: int, size: int) -> Fraction:
    """The chance that none of `bad` pieces is among `size` drawn."""
    return Fraction(comb(lot - bad, size), comb(lot, size))


def verdict_of(lot: int, size: int, bad: int, looked: int) -> Verdict:
    low, high = interval(lot, looked, bad) if looked else (0, lot)
    return Verdict("hold" if bad else "accept" if looked >= size else "drawing", looked, bad, low, high)


def interval(lot: int, looked: int, bad: int) -> tuple[int, int]:
    """The least and the most bad pieces of the lot with which what was seen is not rarer than 25 in 1000 on either side."""
    least, most = bad, lot - looked + bad
    low, high = least, most
    while low < high:  # the first total with which so many bad ones, or more, are not too rare
        middle = (low + high) // 2
        low, high = (low, middle) if 1 - _up_to(lot, middle, looked, bad - 1) >= _TAIL else (middle + 1, high)
    first = low
    low, high = least, most
    while low < high:  # the last with which so few, or fewer, are not
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _up_to(lot, middle, looked, bad) >= _TAIL else (low, middle - 1)
    return first, max(first, low)


def _up_to(lot: int, total: int, looked: int, seen: int) -> Fraction:
    """The chance of at most `seen` bad pieces among `looked`, of `total` in the lot."""
    ways = sum(
        comb(total, one) * comb(lot - total, looked - one) for one in range(max(0, looked - lot + total), min(seen, total, looked) + 1)
    )
    return Fraction(ways, comb(lot, looked))
