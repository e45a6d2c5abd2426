"""Addresses that hear of events, and every message to them (Standard Webhooks)."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from makegood.apps.webhooks import queries
from makegood.apps.webhooks.words import DELIVERY_STATES, EVENTS
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_webhooks import (
    EventKinds,
    Replayed,
    Webhook,
    WebhookEnded,
    WebhookMessage,
    WebhookMessagePage,
    WebhookPage,
    WebhookWithSecret,
)
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.days import ZonedMoment
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import ReplayIn, TurnIn, WebhookIn, answers
from makegood.journeys.add_webhook import add_webhook
from makegood.journeys.change_webhook import change_webhook, end_webhook, rotate_webhook, turn_webhook
from makegood.journeys.replay_webhook import replay_message, replay_webhook, try_webhook
from makegood.web.clock import now_of

router = Router(tags=["webhooks"])
State = Literal[("", *DELIVERY_STATES)]  # type: ignore[valid-type]


def _shown(row: Any) -> dict[str, Any]:
    return shapes.webhook(row, queries.counts_of([row.id])[row.id])


@router.get("", response=answers(WebhookPage), operation_id="list_webhooks")
@call("read")
def list_webhooks(request: HttpRequest) -> dict[str, Any]:
    found = queries.endpoints()
    counts = queries.counts_of([one.id for one in found])
    return shapes.page([shapes.webhook(one, counts[one.id]) for one in found], None)


@router.get("/events", response=answers(EventKinds), operation_id="list_events")
@call("read")
def list_events(request: HttpRequest) -> dict[str, Any]:
    """Every event that an address may hear of."""
    return shapes.page([{"type": name, "what": what} for name, what in EVENTS.items()], None)


@router.post("", response=answers(WebhookWithSecret, 201), operation_id="add_webhook")
@call("write", status=201)
def add(request: HttpRequest, body: WebhookIn) -> dict[str, Any]:
    """The secret stands in this answer and nowhere else; what is kept under the Idempotency-Key does not hold it."""
    caller = caller_of(request)
    made, secret = add_webhook(merchant_id=caller.merchant_id, url=body.url, types=body.types, by=caller.by, now=now_of(request))
    return _shown(made) | {"secret": secret}


@router.get("/{webhook_id}", response=answers(Webhook), operation_id="get_webhook")
@call("read")
def get_webhook(request: HttpRequest, webhook_id: str) -> dict[str, Any]:
    return _shown(queries.endpoint_of(webhook_id))


@router.post("/{webhook_id}", response=answers(Webhook), operation_id="change_webhook")
@call("write")
def change(request: HttpRequest, webhook_id: str, body: WebhookIn) -> dict[str, Any]:
    caller = caller_of(request)
    return _shown(
        change_webhook(
            merchant_id=caller.merchant_id, webhook_id=webhook_id, url=body.url, types=body.types, by=caller.by, now=now_of(request)
        )
    )


@router.post("/{webhook_id}/turn", response=answers(Webhook), operation_id="turn_webhook")
@call("write")
def turn(request: HttpRequest, webhook_id: str, body: TurnIn) -> dict[str, Any]:
    """On or off. While it is off nothing is sent; what was missed goes out by `replay`."""
    caller = caller_of(request)
    return _shown(turn_webhook(merchant_id=caller.merchant_id, webhook_id=webhook_id, on=body.on, by=caller.by, now=now_of(request)))


@router.post("/{webhook_id}/rotate", response=answers(WebhookWithSecret), operation_id="rotate_webhook_secret")
@call("write")
def rotate(request: HttpRequest, webhook_id: str) -> dict[str, Any]:
    """A new secret, shown here only. For a day both sign."""
    caller = caller_of(request)
    found, secret = rotate_webhook(merchant_id=caller.merchant_id, webhook_id=webhook_id, by=caller.by, now=now_of(request))
    return _shown(found) | {"secret": secret}


@router.post("/{webhook_id}/end", response=answers(WebhookEnded), operation_id="end_webhook")
@call("write")
def end(request: HttpRequest, webhook_id: str) -> dict[str, Any]:
    """Its secret and its messages go."""
    caller = caller_of(request)
    end_webhook(merchant_id=caller.merchant_id, webhook_id=webhook_id, by=caller.by, now=now_of(request))
    return {"id": webhook_id, "ended": True}


@router.post("/{webhook_id}/try", response=answers(WebhookMessage, 201), operation_id="try_webhook")
@call("write", status=201)
def send_try(request: HttpRequest, webhook_id: str) -> dict[str, Any]:
    """An event `webhook.tried`, to see whether messages arrive."""
    caller = caller_of(request)
    return shapes.webhook_message(try_webhook(merchant_id=caller.merchant_id, webhook_id=webhook_id, by=caller.by, now=now_of(request)), [])


@router.post("/{webhook_id}/replay", response=answers(Replayed), operation_id="replay_webhook")
@call("write")
def replay(request: HttpRequest, webhook_id: str, body: ReplayIn) -> dict[str, Any]:
    """Everything since then that did not arrive goes out, under the same webhook-ids."""
    caller = caller_of(request)
    count = replay_webhook(merchant_id=caller.merchant_id, webhook_id=webhook_id, since=body.since, by=caller.by, now=now_of(request))
    return {"messages": count}


@router.get("/{webhook_id}/messages", response=answers(WebhookMessagePage), operation_id="list_webhook_messages")
@call("read")
def messages(
    request: HttpRequest, webhook_id: str, cursor: Cursor = "", state: State = "", since: ZonedMoment | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """The newest first, with every try. `dead`: given up after the last one."""
    endpoint = queries.endpoint_of(webhook_id)
    found = queries.deliveries_page(endpoint, before_id=place_of(request, cursor), limit=limit + 1, state=state, since=since)
    tries = queries.tries_of([one.id for one in found])
    return page_of(request, found, limit, lambda one: shapes.webhook_message(one, tries[one.id]))


@router.post("/{webhook_id}/messages/{message_id}/replay", response=answers(WebhookMessage), operation_id="replay_webhook_message")
@call("write")
def replay_one(request: HttpRequest, webhook_id: str, message_id: str) -> dict[str, Any]:
    """This one goes out anew, also where it had arrived."""
    caller = caller_of(request)
    found = replay_message(merchant_id=caller.merchant_id, webhook_id=webhook_id, message_id=message_id, by=caller.by, now=now_of(request))
    return shapes.webhook_message(found, queries.tries_of([found.id])[found.id])
