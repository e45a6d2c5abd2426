"""Orders."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.orders import queries
from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts
from makegood.apps.policies import queries as policies
from makegood.base.tenancy import merchant_of
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.paging import cursor_of, place_of
from makegood.interfaces.api.v1.schemas import ElsewhereIn, EmailIn, LineIn, OrderIn, ShownIn, ShownListIn, TextIn, answers
from makegood.journeys.change_email import change_email
from makegood.journeys.import_orders import import_orders
from makegood.journeys.record_disclosures import record_disclosures
from makegood.journeys.record_elsewhere import record_elsewhere
from makegood.journeys.tell_text import tell_text
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow_import
from makegood.web.follow_text import follow_text

router = Router(tags=["orders"])


@router.post("", response=answers(201))
@call("write", status=201)
def add_order(request: HttpRequest, body: OrderIn) -> dict[str, Any]:
    """Import one order; the same number again changes nothing."""
    caller = caller_of(request)
    counts = import_orders(
        merchant_id=caller.merchant_id, facts=[_facts(body, merchant_of(caller.merchant_id).currency)], by=caller.by, now=now_of(request)
    )
    follow_import(merchant_id=caller.merchant_id, order_ids=counts.refunded, now=now_of(request))
    if counts.refused:
        raise counts.refused[0][1]
    order = queries.order_by_id(counts.ids[0]) if counts.ids else queries.orders_page(number=body.number, limit=1)[0]
    return shapes.order(order, queries.lines_of(order.id))


@router.get("", response=answers())
@call("read")
def list_orders(request: HttpRequest, cursor: str = "", number: str = "", limit: int = 50) -> dict[str, Any]:
    limit = max(1, min(limit, 200))
    found = queries.orders_page(before_id=place_of(cursor), limit=limit, number=number)
    return shapes.page([shapes.order(order, queries.lines_of(order.id)) for order in found], cursor_of(found, limit))


@router.get("/{order_id}", response=answers())
@call("read")
def get_order(request: HttpRequest, order_id: str) -> dict[str, Any]:
    order = queries.order_of(order_id)
    return shapes.order(order, queries.lines_of(order.id))


@router.post("/{order_id}/email", response=answers())
@call("write")
def correct_email(request: HttpRequest, order_id: str, body: EmailIn) -> dict[str, Any]:
    """The customer's address; what waits goes there, and links that went to another stop opening."""
    caller, order = caller_of(request), queries.order_of(order_id)
    change_email(merchant_id=caller.merchant_id, order_id=order.id, email=body.email, by=caller.by, now=now_of(request))
    return shapes.order(order, queries.lines_of(order.id))


@router.get("/{order_id}/disclosures", response=answers())
@call("read")
def disclosures(request: HttpRequest, order_id: str) -> dict[str, Any]:
    """What the customer was shown before the purchase, where and when, each text as it was."""
    order = queries.order_of(order_id)
    return _disclosed(order)


@router.post("/{order_id}/disclosures", response=answers(201))
@call("write", status=201)
def told_shown(request: HttpRequest, order_id: str, body: ShownListIn) -> dict[str, Any]:
    """Say which texts of the promise were shown. Told twice, it counts once; what was shown after the order counts as told later."""
    caller, order = caller_of(request), queries.order_of(order_id)
    record_disclosures(merchant_id=caller.merchant_id, order_id=order.id, shown=_shown(body.shown), by=caller.by, now=now_of(request))
    return _disclosed(queries.order_by_id(order.id))


def _disclosed(order: Any) -> dict[str, Any]:
    rows = queries.shown_of(order.id)
    texts = policies.showings(row.digest for row in rows)
    return {"order": order.public_id, "disclosures": order.disclosures, "shown": [shapes.shown(row, texts[row.digest]) for row in rows]}


