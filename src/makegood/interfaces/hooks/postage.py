"""EasyPost's messages about parcels on their way."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from makegood import wiring
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant
from makegood.journeys.receive_carrier_message import receive_carrier_message
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.problems import problem

MOST_BYTES = 512_000  # a tracker brings its whole history along


@csrf_exempt
def postage(request: HttpRequest, shop: str, connection: str) -> HttpResponse:
    """200 once it is kept (also the second time, and where we know nothing of it); EasyPost repeats everything else."""
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
    secret = wiring.postage_secret(merchant_id=merchant.id, connection=connection) if merchant is not None else ""
    if merchant is None or not secret:
        raise Refusal("connection_unknown", "Nobody listens at this address.", "Copy the address from the postage settings.", status=404)
    wiring.easypost_messages.verify(secret, request.headers.get(wiring.easypost_messages.HEADER, ""), body)
    message = wiring.easypost_messages.read(body)
    new = receive_carrier_message(
        merchant_id=merchant.id, message_id=message.id, tracker=message.tracker, tracking_number=message.tracking_number,
        by=Actor("api", connection), now=now_of(request),
    )  # fmt: skip
    return JsonResponse({"taken": True, "new": new})
