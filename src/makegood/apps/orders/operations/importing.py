"""Bulk writes of imported orders: ids up front, rows by COPY, safe to run twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, models
from psycopg.types.json import Jsonb

from makegood.apps.orders.digests import contact_digest, gift_code, number_key
from makegood.apps.orders.freeze import Frozen
from makegood.apps.orders.models import (
    Order,
    OrderContact,
    OrderLine,
    OrderLineWords,
    OrderPayment,
    OrderTokens,
    PastReturn,
    Shipment,
    ShipmentLine,
)
from makegood.apps.orders.operations.past import add_past
from makegood.apps.orders.ports import OrderFacts
from makegood.apps.orders.tokens import Tokens
from makegood.kernel.digest import digest_of_bytes
from makegood.kernel.ids import new_public_id


@dataclass(frozen=True, slots=True)
class Ready:
    """One order that is checked and frozen; `policy_id` was in force, `suppliers` is each line's supplier by code, `agreements` the terms of its day."""

    facts: OrderFacts
    frozen: Frozen
    digest: str
    policy_id: int | None
    agreements: dict[str, int] = field(default_factory=dict)
    suppliers: tuple[str, ...] = ()


def known(source: str, source_ids: list[str]) -> dict[str, tuple[int, str]]:
    """{source id: (order id, digest)} of those that were imported before."""
    rows = Order.objects.filter(source=source, source_id__in=source_ids).values_list("source_id", "id", "source_digest")
    return {source_id: (order_id, digest) for source_id, order_id, digest in rows}


