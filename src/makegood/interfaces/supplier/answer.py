"""The supplier's page: opening it changes nothing; an answer is confirmed once. Never the buyer, the retail price or another shop."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.claims import queries as claims
from makegood.apps.parties import queries as parties
from makegood.base.actor import Actor
from makegood.base.evidence import read
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.journeys.answer_claim import answer_claim
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.scope import by_link

REASONS = ("outside_the_window", "not_our_fault", "not_our_product", "evidence_missing")


@by_link("supplier", "supplier")
def claim_page(request: HttpRequest, link: Any, merchant: Merchant, token: str) -> HttpResponse:
    claim = claims.claim_of(link.subject)
    refusal, confirm = None, None
    if request.method == "POST":
        form = {name: request.POST.get(name, "").strip()[:5000] for name in ("answer", "amount", "reason", "words", "credit_form")}
        try:
            amount = (
                minor_from_text(form["amount"].replace(",", "."), claim.currency)
                if form["amount"] and form["answer"] == "part_accepted"
                else 0
            )
            if "confirmed" in request.POST:
                by = Actor("supplier", link.public_id)
                with attempt():
                    answer_claim(
                        merchant_id=merchant.id, claim_id=claim.public_id, answer=form["answer"], amount_minor=amount,
                        reason=form["reason"], words=form["words"], credit_form=form["credit_form"], by=by, now=now_of(request),
                    )  # fmt: skip
                return HttpResponseRedirect(reverse("supplier", args=[token]))
            confirm = form | {"minor": claim.asked_minor if form["answer"] == "accepted" else amount}
        except Refusal as found:
            refusal = found
    organisation = parties.organisation_by_id(claim.agreement.organisation_id) if claim.agreement else None
    others = claims.open_claims_on(organisation.id, besides=claim.id) if organisation else []
    context = {
        "claim": claim, "merchant": merchant, "token": token, "packet": claim.packet, "refusal": refusal, "confirm": confirm,
        "zone": organisation.zone if organisation else "UTC", "photos": claims.evidence_of_claim(claim.id), "others": others,
        "reasons": REASONS, "answers": claims.answers_of_claim(claim.id), "open": claim.state in ("submitted", "acknowledged", "info_requested"),
        "question": _("What would you like to know?"),
    }  # fmt: skip
    return render(request, "supplier/claim.html", context, status=refusal.status if refusal else 200)


@by_link("supplier", "supplier")
def photo(request: HttpRequest, link: Any, merchant: Merchant, token: str, file_id: int) -> HttpResponse:
    claim = claims.claim_of(link.subject)
    shown = next((one for one in claims.evidence_of_claim(claim.id) if one.file_id == file_id), None)
    if shown is None:
        raise Http404
    return HttpResponse(read(shown.file), content_type=shown.file.media_type, headers={"Cache-Control": "private, max-age=600"})
