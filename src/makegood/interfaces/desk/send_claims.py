"""Claims on one supplier, sent together from Today with one confirmation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.apps.claims import queries as claims
from makegood.apps.parties.abilities import CASES
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.journeys.submit_claim import submit_claim
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.scope import actor_of, needs

MOST = 100


@needs(CASES)
def send_claims(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """All of them go, or they stay as they were and it is said why. One that somebody sent meanwhile does not go twice."""
    named = list(dict.fromkeys(request.POST.getlist("claim")))[:MOST] if request.method == "POST" else []
    try:
        if named:
            _send(request, merchant, named)
            messages.success(request, ngettext("%(n)s claim is sent.", "%(n)s claims are sent.", len(named)) % {"n": len(named)})
    except Refusal as refusal:
        messages.warning(request, _("None was sent. %(why)s") % {"why": _(refusal.message)})
    return HttpResponseRedirect(reverse("today"))


def _send(request: HttpRequest, merchant: Merchant, named: list[str]) -> None:
    now = now_of(request)
    with attempt():
        submit_claim(merchant_id=merchant.id, claim_id=named[0], beside=named[1:], by=actor_of(request), now=now)
        for case_id in sorted({claims.claim_of(one).case_id for one in named}):
            follow(merchant_id=merchant.id, case_id=case_id, now=now)
