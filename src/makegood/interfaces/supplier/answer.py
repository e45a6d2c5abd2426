"""The supplier's page: opening it changes nothing; an answer is confirmed once. Never the buyer, the retail price or another shop."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from makegood.apps.claims import queries as claims
from makegood.base.actor import Actor
from makegood.base.evidence import read
from makegood.base.links import link_for, link_wanted, token_of
from makegood.base.tenancy import Merchant
from makegood.base.together import read_together
from makegood.base.unit import attempt
from makegood.interfaces.supplier.papers import take_paper
from makegood.journeys.add_claim_paper import OPEN_IN
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.note_look import note_look
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.claim_packet import MEDIA, language_for, packet_file
from makegood.web.clock import now_of
from makegood.web.downloads import download
from makegood.web.forms import day_typed
from makegood.web.scope import by_link
from makegood.web.supplier_words import (
    FORMS,
    KINDS,
    SPOKEN,
    STATES,
    WAITING,
    language_of,
    own_term,
    please_answer,
    reasons_of,
    supplier_of,
    top_line,
)

_FIELDS = ("answer", "amount", "reason", "words", "credit_form", "promised_on")


@by_link("supplier", "supplier")
def claim_page(request: HttpRequest, link: Any, merchant: Merchant, token: str) -> HttpResponse:
    claim = claims.claim_of(link.subject)
    organisation = supplier_of(claim)
    language = language_of(claim, organisation, request.GET.get("lang", ""))
    others = claims.open_claims_on(organisation.id, besides=claim.id) if organisation else []
    own_page = _pages_of(others, language, now_of(request))
    _looked(request, link, merchant, claim)
    with translation.override(language):
        refusal, confirm, ticked = None, None, [one for one in others if one.public_id in request.POST.getlist("other")]
        if request.method == "POST":
            try:
                confirm = _posted(request, link, merchant, claim, ticked)
                if confirm is None:
                    return HttpResponseRedirect(f"{reverse('supplier', args=[token])}?lang={language}")
            except Refusal as found:
                refusal = found
        zone, waits = organisation.zone if organisation else "UTC", claim.state in WAITING
        answers = claims.answers_of_claim(claim.id)
        context = {
            "claim": claim, "merchant": merchant, "token": token, "packet": claim.packet, "refusal": refusal, "confirm": confirm,
            "typed": request.POST if refusal is not None else {}, "zone": zone, "photos": claims.evidence_of_claim(claim.id),
            "others": [{"claim": one, "line": top_line(one), "ticked": one in ticked, "to": own_page(one)} for one in others],
            "ticked": ticked, "answers": answers, "reasons": reasons_of(claim), "open": waits, "language": language, "languages": SPOKEN.items(),
            "top": top_line(claim), "answer_by": please_answer(claim.answer_by, zone) if claim.answer_by else "", "term": own_term(claim.packet), "kind": KINDS.get(claim.packet["kind"], ""),
            "state": STATES.get(claim.state, ""), "form": FORMS.get(answers[-1].credit_form, "") if answers else "",
            "papers": claims.papers_of_claims([claim.id]).get(claim.id, []), "takes_papers": claim.state in OPEN_IN,
            "person": merchant.contact_name or merchant.name,
        }  # fmt: skip
        return render(request, "supplier/claim.html", context, status=refusal.status if refusal else 200)


def _looked(request: HttpRequest, link: Any, merchant: Merchant, claim: Any) -> None:
    """That it was opened is kept, by its link and ten minutes; of the claim nothing changes. A chat's preview opens it, too."""
    now = now_of(request)
    note_look(merchant_id=merchant.id, kind="claim", subjects=[claim.public_id], role="", by=Actor("supplier", link.public_id), now=now)


def _posted(request: HttpRequest, link: Any, merchant: Merchant, claim: Any, ticked: list[Any]) -> dict[str, Any] | None:
    if "paper" in request.POST:
        take_paper(request, link, merchant, claim)
        return None
    return _others(request, link, merchant, ticked) if "others" in request.POST else _answer(request, link, merchant, claim)


def _pages_of(others: list[Any], language: str, now: datetime) -> Callable[[Any], str]:
    """Where each has its own page, with its pictures; "" where its link has ended."""
    read_together(*(link_wanted("supplier", one.public_id, now) for one in others))

    def own_page(claim: Any) -> str:
        link = link_for(purpose="supplier", subject=claim.public_id, now=now)
        return f"{reverse('supplier', args=[token_of(link)])}?lang={language}" if link is not None else ""

    return own_page


