"""New goods for pieces that come back: lines of the return, which become lines of the order when they are processed together.

They cost what the pieces cost that they replace, so that nothing is owed either way. A discount of 100 % would leave the shop owing the
pieces' price, and a line that is processed before its piece the customer owing it: Shopify then holds the goods back (its guide to
migrating to return processing: only an exchange with a balance owed is held).
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from makegood.apps.mirror.ports import Telling, Told, Units
from makegood.base.loose import decimal
from makegood.connectors.shopify.client import Shopify, part
from makegood.connectors.shopify.money import name_of, nodes
from makegood.connectors.shopify.returnstate import ReturnState, Stopped, ask, change, gid


def exchange_lines(shop: Shopify, new: Iterable[Units]) -> list[dict[str, Any]]:
    """ExchangeLineItemInput for each; goods that are not sold there any more are left out (and a person is told when they are to be sent)."""
    units = list(new)
    if not units:
        return []
    found = {
        name_of(one.get("id")): one
        for one in nodes(ask(shop, "new_goods", {"ids": [gid("LineItem", one.line) for one in units]}).get("nodes"))
    }
    lines = []
    for unit in units:
        sold = part(found.get(unit.line))
        variant = part(sold.get("variant"))
        if name_of(variant.get("id")) == unit.variant:
            paid = part(part(sold.get("discountedUnitPriceAfterAllDiscountsSet")).get("shopMoney")).get("amount")
            lines.append({"variantId": variant["id"], "quantity": unit.quantity, **_discount(decimal(variant.get("price")), decimal(paid))})
    return lines


def _discount(price: Decimal, paid: Decimal) -> dict[str, Any]:
    """What brings today's price down to what was paid. As a percentage: a share is the same in every currency, of one piece and of all."""
    if price <= paid:
        return {}
    share = (price - paid) * 100 / price
    return {"appliedDiscount": {"description": "Replacement", "value": {"percentage": float(round(share, 6))}}}


def send_new(shop: Shopify, found: ReturnState, telling: Telling, act: bool) -> Told:
    """`done` once the goods are lines of the order, whoever made them so; `ref` is the id of the first."""
    new, pieces = [], []
    for unit in telling.units:
        lines = found.new_of(unit)
        missing = unit.already + unit.quantity - sum(int(one.get("processedQuantity") or 0) for one in lines)
        taken = _take(lines, missing)
        if missing > sum(one["quantity"] for one in taken):
            if not act:
                return Told("not_known")
            raise Stopped(Told("failed", problem="goods_gone"))
        new += taken
        pieces += _take(found.lines_of(unit), sum(one["quantity"] for one in taken))
    if not new:
        made = next(
            (str(one.get("id")) for unit in telling.units for line in found.new_of(unit) for one in nodes(line.get("lineItems"))), ""
        )
        return Told("done", ref=name_of(made), name=found.name)
    if not act:
        return Told("not_known")
    change(shop, "return_process", {"input": {
        "returnId": gid("Return", found.id), "returnLineItems": pieces, "exchangeLineItems": new, "notifyCustomer": False,
    }})  # fmt: skip
    again = ReturnState(part(ask(shop, "return_look", {"id": gid("Return", found.id)}).get("return")))
    told = send_new(shop, again, telling, False)
    return told if told.state == "done" else Told("unknown", problem="unreadable")


def take_out(shop: Shopify, found: ReturnState, telling: Telling, act: bool) -> Told:
    """Goods that nobody waits for any more: what became a line of the order already is a person's to take back."""
    asked = []
    for unit in telling.units:
        lines = found.new_of(unit)
        spare = sum(int(one.get("quantity") or 0) for one in lines) - telling.left
        taken = _take(lines, min(spare, unit.quantity))
        if spare > sum(one["quantity"] for one in taken):
            raise Stopped(Told("failed", problem="wrong_state"))
        asked += [{"exchangeLineItemId": one["id"], "quantity": one["quantity"]} for one in taken]
    if not asked:
        return Told("done", ref=found.id, name=found.name)
    if not act:
        return Told("not_known")
    change(shop, "return_take_out", {"id": gid("Return", found.id), "new": asked})
    return Told("done", ref=found.id, name=found.name)


def _take(lines: list[dict[str, Any]], wanted: int) -> list[dict[str, Any]]:
    """[{id, quantity}] of so many pieces that are not processed yet, or fewer where there are no more."""
    found = []
    for line in lines:
        units = min(wanted, int(line.get("processableQuantity") or 0))
        if units > 0:
            wanted -= units
            found.append({"id": line["id"], "quantity": units})
    return found
