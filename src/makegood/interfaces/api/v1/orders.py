"""Orders."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.orders import queries
from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts
from makegood.apps.policies import queries as policies
from makegood.base.tenancy import merchant_of
from makegood.casefile.elsewhere import key_of
from makegood.casefile.holding import hold_order
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_orders import Disclosed, ElsewhereRecorded, Order, OrderPage, RefundsElsewhere
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.days import ZonedMoment
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import (
    ElsewhereIn,
    EmailIn,
    LineIn,
    OrderIn,
    ReverseIn,
    SameIn,
    ShownIn,
    ShownListIn,
    TextIn,
    answers,
)
from makegood.journeys.change_email import change_email
from makegood.journeys.import_orders import import_orders
from makegood.journeys.record_disclosures import record_disclosures
from makegood.journeys.record_elsewhere import record_elsewhere, reverse_elsewhere
from makegood.journeys.tell_same import tell_same
from makegood.journeys.tell_text import tell_text
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow, follow_import
from makegood.web.follow_text import follow_text

router = Router(tags=["orders"])


@router.post("", response=answers(Order, 201), operation_id="add_order")
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


@router.get("", response=answers(OrderPage), operation_id="list_orders")
@call("read", sees="order")
def list_orders(
    request: HttpRequest, cursor: Cursor = "", number: str = "", sku: str = "", placed_since: ZonedMoment | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """The newest first."""
    before = place_of(request, cursor)
    found = queries.orders_page(before_id=before, limit=limit + 1, number=number, sku=sku, placed_since=placed_since)
    lines = queries.lines_of_orders([order.id for order in found])
    return page_of(request, found, limit, lambda order: shapes.order(order, lines[order.id]))


def held_order(request: HttpRequest, order_id: str, **_: str) -> dict[str, Any]:
    """What a GET of the order answers, with the order in hand: for If-Match."""
    order = hold_order(order=order_id, now=now_of(request))
    return shapes.order(order, queries.lines_of(order.id))


@router.get("/{order_id}", response=answers(Order), operation_id="get_order")
@call("read", sees="order")
def get_order(request: HttpRequest, order_id: str) -> dict[str, Any]:
    order = queries.order_of(order_id)
    return shapes.order(order, queries.lines_of(order.id))


@router.post("/{order_id}/email", response=answers(Order), operation_id="correct_email")
@call("write", of=held_order)
def correct_email(request: HttpRequest, order_id: str, body: EmailIn) -> dict[str, Any]:
    """The customer's address; what waits goes there, and links that went to another stop opening."""
    caller, order = caller_of(request), queries.order_of(order_id)
    change_email(merchant_id=caller.merchant_id, order_id=order.id, email=body.email, by=caller.by, now=now_of(request))
    return shapes.order(order, queries.lines_of(order.id))


@router.get("/{order_id}/disclosures", response=answers(Disclosed), operation_id="get_disclosures")
@call("read")
def disclosures(request: HttpRequest, order_id: str) -> dict[str, Any]:
    """What the customer was shown before the purchase, where and when, each text as it was."""
    order = queries.order_of(order_id)
    return _disclosed(order)


@router.post("/{order_id}/disclosures", response=answers(Disclosed, 201), operation_id="tell_disclosures")
@call("write", status=201, of=held_order)
def told_shown(request: HttpRequest, order_id: str, body: ShownListIn) -> dict[str, Any]:
    """Say which texts of the promise were shown. Told twice, it counts once; what was shown after the order counts as told later."""
    caller, order = caller_of(request), queries.order_of(order_id)
    record_disclosures(merchant_id=caller.merchant_id, order_id=order.id, shown=_shown(body.shown), by=caller.by, now=now_of(request))
    return _disclosed(queries.order_by_id(order.id))


def _disclosed(order: Any) -> dict[str, Any]:
    rows = queries.shown_of(order.id)
    texts = policies.showings(row.digest for row in rows)
    return {"order": order.public_id, "disclosures": order.disclosures, "shown": [shapes.shown(row, texts[row.digest]) for row in rows]}


