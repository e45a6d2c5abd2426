"""The shop says what lies where, how far that is from its customers, and what it costs to send."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.apps.stock import operations as stock
from makegood.apps.suppliers import queries as suppliers
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.shelves import check_days, check_money, check_pieces, check_sku, check_transit
from makegood.kernel.refusal import Refusal

LONGEST_PLACE = 60


@dataclass(frozen=True, slots=True)
class Shelf:
    """`holder` is hub, shop or supplier (then `code` is its). `on_hand` None leaves the count as it is. `transit` and days as apps/stock's Stock."""

    sku: str
    place: str
    holder: str = "shop"
    code: str = ""
    on_hand: int | None = None
    ready_days: int = 1
    transit: dict[str, int] = field(default_factory=dict)
    cost_minor: int | None = None


def keep_stock(*, merchant_id: int, shelf: Shelf, by: Actor, now: datetime) -> Any:
    """The Stock, made or changed. Refuses `sku_needed`, `place_needed`, `supplier_unknown`, `days_unfit`, `amount_needed`, `pieces_unfit`,
    `fewer_than_reserved`.
    """
    place = shelf.place.strip()
    if not place or len(place) > LONGEST_PLACE:
        raise Refusal("place_needed", _("Where does it lie?"), _("Name the place in at most 60 letters."), field="place")
    code = shelf.code if shelf.holder == "supplier" else ""
    what = {
        "holder": shelf.holder, "code": code, "ready_days": check_days(shelf.ready_days, "ready_days"), "transit": check_transit(shelf.transit),
        "cost_minor": check_money(shelf.cost_minor),
    }  # fmt: skip
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        if shelf.holder == "supplier" and not suppliers.versions_of(code):
            raise Refusal("supplier_unknown", _("There is no such supplier."), _("Add it first, with its terms."), field="code")
        kept = stock.keep_stock(sku=check_sku(shelf.sku), place=place, by=by, now=now, **what)
        if shelf.on_hand is not None:
            stock.count(kept, check_pieces(shelf.on_hand), by=by, now=now)
            kept.refresh_from_db()
        return kept
