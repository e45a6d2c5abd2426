"""The sender takes the messages to one address that are due, before it talks to anybody. Their content is made only now."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from standardwebhooks import Webhook

from makegood.apps.orders import queries as orders
from makegood.apps.returns import declared
from makegood.apps.returns import queries as returns
from makegood.apps.webhooks import operations as webhooks
from makegood.base.actor import SYSTEM, Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out, whole: signed for the moment at which it was taken."""

    delivery_id: int
    url: str
    headers: dict[str, str]
    body: bytes


def take_webhooks(
    *, merchant_id: int, endpoint_id: int, open_secret: Callable[[str], str], now: datetime, by: Actor = SYSTEM, limit: int = 20
) -> list[Message]:
    """Up to `limit` messages; each is put off before it is tried, so that nothing is lost and nothing is sent twice at once.

    `open_secret` opens what is sealed (wiring.webhook_secret).
    """
    with unit(merchants=[merchant_id], by=by):
        taken = webhooks.take_due(endpoint_id, now=now, limit=limit)
        if not taken:
            return []
        endpoint = taken[0].endpoint
        secrets = [endpoint.secret] + ([endpoint.old_secret] if endpoint.old_until is not None and endpoint.old_until > now else [])
        signers = [Webhook(open_secret(one)) for one in secrets]
        return [_message(one, endpoint.url, signers, merchant_id, now) for one in taken]


def _message(delivery: Any, url: str, signers: list[Webhook], merchant_id: int, now: datetime) -> Message:
    content = {"type": delivery.type, "timestamp": delivery.at.isoformat(), "data": _data(delivery, merchant_id)}
    body = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    signed = " ".join(one.sign(msg_id=delivery.message_id, timestamp=now, data=body) for one in signers)
    headers = {
        "content-type": "application/json", "user-agent": "makegood", "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signed,
    }  # fmt: skip
    return Message(delivery.id, url, headers, body.encode())


def _data(delivery: Any, merchant_id: int) -> dict[str, Any]:
    """Ids only: who may know more asks the API, with a token. An erased customer's messages say nothing of them."""
    found: dict[str, Any] = {
        "shop": merchant_of(merchant_id).slug,
        "subject": None,
        "order": None,
        "case": None,
        "withdrawal": None,
        "href": None,
    }
    if delivery.line is None:
        return found
    kind, _, number = delivery.line.chain.partition(":")
    try:
        if kind == "case":
            case = returns.case_by_id(int(number))
            found |= {"case": case.public_id, "order": orders.order_by_id(case.order_id).public_id, "href": _href("cases", case.public_id)}
        elif kind == "order":
            order = orders.order_by_id(int(number))
            found |= {"order": order.public_id, "href": _href("orders", order.public_id)}
        elif kind == "declaration":
            row = declared.declaration_by_id(int(number))
            found |= {"withdrawal": row.public_id, "href": _href("withdrawals", row.public_id)}
    except Refusal:
        pass  # what it tells of is gone: the event stays, and says so by naming nothing
    return found | {"subject": delivery.line.subject or None}


def _href(kind: str, public_id: str) -> str:
    return f"{settings.MAKEGOOD_BASE_URL}/api/v1/{kind}/{public_id}"
