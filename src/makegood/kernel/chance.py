"""How far chance alone goes with small counts: exact, of two groups of pieces with faults among them. Pure arithmetic."""

from math import exp, lgamma

SURE = 0.05  # one comparison: chance alone does this at most once in twenty
FURTHEST = 5_000  # pieces, beyond which nobody waits for an answer


def more_often(of: int, total: int, other: int, other_total: int) -> float:
    """The chance that, were both groups alike, `total` pieces of all held `of` or more of the faults: 0 to 1.

    Fisher's exact test, one-sided (R. A. Fisher, Statistical Methods for Research Workers, 5th edition 1934, section 21.02). It holds at any counts,
    however small; being discrete, it errs on the side of silence.
    """
    if not (0 <= of <= total and 0 <= other <= other_total):
        raise ValueError(f"{of} of {total} and {other} of {other_total} are no counts")
    faults, pieces = of + other, total + other_total
    most = min(faults, total)
    whole = _ways(pieces, faults)
    tail = sum(
        exp(_ways(total, one) + _ways(other_total, faults - one) - whole) for one in range(of, most + 1) if faults - one <= other_total
    )
    return min(1.0, tail)


def _ways(total: int, of: int) -> float:
    """The logarithm of the number of ways to choose `of` from `total`."""
    return lgamma(total + 1) - lgamma(of + 1) - lgamma(total - of + 1)


def pieces_needed(was_of: int, was_total: int, hoped: float) -> int:
    """How many pieces at the `hoped` share (0 to 1) it takes until they differ from `was_of` of `was_total` by more than chance; FURTHEST where none do."""
    low, high = 1, FURTHEST
    while low < high:
        middle = (low + high) // 2
        if more_often(was_of, was_total, min(middle, round(middle * hoped)), middle) <= SURE:
            high = middle
        else:
            low = middle + 1
    return low
