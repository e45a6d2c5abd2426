"""Scan, look, one tap; the customer's words are not shown here (faces.md, screen e)."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.apps.carriage import queries as carriage
from makegood.apps.inspection import queries as inspections
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.evidence import write_bytes
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt, unit
from makegood.casefile.holding import hold_case
from makegood.journeys.correct_inspection import correct_inspection
from makegood.journeys.note_look import note_look
from makegood.journeys.receive_parcel import Extra, ReceivedLine, receive_parcel
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.record_stray import record_stray
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.scope import actor_of, at_hub
from makegood.web.uploads import clean_picture

TILES = ("broken", "used", "wrong_text", "parts_missing", "dirty")
EXTRAS = (  # nobody types with gloves on
    ("another item", gettext_lazy("another item")),
    ("something of the customer's own", gettext_lazy("something of the customer's own")),
    ("not known", gettext_lazy("something, not known what")),
)


@at_hub
def scan(request: HttpRequest, hub: Any) -> HttpResponse:
    typed, refusal = request.POST.get("code", "").strip()[:120], None
    if request.method == "POST" and typed:
        parcel = carriage.parcel_by_code(typed)
        if parcel is not None and parcel.hub_id == hub.id and parcel.state != "void":
            return HttpResponseRedirect(reverse("dock_parcel", args=[parcel.public_id]))
        request.session["dock_typed"] = typed
        return HttpResponseRedirect(reverse("dock_unknown"))
    context = {
        "hub": hub, "waiting": len(carriage.parcels_at_hub(hub.id, states=("announced", "in_transit"))),
        "done": carriage.received_since(hub.id, _morning(request, hub)), "strays": len(carriage.strays_of_hub(hub.id)),
        "last": request.session.get("dock_last"), "refusal": refusal,
    }  # fmt: skip
    return render(request, "dock/scan.html", context)


def _morning(request: HttpRequest, hub: Any) -> datetime:
    zone = ZoneInfo(hub.zone)
    return datetime.combine(now_of(request).astimezone(zone).date(), time(), zone)


@at_hub
def parcel_page(request: HttpRequest, hub: Any, parcel_id: str) -> HttpResponse:
    """The parcel's pieces. The first tap receives it; pieces that are missing are counted before."""
    parcel = carriage.parcel_of(parcel_id)
    if parcel.hub_id != hub.id:
        raise Refusal("parcel_elsewhere", _("This parcel belongs to another hub."), _("Put it on shelf U."), status=404)
    if request.method == "POST":
        with unit(merchants=[parcel.merchant_id], by=actor_of(request)):
            hold_case(parcel_id=parcel.id, now=now_of(request))
            _receive(request, parcel, carriage.rows_of_parcel(parcel))
        if request.POST.get("tap") == "not_right":
            return HttpResponseRedirect(reverse("dock_line", args=[request.POST.get("line", "")]))
        return HttpResponseRedirect(reverse("dock_parcel", args=[parcel.public_id]))
    note_look(
        merchant_id=parcel.merchant_id,
        kind="parcel",
        subjects=[parcel.public_id],
        role="inspector",
        by=actor_of(request),
        now=now_of(request),
    )
    rows = carriage.lines_of_parcel(parcel.id)
    merchant = Merchant.objects.get(id=parcel.merchant_id)
    words = orders.words_of_lines([row.line.order_line_id for row in rows])
    pieces: list[dict[str, Any]] = [
        {"row": row, "line": row.line, "item": row.line.order_line, "inputs": words.get(row.line.order_line_id, [])} for row in rows
    ]
    open_pieces = [piece for piece in pieces if piece["line"].reception == "received" and piece["line"].inspection == "waiting"]
    done = parcel.state == "received" and not open_pieces
    return render(
        request, "dock/parcel.html", {"hub": hub, "parcel": parcel, "merchant": merchant, "pieces": pieces, "done": done, "extras": EXTRAS}
    )


def _receive(request: HttpRequest, parcel: Any, rows: list[Any]) -> None:
    now, by = now_of(request), actor_of(request)
    line_id, tap = request.POST.get("line", ""), request.POST.get("tap", "")
    if parcel.state != "received":
        counted = [
            ReceivedLine(
                row.line_id, right=_count(request, f"right_{row.line_id}", row.quantity), wrong=_count(request, f"wrong_{row.line_id}", 0)
            )
            for row in rows
        ]
        named = next((line.id for line in returns.lines_of_case(parcel.case_id) if line.public_id == line_id), None)
        if tap == "not_this":
            counted = [ReceivedLine(row.line_id, right=0, wrong=row.quantity) if row.line_id == named else one
                       for row, one in zip(rows, counted, strict=True)]  # fmt: skip
        extras = (Extra(text=request.POST["extra"][:200]),) if request.POST.get("extra", "").strip() else ()
        receive_parcel(
            merchant_id=parcel.merchant_id, parcel_id=parcel.id, received=counted, extras=extras, by=by, now=now, shelf=_shelf(parcel)
        )
    if tap == "as_it_should":
        line = next((one for one in returns.lines_of_case(parcel.case_id) if one.public_id == line_id), None) or returns.line_of(line_id)
        made = record_inspection(
            merchant_id=parcel.merchant_id, line_id=line.id, result="as_it_should", grade="A", by=by, now=now, shelf=_shelf(parcel)
        )
        request.session["dock_last"] = made.public_id
    follow(merchant_id=parcel.merchant_id, case_id=parcel.case_id, now=now)


