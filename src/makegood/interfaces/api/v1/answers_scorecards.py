"""What the call about scorecards answers."""

from datetime import date

from ninja import Schema

from makegood.interfaces.api.v1.answers_orders import Money


class Share(Schema):
    """`count` of `total`; `share` lies, 95 times in 100, between `low` and `high` (Wilson's interval). All three are null where nothing was counted."""

    count: int
    total: int
    share: float | None
    low: float | None
    high: float | None


class GoodsCard(Schema):
    """`faulty`: of the pieces ordered in the time, those that came back for a fault of whoever made or packed them, by kind in `faults`."""

    sold: int
    faulty: Share
    faults: dict[str, Share]
    late_or_never: Share


class RecoveredCard(Schema):
    asked: Money
    credited: Money


class ClaimsCard(Schema):
    """Of the claims sent in the time. `answer_days`: half of the answers came within it. `recovered`: of those that ended, by currency."""

    sent: int
    overdue: int
    answer_days: float | None
    accepted: Share
    recovered: list[RecoveredCard]


class SupplierCard(GoodsCard):
    """`supplier` is its code; null where nobody has said whose the goods are. `hub_agreed`: of its faulty pieces that were looked at, those
    with which something was wrong. `goods_cost`: what its faulty pieces had cost; of `pieces_without_cost` nobody knows it."""

    supplier: str | None
    name: str
    claims: ClaimsCard
    hub_agreed: Share
    goods_cost: Money
    pieces_without_cost: int


class ProductCard(GoodsCard):
    """`stands_out`: even `faulty.low` is above the `average` of the shop."""

    sku: str
    title: str
    stands_out: bool


class HubCard(Schema):
    """`hub` is its name; null: the shop's own hands. From arrival to the look `usual_days` passed for half, `slow_days` for nine in ten."""

    hub: str | None
    pieces: int
    pieces_a_day: float
    usual_days: float | None
    slow_days: float | None
    corrected: Share


class CarrierCard(Schema):
    """Of the way to customers. `parcels_timed`: those of which both days are known."""

    carrier: str
    parcels: int
    pieces: int
    damaged: Share
    lost: Share
    late: Share
    parcels_timed: int
    usual_days: float | None
    slow_days: float | None


class Scorecards(Schema):
    """`enough` is false where so few cases were opened since `since` that shares say little. `products`: those that stand out first, the
    surest first, then by name; at most 500, and `products_left_out` is how many more there are."""

    days: int
    since: date
    cases: int
    enough: bool
    average: Share
    suppliers: list[SupplierCard]
    products: list[ProductCard]
    products_left_out: int
    hubs: list[HubCard]
    carriers: list[CarrierCard]
