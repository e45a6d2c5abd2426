"""Who buys a parcel's postage, by what the shop set up and what was offered; and about what it costs."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from makegood.apps.carriage.words import POSTAGE_MODES
from makegood.base.connections import connection_of
from makegood.kernel.money import minor_from_text

COSTS = Path(__file__).parent / "postage_costs.yaml"


@dataclass(frozen=True, slots=True)
class About:
    """What one parcel of up to `up_to_g` costs about, `where` it is bought, and who says so: `source` is an address, "" the shop itself."""

    amount_minor: int
    currency: str
    where: str
    up_to_g: int | None = None
    source: str = ""
    as_of: str = ""


def mode_of(merchant: Any) -> str:
    """One of POSTAGE_MODES."""
    mode = merchant.settings.get("postage", {}).get("mode", "")
    return mode if mode in POSTAGE_MODES else POSTAGE_MODES[0]


def keeps_fee(offer: dict[str, Any]) -> bool:
    """The shop keeps a fee for the label: then it owes one, however it buys its postage."""
    return any(fee.get("kind") == "label" for fee in (offer.get("breakdown") or {}).get("fees") or ())


def kept_postage(offer: dict[str, Any]) -> int:
    """What is taken off the money of an offer for the way back, in minor units of its currency."""
    fees = (offer.get("breakdown") or {}).get("fees") or ()
    return sum(minor_from_text(fee["amount"], offer["currency"]) for fee in fees if fee["kind"] in ("label", "return"))


def way_for(merchant: Any, offers: list[dict[str, Any]]) -> tuple[str, str]:
    """(way, public id of the connection) by which a new parcel is carried at the shop's cost; ("", "") where the customer buys the postage.

    What the shop owes and has no way for (a fee was kept; the provider is not connected) a person brings.
    """
    mode, fee = mode_of(merchant), any(keeps_fee(offer) for offer in offers)
    if not fee and not any(offer.get("return_paid_by") == "shop" for offer in offers):
        return "", ""
    if mode == "stock":
        return "stock", ""
    connection = connection_of("postage") if mode == "easypost" else None
    if connection is not None:
        return connection.party, connection.public_id
    return ("by_hand", "") if fee or mode == "easypost" else ("", "")


def about_of(merchant: Any, market: str) -> About | None:
    """What the shop itself says of this market, else the list that comes along; None where nobody knows."""
    said = merchant.settings.get("postage", {}).get("about", {})
    for code in (market, market[:2]):
        if code in said:
            return About(said[code]["amount_minor"], said[code]["currency"], said[code]["where"])
    return known_costs().get(market) or known_costs().get(market[:2])


@cache
def known_costs() -> dict[str, About]:
    """By market: what was looked up, with its source and day. A market that is not in the list is not guessed."""
    rows = yaml.safe_load(COSTS.read_text(encoding="utf-8"))
    return {
        row["market"]: About(
            minor_from_text(row["price"], row["currency"]), row["currency"], row["where"], row["up_to_g"], row["source"], str(row["as_of"])
        )
        for row in rows
    }
