"""The shop says who else makes a product, how long that takes, and what it costs."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.apps.stock import operations as stock
from makegood.apps.suppliers import queries as suppliers
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.shelves import check_days, check_money, check_sku, check_transit
from makegood.kernel.refusal import Refusal

MOST_RANKS = 99


@dataclass(frozen=True, slots=True)
class Maker:
    """`production_days` None is not known. `rank`: 1 comes first where neither the day nor the cost decides."""

    sku: str
    code: str
    production_days: int | None = None
    transit: dict[str, int] = field(default_factory=dict)
    cost_minor: int | None = None
    rank: int = 1
    personalised: bool = False


def keep_source(*, merchant_id: int, maker: Maker, drop: bool = False, by: Actor, now: datetime) -> Any:
    """The Source, made or changed; None where it was dropped. Refuses `sku_needed`, `supplier_unknown`, `days_unfit`, `amount_needed`, `rank_unfit`."""
    sku = check_sku(maker.sku)
    if not 1 <= maker.rank <= MOST_RANKS:
        raise Refusal("rank_unfit", _("This rank can't be."), _("Give a number from 1 to 99."), field="rank")
    days = None if maker.production_days is None else check_days(maker.production_days, "production_days")
    what = {
        "production_days": days, "transit": check_transit(maker.transit), "cost_minor": check_money(maker.cost_minor), "rank": maker.rank,
        "personalised": maker.personalised,
    }  # fmt: skip
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        if not suppliers.versions_of(maker.code):
            raise Refusal("supplier_unknown", _("There is no such supplier."), _("Add it first, with its terms."), field="code")
        if drop:
            stock.drop_source(sku=sku, code=maker.code, by=by, now=now)
            return None
        return stock.keep_source(sku=sku, code=maker.code, by=by, now=now, **what)
