"""One parcel: counted blind, then shown, then graded piece by piece, then what the customer said."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.apps.carriage import queries as carriage
from makegood.apps.inspection.asking import all_well
from makegood.apps.returns import queries as returns
from makegood.base.evidence import read
from makegood.base.unit import attempt, unit
from makegood.casefile.holding import hold_case
from makegood.insight.dock import Opened, Piece, said_of, same_goods
from makegood.interfaces.dock import steps
from makegood.interfaces.dock.shown import asked_in
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.scope import actor_of, at_hub
from makegood.web.uploads import clean_picture


@at_hub
def parcel_page(request: HttpRequest, hub: Any, parcel_id: str) -> HttpResponse:
    """First how many of what; only then what was announced, and a tap a piece."""
    parcel, refusal = carriage.parcel_of(parcel_id), None
    found = steps.open_parcel(parcel, hub)
    if request.method == "POST":
        try:
            with attempt(), unit(merchants=[parcel.merchant_id], by=actor_of(request)):
                hold_case(parcel_id=parcel.id, now=now_of(request))
                _act(request, found)
            return HttpResponseRedirect(reverse("dock_parcel", args=[parcel.public_id]))
        except Refusal as refused:
            refusal = refused
            found = steps.open_parcel(carriage.parcel_of(parcel_id), hub)
    steps.saw_parcel(request, parcel)
    context = {"hub": hub, "found": found, "parcel": found.parcel, "merchant": found.shop, "refusal": refusal}
    status = refusal.status if refusal else 200
    if found.parcel.state != "received":
        return render(request, "dock/count.html", context, status=status)
    pieces = [{"piece": one, "asked": asked_in(one.template, get_language() or "en")} for one in found.pieces]
    titles = {one.sku: one.title for one in found.tiles}
    context |= {"pieces": pieces, "differs": [(titles.get(one.sku, _("something else")), one) for one in found.differs]}
    context |= {"said": _said(found), "several": sum(1 for one in found.pieces if one.waits) > 1}
    return render(request, "dock/parcel.html", context, status=status)


def _said(found: Opened) -> list[dict[str, Any]]:
    titles = {one.line.id: one.item.title for one in found.pieces}
    return [{"title": titles[one.line.id], "said": one} for one in said_of(found.parcel.case_id, found.pieces)]


def _act(request: HttpRequest, found: Opened) -> None:
    now, by, tap = now_of(request), actor_of(request), request.POST.get("tap", "")
    if tap == "count":
        steps.count(found, said_in(request), by=by, now=now)
    elif tap in ("all_well", "as_it_should"):
        line = request.POST.get("line", "")
        for piece in found.pieces if tap == "all_well" else [steps.piece_of(found, line)]:
            if piece.waits or tap == "as_it_should":
                _grade(request, found, piece, all_well(piece.template.questions))
    elif tap.startswith("bad:"):
        _bad(request, found, steps.piece_of(found, request.POST.get("line", "")), tap.removeprefix("bad:"))
    follow(merchant_id=found.parcel.merchant_id, case_id=found.parcel.case_id, now=now)


def _bad(request: HttpRequest, found: Opened, piece: Piece, name: str) -> None:
    """One thing is wrong with it; all else is as it should be."""
    asked = {one["id"]: one for one in piece.template.questions if one["kind"] == "yes_no"}
    if name not in asked:
        raise Refusal("finding_needed", _("What is not right?"), _("Choose one of these."), field="finding")
    _grade(request, found, piece, all_well(piece.template.questions) | {name: asked[name]["bad"]})


def _grade(request: HttpRequest, found: Opened, piece: Piece, answers: dict[str, str]) -> None:
    now = now_of(request)
    photos = tuple(int(clean_picture(file).keep(now=now).id) for file in request.FILES.getlist("photo"))
    made = steps.grade(found, piece, answers, photos=photos, by=actor_of(request), now=now)
    request.session["dock_last"] = made.public_id


def said_in(request: HttpRequest) -> dict[str, int]:
    """{sku: pieces} of the form: each kind of the line-up by its place (`k0`), tapped (`n0`) or typed (`m0`); "" is something else. `none`: it is empty."""
    if request.POST.get("none"):
        return {"": 0}
    said: dict[str, int] = {}
    for name, sku in list(request.POST.items()):
        place = name.removeprefix("k")
        text = request.POST.get(f"m{place}", "").strip() or request.POST.get(f"n{place}", "")
        if name == f"k{place}" and place.isdigit() and text.isdigit() and len(text) < 4 and int(text):
            said[str(sku)] = said.get(str(sku), 0) + int(text)
    return said


@at_hub
def photo(request: HttpRequest, hub: Any, line_id: str, file_id: int) -> HttpResponse:
    """A picture that the customer sent of a piece which was graded; before that there is none."""
    line = returns.line_of(line_id)
    parcel = carriage.parcel_of_line(line.case_id, line.id)
    ids = same_goods(line)
    shown = next((one for one in returns.evidence_of(line.case_id) if one.file_id == file_id and one.line_id in ids), None)
    if (
        parcel is None
        or parcel.hub_id != hub.id
        or line.inspection != "done"
        or shown is None
        or shown.file is None
        or shown.kind != "photo"
    ):
        raise Http404
    return HttpResponse(read(shown.file), content_type=shown.file.media_type, headers={"Cache-Control": "private, no-store"})
