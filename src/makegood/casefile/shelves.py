"""What a shop can say of a stock or a source, and how its days are written. Pure."""

import re

from django.utils.translation import gettext as _

from makegood.apps.stock.words import ELSEWHERE
from makegood.kernel.refusal import Refusal

MOST_DAYS, MOST_PIECES, MOST_MARKETS, LONGEST_SKU = 180, 1_000_000, 80, 80
MOST_MINOR = 100_000_000
_MARKET = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def check_sku(sku: str) -> str:
    """Refuses `sku_needed`."""
    found = sku.strip()
    if not found or len(found) > LONGEST_SKU or "\x00" in found:
        raise Refusal("sku_needed", _("Which product is it?"), _("Give its article number, at most 80 letters."), field="sku")
    return found


def check_days(days: int, field: str) -> int:
    """Refuses `days_unfit`."""
    if not 0 <= days <= MOST_DAYS:
        raise Refusal("days_unfit", _("These days can't be."), _("Give a whole number of working days, at most 180."), field=field)
    return days


def check_money(minor: int | None) -> int | None:
    """Refuses `amount_needed`."""
    if minor is not None and not 0 <= minor <= MOST_MINOR:
        raise Refusal("amount_needed", _("This cost can't be."), _("Give an amount of zero or more."), field="cost")
    return minor


def check_pieces(pieces: int) -> int:
    """Refuses `pieces_unfit`."""
    if not 0 <= pieces <= MOST_PIECES:
        raise Refusal("pieces_unfit", _("This count can't be."), _("Give a whole number of zero or more."), field="on_hand")
    return pieces


def check_transit(transit: dict[str, int]) -> dict[str, int]:
    """Refuses `days_unfit`."""
    for market, days in transit.items():
        if market != ELSEWHERE and not _MARKET.fullmatch(market):
            raise Refusal(
                "days_unfit",
                _("%(market)s is no country.") % {"market": market[:10]},
                _("Write them like DE 2, AT 3, * 9."),
                field="transit",
            )
        check_days(days, "transit")
    if len(transit) > MOST_MARKETS:
        raise Refusal("days_unfit", _("These are too many."), _("Name up to eighty countries; * stands for every other."), field="transit")
    return transit


def read_transit(text: str) -> dict[str, int]:
    """{market: working days} of "DE 2, AT 3, * 9", also with = or : between the two. Refuses `days_unfit`."""
    found: dict[str, int] = {}
    for part in filter(None, (one.strip() for one in re.split(r"[,;\n]", text))):
        market, _sign, days = re.sub(r"\s*[=:\s]\s*", " ", part).partition(" ")
        if not re.fullmatch(r"[0-9]{1,3}", days):
            raise Refusal(
                "days_unfit", _("%(part)s can't be read.") % {"part": part[:20]}, _("Write them like DE 2, AT 3, * 9."), field="transit"
            )
        found[market.upper()] = int(days)
    return check_transit(found)


def show_transit(transit: dict[str, int]) -> str:
    """As read_transit reads it."""
    return ", ".join(f"{market} {days}" for market, days in sorted(transit.items(), key=lambda one: (one[0] == ELSEWHERE, one[0])))
