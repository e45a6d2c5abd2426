"""Payment providers' messages: signed, kept once, and a reason to ask. Each door is one provider's way of signing."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from makegood import wiring
from makegood.apps.settlement.ports import Told
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant
from makegood.base.webhooks import verify
from makegood.connectors.paypal import messages as paypal_messages
from makegood.connectors.stripe import messages as stripe_messages
from makegood.journeys.receive_event import receive_event
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.problems import problem

MOST_BYTES = 64_000
MOST_BYTES_OF_EVENTS = 256_000  # they carry the whole thing that they are about
Read = Callable[[str, str, HttpRequest, bytes], Told]


@csrf_exempt
def payments(request: HttpRequest, shop: str, connection: str) -> HttpResponse:
    """The sandbox's, signed after the Standard Webhooks specification."""
    return _answered(request, shop, connection, "sandbox", _sandbox, MOST_BYTES)


@csrf_exempt
def stripe(request: HttpRequest, shop: str, connection: str) -> HttpResponse:
    return _answered(request, shop, connection, "stripe", _stripe, MOST_BYTES_OF_EVENTS)


@csrf_exempt
def paypal(request: HttpRequest, shop: str, connection: str) -> HttpResponse:
    return _answered(request, shop, connection, "paypal", _paypal, MOST_BYTES_OF_EVENTS)


def _answered(request: HttpRequest, shop: str, connection: str, party: str, read: Read, most: int) -> HttpResponse:
    """200 once it is kept (also the second time, and where we know nothing of it); the provider repeats everything else."""
    try:
        return _take(request, shop, connection, party, read, most)
    except Refusal as refusal:
        return problem(request, refusal)


def _take(request: HttpRequest, shop: str, connection: str, party: str, read: Read, most: int) -> HttpResponse:
    if request.method != "POST":
        raise Refusal("post_only", "Messages are posted here.", "Send it with POST.", status=405)
    length = request.headers.get("Content-Length") or "0"
    if not length.isdigit() or int(length) > most:
        raise Refusal("message_too_large", "This message is too large.", f"Send up to {most} bytes.", status=413)
    body = request.body
    merchant = Merchant.objects.filter(slug=shop).first()
    secret, address = wiring.hook_secret(merchant_id=merchant.id, connection=connection, party=party) if merchant is not None else ("", "")
    if merchant is None or not secret:
        raise Refusal("connection_unknown", "Nobody listens at this address.", "Copy the address from the payment settings.", status=404)
    told = read(secret, address, request, body)
    new = receive_event(merchant_id=merchant.id, connection=connection, told=told, by=Actor("api", connection), now=now_of(request))
    return JsonResponse({"taken": True, "new": new})


def _sandbox(secret: str, address: str, request: HttpRequest, body: bytes) -> Told:
    return Told(verify(secret, request.headers, body, now=now_of(request)), key=_key_of(body))


def _stripe(secret: str, address: str, request: HttpRequest, body: bytes) -> Told:
    stripe_messages.verify(secret, request.headers, body, now=now_of(request))
    return stripe_messages.told(body)


def _paypal(secret: str, address: str, request: HttpRequest, body: bytes) -> Told:
    paypal_messages.verify(secret, request.headers, body, now=now_of(request), address=address)
    return paypal_messages.told(body)


def _key_of(body: bytes) -> str:
    """The idempotency key that the message names; "" where it names none: it is kept all the same."""
    try:
        message: Any = json.loads(body)
        key = message["data"]["idempotency_key"]
    except (ValueError, KeyError, TypeError):
        return ""
    return key if isinstance(key, str) and "\0" not in key else ""
