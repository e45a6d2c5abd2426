"""Mail that a shop's mail service posts to us. 200 once it is kept; services repeat everything else for hours."""

import hmac

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from makegood import wiring
from makegood.apps.inbox.ports import MOST_BYTES
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant
from makegood.journeys.set_mailbox import record_mailbox_look
from makegood.journeys.take_mail import take_mail
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.problems import problem

MOST = MOST_BYTES * 4 // 3 + 1_000_000  # JSON and forms make a mail longer


@csrf_exempt
def mail_in(request: HttpRequest, provider: str, shop: str, token: str) -> HttpResponse:
    try:
        return _take(request, provider, shop, token)
    except Refusal as refusal:
        return problem(request, refusal)


def _take(request: HttpRequest, provider: str, shop: str, token: str) -> HttpResponse:
    if request.method != "POST":
        raise Refusal("post_only", "Messages are posted here.", "Send it with POST.", status=405)
    length = request.headers.get("Content-Length") or "0"
    if not length.isdigit() or int(length) > MOST:
        raise Refusal("message_too_large", "This message is too large.", f"Send up to {MOST_BYTES} bytes.", status=413)
    merchant = Merchant.objects.filter(slug=shop).first()
    way, secret, key = wiring.mail_in_secret(merchant.id) if merchant is not None else ("", "", "")
    # our own way's secret signs and stands in no address: there the address holds the shop's word for it
    known = way == provider and (way == "raw" or hmac.compare_digest(secret.encode(), token.encode()))
    if merchant is None or not way or not known:
        raise Refusal("connection_unknown", "Nobody listens at this address.", "Copy the address from the mail settings.", status=404)
    by, now = Actor("api", f"mail-in:{provider}"), now_of(request)
    body = request.read(MOST + 1)  # not `body`: Django's limit for forms is far below a mail with pictures
    try:
        came = wiring.mail_incoming.came(way, key=key, headers=request.headers, body=body, now=now)
    except Refusal as refusal:
        if refusal.code == "raw_missing":
            record_mailbox_look(merchant_id=merchant.id, outcome="raw_missing", by=by, now=now)
        raise
    mail, is_new = take_mail(merchant_id=merchant.id, came=came, way=way, by=by, now=now)
    record_mailbox_look(merchant_id=merchant.id, outcome="good", by=by, now=now)
    return JsonResponse({"taken": True, "new": is_new, "mail": mail.public_id})
