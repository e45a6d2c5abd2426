"""Where every piece that was sold is."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.base.tenancy import merchant_of
from makegood.insight.pieces import PLACES, whereabouts
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_money import Pieces
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.schemas import answers
from makegood.kernel.refusal import Refusal

router = Router(tags=["pieces"])


@router.get("", response=answers(Pieces), operation_id="get_pieces")
@call("read")
def by_place(request: HttpRequest, place: str = "") -> dict[str, Any]:
    """Pieces and their cost by place; their sum is what was sold. With `place`, that place's order lines too (not of with_customer)."""
    if place and place not in PLACES:
        raise Refusal("place_unknown", "There is no such place.", f"One of: {', '.join(PLACES)}.", status=422, field="place")
    found, currency = whereabouts(), merchant_of(caller_of(request).merchant_id).currency
    return {
        "sold": found.sold.pieces,
        "places": [
            {"place": name, "pieces": of.pieces, "cost": shapes.money(of.cost_minor, currency), "pieces_without_cost": of.unpriced}
            for name, of in found.places.items()
        ],
        "lines": [
            {
                "order": one.line.order.public_id, "line": one.line.public_id, "sku": one.line.sku, "title": one.line.title, "pieces": one.pieces,
                "cost": None if one.cost_minor is None else shapes.money(one.cost_minor, currency),
            }
            for one in found.items
            if one.place == place
        ],
    }  # fmt: skip
