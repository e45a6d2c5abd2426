"""The gifts shop's orders as Shopify would show them: the same seeds in node form, for the demo's twin."""

import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from makegood.apps.orders.ports import LineFacts, OrderFacts
from makegood.connectors.shopify.mapping import SOURCE
from makegood.kernel.currency import exponent
from makegood.kernel.money import text_from_minor

DOMAIN = "gravur-und-garn.myshopify.com"
ZONE = "Europe/Berlin"


def in_shopify(facts: Iterable[OrderFacts]) -> Iterator[OrderFacts]:
    """The seeds with Shopify's own ids, so that what the twin says of an order later is known to be this one."""
    for one in facts:
        number = one.number.lstrip("#")
        yield replace(
            one,
            source=SOURCE,
            source_id=f"51{number}",
            customer=f"52{number}",
            lines=tuple(replace(line, source_id=f"53{number}{place}") for place, line in enumerate(one.lines, 1)),
            payments=tuple(replace(paid, source_id=f"54{number}") for paid in one.payments),
            shipments=tuple(replace(parcel, source_id=f"55{number}") for parcel in one.shipments),
        )


def shop_of(facts: Iterable[OrderFacts]) -> dict[str, Any]:
    """What `makegood shopify-twin --seed` reads: the shop, its key, its orders."""
    return {
        "domain": DOMAIN, "name": "Gravur & Garn", "currency": "EUR", "zone": ZONE, "plan": "Basic", "locations": ["Kirchgasse 3, Leipzig"],
        "locales": ["de", "en"], "auto_deliver": True, "token": f"shpat_{secrets.token_hex(16)}", "secret": f"shpss_{secrets.token_hex(16)}",
        "markets": [{"name": "Germany", "countries": ["DE"]}, {"name": "Europe", "countries": ["FR", "GB"]}, {"name": "World", "countries": ["US", "AU", "JP"]}],
        "orders": [_node(one) for one in facts],
    }  # fmt: skip


def write(path: Path, facts: Iterable[OrderFacts]) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(shop_of(facts)))


def _bag(minor: int, one: OrderFacts) -> dict[str, Any]:
    shop = (Decimal(minor).scaleb(-exponent(one.currency)) * Decimal(one.shop_rate)).quantize(Decimal("0.01"))
    return {
        "presentmentMoney": {"amount": text_from_minor(minor, one.currency), "currencyCode": one.currency},
        "shopMoney": {"amount": str(shop), "currencyCode": one.shop_currency},
    }


def _node(one: OrderFacts) -> dict[str, Any]:
    contact = one.contact
    assert contact is not None
    country, _, province = one.market.partition("-")
    total = one.payments[0].amount_minor
    at = one.placed_at.isoformat()
    return {
        "id": f"gid://shopify/Order/{one.source_id}", "name": one.number, "createdAt": at, "processedAt": at, "updatedAt": _touched(one),
        "email": contact.email, "taxesIncluded": True, "customerLocale": one.language, "tags": list(one.tags), "totalPriceSet": _bag(total, one),
        "paymentGatewayNames": ["shopify_payments"], "sourceName": "web",
        "customer": {"id": f"gid://shopify/Customer/{one.customer}", "displayName": contact.name, "email": contact.email},
        "shippingAddress": {
            "name": contact.name, "address1": contact.address[0], "zip": contact.postcode, "countryCodeV2": country, "provinceCode": province or None,
            "city": contact.address[1].replace(contact.postcode, "").strip(),
        },
        "lineItems": {"nodes": [_line(line, one) for line in one.lines]},
        "shippingLines": {"nodes": [{"title": "Standard", "originalPriceSet": _bag(one.shipping_minor, one)}]},
        "transactions": [
            {"id": f"gid://shopify/OrderTransaction/{paid.source_id}", "kind": "SALE", "status": "SUCCESS", "gateway": "shopify_payments",
             "processedAt": at, "amountSet": _bag(paid.amount_minor, one)} for paid in one.payments
        ],
        "fulfillments": [
            {"id": f"gid://shopify/Fulfillment/{parcel.source_id}", "createdAt": _noon(parcel.shipped_on), "deliveredAt": _noon(parcel.delivered_on),
             "status": "SUCCESS", "trackingInfo": [{"company": parcel.carrier, "number": parcel.tracking_number}]}
            for parcel in one.shipments
        ],
    }  # fmt: skip


def _noon(day: Any) -> str | None:
    return datetime.combine(day, time(12), ZoneInfo(ZONE)).isoformat() if day is not None else None


def _touched(one: OrderFacts) -> str:
    return max(filter(None, (one.placed_at.isoformat(), _noon(one.shipped_on), _noon(one.delivered_on))))


def _line(line: LineFacts, one: OrderFacts) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/LineItem/{line.source_id}", "sku": line.sku, "title": line.title, "name": line.title, "quantity": line.quantity,
        "vendor": line.supplier, "originalUnitPriceSet": _bag(line.unit_price_minor, one),
        "customAttributes": [{"key": given["name"], "value": given["value"]} for given in line.inputs],
        "discountAllocations": [{"allocatedAmountSet": _bag(line.discount_minor, one)}] if line.discount_minor else [],
    }  # fmt: skip