def _answer(request: HttpRequest, link: Any, merchant: Merchant, claim: Any) -> dict[str, Any] | None:
    """What is to be confirmed, in words; None once it was confirmed and recorded."""
    form: dict[str, Any] = {name: request.POST.get(name, "").strip()[:5000] for name in _FIELDS}
    if claim.state not in WAITING:
        raise Refusal(
            "claim_answered", _("This was answered already."), _("The answer stands below. Write to us if it should change."), status=409
        )
    part = _part(form, claim)
    promised = day_typed(form["promised_on"], "promised_on") if form["promised_on"] else None
    with attempt():
        if "confirmed" not in request.POST:
            _look(form, part, claim)
            return form | {"minor": claim.asked_minor if form["answer"] == "accepted" else part, "said": _said(form)}
        answer_claim(
            merchant_id=merchant.id, claim_id=claim.public_id, answer=form["answer"], amount_minor=part, reason=form["reason"],
            words=form["words"], credit_form=form["credit_form"], promised_on=promised, by=Actor("supplier", link.public_id), now=now_of(request),
        )  # fmt: skip
    return None


def _part(form: dict[str, Any], claim: Any) -> int:
    """The amount as a person types it, 12,40 or 12.40; nothing where the answer needs none."""
    text = form["amount"].replace(",", ".")
    if not text or form["answer"] != "part_accepted":
        return 0
    try:
        return minor_from_text(text, claim.currency)
    except Refusal as found:
        raise Refusal(found.code, _("This is no amount."), _("Write it like 12.40."), field="amount") from None


def _look(form: dict[str, Any], part: int, claim: Any) -> None:
    """What would be refused after the confirmation is refused before it."""
    if form["answer"] == "part_accepted" and not 0 < part < claim.asked_minor:
        raise Refusal(
            "amount_not_possible", _("A part is more than nothing and less than what is asked."), _("Give another amount."), field="amount"
        )
    if form["answer"] == "refused" and not (form["reason"] or form["words"]):
        raise Refusal("reason_needed", _("A no needs a reason."), _("Choose one, or write it in your own words."), field="reason")
    if form["answer"] == "info_requested" and not form["words"]:
        raise Refusal("words_needed", _("What would you like to know?"), _("Write your question."), field="question")


def _said(form: dict[str, Any]) -> str:
    return {
        "accepted": _("You send new ones") if form["credit_form"] == "replacement" else _("You credit the whole amount"),
        "part_accepted": _("You credit a part"),
        "refused": _("You say no"),
        "info_requested": _("You ask us"),
    }.get(form["answer"], "")


def _others(request: HttpRequest, link: Any, merchant: Merchant, ticked: list[Any]) -> dict[str, Any] | None:
    """Several of this shop's claims, credited whole with one confirmation: each whole, or all as they were."""
    if not ticked:
        raise Refusal("nothing_ticked", _("Nothing is ticked."), _("Tick the claims that you credit."), field="others")
    if "confirmed" not in request.POST:
        return {"others": True}
    with attempt():
        for one in sorted(ticked, key=lambda claim: claim.case.order_id):
            answer_claim(
                merchant_id=merchant.id, claim_id=one.public_id, answer="accepted", credit_form="credit_note",
                by=Actor("supplier", link.public_id), now=now_of(request),
            )  # fmt: skip
    return None


@by_link("supplier", "supplier")
def photo(request: HttpRequest, link: Any, merchant: Merchant, token: str, file_id: int) -> HttpResponse:
    claim = claims.claim_of(link.subject)
    shown = next((one for one in claims.evidence_of_claim(claim.id) if one.file_id == file_id), None)
    if shown is None:
        raise Http404
    return HttpResponse(read(shown.file), content_type=shown.file.media_type, headers={"Cache-Control": "private, max-age=600"})


@by_link("supplier", "supplier")
def packet(request: HttpRequest, link: Any, merchant: Merchant, token: str, form: str) -> HttpResponse:
    """The same as a file to keep."""
    if form not in MEDIA:
        raise Http404
    claim = claims.claim_of(link.subject)
    content, name = packet_file(claim, merchant, form, language_for(claim, request.GET.get("lang", "")))
    return download(content, name, MEDIA[form])
