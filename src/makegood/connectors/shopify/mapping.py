"""A Shopify order node as facts. What the query did not ask for is unknown, never a default dressed as fact."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts, PastFacts, PaymentFacts, ShipmentFacts
from makegood.kernel.currency import exponent
from makegood.kernel.money import minor_from_text, text_from_minor
from makegood.kernel.refusal import Refusal

SOURCE = "shopify"
_PAID = ("SALE", "CAPTURE")


def _bad(message: str) -> Refusal:
    return Refusal("order_incomplete", message, "Ask for this field in the query.")


def _nodes(value: Any) -> list[dict[str, Any]]:
    """Connections come as {nodes}, {edges: [{node}]} or a plain list."""
    if isinstance(value, dict):
        value = value.get("nodes") or [edge.get("node") for edge in value.get("edges") or []]
    return [one for one in value or [] if isinstance(one, dict)]


def _amount(value: Any, currency: str) -> int | None:
    """Minor units of a MoneyBag's presentment money (shop money where there is no other) or a MoneyV2."""
    if not isinstance(value, dict):
        return None
    money = value.get("presentmentMoney") or value.get("shopMoney") or value
    if money.get("amount") is None:
        return None
    try:
        amount = Decimal(str(money["amount"])).quantize(Decimal(1).scaleb(-exponent(currency)))
    except InvalidOperation:
        raise Refusal("amount_unreadable", f"{money['amount']!r} is no amount.", "Check the order.") from None
    if not amount.is_finite():
        raise Refusal("amount_unreadable", f"{money['amount']!r} is no amount.", "Check the order.")
    return minor_from_text(format(amount, "f"), currency)


def _when(text: Any) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise Refusal("date_unreadable", f"{text!r} is no date.", "Check the order.") from None


def _money_of(node: dict[str, Any]) -> tuple[str, str, str]:
    """(customer's currency, shop's currency, rate): from the total's two moneys, frozen as text."""
    total = node.get("totalPriceSet") or node.get("currentTotalPriceSet")
    if not isinstance(total, dict):
        raise _bad("The order has no total.")
    shop, shown = total.get("shopMoney") or {}, total.get("presentmentMoney") or total.get("shopMoney") or {}
    currency, shop_currency = str(shown.get("currencyCode", "")), str(shop.get("currencyCode") or shown.get("currencyCode", ""))
    exponent(currency)
    exponent(shop_currency)
    _amount(total, currency)
    paid = Decimal(str(shown.get("amount") or "0"))
    rate = Decimal(str(shop.get("amount") or "0")) / paid if paid and currency != shop_currency else Decimal(1)
    return currency, shop_currency, format(rate.quantize(Decimal("0.00000001")).normalize(), "f")


def order_facts(node: dict[str, Any], *, default_market: str) -> OrderFacts:
    """Refuses order_incomplete, amount_unreadable, date_unreadable, unknown_currency."""
    order = node.get("order") or node.get("node") or node
    placed_at = _when(order.get("processedAt") or order.get("createdAt"))
    if not order.get("id") or placed_at is None:
        raise _bad("The order has no id or no date.")
    currency, shop_currency, rate = _money_of(order)
    included = bool(order.get("taxesIncluded", False))
    lines = tuple(_line(place, one, currency) for place, one in enumerate(_nodes(order.get("lineItems")), 1))
    shipping = _nodes(order.get("shippingLines"))
    address = order.get("shippingAddress") or {}
    shipments = tuple(_shipment(one) for one in _nodes(order.get("fulfillments")))
    customer = order.get("customer") or {}
    return OrderFacts(
        source=SOURCE,
        source_id=str(order["id"]).rsplit("/", 1)[-1],
        number=str(order.get("name") or order["id"].rsplit("/", 1)[-1]),
        placed_at=placed_at,
        market=_market(address) or default_market,
        currency=currency,
        shop_currency=shop_currency,
        shop_rate=rate,
        lines=lines,
        prices_include_tax=included,
        shipping_minor=sum(_amount(one.get("originalPriceSet"), currency) or 0 for one in shipping),
        shipping_discount_minor=sum(_allocated(one, currency) for one in shipping),
        shipping_tax_minor=sum(_taxes(one, currency) for one in shipping),
        duties_minor=_amount(order.get("originalTotalDutiesSet"), currency) or 0,
        channel=str((order.get("channelInformation") or {}).get("channelDefinition", {}).get("handle", "")),
        shipped_on=max((one.shipped_on for one in shipments if one.shipped_on), default=None),
        delivered_on=max((one.delivered_on for one in shipments if one.delivered_on), default=None),
        payment_method=", ".join(order.get("paymentGatewayNames") or [])[:60],
        tags=tuple(str(tag) for tag in order.get("tags") or []) + (() if _market(address) else ("market_assumed",)),
        customer=str(customer.get("id", "")),
        contact=_contact(order, address),
        payments=tuple(_payments(order, currency)),
        shipments=shipments,
        past=tuple(_past(order, currency)),
        cancelled_at=_when(order.get("cancelledAt")),
    )


def _market(address: dict[str, Any]) -> str:
    country, province = str(address.get("countryCodeV2") or address.get("countryCode") or ""), str(address.get("provinceCode") or "")
    return f"{country}-{province}" if country in ("US", "CA") and province else country


def _allocated(of: dict[str, Any], currency: str) -> int:
    return sum(_amount(one.get("allocatedAmountSet"), currency) or 0 for one in of.get("discountAllocations") or [])


