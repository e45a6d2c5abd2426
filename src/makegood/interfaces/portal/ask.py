"""What happened, show it, choose: one question a screen; exact amounts before anything is sent."""

import secrets
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.base.actor import CUSTOMER
from makegood.base.evidence import store
from makegood.base.idempotency import claim_key, remember
from makegood.base.links import link_for, token_of
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.checking import check_ask
from makegood.interfaces.portal.draft import TILES, Draft, draft_of, keep, sending_key
from makegood.interfaces.portal.words import offer_card
from makegood.journeys.open_return import open_return
from makegood.journeys.preview_return import preview_return
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.scope import in_shop
from makegood.web.uploads import clean_picture

MOST_PHOTOS = 6


def _page(request: HttpRequest, name: str, merchant: Merchant, draft: Draft, refusal: Refusal | None = None, **more: Any) -> HttpResponse:
    if refusal is not None and refusal.code == "unit_already_in_case":
        link = link_for(purpose="case", subject=str(refusal.extra["case"]), now=now_of(request))
        if link is not None:
            refusal.extra["link"] = reverse("case", args=[merchant.slug, token_of(link)])
    context = {"merchant": merchant, "draft": draft, "refusal": refusal, **more}
    return render(request, f"portal/{name}.html", context, status=refusal.status if refusal else 200)


@in_shop
def what_happened(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    draft = draft_of(request, merchant)
    words = orders.words_of_lines([line.id for line in draft.lines])
    refusal = None
    if request.method == "POST":
        wanted = set(request.POST.getlist("line")) or ({str(draft.lines[0].id)} if len(draft.lines) == 1 else set())
        quantities = {str(line.id): _quantity(request, line) for line in draft.lines if str(line.id) in wanted}
        draft.data |= {
            "quantities": quantities,
            "tiles": [tile for tile in request.POST.getlist("tile") if tile in TILES],
            "words": request.POST.get("words", "")[:5000],
            "key": draft.data.get("key") or secrets.token_hex(8),
        }
        keep(request, merchant, draft.data)
        try:
            check_ask(draft.order, draft.ask())
            return HttpResponseRedirect(reverse("show", args=[merchant.slug]))
        except Refusal as found:
            refusal = found
    return _page(request, "ask", merchant, draft, refusal, tiles=TILES, words=words, quantities=draft.data.get("quantities", {}))


def _quantity(request: HttpRequest, line: Any) -> int:
    text = request.POST.get(f"quantity_{line.id}", "1")
    return min(int(text), line.quantity + 1) if text.isdigit() and len(text) < 8 else 0


@in_shop
def show_it(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    draft = draft_of(request, merchant)
    refusal = None
    if request.method == "POST":
        try:
            _take_photo(request, draft)
            draft.data["needed_by"] = _needed_by(request)
            draft.data["no_photo"] = "no_photo" in request.POST
            keep(request, merchant, draft.data)
            if "another" not in request.POST:
                return HttpResponseRedirect(reverse("choose", args=[merchant.slug]))
        except Refusal as found:
            keep(request, merchant, draft.data)
            refusal = found
    return _page(request, "show", merchant, draft, refusal, photos=len(draft.data.get("photos", [])))


def _take_photo(request: HttpRequest, draft: Draft) -> None:
    for file in request.FILES.getlist("photo"):
        if len(draft.data.get("photos", [])) >= MOST_PHOTOS:
            raise Refusal("too_many_photos", _("That is enough pictures."), _("Go on with those that are there."), field="photo")
        clean = clean_picture(file)
        kept = store(clean.content, clean.media_type, now=now_of(request), captured=clean.captured)
        draft.data["photos"] = [*draft.data.get("photos", []), kept.id]


def _needed_by(request: HttpRequest) -> str | None:
    text = request.POST.get("needed_by", "")
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refusal("date_unreadable", _("This day can't be read."), _("Choose a day from the calendar."), field="needed_by") from None


@in_shop
def choose(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    draft, now = draft_of(request, merchant, to_open=request.method == "POST"), now_of(request)
    if not draft.chosen() and (case := request.session.get(f"sent:{merchant.id}")):  # sent already: the page was loaded again
        return _to_case(request, merchant, case)
    ask = draft.ask()
    refusal = None
    if request.method == "POST":
        sent = claim_key(sending_key(draft.data), method="POST", path=request.path, body=draft.data)
        if sent.replay is not None:  # it reached us, our answer did not reach them: the order has more pieces, but it was said once
            return _to_case(request, merchant, sent.replay[1]["case"])
        choices = {line.public_id: request.POST.get(f"remedy_{line.id}", "") for line in draft.chosen()}
        try:
            with attempt():
                case = open_return(merchant_id=merchant.id, order_id=draft.order.id, ask=ask, by=CUSTOMER, now=now)
                follow(merchant_id=merchant.id, case_id=case.id, now=now, choices={key: value for key, value in choices.items() if value})
                remember(sent, status=302, answer={"case": case.public_id}, now=now)
            return _to_case(request, merchant, case.public_id)
        except Refusal as found:
            if found.code not in ("unit_already_in_case", "offer_gone"):
                raise
            refusal = found
    preview = preview_return(merchant_id=merchant.id, order_id=draft.order.id, ask=ask, now=now)
    words = orders.words_of_lines([line.id for line in draft.lines])
    payments = orders.payments_of(draft.order.id)
    method = next((payment.method for payment in payments if payment.method), draft.order.payment_method)
    lines = [
        {
            "line": one.order_line,
            "outcome": one.outcome,
            "reasons": one.decision.reasons,
            "inputs": words.get(one.order_line.id, []),
            "cards": [offer_card(offer, one.order_line.title, method) for offer in one.offers],
            "late": _too_late(one.offers, ask.needed_by),
        }
        for one in preview.lines
    ]
    return _page(request, "choose", merchant, draft, refusal, lines=lines, ask=ask)


def _to_case(request: HttpRequest, merchant: Merchant, case: str) -> HttpResponse:
    link = link_for(purpose="case", subject=case, now=now_of(request))
    assert link is not None
    request.session.pop(f"ask:{merchant.id}", None)
    request.session[f"sent:{merchant.id}"] = case
    return HttpResponseRedirect(reverse("case", args=[merchant.slug, token_of(link)]))


def _too_late(offers: list[dict[str, Any]], needed_by: date | None) -> bool:
    """No new one can be there on the day that it is needed."""
    days = [offer["eta_until"] for offer in offers if offer["eta_until"]]
    return needed_by is not None and bool(days) and min(days) > needed_by.isoformat()
