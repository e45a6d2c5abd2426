"""What the calls about stocks and sources take and answer."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from makegood.interfaces.api.v1.answers_orders import Money
from makegood.interfaces.api.v1.schemas import Strict
from makegood.interfaces.api.v1.shapes import money

Days = Annotated[int, Field(ge=0, le=180)]


class StockIn(Strict):
    """`holder`: who sends it from there; of a supplier's shelf, `supplier` is its code. `on_hand` null leaves the count as it is. Days are working days:
    `ready_days` until one leaves, `transit` on the road by market or country, `*` for every other. `cost`: of sending one, in the shop's currency."""

    sku: str = Field(min_length=1, max_length=80)
    place: str = Field(min_length=1, max_length=60)
    holder: Literal["hub", "shop", "supplier"] = "shop"
    supplier: str = Field(default="", max_length=60)
    on_hand: int | None = Field(default=None, ge=0, le=1_000_000)
    ready_days: Days = 1
    transit: dict[str, Days] = Field(default_factory=dict, max_length=80)
    cost: str | None = None


class SourceIn(Strict):
    """Supplier `supplier` makes this product; fields as a stock's. `rank`: 1 comes first where neither day nor cost decides."""

    sku: str = Field(min_length=1, max_length=80)
    supplier: str = Field(min_length=1, max_length=60)
    production_days: Days | None = None
    transit: dict[str, Days] = Field(default_factory=dict, max_length=80)
    cost: str | None = None
    rank: int = Field(default=1, ge=1, le=99)
    personalised: bool = False


class Stock(Schema):
    """Pieces of one product at one place; `reserved` of them are promised to customers."""

    id: str
    sku: str
    place: str
    holder: str
    supplier: str | None
    on_hand: int
    reserved: int
    ready_days: int
    transit: dict[str, int]
    cost: Money | None


class StockPage(Schema):
    items: list[Stock]
    next: str | None


class Source(Schema):
    sku: str
    supplier: str
    production_days: int | None
    transit: dict[str, int]
    cost: Money | None
    rank: int
    personalised: bool


class SourcePage(Schema):
    items: list[Source]
    next: str | None


def stock_shape(row: Any, currency: str) -> dict[str, Any]:
    return {
        "id": row.public_id, "sku": row.sku, "place": row.place, "holder": row.holder, "supplier": row.code or None, "on_hand": row.on_hand,
        "reserved": row.reserved, "ready_days": row.ready_days, "transit": row.transit,
        "cost": None if row.cost_minor is None else money(row.cost_minor, currency),
    }  # fmt: skip


def source_shape(row: Any, currency: str) -> dict[str, Any]:
    return {
        "sku": row.sku, "supplier": row.code, "production_days": row.production_days, "transit": row.transit,
        "cost": None if row.cost_minor is None else money(row.cost_minor, currency), "rank": row.rank, "personalised": row.personalised,
    }  # fmt: skip
