"""What a shop's mail service tells of mails that left: which came back, which were called unwanted."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from makegood import wiring
from makegood.apps.notices.words import MAIL_SERVICES
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant
from makegood.journeys.record_bounce import record_bounce
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.problems import problem

MOST_BYTES = 1_000_000  # several events at once


@csrf_exempt
def mail_status(request: HttpRequest, provider: str, shop: str) -> HttpResponse:
    """200 once it is recorded (also the second time, and where we know nothing of it); services repeat everything else."""
    try:
        return _take(request, provider, shop)
    except Refusal as refusal:
        return problem(request, refusal)


def _take(request: HttpRequest, provider: str, shop: str) -> HttpResponse:
    if request.method != "POST":
        raise Refusal("post_only", "Messages are posted here.", "Send it with POST.", status=405)
    length = request.headers.get("Content-Length") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise Refusal("message_too_large", "This message is too large.", f"Send up to {MOST_BYTES} bytes.", status=413)
    merchant = Merchant.objects.filter(slug=shop).first() if provider in MAIL_SERVICES else None
    own, secret = wiring.mail_hook(merchant.id) if merchant is not None else ("", "")
    if merchant is None or own != provider:
        raise Refusal("connection_unknown", "Nobody listens at this address.", "Copy the address from the mail settings.", status=404)
    by, now = Actor("api", f"mail:{provider}"), now_of(request)
    new = 0
    for one in wiring.mail_messages.said(provider, secret, request):
        new += record_bounce(
            merchant_id=merchant.id, notice_id=one.notice, kind=one.kind, final=one.final, detail=one.detail, by=by, now=now
        )
    return JsonResponse({"taken": True, "new": new})
