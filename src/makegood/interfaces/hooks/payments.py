"""A payment provider's messages, signed after the Standard Webhooks specification."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from makegood import wiring
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant
from makegood.base.webhooks import verify
from makegood.journeys.receive_event import receive_event
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.problems import problem

MOST_BYTES = 64_000


@csrf_exempt
def payments(request: HttpRequest, shop: str, connection: str) -> HttpResponse:
    """200 once it is kept (also the second time, and where we know nothing of it); the provider repeats everything else."""
    try:
        return _take(request, shop, connection)
    except Refusal as refusal:
        return problem(request, refusal)


def _take(request: HttpRequest, shop: str, connection: str) -> HttpResponse:
    if request.method != "POST":
        raise Refusal("post_only", "Messages are posted here.", "Send it with POST.", status=405)
    length = request.headers.get("Content-Length") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise Refusal("message_too_large", "This message is too large.", f"Send up to {MOST_BYTES} bytes.", status=413)
    body = request.body
    merchant = Merchant.objects.filter(slug=shop).first()
    secret = wiring.hook_secret(merchant_id=merchant.id, connection=connection) if merchant is not None else ""
    if merchant is None or not secret:
        raise Refusal("connection_unknown", "Nobody listens at this address.", "Copy the address from the payment settings.", status=404)
    event_id = verify(secret, request.headers, body, now=now_of(request))
    key = _key_of(body)
    new = receive_event(merchant_id=merchant.id, event_id=event_id, key=key, by=Actor("api", connection), now=now_of(request))
    return JsonResponse({"taken": True, "new": new})


def _key_of(body: bytes) -> str:
    """The idempotency key that the message names; "" where it names none: it is kept all the same."""
    try:
        message: Any = json.loads(body)
        key = message["data"]["idempotency_key"]
    except (ValueError, KeyError, TypeError):
        return ""
    return key if isinstance(key, str) and "\0" not in key else ""