@router.post("/{order_id}/lines/{line_id}/text", response=answers())
@call("write")
def told_text(request: HttpRequest, order_id: str, line_id: str, body: TextIn) -> dict[str, Any]:
    """What the customer had put on it, or nothing, where the source did not tell (`text_missing`): what waits for it is decided then."""
    caller, order, now = caller_of(request), queries.order_of(order_id), now_of(request)
    line = next((one for one in queries.lines_of(order.id) if line_id in (one.public_id, one.source_id)), None)
    if line is None:
        raise Refusal("line_unknown", "The order has no such line.", "Name a line's id or ref.", status=404, field="line")
    cases = tell_text(
        merchant_id=caller.merchant_id, order_id=order.id, line_id=line.id, text=body.text, nothing=body.nothing, by=caller.by, now=now
    )
    for case in cases:
        follow_text(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now)
    return shapes.order(order, queries.lines_of(order.id))


@router.post("/{order_id}/refunds-elsewhere", response=answers(201))
@call("money", status=201)
def refunded_elsewhere(request: HttpRequest, order_id: str, body: ElsewhereIn) -> dict[str, Any]:
    """A refund that was made in the shop's own system: it counts from now on, and open cases are looked at again."""
    caller, order, now = caller_of(request), queries.order_of(order_id), now_of(request)
    line = next((one for one in queries.lines_of(order.id) if body.line and body.line in (one.public_id, one.source_id)), None)
    if body.line and line is None:
        raise Refusal("line_unknown", "The order has no such line.", "Name a line's id or ref.", status=404, field="line")
    made = record_elsewhere(
        merchant_id=caller.merchant_id, order_id=order.id, amount_minor=minor_from_text(body.amount, order.currency), on=body.on,
        reason=body.reason, line_id=None if line is None else line.id, quantity=body.quantity, is_shipping=body.shipping,
        is_another=body.another, by=caller.by, now=now,
    )  # fmt: skip
    follow_import(merchant_id=caller.merchant_id, order_ids=[order.id], now=now)
    return {"order": order.public_id, "amount": shapes.money(made[0].amount_minor + made[0].shipping_minor, order.currency)}


def _shown(given: list[ShownIn]) -> tuple[tuple[str, datetime | None], ...]:
    """Refuses `date_unreadable`: a moment from before there were such shops."""
    if any(one.at is not None and one.at.year < 2000 for one in given):
        raise Refusal("date_unreadable", "It was shown at a moment that can't be.", "Check `at`.", status=422, field="shown")
    return tuple((one.shown, one.at) for one in given)


def _facts(body: OrderIn, shop_currency: str) -> OrderFacts:
    def money(text: str) -> int:
        return minor_from_text(text, body.currency)

    def line_of(line: LineIn) -> LineFacts:
        return LineFacts(
            source_id=line.ref, sku=line.sku, title=line.title or line.sku, quantity=line.quantity, unit_price_minor=money(line.unit_price),
            discount_minor=money(line.discount), tax_rate=line.tax_rate, customer_input=line.customer_input, inputs=tuple(line.inputs),
            cost_minor=None if line.cost is None else minor_from_text(line.cost, shop_currency), supplier=line.supplier, production_days=line.production_days,
        )  # fmt: skip

    lines = tuple(line_of(line) for line in body.lines)
    facts = OrderFacts(
        source="api", source_id=body.number, number=body.number, placed_at=body.placed_at, market=body.market, currency=body.currency,
        lines=lines, shop_rate=body.shop_rate or "1", prices_include_tax=body.prices_include_tax, order_discount_minor=money(body.order_discount),
        shipping_minor=money(body.shipping), shipping_tax_rate=body.shipping_tax_rate,
        standard_shipping_minor=None if body.standard_shipping is None else money(body.standard_shipping), delivered_on=body.delivered_on,
        shipped_on=body.shipped_on, promised_on=body.promised_on, payment_method=body.payment_method, disclosures=tuple(body.disclosures),
        language=body.language, shown=_shown(body.shown), contact=ContactFacts(name=body.name, email=body.email, postcode=body.postcode),
    )  # fmt: skip
    return facts
