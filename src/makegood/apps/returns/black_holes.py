"""Open cases that nobody has, or that have no next step or no day: the view `returns_black_hole`, which must be empty."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

WHYS = ("no_owner", "no_step", "no_day", "no_promise", "not_renewed")


@dataclass(frozen=True, slots=True)
class BlackHole:
    """`why`: a word of WHYS; not_renewed: its day passed an hour ago and nothing came of it."""

    merchant_id: int
    case: str
    step: str
    why: str


def black_holes(*, now: datetime, limit: int = 200) -> list[BlackHole]:
    """Of the unit's shops, as seen at `now`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.moment', %s, true)", [now.isoformat()])
        cursor.execute(
            "SELECT merchant_id, public_id, ball_step, why FROM returns_black_hole ORDER BY merchant_id, case_id LIMIT %s", [limit]
        )
        return [BlackHole(*row) for row in cursor.fetchall()]