def _taxes(of: dict[str, Any], currency: str) -> int:
    return sum(_amount(one.get("priceSet"), currency) or 0 for one in of.get("taxLines") or [])


def _line(place: int, of: dict[str, Any], currency: str) -> LineFacts:
    price = _amount(of.get("originalUnitPriceSet") or of.get("discountedUnitPriceSet"), currency)
    if price is None:
        raise _bad(f"Line {place} has no price.")
    taxes = of.get("taxLines") or []
    rates = [Decimal(str(tax["rate"])) for tax in taxes if tax.get("rate") is not None]
    inputs, given = _inputs(of)
    return LineFacts(
        source_id=str(of.get("id") or f"line-{place}").rsplit("/", 1)[-1],
        sku=str(of.get("sku") or "")[:80],
        title=str(of.get("title") or of.get("name") or "")[:300],
        variant=str(of.get("variantTitle") or "")[:200],
        quantity=int(of.get("quantity") or 0),
        unit_price_minor=price,
        discount_minor=_allocated(of, currency),
        tax_minor=_taxes(of, currency),
        tax_rate=format(sum(rates, Decimal(0)).normalize(), "f") if rates else "0",
        taxes=tuple(
            {"title": str(tax.get("title", "")), "rate": str(tax.get("rate", "")), "amount": text_from_minor(_amount(tax.get("priceSet"), currency) or 0, currency)}
            for tax in taxes
        ),
        customer_input=given,
        inputs=inputs,
        duties_minor=sum(_amount(one.get("price"), currency) or 0 for one in of.get("duties") or []),
    )  # fmt: skip


def _inputs(of: dict[str, Any]) -> tuple[tuple[dict[str, str], ...], str]:
    """Line properties are what the customer gave; not asked for in the query: unknown. Names that begin with _ are the shop's own."""
    if "customAttributes" not in of:
        return (), "unknown"
    found = tuple(
        {"name": str(one.get("key", "")), "value": str(one.get("value") or "")}
        for one in of["customAttributes"] or []
        if not str(one.get("key", "")).startswith("_")
    )
    if not found:
        return (), "none"
    picture = any(one["value"].startswith(("http://", "https://")) for one in found)
    return found, "own_image" if picture else "own_text"


def _shipment(of: dict[str, Any]) -> ShipmentFacts:
    tracking: dict[str, Any] = next(iter(of.get("trackingInfo") or []), {})
    shipped, delivered = _when(of.get("createdAt")), _when(of.get("deliveredAt"))
    lines = tuple(
        (str((one.get("lineItem") or {}).get("id", "")).rsplit("/", 1)[-1], int(one.get("quantity") or 0))
        for one in _nodes(of.get("fulfillmentLineItems"))
    )
    return ShipmentFacts(
        source_id=str(of.get("id", "")).rsplit("/", 1)[-1],
        carrier=str(tracking.get("company") or "")[:60],
        tracking_number=str(tracking.get("number") or "")[:120],
        tracking_url=str(tracking.get("url") or "")[:500],
        shipped_on=shipped.date() if shipped else None,
        delivered_on=delivered.date() if delivered else None,
        lines=lines,
    )


def _contact(order: dict[str, Any], address: dict[str, Any]) -> ContactFacts | None:
    customer = order.get("customer") or {}
    email = str(order.get("email") or customer.get("email") or "")
    name = str(address.get("name") or customer.get("displayName") or "")
    if not (email or name or address):
        return None
    lines = tuple(str(address[key]) for key in ("address1", "address2", "zip", "city", "country") if address.get(key))
    return ContactFacts(name[:160], email[:254], str(address.get("phone") or "")[:40], lines, str(address.get("zip") or "")[:20], "")


def _payments(order: dict[str, Any], currency: str) -> list[PaymentFacts]:
    found = []
    for one in order.get("transactions") or []:
        if one.get("kind") in _PAID and one.get("status", "SUCCESS") == "SUCCESS":
            amount = _amount(one.get("amountSet"), currency)
            at = _when(one.get("processedAt"))
            if amount:
                gateway = str(one.get("gateway") or "")[:60]
                found.append(
                    PaymentFacts(
                        amount, currency, str(one.get("id", "")).rsplit("/", 1)[-1], gateway, gateway, None, at.date() if at else None
                    )
                )
    return found


def _past(order: dict[str, Any], currency: str) -> list[PastFacts]:
    """Refunds that the shop made already, a row for each line and one for what is of no line."""
    found = []
    for refund in order.get("refunds") or []:
        key, at = str(refund.get("id", "")).rsplit("/", 1)[-1], _when(refund.get("createdAt")) or _when(order.get("createdAt"))
        total, of_lines = _amount(refund.get("totalRefundedSet"), currency) or 0, 0
        assert at is not None
        for place, one in enumerate(_nodes(refund.get("refundLineItems"))):
            line = str((one.get("lineItem") or {}).get("id", "")).rsplit("/", 1)[-1]
            amount = (_amount(one.get("subtotalSet"), currency) or 0) + (_amount(one.get("totalTaxSet"), currency) or 0)
            of_lines += amount
            found.append(PastFacts("refund", f"{key}-{place}", at, amount, 0, int(one.get("quantity") or 0), line))
        if total > of_lines:
            found.append(PastFacts("refund", f"{key}-rest", at, total - of_lines))
    return found
