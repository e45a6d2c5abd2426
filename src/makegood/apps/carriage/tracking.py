"""Where a parcel stands by what carriers said, in whatever order, and however often, it came (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

FORWARD = {"announced": 0, "in_transit": 1, "near": 2, "delivered": 3}
TROUBLE = ("held", "going_back", "failed")


@dataclass(frozen=True, slots=True)
class Standing:
    """`reached`: the furthest that anybody said (of FORWARD; "" for nothing), never less for an older word that comes later.

    `moved_at`, `delivered_at`: the first such word's own time; where it has none, when it was heard. `trouble`: of TROUBLE, while nothing
    forward was said of a later time; `odd`: words that are not known or contradict themselves, shown to staff as they are.
    """

    reached: str = ""
    moved_at: datetime | None = None
    delivered_at: datetime | None = None
    trouble: str = ""
    trouble_at: datetime | None = None
    odd: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        """Somebody has it who is not the customer."""
        return FORWARD.get(self.reached, 0) > 0 or self.trouble == "going_back"


def standing(events: Iterable[Any]) -> Standing:
    """Of rows with `means`, `said`, `at` and `heard_at`. The order in which they are given changes nothing."""
    rows = sorted(events, key=lambda one: (one.at or one.heard_at, one.said))
    forward = [one for one in rows if one.means in FORWARD]
    moving = [one for one in forward if FORWARD[one.means] > 0]
    delivered = [one for one in forward if one.means == "delivered"]
    reached = max((one.means for one in forward), key=lambda means: FORWARD[means], default="")
    last_moving = max((one.at or one.heard_at for one in moving), default=None)
    late = [one for one in rows if one.means in TROUBLE and (last_moving is None or (one.at or one.heard_at) >= last_moving)]
    trouble = late[-1] if late else None
    if trouble is not None and trouble.means == "held" and delivered:
        trouble = None  # waiting at a counter ends with being fetched, whatever the clocks of two machines say
    return Standing(
        reached, _time(moving[0]) if moving else None, _time(delivered[0]) if delivered else None, trouble.means if trouble else "",
        _time(trouble) if trouble else None, tuple(dict.fromkeys(one.said for one in rows if one.means == "unknown")),
    )  # fmt: skip


def _time(row: Any) -> datetime:
    found: datetime = row.at or row.heard_at
    return found
