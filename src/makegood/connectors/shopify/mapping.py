"""A Shopify order node as facts. What the query did not ask for is unknown, never a default dressed as fact."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts
from makegood.apps.orders.shown import read_shown
from makegood.base.loose import decimal, moment, part, text, whole
from makegood.connectors.shopify.after import is_whole, past, payments, shipments
from makegood.connectors.shopify.money import amount, currencies, incomplete, name_of, nodes
from makegood.kernel.money import text_from_minor

SOURCE = "shopify"
_GRAMS = {"GRAMS": Decimal(1), "KILOGRAMS": Decimal(1000), "OUNCES": Decimal("28.349523125"), "POUNDS": Decimal("453.59237")}


def order_facts(node: dict[str, Any], *, default_market: str) -> OrderFacts:
    """Refuses order_incomplete, order_unreadable, amount_unreadable, date_unreadable, unknown_currency, currency_mismatch."""
    order = part(node.get("order") or node.get("node") or node)
    if not order.get("id"):
        raise incomplete("The order has no id.")
    placed_at, assumed = _placed(order)
    currency, shop_currency, rate = currencies(order)
    lines = tuple(_line(place, one, currency, shop_currency) for place, one in enumerate(nodes(order.get("lineItems")), 1))
    shipping = nodes(order.get("shippingLines"))
    address, customer = part(order.get("shippingAddress")), part(order.get("customer"))
    parcels = shipments(order)
    market = _market(address)
    discounted = sum(line.discount_minor for line in lines) + sum(_allocated(one, currency) for one in shipping)
    tags = [text(tag, 60) for tag in _plain(order.get("tags"))] + (["market_assumed"] if not market else []) + assumed
    return OrderFacts(
        source=SOURCE,
        source_id=name_of(order["id"]),
        number=text(order.get("name"), 60) or name_of(order["id"]),
        placed_at=placed_at,
        market=market or default_market,
        currency=currency,
        shop_currency=shop_currency,
        shop_rate=rate,
        lines=lines,
        prices_include_tax=order.get("taxesIncluded") is True,
        # Discounts that the query did not ask for line by line are the order's own.
        order_discount_minor=max(0, (amount(order.get("totalDiscountsSet"), currency) or 0) - discounted),
        shipping_minor=sum(amount(one.get("originalPriceSet"), currency) or 0 for one in shipping),
        shipping_discount_minor=sum(_allocated(one, currency) for one in shipping),
        shipping_tax_minor=sum(_taxes(one, currency) for one in shipping),
        shipping_tax_rate=_rate([tax for one in shipping for tax in nodes(one.get("taxLines"))][:3]),
        duties_minor=amount(order.get("originalTotalDutiesSet"), currency) or sum(line.duties_minor for line in lines),
        channel=text(part(part(order.get("channelInformation")).get("channelDefinition")).get("handle") or order.get("sourceName"), 40),
        shipped_on=max((one.shipped_on for one in parcels if one.shipped_on), default=None),
        delivered_on=_delivered(parcels),
        delivery_terms={True: "DDP", False: "DDU"}.get(order.get("dutiesIncluded"), ""),  # type: ignore[arg-type]
        campaign=_campaign(order),
        payment_method=", ".join(text(one, 40) for one in _plain(order.get("paymentGatewayNames")))[:60],
        tags=tuple(tags),
        language=text(order.get("customerLocale"), 8).split("-")[0].lower(),
        customer=name_of(customer.get("id")),
        contact=_contact(order, address, customer),
        payments=payments(order, currency),
        shipments=parcels,
        past=past(order, currency, placed_at),
        cancelled_at=moment(order.get("cancelledAt")),
        source_total_minor=amount(order.get("totalPriceSet"), currency),
        updated_at=moment(order.get("updatedAt")),
        whole=is_whole(order),
        shown=read_shown((one.get("key"), one.get("value")) for one in nodes(order.get("customAttributes"))),
    )


def _plain(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _placed(order: dict[str, Any]) -> tuple[datetime, list[str]]:
    """The order's moment; where the query asked for none, its first payment's (and the order says so)."""
    found = moment(order.get("processedAt")) or moment(order.get("createdAt"))
    if found is not None:
        return found, []
    paid = [at for one in nodes(order.get("transactions")) if (at := moment(one.get("processedAt") or one.get("createdAt")))]
    if not paid:
        raise incomplete("The order has no date.")
    return min(paid), ["date_assumed"]


def _delivered(parcels: tuple[Any, ...]) -> Any:
    """The day of the last parcel; none while one of them is still on its way."""
    days = [one.delivered_on for one in parcels]
    return max(days) if days and all(days) else None


def _market(address: dict[str, Any]) -> str:
    country, province = text(address.get("countryCodeV2") or address.get("countryCode"), 2), text(address.get("provinceCode"), 3)
    return f"{country}-{province}" if country in ("US", "CA") and province else country


def _campaign(order: dict[str, Any]) -> str:
    journey = part(order.get("customerJourneySummary"))
    for visit in ("lastVisit", "firstVisit"):
        found = text(part(part(journey.get(visit)).get("utmParameters")).get("campaign"), 80)
        if found:
            return found
    return ""


def _allocated(of: dict[str, Any], currency: str) -> int:
    return sum(amount(one.get("allocatedAmountSet"), currency) or 0 for one in nodes(of.get("discountAllocations")))


def _taxes(of: dict[str, Any], currency: str) -> int:
    return sum(amount(one.get("priceSet"), currency) or 0 for one in nodes(of.get("taxLines")))


def _rate(taxes: list[dict[str, Any]]) -> str:
    rates = [decimal(tax["rate"]) for tax in taxes if tax.get("rate") is not None]
    return format(sum(rates, Decimal(0)).normalize(), "f")[:12] if rates else "0"


def _line(place: int, of: dict[str, Any], currency: str, shop_currency: str) -> LineFacts:
    price = amount(of.get("originalUnitPriceSet") or of.get("discountedUnitPriceSet"), currency)
    if price is None:
        raise incomplete(f"Line {place} has no price.")
    taxes, variant, product = nodes(of.get("taxLines")), part(of.get("variant")), part(of.get("product"))
    stock = part(variant.get("inventoryItem"))
    inputs, given = _inputs(of)
    return LineFacts(
        source_id=name_of(of.get("id")) or f"line-{place}",
        sku=text(of.get("sku"), 80),
        title=text(of.get("title") or of.get("name"), 300),
        variant=text(of.get("variantTitle"), 200),
        variant_ref=name_of(variant.get("id")),
        category=text(product.get("productType") or part(product.get("category")).get("name"), 80),
        image=text(part(of.get("image")).get("url"), 300),
        quantity=whole(of.get("quantity") or 0),
        unit_price_minor=price,
        discount_minor=_allocated(of, currency),
        tax_minor=_taxes(of, currency),
        tax_rate=_rate(taxes),
        taxes=tuple(
            {
                "title": text(tax.get("title"), 60),
                "rate": text(tax.get("rate"), 20),
                "amount": text_from_minor(amount(tax.get("priceSet"), currency) or 0, currency),
            }
            for tax in taxes
        ),
        customer_input=given,
        inputs=inputs,
        duties_minor=sum(amount(one.get("price"), currency) or 0 for one in nodes(of.get("duties"))),
        cost_minor=amount(stock.get("unitCost"), shop_currency) if stock.get("unitCost") else None,
        weight_g=_weight(part(part(stock.get("measurement")).get("weight"))),
        supplier=text(of.get("vendor"), 60).lower().replace(" ", "-"),
        batch=_own(of, "batch"),
        text_version=_own(of, "text_version"),
    )


def _weight(of: dict[str, Any]) -> int | None:
    unit = _GRAMS.get(text(of.get("unit"), 20))
    return None if unit is None or of.get("value") is None else min(10**8, int(decimal(of["value"]) * unit))


_SHOPS_OWN = ("batch", "text_version")


def _own(of: dict[str, Any], name: str) -> str:
    """A line property in which the shop itself says something of the goods: `batch` or `_batch`."""
    found = (
        text(one.get("value"), 60) for one in nodes(of.get("customAttributes")) if text(one.get("key"), 120).lower().lstrip("_") == name
    )
    return next(found, "")


def _inputs(of: dict[str, Any]) -> tuple[tuple[dict[str, str], ...], str]:
    """Line properties are what the customer gave; not asked for in the query: unknown. Names that begin with _ are the shop's own."""
    if of.get("customAttributes") is None:
        return (), "unknown"
    found = tuple(
        {"name": text(one.get("key"), 120), "value": text(one.get("value"), 2000)}
        for one in nodes(of["customAttributes"])
        if not text(one.get("key"), 120).startswith("_") and text(one.get("key"), 120).lower() not in _SHOPS_OWN
    )
    if not found:
        return (), "none"
    picture = any(one["value"].startswith(("http://", "https://")) for one in found)
    return found, "own_image" if picture else "own_text"


def _contact(order: dict[str, Any], address: dict[str, Any], customer: dict[str, Any]) -> ContactFacts | None:
    email = text(order.get("email") or customer.get("email") or part(customer.get("defaultEmailAddress")).get("emailAddress"), 254)
    name = text(address.get("name") or customer.get("displayName"), 160)
    if not (email or name or address):
        return None
    lines = tuple(text(address[key], 120) for key in ("address1", "address2", "zip", "city", "country") if address.get(key))
    return ContactFacts(name, email, text(address.get("phone"), 40), lines, text(address.get("zip"), 20), text(order.get("note"), 1000))
