"""A WooCommerce order as facts. Amounts come as strings without tax, the tax beside; what was typed is in the visible meta."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts, PaymentFacts
from makegood.apps.orders.shown import read_shown
from makegood.base.loose import decimal, moment, part, text
from makegood.base.places import market
from makegood.connectors.woocommerce.after import cancelled_at, past
from makegood.connectors.woocommerce.fees import Surcharge, sort_fees
from makegood.connectors.woocommerce.inputs import inputs_of, is_gift, variant_of
from makegood.connectors.woocommerce.money import lists, minor, taxed
from makegood.kernel.currency import exponent
from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal

SOURCE = "woocommerce"
NO_ORDERS = ("checkout-draft", "auto-draft", "draft", "trash")


def order_facts(order: dict[str, Any], *, default_market: str, zone: str, shop_currency: str) -> OrderFacts:
    """Refuses order_incomplete, order_not_placed, order_unreadable, amount_unreadable, date_unreadable, unknown_currency."""
    number = text(order.get("id"), 120)
    if not number or not isinstance(order.get("line_items"), list):
        raise Refusal("order_incomplete", "This is no order: it has no id or no line_items.", "Ask the API for /wp-json/wc/v3/orders.")
    if order.get("status") in NO_ORDERS:
        raise Refusal("order_not_placed", f"Order {number} was never placed ({text(order['status'], 40)}).", "Leave it out.")
    currency = text(order.get("currency"), 3)
    exponent(currency)
    placed_at = _placed(order, zone)
    included, rates = order.get("prices_include_tax") is True, _rates(order)
    surcharges, fee_lines, fee_discount = sort_fees(order, currency, included)
    lines = tuple(_line(one, currency, included, rates, surcharges) for one in lists(order, "line_items")) + fee_lines
    shipping = [(minor(one.get("total"), currency), minor(one.get("total_tax"), currency)) for one in lists(order, "shipping_lines")]
    billing, address = part(order.get("billing")), part(order.get("shipping"))
    address = address if text(address.get("country"), 2) else billing
    country = text(address.get("country"), 2).upper()
    tags = ([] if country else ["market_assumed"]) + ([] if currency == shop_currency else ["rate_assumed"])
    return OrderFacts(
        source=SOURCE,
        source_id=number,
        number=text(order.get("number"), 60) or number[:60],
        placed_at=placed_at,
        market=market(country, text(address.get("state"), 40)) or default_market,
        currency=currency,
        shop_currency=currency,
        lines=lines,
        prices_include_tax=included,
        order_discount_minor=fee_discount,
        shipping_minor=sum(net + tax if included else net for net, tax in shipping),
        shipping_tax_minor=sum(tax for _, tax in shipping),
        shipping_tax_rate=_rate([tax for one in lists(order, "shipping_lines")[:1] for tax in lists(one, "taxes")], rates),
        channel=text(order.get("created_via"), 40),
        payment_method=text(order.get("payment_method_title") or order.get("payment_method"), 60),
        gift=is_gift(order),
        tags=tuple(tags),
        language=_language(order),
        customer="" if order.get("customer_id") in (None, 0) else text(order["customer_id"], 60),
        contact=_contact(order, billing, address),
        payments=_payments(order, currency, zone),
        shown=read_shown((one.get("key"), one.get("value")) for one in lists(order, "meta_data")),
        past=past(order, currency, placed_at, surcharges),
        cancelled_at=cancelled_at(order, placed_at),
        source_total_minor=None if order.get("total") is None else minor(order["total"], currency),
        updated_at=moment(order.get("date_modified_gmt") or None),
        whole=all(isinstance(one.get("line_items"), list) for one in lists(order, "refunds")),
    )


def _placed(order: dict[str, Any], zone: str) -> datetime:
    found = moment(order.get("date_created_gmt") or None)
    if found is not None:
        return found
    local = text(order.get("date_created"), 40)
    if not local:
        raise Refusal("order_incomplete", "The order has no date.", "Ask for date_created_gmt.")
    found = moment(local)
    assert found is not None
    has_offset = local.endswith("Z") or "+" in local[10:] or "-" in local[10:]
    return found if has_offset else found.replace(tzinfo=ZoneInfo(zone))


def _rates(order: dict[str, Any]) -> dict[str, Decimal]:
    """{rate id: share}."""
    return {
        text(one.get("rate_id"), 20): decimal(one["rate_percent"]) / 100
        for one in lists(order, "tax_lines")
        if one.get("rate_percent") is not None
    }


def _rate(taxes: list[dict[str, Any]], rates: dict[str, Decimal]) -> str:
    shares = [rates[name] for tax in taxes if tax.get("total") not in (None, "") and (name := text(tax.get("id"), 20)) in rates]
    return format(sum(shares, Decimal(0)).normalize(), "f")[:12] if sum(shares, Decimal(0)) else "0"


def _line(of: dict[str, Any], currency: str, included: bool, rates: dict[str, Decimal], surcharges: dict[str, Surcharge]) -> LineFacts:
    name = text(of.get("id"), 120)
    quantity = of.get("quantity")
    if isinstance(quantity, bool) or not isinstance(quantity, int) or not 0 < quantity < 10**6:
        raise Refusal("quantity_not_positive", f"{str(quantity)[:20]} pieces of {text(of.get('name'), 60)} were sold.", "Check the order.")
    before, after = taxed(of, "subtotal", currency), taxed(of, "total", currency)
    whole, paid = (sum(before), sum(after)) if included else (before[0], after[0])
    whole = max(whole, paid)  # a price that staff raised on the order has no discount
    extra = surcharges.get(name)
    extra_paid, extra_tax = (extra.paid, extra.tax) if extra else (0, 0)
    taxes = lists(of, "taxes")
    given, inputs = inputs_of(of)
    price = text_from_minor(whole, currency) + (f" + {text_from_minor(extra_paid, currency)}" if extra_paid else "")
    return LineFacts(
        source_id=name,
        sku=text(of.get("sku"), 80) or f"product-{text(of.get('variation_id') or of.get('product_id'), 60)}",
        title=text(of.get("name"), 300),
        variant=variant_of(of),
        image=text(part(of.get("image")).get("src"), 300),
        quantity=quantity,
        unit_price_minor=(2 * (whole + extra_paid) + quantity) // (2 * quantity),
        total_minor=whole + extra_paid,
        source_price=price[:24],
        discount_minor=whole - paid,
        tax_minor=after[1] + extra_tax,
        tax_rate=_rate(taxes, rates),
        taxes=tuple({"title": "", "rate": _rate([tax], rates), "amount": text(tax.get("total"), 20)} for tax in taxes),
        customer_input=given,
        inputs=inputs,
    )


def _payments(order: dict[str, Any], currency: str, zone: str) -> tuple[PaymentFacts, ...]:
    """WooCommerce knows one payment: the order's total, once it was paid."""
    paid_at, total = moment(order.get("date_paid_gmt") or None), minor(order.get("total"), currency)
    if paid_at is None or total <= 0:
        return ()
    method = text(order.get("payment_method_title"), 60)
    key = text(order.get("transaction_id"), 120) or f"{text(order['id'], 100)}-paid"
    return (
        PaymentFacts(total, currency, key, text(order.get("payment_method"), 60), method, None, paid_at.astimezone(ZoneInfo(zone)).date()),
    )


def _language(order: dict[str, Any]) -> str:
    """WPML and Polylang keep the buyer's language in the order's meta."""
    for one in lists(order, "meta_data"):
        if one.get("key") in ("wpml_language", "_wpml_language", "lang", "_locale") and isinstance(one.get("value"), str):
            return text(one["value"], 8).replace("_", "-").split("-")[0].lower()
    return ""


def _contact(order: dict[str, Any], billing: dict[str, Any], address: dict[str, Any]) -> ContactFacts | None:
    name = " ".join(filter(None, (text(address.get("first_name"), 80), text(address.get("last_name"), 80))))
    email = text(billing.get("email"), 254)
    lines = tuple(
        text(address[key], 120) for key in ("company", "address_1", "address_2", "postcode", "city", "state", "country") if address.get(key)
    )
    if not (name or email or lines):
        return None
    phone = text(address.get("phone") or billing.get("phone"), 40)
    return ContactFacts(name[:160], email, phone, lines, text(address.get("postcode"), 20), text(order.get("customer_note"), 1000))
