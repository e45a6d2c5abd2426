"""What the API shows of scorecards."""

from typing import Any

from makegood.insight.scorecards import CarrierCard, Goods, HubCard, ProductCard, Scorecards, SupplierCard
from makegood.insight.shares import Share
from makegood.interfaces.api.v1.shapes import moment, money

MOST_PRODUCTS = 500


def share(one: Share) -> dict[str, Any]:
    """Bounds with four decimals, which is finer than anybody can know."""
    found = {"share": one.share, "low": one.low, "high": one.high} if one.share is not None else dict.fromkeys(("share", "low", "high"))
    return {"count": one.of, "total": one.total} | {name: None if value is None else round(value, 4) for name, value in found.items()}


def scorecards(found: Scorecards, currency: str) -> dict[str, Any]:
    return {
        "days": found.days,
        "since": moment(found.since),
        "cases": found.cases,
        "enough": found.is_enough,
        "average": share(found.average),
        "suppliers": [supplier_card(one, currency) for one in found.suppliers],
        "products": [_product(one) for one in found.products[:MOST_PRODUCTS]],
        "products_left_out": max(0, len(found.products) - MOST_PRODUCTS),
        "hubs": [_hub(one) for one in found.hubs],
        "carriers": [_carrier(one) for one in found.carriers],
    }


def _goods(one: Goods) -> dict[str, Any]:
    faults = {kind: share(of) for kind, of in one.faults.items()}
    return {"sold": one.sold, "faulty": share(one.own), "faults": faults, "late_or_never": share(one.late)}


def supplier_card(one: SupplierCard, currency: str) -> dict[str, Any]:
    recovered = [
        {"asked": money(row.asked_minor, row.currency), "credited": money(row.credited_minor, row.currency)} for row in one.recovered
    ]
    claims = {
        "sent": one.sent, "overdue": one.overdue, "answer_days": _days(one.answer_days), "accepted": share(one.accepted), "recovered": recovered,
    }  # fmt: skip
    return _goods(one.goods) | {
        "supplier": one.code or None, "name": one.name, "claims": claims, "hub_agreed": share(one.agreed),
        "goods_cost": money(one.cost_minor, currency), "pieces_without_cost": one.unpriced,
    }  # fmt: skip


def _product(one: ProductCard) -> dict[str, Any]:
    return _goods(one.goods) | {"sku": one.sku, "title": one.title, "stands_out": one.stands_out}


def _hub(one: HubCard) -> dict[str, Any]:
    return {
        "hub": one.name or None, "pieces": one.pieces, "pieces_a_day": round(one.a_day, 1), "usual_days": _days(one.usual_days),
        "slow_days": _days(one.slow_days), "corrected": share(one.corrected),
    }  # fmt: skip


def _carrier(one: CarrierCard) -> dict[str, Any]:
    return {
        "carrier": one.name, "parcels": one.parcels, "pieces": one.pieces, "damaged": share(one.damaged), "lost": share(one.lost),
        "late": share(one.late), "parcels_timed": one.timed, "usual_days": _days(one.usual_days), "slow_days": _days(one.slow_days),
    }  # fmt: skip


def _days(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
