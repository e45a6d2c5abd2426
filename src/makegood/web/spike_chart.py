"""The weekly shares of a spike's product or supplier as a plain drawing: a bar a week, with what is likely as a line. No script, no style."""

from dataclasses import dataclass
from datetime import date, timedelta

from makegood.insight.heaps import Heap, share_of
from makegood.insight.shares import Share

WEEKS = 26
WIDE, HIGH, FOOT = 640, 180, 20


@dataclass(frozen=True, slots=True)
class Week:
    """Drawn from `x`, `bar` high above the foot; `low` and `high` are the ends of the line of what is likely. In units of the drawing, from its top."""

    first: date
    share: Share
    x: float
    top: float
    bar: float
    low: float
    high: float

    @property
    def middle(self) -> float:
        return round(self.x + WIDE / WEEKS * 0.35, 1)


def weeks_of(heaps: list[Heap], today: date) -> list[Week]:
    """The last WEEKS weeks, the first first; those in which nothing was sold are left out. The tallest line fills the drawing."""
    begin = today - timedelta(days=7 * WEEKS - 1)
    shares = [(number, _week(heaps, begin + timedelta(days=7 * number))) for number in range(WEEKS)]
    shares = [(number, share) for number, share in shares if share.total]
    most = max((share.share or 0.0 for _, share in shares), default=0.0)
    scale = HIGH / min(1.0, max(0.05, most * 1.5))

    def place(value: float) -> float:
        return round(max(0.0, HIGH - value * scale), 1)

    return [
        Week(
            begin + timedelta(days=7 * number), share, round(number * WIDE / WEEKS, 1), place(share.share or 0.0),
            round(HIGH - place(share.share or 0.0), 1), place(share.low), place(share.high),
        )
        for number, share in shares
    ]  # fmt: skip


def place_of(on: date, today: date) -> float:
    """Where a day lies from the left."""
    begin = today - timedelta(days=7 * WEEKS - 1)
    return round(max(0, (on - begin).days) * WIDE / (7 * WEEKS), 1)


def _week(heaps: list[Heap], first: date) -> Share:
    return share_of(heaps, lambda one: first <= one.on < first + timedelta(days=7))
