"""Seasons in which what was bought may come back later than usual."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.kernel.refusal import Refusal

MOST = 5


@dataclass(frozen=True, slots=True)
class Season:
    """Bought from `start` to `end`, both included: returnable until `until`."""

    start: date
    end: date
    until: date


def read_season(given: Any, on: date) -> tuple[Season, ...]:
    """The seasons that were named as [{"from", "to", "until"}], else the next Christmas. Refuses `answer_invalid`."""
    if given in (None, "", []):
        year = on.year if on <= date(on.year, 12, 24) else on.year + 1
        return (Season(date(year, 11, 1), date(year, 12, 24), date(year + 1, 1, 31)),)
    if not isinstance(given, (list, tuple)) or len(given) > MOST:
        raise _bad(f"Up to {MOST} seasons, each with from, to and until.")
    return tuple(_season(one) for one in given)


def _season(one: Any) -> Season:
    if not isinstance(one, Mapping) or set(one) != {"from", "to", "until"}:
        raise _bad("A season has from, to and until.")
    try:
        found = Season(*(date.fromisoformat(str(one[name])) for name in ("from", "to", "until")))
    except ValueError:
        raise _bad("A day of a season looks like 2026-11-01.") from None
    if not found.start <= found.end <= found.until:
        raise _bad("A season begins, ends, and then its things may come back for a while.")
    return found


def _bad(message: str) -> Refusal:
    return Refusal("answer_invalid", message, "Mend the season.", status=400, field="seasons")
