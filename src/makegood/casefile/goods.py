"""The pieces behind an amount, as the shop's own system is told of them beside the money. Pure over rows."""

from collections.abc import Iterable
from typing import Any

from makegood.apps.orders import queries as orders
from makegood.kernel.money import minor_from_text


def goods_of(reimbursement: Any, order: Any, *, restock: str) -> dict[str, Any]:
    """{"order", "lines": [{"line", "quantity", "place"}], "shipping_minor"}: theirs of a Transfer. `restock`: where the pieces are stock again.

    An amount that takes no pieces (the customer keeps it) names none.
    """
    names = {line.public_id: line.source_id for line in orders.lines_of(order.id)}
    given = reimbursement.breakdown
    lines = [
        {"line": names[line["id"]], "quantity": line["quantity"], "place": restock}
        for line in given.get("lines", [])
        if line["quantity"] and names.get(line["id"])
    ]
    shipping = minor_from_text((given.get("shipping") or {}).get("gross", "0"), reimbursement.currency)
    return {"order": order.source_id, "lines": lines, "shipping_minor": shipping}


def place_for(hub_id: int | None, places: Iterable[Any]) -> str:
    """Their id of the place where this hub's goods lie (None: where the shop itself takes returns); "" where nobody has said."""
    found = {place.hub_id: place.ref for place in places}
    return str(found.get(hub_id) or found.get(None) or "")