def _count(request: HttpRequest, name: str, default: int) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdigit() and len(text) < 7 else default


def _shelf(parcel: Any) -> str:
    """The shelf of a parcel: by its number, so that the same parcel is always sent to the same place."""
    return f"{'ABCDEF'[parcel.id // 20 % 6]}-{parcel.id % 20 + 1:02d}"


@at_hub
def not_right(request: HttpRequest, hub: Any, line_id: str) -> HttpResponse:
    """Not right: a photo, a tile, the shelf."""
    line = returns.line_of(line_id)
    refusal = None
    if request.method == "POST":
        now, by = now_of(request), actor_of(request)
        try:
            with attempt(), unit(merchants=[line.merchant_id], by=by):
                photos = tuple(_photo(file, now) for file in request.FILES.getlist("photo"))
                finding = request.POST.get("finding", "")
                if finding not in TILES:
                    raise Refusal("finding_needed", _("What is not right?"), _("Choose one of the five."), field="finding")
                made = record_inspection(
                    merchant_id=line.merchant_id, line_id=line.id, result="not_right", grade=_grade(finding), finding=finding, photos=photos,
                    by=by, now=now,
                )  # fmt: skip
                request.session["dock_last"] = made.public_id
                follow(merchant_id=line.merchant_id, case_id=line.case_id, now=now)
            messages.success(request, _("Recorded."))
            parcel = carriage.parcel_of_line(line.case_id, line.id)
            return HttpResponseRedirect(reverse("dock_parcel", args=[parcel.public_id]) if parcel is not None else reverse("dock"))
        except Refusal as found:
            refusal = found
    context = {"hub": hub, "line": line, "tiles": TILES, "refusal": refusal, "chosen": request.POST.get("finding", "")}
    return render(request, "dock/not_right.html", context, status=refusal.status if refusal else 200)


def _grade(finding: str) -> str:
    return "D" if finding == "broken" else "C"


@at_hub
def last(request: HttpRequest, hub: Any) -> HttpResponse:
    """Undo last: the piece that was looked at last is looked at again; the first look stays in the books, corrected."""
    known = request.session.get("dock_last")
    if not known:
        return HttpResponseRedirect(reverse("dock"))
    wrong = inspections.inspection_of(known)
    line, refusal = returns.line_by_id(wrong.line_id), None
    if request.method == "POST":
        now, by, finding = now_of(request), actor_of(request), request.POST.get("finding", "")
        result, grade = ("not_right", _grade(finding)) if finding in TILES else ("as_it_should", "A")
        try:
            with attempt(), unit(merchants=[line.merchant_id], by=by):
                made = correct_inspection(
                    merchant_id=line.merchant_id, inspection_id=known, result=result, grade=grade,
                    finding=finding if finding in TILES else "", by=by, now=now,
                )  # fmt: skip
                follow(merchant_id=line.merchant_id, case_id=line.case_id, now=now)
            request.session["dock_last"] = made.public_id
            messages.success(request, _("Corrected."))
            return HttpResponseRedirect(reverse("dock"))
        except Refusal as found:
            refusal = found
    context = {"hub": hub, "line": line, "item": line.order_line, "tiles": TILES, "was": wrong, "refusal": refusal}
    return render(request, "dock/last.html", context, status=refusal.status if refusal else 200)


def _photo(file: Any, now: Any) -> int:
    return int(clean_picture(file).keep(now=now).id)


@at_hub
def unknown(request: HttpRequest, hub: Any) -> HttpResponse:
    """No label that we know: a photo of label and contents, shelf U."""
    refusal = None
    if request.method == "POST":
        try:
            # Pictures first: nothing is written to the database where one can't be read.
            digests = [
                write_bytes(f"o{hub.organisation_id}", clean_picture(file).content) if (file := request.FILES.get(name)) is not None else ""
                for name in ("label_photo", "content_photo")
            ]
            record_stray(
                hub_id=hub.id, typed=request.POST.get("typed", ""), label_photo=digests[0], content_photo=digests[1],
                by=actor_of(request), now=now_of(request),
            )  # fmt: skip
            messages.success(request, _("Shelf U"))
            return HttpResponseRedirect(reverse("dock"))
        except Refusal as found:
            refusal = found
    context = {"hub": hub, "typed": request.session.get("dock_typed", ""), "refusal": refusal}
    return render(request, "dock/unknown.html", context, status=refusal.status if refusal else 200)
