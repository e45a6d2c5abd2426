"""Opening a parcel blind: what is counted before the announcement is shown, and the line-up of goods from which it is named."""

from collections.abc import Iterable, Mapping
from typing import Any

from makegood.apps.carriage.counting import UNNAMED, Announced
from makegood.kernel.digest import digest_of
from makegood.kernel.refusal import Refusal

MOST_KINDS, MOST_PIECES, SHOWN = 60, 99, 6


def announced_in(rows: Iterable[Any], lines: Mapping[int, Any], sold: Iterable[Any]) -> list[Announced]:
    """`rows` of a parcel, the case's `lines` by id, and what was `sold`."""
    skus = {one.id: one.sku for one in sold}
    return [Announced(row.line_id, skus[lines[row.line_id].order_line_id], row.quantity) for row in rows]


def check_said(said: Mapping[str, int]) -> None:
    """Refuses `count_invalid`: nothing was said (an empty parcel is {"": 0}), or more than anybody counts."""
    if not said:
        raise Refusal("count_invalid", "Nothing was counted.", "Say what is in the parcel, or that nothing is.", field="said")
    if len(said) > MOST_KINDS or any(not 0 <= count <= MOST_PIECES for count in said.values()):
        raise Refusal("count_invalid", "This count can't be right.", "Count again.", field="said")


def lineup(parcel_id: str, own: Iterable[str], others: Iterable[str]) -> list[str]:
    """The kinds of goods among which whoever opens the parcel chooses: its own, filled up with others of the shop, in an order that tells nothing.

    The same parcel always gives the same ones. What can't be named is not among them (UNNAMED stands for that).
    """
    mine = list(dict.fromkeys(one for one in own if one != UNNAMED))
    spread = sorted({*others} - {*mine, UNNAMED}, key=lambda sku: digest_of([parcel_id, sku]))
    chosen = mine + spread[: max(2, SHOWN - len(mine))]
    return sorted(chosen, key=lambda sku: digest_of([parcel_id, "place", sku]))