@router.post("/{order_id}/lines/{line_id}/text", response=answers(Order), operation_id="tell_text")
@call("write", of=held_order)
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


@router.post("/{order_id}/refunds-elsewhere", response=answers(ElsewhereRecorded, 201), operation_id="record_refund_elsewhere")
@call("money", status=201, of=held_order)
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


@router.get("/{order_id}/refunds-elsewhere", response=answers(RefundsElsewhere), operation_id="list_refunds_elsewhere")
@call("read")
def list_elsewhere(request: HttpRequest, order_id: str) -> dict[str, Any]:
    """What is known of refunds that were made outside makegood; parts of one share their `key`."""
    return _elsewhere_of(queries.order_of(order_id))


@router.post("/{order_id}/refunds-elsewhere/reverse", response=answers(RefundsElsewhere), operation_id="reverse_refund_elsewhere")
@call("money", of=held_order)
def reversed_elsewhere(request: HttpRequest, order_id: str, body: ReverseIn) -> dict[str, Any]:
    """It was recorded wrongly. Only what was recorded here can be taken back here."""
    caller, order, now = caller_of(request), queries.order_of(order_id), now_of(request)
    past = next((one for one in queries.past_returns_of(order.id) if key_of(one) == body.key), None)
    if past is None:
        raise Refusal("refund_unknown", "There is no such refund.", "See the order's list of them.", status=404, field="key")
    reverse_elsewhere(merchant_id=caller.merchant_id, past_id=past.id, reason=body.reason, by=caller.by, now=now)
    follow_import(merchant_id=caller.merchant_id, order_ids=[order.id], now=now)
    return _elsewhere_of(order)


@router.post("/{order_id}/same-refund", response=answers(RefundsElsewhere), operation_id="tell_same_refund")
@call("money", of=held_order)
def told_same(request: HttpRequest, order_id: str, body: SameIn) -> dict[str, Any]:
    """Where two refunds may be one and the same: say so, or that they are two."""
    caller, order, now = caller_of(request), queries.order_of(order_id), now_of(request)
    case_id = tell_same(
        merchant_id=caller.merchant_id, order_id=order.id, past=body.past, other=body.other, same=body.same, by=caller.by, now=now
    )
    if case_id is not None:
        follow(merchant_id=caller.merchant_id, case_id=case_id, now=now)
    follow_import(merchant_id=caller.merchant_id, order_ids=[order.id], now=now)
    return _elsewhere_of(order)


def _elsewhere_of(order: Any) -> dict[str, Any]:
    lines: dict[int | None, str] = {line.id: line.public_id for line in queries.lines_of(order.id)}
    return shapes.page([shapes.elsewhere(one, lines.get(one.line_id), key_of(one)) for one in queries.past_returns_of(order.id)], None)


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
            batch=line.batch, text_version=line.text_version,
        )  # fmt: skip

    lines = tuple(line_of(line) for line in body.lines)
    facts = OrderFacts(
        source="api", source_id=body.number, number=body.number, placed_at=body.placed_at, market=body.market, currency=body.currency,
        lines=lines, shop_rate=body.shop_rate or "1", prices_include_tax=body.prices_include_tax, order_discount_minor=money(body.order_discount),
        shipping_minor=money(body.shipping), shipping_tax_rate=body.shipping_tax_rate,
        standard_shipping_minor=None if body.standard_shipping is None else money(body.standard_shipping), delivered_on=body.delivered_on,
        shipped_on=body.shipped_on, promised_on=body.promised_on, payment_method=body.payment_method, campaign=body.campaign, disclosures=tuple(body.disclosures),
        language=body.language, shown=_shown(body.shown), contact=ContactFacts(name=body.name, email=body.email, postcode=body.postcode),
    )  # fmt: skip
    return facts
