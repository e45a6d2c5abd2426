"""Everything that is stored of a customer, as plain JSON: what a person answers a customer's request with."""

from datetime import datetime
from typing import Any

from makegood.apps.inbox import queries as inbox
from makegood.apps.notices import queries as notices
from makegood.apps.notices.addresses import address_key
from makegood.apps.orders import queries as orders
from makegood.apps.orders import shops
from makegood.apps.returns import declared
from makegood.apps.returns import queries as returns
from makegood.base.connections import Connection
from makegood.base.timeline import lines_of
from makegood.insight.looks import looks_of_order
from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal


def export_for(message: Any, *, now: datetime) -> dict[str, Any]:
    """For a request that came through the shop's system: {"asked_at", "made_at", "orders": [...]}. Refuses `message_unknown`."""
    if message is None or message.kind != "data_request":
        raise Refusal("message_unknown", "There is no such request.", "Reload the page.", status=404)
    connection: Connection = message.connection
    ids = shops.orders_of_customer(connection.party, message.ids.get("customer", ""), message.ids.get("orders", []))
    return {
        "asked_at": message.at.isoformat(), "made_at": now.isoformat(), "customer": message.ids.get("customer", ""),
        "orders": [export_of_order(order_id) for order_id in ids],
    }  # fmt: skip


def export_of_order(order_id: int) -> dict[str, Any]:
    """One order with its contact, lines and what was put on them, payments, parcels, refunds, cases, letters, declarations, timeline, and which
    roles of the shop looked at it, when (to ten minutes)."""
    order = orders.order_by_id(order_id)
    contact, lines = orders.contact_of(order_id), orders.lines_of(order_id)
    words = orders.words_of_lines([one.id for one in lines])
    money = order.currency
    return {
        "id": order.public_id, "number": order.number, "placed_at": order.placed_at.isoformat(), "market": order.market, "language": order.language, "currency": money,
        "total": text_from_minor(order.total_minor, money), "payment_method": order.payment_method, "tags": order.tags,
        "contact": None if contact is None else {
            "name": contact.name, "email": contact.email, "phone": contact.phone, "address": contact.address, "postcode": contact.postcode,
            "note": contact.note,
        },
        "lines": [
            {"sku": one.sku, "title": one.title, "variant": one.variant, "quantity": one.quantity, "paid": text_from_minor(one.gross_minor, money),
             "inputs": words.get(one.id, [])}
            for one in lines
        ],
        "payments": [
            {"method": one.method, "gateway": one.gateway, "amount": text_from_minor(one.amount_minor, one.currency), "paid_on": _day(one.paid_on)}
            for one in orders.payments_of(order_id)
        ],
        "parcels": [
            {"carrier": one.carrier, "tracking_number": one.tracking_number, "shipped_on": _day(one.shipped_on), "delivered_on": _day(one.delivered_on)}
            for one in (*orders.shipments_of(order_id), *orders.cancelled_shipments(order_id))
        ],
        "refunds": [
            {"at": one.at.isoformat(), "amount": text_from_minor(one.amount_minor + one.shipping_minor, one.currency), "text": one.text}
            for one in orders.past_returns_of(order_id)
        ],
        "cases": [_case(one) for one in returns.cases_of_order(order_id)],
        "declarations": [_declaration(one) for one in declared.declarations_of_order(order_id)],
        "mails": _mails(order_id, contact.email if contact else ""),
        "timeline": [_line(one) for one in lines_of(f"order:{order_id}")],
        "looked_at": [{"role": one.role or "program", "what": one.kind, "at": one.span_at.isoformat()} for one in looks_of_order(order_id)],
    }  # fmt: skip


def _mails(order_id: int, email: str) -> list[dict[str, Any]]:
    """What came in from them by mail; an attachment by its name, since the original holds it."""
    found = inbox.mails_about(
        order_id=order_id, case_ids=[one.id for one in returns.cases_of_order(order_id)], sender_keys=[address_key(email)],
        declaration_ids=[one.id for one in declared.declarations_of_order(order_id)],
    )  # fmt: skip
    return [
        {
            "from": one.from_address, "name": one.from_name, "subject": one.subject, "arrived_at": one.arrived_at.isoformat(), "text": one.whole,
            "attachments": [part.name for part in inbox.parts_of(one.id)], "state": one.state,
        }
        for one in found if one.erased_at is None
    ]  # fmt: skip


def _case(case: Any) -> dict[str, Any]:
    return {
        "number": case.number, "opened_at": case.opened_at.isoformat(), "opened_by": case.opened_by,
        "closed_at": case.closed_at.isoformat() if case.closed_at else None, "recipient_email": returns.recipient_email(case.id),
        "lines": [
            {"kinds": one.kinds, "quantity": one.quantity, "decision": one.decision, "money": one.money} for one in returns.lines_of_case(case.id)
        ],
        "words": [
            {"author": one.author, "topic": one.topic, "text": one.text, "at": one.at.isoformat()} for one in returns.words_of(case.id)
        ],
        "photos": [
            {"digest": one.file.digest, "media_type": one.file.media_type, "captured": one.file.captured, "at": one.at.isoformat()}
            for one in returns.evidence_of(case.id) if one.file is not None
        ],
        "letters": [
            {"to": one.to, "subject": one.subject, "text": one.text, "at": one.made_at.isoformat(), "direction": one.direction}
            for one in notices.notices_of_case(case.id, audience="customer")
        ],
        "timeline": [_line(one) for one in returns.timeline_of(case.id)],
    }  # fmt: skip


def _declaration(one: Any) -> dict[str, Any]:
    words = declared.words_of(one.id)
    return {
        "number": one.number, "received_at": one.received_at.isoformat(), "state": one.state, "digest": one.statement_digest,
        "words": None if words is None else {"name": words.name, "email": words.email, "goods": words.goods, "statement": words.statement},
    }  # fmt: skip


def _line(one: Any) -> dict[str, Any]:
    return {"at": one.at.isoformat(), "name": one.name, "body": one.body}


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None
