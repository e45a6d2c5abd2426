"""A shop system's messages: checked, kept, and answered at once. A job asks the system what is so."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from makegood import wiring
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant
from makegood.journeys.receive_shop_message import receive_shop_message
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.problems import problem

MOST_BYTES = 2_000_000  # a whole order's body; what we ask for is cut to ids


@csrf_exempt
def take(request: HttpRequest, shop: str, connection: str, party: str) -> HttpResponse:
    """200 once it is kept (also the second time, and where nothing follows); the system repeats everything else."""
    try:
        return _take(request, shop, connection, party)
    except Refusal as refusal:
        return problem(request, refusal)


def _take(request: HttpRequest, shop: str, connection: str, party: str) -> HttpResponse:
    if request.method != "POST":
        raise Refusal("post_only", "Messages are posted here.", "Send it with POST.", status=405)
    length = request.headers.get("Content-Length") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise Refusal("message_too_large", "This message is too large.", f"Send up to {MOST_BYTES} bytes.", status=413)
    merchant = Merchant.objects.filter(slug=shop).first()
    if merchant is None:
        raise Refusal("connection_unknown", "Nobody listens at this address.", "Copy the address from the settings.", status=404)
    facts = wiring.shop_hook(party=party, merchant_id=merchant.id, connection=connection, headers=request.headers, body=request.body)
    if facts.kind == "ping":  # nobody signed it, so nothing is kept of it
        return JsonResponse({"taken": True, "new": False})
    new = receive_shop_message(
        merchant_id=merchant.id, connection=connection, facts=facts, by=Actor("api", connection), now=now_of(request)
    )
    return JsonResponse({"taken": True, "new": new})
