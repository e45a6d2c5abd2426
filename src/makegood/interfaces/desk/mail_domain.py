"""Is the shop's domain ready to send: asked now, and how its mails are signed."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood import wiring
from makegood.apps.notices import queries as notices
from makegood.apps.parties.abilities import KEYS
from makegood.base.tenancy import Merchant
from makegood.journeys.learn_mail_way import learn_mail_way
from makegood.journeys.record_mail_check import record_mail_check
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.domain_words import shown_check
from makegood.web.scope import actor_of, needs
from makegood.web.security import count_try

MOST_HEADERS = 100_000


def domain_context(server: Any, merchant: Merchant) -> dict[str, Any]:
    """What the page says of the domain: its checks in words, and from whom mails leave meanwhile."""
    if server is None or not server.host:
        return {"checks": [], "proven": False, "domain": ""}
    domain = server.sender.rpartition("@")[2].lower()
    return {
        "checks": [shown_check(one, domain) for one in server.checks], "proven": server.proven_at is not None, "domain": domain,
        "lost": server.lost_at, "answers_to": server.reply_to or merchant.email, "has_service": bool(settings.MAKEGOOD_SMTP_URL),
    }  # fmt: skip


def mail_check(request: HttpRequest) -> HttpResponse:
    """DNS is asked at once and here, at most fifteen seconds, while no transaction is open."""
    response = _ready(request)
    asking = getattr(request, "asking", None)
    if asking is None:
        return response  # type: ignore[no-any-return]
    merchant_id, question, by = asking
    checks = wiring.domains().check(question)
    found = record_mail_check(merchant_id=merchant_id, asked=question, checks=checks, by=by, now=now_of(request))
    if found == "proven":
        messages.success(request, _("Everything is in order: your mails leave by your own server."))
    elif found == "silent":
        messages.warning(request, _("The DNS did not answer everything. It is asked again within the hour."))
    else:
        messages.warning(request, _("Something is still missing: see below."))
    return HttpResponseRedirect(reverse("mail_settings") + "#domain")


@needs(KEYS)
def _ready(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    server = notices.mail_server()
    if request.method == "POST" and server is not None and server.host:
        count_try("mail-check", str(merchant.id), now=now_of(request), most=20, per=timedelta(minutes=10))
        request.asking = merchant.id, notices.domain_question(server), actor_of(request)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("mail_settings"))


def learn(request: HttpRequest, merchant: Merchant) -> Refusal | None:
    """What was pasted or typed, kept; the refusal where it can't be."""
    pasted = request.POST.get("headers", "")[:MOST_HEADERS].strip()
    try:
        learn_mail_way(
            merchant_id=merchant.id, selector=request.POST.get("selector", "")[:200], seen=wiring.seen_in(pasted) if pasted else None,
            by=actor_of(request), now=now_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        return refusal
    messages.success(request, _("Kept. Now check the domain."))
    return None
