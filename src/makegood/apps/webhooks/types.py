"""Which events an address hears of."""

from collections.abc import Sequence

from makegood.apps.webhooks.words import EVENTS
from makegood.kernel.refusal import Refusal


def chosen(types: Sequence[str]) -> list[str]:
    """Each once, in the order of the catalogue. Refuses `event_unknown`, for none too."""
    unknown = [one for one in types if one not in EVENTS]
    if unknown or not types:
        what = f"There is no event {unknown[0][:60]}." if unknown else "An address that hears of nothing is of no use."
        raise Refusal("event_unknown", what, "Choose from the list of events.", field="types")
    return [one for one in EVENTS if one in set(types)]