def _ids(model: type[models.Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [model._meta.db_table, count])
        return [row[0] for row in cursor.fetchall()]


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, conflict: str = "") -> None:
    """COPY beside the table, then INSERT: PostgreSQL allows no COPY into a table with row level security."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMP TABLE incoming AS SELECT {names} FROM "{table}" WITH NO DATA')
        with cursor.copy(f"COPY incoming ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([Jsonb(value) if isinstance(value, (list, dict)) else value for value in row])
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM incoming {conflict}')
        cursor.execute("DROP TABLE incoming")


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


_ORDER = (
    "id", "merchant_id", "public_id", "source", "source_id", "source_digest", "number", "number_key", "placed_at", "placed_on", "market",
    "channel", "currency", "shop_currency", "shop_rate", "prices_include_tax", "goods_minor", "discount_minor", "shipping_minor",
    "shipping_discount_minor", "shipping_tax_rate", "shipping_tax_minor", "standard_shipping_minor", "duties_minor", "tax_minor", "total_minor",
    "shipped_on", "delivered_on", "promised_on", "delivery_terms", "campaign", "payment_method", "gift", "occasion", "tags", "disclosures",
    "consents", "policy_id", "language", "email_digest", "postcode_digest", "customer_digest", "cancelled_at", "imported_at",
)  # fmt: skip
_LINE = (
    "id", "merchant_id", "public_id", "order_id", "position", "source_id", "sku", "title", "variant", "variant_ref", "category", "material", "image",
    "quantity", "unit_price_minor", "source_price", "discount_minor", "order_discount_minor", "tax_rate", "tax_minor", "taxes", "gross_minor",
    "shipping_share_minor", "duties_minor", "cost_minor", "weight_g", "customer_input", "flags", "production_days", "supplier", "agreement_id", "batch",
    "text_version",
)  # fmt: skip


def insert(ready: list[Ready], *, merchant_id: int, shop_currency: str, zone: str, now: datetime) -> list[int]:
    """Write new orders with everything that belongs to them; returns their ids."""
    if not ready:
        return []
    ids = _ids(Order, len(ready))
    line_ids = iter(_ids(OrderLine, sum(len(one.facts.lines) for one in ready)))
    lines_of = {order_id: [next(line_ids) for _ in one.facts.lines] for order_id, one in zip(ids, ready, strict=True)}
    pairs = list(zip(ids, ready, strict=True))
    rows = [_order_row(order_id, one, merchant_id, shop_currency, zone, now) for order_id, one in pairs]
    _copy(Order._meta.db_table, _ORDER, rows)
    _insert_tokens([(row[0], row[2], one.facts) for row, one in zip(rows, ready, strict=True)], merchant_id)
    _copy(
        OrderLine._meta.db_table,
        _LINE,
        (row for order_id, one in pairs for row in _line_rows(order_id, one, lines_of[order_id], merchant_id)),
    )
    _insert_words(pairs, lines_of, merchant_id)
    _insert_payments(pairs, merchant_id)
    _insert_shipments(pairs, lines_of, merchant_id)
    for order_id, one in pairs:
        if one.facts.past or one.facts.refunded_minor:
            names = dict(zip((line.source_id for line in one.facts.lines), lines_of[order_id], strict=True))
            add_past(order_id, one.facts, names, merchant_id, now=now)
    return ids


def _order_row(order_id: int, one: Ready, merchant_id: int, shop_currency: str, zone: str, now: datetime) -> list[Any]:
    facts, frozen, contact = one.facts, one.frozen, one.facts.contact
    return [
        order_id, merchant_id, new_public_id("ord"), facts.source, facts.source_id, one.digest, facts.number, number_key(facts.number),
        facts.placed_at, _day(facts.placed_at, zone), facts.market, facts.channel, facts.currency, facts.shop_currency or shop_currency,
        facts.shop_rate, facts.prices_include_tax, frozen.goods, facts.order_discount_minor, facts.shipping_minor,
        facts.shipping_discount_minor, facts.shipping_tax_rate, frozen.shipping_tax, facts.standard_shipping_minor, facts.duties_minor,
        frozen.tax, frozen.total, facts.shipped_on, facts.delivered_on, facts.promised_on, facts.delivery_terms, facts.campaign,
        facts.payment_method, facts.gift, facts.occasion, list(facts.tags), list(facts.disclosures), list(facts.consents), one.policy_id,
        facts.language, contact_digest(contact.email) if contact else "", contact_digest(contact.postcode) if contact else "",
        contact_digest(f"customer:{facts.customer}") if facts.customer else contact_digest(contact.email) if contact else "",
        facts.cancelled_at, now,
    ]  # fmt: skip


def _line_rows(order_id: int, one: Ready, line_ids: list[int], merchant_id: int) -> Iterable[list[Any]]:
    suppliers = one.suppliers or tuple(line.supplier[:60] for line in one.facts.lines)
    rows = zip(line_ids, one.facts.lines, one.frozen.lines, suppliers, strict=True)
    for position, (line_id, line, frozen, supplier) in enumerate(rows, 1):
        yield [
            line_id, merchant_id, new_public_id("oln"), order_id, position, line.source_id, line.sku, line.title, line.variant, line.variant_ref,
            line.category, line.material, line.image, line.quantity, line.unit_price_minor, line.source_price, line.discount_minor, frozen.order_discount,
            line.tax_rate, frozen.tax, list(line.taxes), frozen.gross, frozen.shipping_share, line.duties_minor, line.cost_minor, line.weight_g,
            line.customer_input, dict(line.flags), line.production_days, supplier, one.agreements.get(supplier), line.batch[:60],
            line.text_version[:60],
        ]  # fmt: skip


def _insert_words(pairs: list[tuple[int, Ready]], lines_of: dict[int, list[int]], merchant_id: int) -> None:
    OrderContact.objects.bulk_create(
        OrderContact(
            merchant_id=merchant_id, order_id=order_id, name=contact.name, email=contact.email, phone=contact.phone,
            address=list(contact.address), postcode=contact.postcode, note=contact.note,
        )
        for order_id, one in pairs
        if (contact := one.facts.contact) is not None
    )  # fmt: skip
    OrderLineWords.objects.bulk_create(
        OrderLineWords(merchant_id=merchant_id, line_id=line_id, inputs=list(line.inputs))
        for order_id, one in pairs
        for line_id, line in zip(lines_of[order_id], one.facts.lines, strict=True)
        if line.inputs
    )


def _insert_payments(pairs: list[tuple[int, Ready]], merchant_id: int) -> None:
    OrderPayment.objects.bulk_create(
        OrderPayment(
            merchant_id=merchant_id, order_id=order_id, source_id=payment.source_id, gateway=payment.gateway, method=payment.method,
            amount_minor=payment.amount_minor, currency=payment.currency, shop_amount_minor=payment.shop_amount_minor, paid_on=payment.paid_on,
        )
        for order_id, one in pairs
        for payment in one.facts.payments
    )  # fmt: skip


def _insert_shipments(pairs: list[tuple[int, Ready]], lines_of: dict[int, list[int]], merchant_id: int) -> None:
    wanted = [(order_id, one, parcel) for order_id, one in pairs for parcel in one.facts.shipments]
    made = Shipment.objects.bulk_create(
        Shipment(
            merchant_id=merchant_id, order_id=order_id, source_id=parcel.source_id, carrier=parcel.carrier,
            tracking_number=parcel.tracking_number, tracking_url=parcel.tracking_url[:500], shipped_on=parcel.shipped_on,
            delivered_on=parcel.delivered_on,
        )
        for order_id, _, parcel in wanted
    )  # fmt: skip
    rows = []
    for shipment, (order_id, one, parcel) in zip(made, wanted, strict=True):
        names = dict(zip((line.source_id for line in one.facts.lines), lines_of[order_id], strict=True))
        rows += [
            ShipmentLine(merchant_id=merchant_id, shipment=shipment, line_id=names[name], quantity=units)
            for name, units in parcel.lines
            if name in names
        ]
    ShipmentLine.objects.bulk_create(rows)


def _insert_tokens(found: list[tuple[int, str, OrderFacts]], merchant_id: int) -> None:
    """What each order can be found by, as digests (orders/tokens.py)."""
    tokens = Tokens(merchant_id)
    rows = []
    for order_id, public_id, facts in found:
        contact = facts.contact
        made = tokens.of_order(
            number=facts.number, email=contact.email if contact else "", name=contact.name if contact else "",
            phone=contact.phone if contact else "", postcode=contact.postcode if contact else "",
            inputs=[one for line in facts.lines for one in line.inputs], tracking=[one.tracking_number for one in facts.shipments],
            gift_code=gift_code(public_id) if facts.gift else "",
        )  # fmt: skip
        rows.append((merchant_id, order_id, "{" + ",".join(map(str, made)) + "}"))
    _copy(OrderTokens._meta.db_table, ("merchant_id", "order_id", "tokens"), rows)


_PAST = (
    "merchant_id", "kind", "source", "source_key", "order_id", "line_id", "sku", "text", "quantity", "amount_minor", "shipping_minor",
    "currency", "at",
)  # fmt: skip


def insert_past_rows(rows: Iterable[Sequence[Any]]) -> None:
    """Many historical rows at once; those that are known already are left as they are."""
    _copy(PastReturn._meta.db_table, (*_PAST, "actor", "ours"), ([*row, "", ""] for row in rows), conflict="ON CONFLICT DO NOTHING")


def facts_digest(facts: OrderFacts) -> str:
    """The same order read again has the same digest."""
    return digest_of_bytes(repr(facts).encode())
