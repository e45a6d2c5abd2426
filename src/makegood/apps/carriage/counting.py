"""What was counted before the announcement was seen, against what was announced. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

UNNAMED = ""  # pieces that nobody could name


@dataclass(frozen=True, slots=True)
class Announced:
    """So many pieces of one kind of goods (`sku`), on one line of the case."""

    line_id: int
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Allotted:
    """`right` and `wrong` by line id; `extras`: (sku, pieces) that belong to no line."""

    right: dict[int, int]
    wrong: dict[int, int]
    extras: tuple[tuple[str, int], ...]


def allot(announced: Sequence[Announced], said: Mapping[str, int]) -> Allotted:
    """Share out what was counted over what was announced, line by line in order.

    What lies there instead of an announced piece is that line's wrong piece: something came, another thing. What is left over then is extra;
    what is lacking then is missing. So the pieces counted are the right, the wrong and the extra ones, and none twice.
    """
    left = {sku: count for sku, count in said.items() if count > 0}
    right, wrong = {}, {}
    for one in announced:
        right[one.line_id] = min(one.quantity, left.get(one.sku, 0))
        left[one.sku] = left.get(one.sku, 0) - right[one.line_id]
    for one in announced:
        wrong[one.line_id] = 0
        for sku in sorted(left):
            taken = min(one.quantity - right[one.line_id] - wrong[one.line_id], left[sku])
            wrong[one.line_id] += taken
            left[sku] -= taken
    return Allotted(right, wrong, tuple((sku, left[sku]) for sku in sorted(left) if left[sku]))


def differences(announced: Sequence[Announced], said: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """(sku, counted, announced) of every kind of goods that either side names, in the order of the kinds."""
    told: dict[str, int] = {}
    for one in announced:
        told[one.sku] = told.get(one.sku, 0) + one.quantity
    return [(sku, max(said.get(sku, 0), 0), told.get(sku, 0)) for sku in sorted({*told, *(sku for sku, n in said.items() if n > 0)})]
