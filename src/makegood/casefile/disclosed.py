"""What of a text that was shown counts as told before the purchase."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from makegood.kernel.refusal import Refusal
from makegood.law.load import market_used


@dataclass(frozen=True, slots=True)
class Told:
    """`words` count for the order; `late`: it was read after the order, so that it counts as told later."""

    digest: str
    place: str
    words: tuple[str, ...]
    shown_at: datetime
    late: bool


def told_by(showing: Any, *, market: str, placed_at: datetime, shown_at: datetime | None) -> Told:
    """Another market's text tells nothing of this one's law; what we served for the first time after the order was not shown before it."""
    at = shown_at or placed_at
    fits = market_used(showing.market) == market_used(market) and showing.first_at <= at
    late = at > placed_at
    return Told(showing.digest, showing.place, tuple(showing.words) if fits and not late else (), at, fits and late)


def known_or_refused(showings: dict[str, Any], digests: list[str]) -> None:
    """Refuses `shown_unknown`: what we never served was not shown."""
    for digest in digests:
        if digest not in showings:
            raise Refusal(
                "shown_unknown",
                f"Nothing was served with the id {digest[:16]!r}.",
                "Send back the `shown` that came with the text.",
                status=422,
                field="shown",
            )
