"""What happened, and show it: one question a screen. Nothing of what was said is lost by going back."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.evidence import file_of, read
from makegood.base.links import standing_link, token_of
from makegood.base.tenancy import Merchant
from makegood.casefile.checking import check_ask
from makegood.casefile.days import local_day
from makegood.casefile.telling import link_ends
from makegood.interfaces.portal.draft import ALL, MORE, TILES, Draft, carry, draft_of, keep, outlives_the_session, take_photos
from makegood.interfaces.portal.showing import blurred_among, example_for, pieces_of, what_to_show
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of
from makegood.web.clock import now_of
from makegood.web.forms import day_typed
from makegood.web.scope import in_shop


def page(request: HttpRequest, name: str, merchant: Merchant, draft: Draft, refusal: Refusal | None = None, **more: Any) -> HttpResponse:
    """A page of the ask; one about a piece that is in a case already leads to that case."""
    if refusal is not None and refusal.code == "unit_already_in_case":
        refusal.extra["link"] = _way_in(str(refusal.extra["case"]), request, merchant, draft)
    context = {"merchant": merchant, "draft": draft, "refusal": refusal, **more}
    return carry(
        render(request, f"portal/{name}.html", context, status=refusal.status if refusal else 200), merchant, draft, now_of(request)
    )


def _way_in(case_id: str, request: HttpRequest, merchant: Merchant, draft: Draft) -> str:
    """The page of the case that has the item already: to the buyer always (the contract is theirs), to a recipient where it is their own."""
    case, now = returns.standing_case(case_id), now_of(request)
    if draft.is_recipient and case.opened_by != "recipient":
        return ""
    purpose = "gift" if draft.is_recipient else "case"
    link = standing_link(purpose=purpose, subject=case.public_id, expires_at=link_ends(now), now=now, merchant_id=merchant.id)
    return reverse("case", args=[merchant.slug, token_of(link)])


@in_shop
@outlives_the_session
def what_happened(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    draft = draft_of(request, merchant)
    words = orders.words_of_lines([line.id for line in draft.lines])
    refusal = None
    if request.method == "POST":
        wanted = set(request.POST.getlist("line")) or ({str(draft.lines[0].id)} if len(draft.lines) == 1 else set())
        quantities = {str(line.id): _quantity(request, line) for line in draft.lines if str(line.id) in wanted}
        draft.data |= {
            "quantities": quantities,
            "tiles": [tile for tile in request.POST.getlist("tile") if tile in ALL],
            "words": request.POST.get("words", "")[:5000],
            "hurt": "hurt" in request.POST,
            "key": draft.data.get("key") or secrets.token_hex(8),
        }
        keep(request, merchant, draft.data)
        try:
            check_ask(draft.order, draft.ask())
            skip = not draft.has_something_to_show() and "late" not in draft.data["tiles"]
            return HttpResponseRedirect(reverse("choose" if skip else "show", args=[merchant.slug]))
        except Refusal as found:
            refusal = found
    parcels = orders.parcels_of_lines(draft.order.id) if len(draft.lines) > 1 and len(orders.shipments_of(draft.order.id)) > 1 else {}
    context = {"tiles": TILES, "more": MORE, "words": words, "quantities": draft.data.get("quantities", {}), "parcels": parcels}
    return page(request, "ask", merchant, draft, refusal, **context)


def _quantity(request: HttpRequest, line: Any) -> int:
    text = request.POST.get(f"quantity_{line.id}", "1")
    return min(int(text), line.quantity + 1) if text.isdigit() and len(text) < 8 else 0


@in_shop
@outlives_the_session
def show_it(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    draft = draft_of(request, merchant)
    refusal = None
    if request.method == "POST" and "drop" in request.POST:
        draft.data["photos"] = [one for one in draft.data.get("photos", []) if str(one) != request.POST["drop"]]
        keep(request, merchant, draft.data)
        return HttpResponseRedirect(request.path)
    if request.method == "POST":
        faults = take_photos(request, draft.data)
        try:
            draft.data["needed_by"] = _needed_by(request, draft)
        except Refusal as found:
            faults.append(found)
        draft.data["no_photo"] = "no_photo" in request.POST
        draft.data["all_shown"] = "all_shown" in request.POST
        keep(request, merchant, draft.data)
        if not faults:
            return HttpResponseRedirect(reverse("choose", args=[merchant.slug]))
        refusal, *rest = faults
        refusal.extra["faults"] = [{"field": one.field, "message": one.message, "remedy": one.remedy} for one in rest]
    needed_by = request.POST.get("needed_by", draft.data.get("needed_by") or "")
    blurred = blurred_among(draft.data.get("photos", []))
    context = {
        "photos": [{"id": one, "blurred": one in blurred} for one in draft.data.get("photos", [])],
        "asks": what_to_show(draft, merchant, now_of(request)) if draft.has_something_to_show() else [],
        "pieces": pieces_of(draft),
        "example": example_for(draft),
        "all_shown": draft.data.get("all_shown", False),
        "needed_by": needed_by,
        "asks_photo": draft.has_something_to_show(),
    }
    return page(request, "show", merchant, draft, refusal, **context)


def _needed_by(request: HttpRequest, draft: Draft) -> str | None:
    text = request.POST.get("needed_by", "")
    if not text:
        return None
    needed = day_typed(text, "needed_by")
    if needed < local_day(now_of(request), zone_of(draft.order.market)):
        raise Refusal("day_is_over", _("This day is over."), _("Choose a day that is still to come, or leave it empty."), field="needed_by")
    return needed.isoformat()


@in_shop
def shown_photo(request: HttpRequest, merchant: Merchant, file_id: int) -> HttpResponse:
    """A picture that this visitor has just sent; nobody else's."""
    found = file_of(file_id) if file_id in draft_of(request, merchant).data.get("photos", []) else None
    if found is None:
        raise Http404
    return HttpResponse(read(found), content_type=found.media_type, headers={"Cache-Control": "private, max-age=600"})
