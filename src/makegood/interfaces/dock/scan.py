"""Scan, unknown, undo last (faces.md, screen e). Every page works without JavaScript; with it the device does the same without a connection."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.carriage import queries as carriage
from makegood.apps.inspection import queries as inspections
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.apps.returns import queries as returns
from makegood.base.evidence import write_bytes
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt, unit
from makegood.interfaces.dock.steps import parcel_by_code
from makegood.journeys.correct_inspection import correct_inspection
from makegood.journeys.record_stray import record_stray
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.codes import codes_in
from makegood.web.follow import follow
from makegood.web.scope import actor_of, at_hub
from makegood.web.templatetags.money_tags import day_short
from makegood.web.uploads import clean_picture

TILES = ("broken", "used", "wrong_text", "parts_missing", "dirty")
GRADES = {"broken": "D"}  # of the five tiles of a second look; C otherwise


@at_hub
def scan(request: HttpRequest, hub: Any) -> HttpResponse:
    """A code as a scanner types it, or a picture of the label."""
    refusal = None
    if request.method == "POST":
        try:
            codes = [request.POST.get("code", "").strip()[:120]] if request.POST.get("code", "").strip() else _codes_in_picture(request)
            for code in codes:
                if (parcel := parcel_by_code(code, hub)) is not None:
                    return HttpResponseRedirect(reverse("dock_parcel", args=[parcel.public_id]))
            if codes:
                request.session["dock_typed"] = codes[0]
                return HttpResponseRedirect(reverse("dock_unknown"))
        except Refusal as found:
            refusal = found
    context = {
        "hub": hub, **counts(request, hub), "known": carriage.known_strays(hub.id), "last": request.session.get("dock_last"), "refusal": refusal,
        "who": who_of(request), "shops": shops_of(hub),
    }  # fmt: skip
    return render(request, "dock/scan.html", context, status=refusal.status if refusal else 200)


def _codes_in_picture(request: HttpRequest) -> list[str]:
    file = request.FILES.get("picture")
    if file is None:
        return []
    codes = codes_in(clean_picture(file).content)
    if not codes:
        remedy = _("Take it again from nearer, or type the letters below the bars.")
        raise Refusal("code_unread", _("No code can be read in this picture."), remedy, field="picture")
    return codes


def who_of(request: HttpRequest) -> str:
    """Names the person to their own devices: what one keeps is sent as nobody else's."""
    return f"person:{request.user.pk}"


def shops_of(hub: Any) -> list[Any]:
    """The shops that a label may name."""
    return list(Merchant.objects.filter(id__in=parties.shops_of_hub(hub.id)).order_by("name"))


def counts(request: HttpRequest, hub: Any) -> dict[str, int]:
    """What the corner says: done since midnight, on U, on their way."""
    return {
        "waiting": len(carriage.parcels_at_hub(hub.id, states=("announced", "in_transit"))),
        "done": carriage.received_since(hub.id, _morning(request, hub)), "strays": len(carriage.strays_of_hub(hub.id)),
    }  # fmt: skip


def _morning(request: HttpRequest, hub: Any) -> datetime:
    zone = ZoneInfo(hub.zone)
    return datetime.combine(now_of(request).astimezone(zone).date(), time(), zone)


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
        result, grade = ("not_right", GRADES.get(finding, "C")) if finding in TILES else ("as_it_should", "A")
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
    item = orders.lines_by_id([line.order_line_id])[line.order_line_id]
    context = {"hub": hub, "line": line, "item": item, "tiles": TILES, "was": wrong, "refusal": refusal}
    return render(request, "dock/last.html", context, status=refusal.status if refusal else 200)


@at_hub
def unknown(request: HttpRequest, hub: Any) -> HttpResponse:
    """No label that we know: a photo of label and contents, what stands on it, shelf U."""
    refusal = None
    if request.method == "POST":
        try:
            made = keep_stray(request, hub, request.POST)
            said = _("Shelf U. The shops have until %(day)s to say whose it is.") % {"day": day_short(made.wait_until)}
            messages.success(request, said)
            return HttpResponseRedirect(reverse("dock"))
        except Refusal as found:
            refusal = found
    context = {
        "hub": hub, "typed": request.POST.get("typed", request.session.get("dock_typed", "")), "sender": request.POST.get("sender", ""),
        "shops": shops_of(hub), "shop": request.POST.get("shop", ""), "refusal": refusal,
    }  # fmt: skip
    return render(request, "dock/unknown.html", context, status=refusal.status if refusal else 200)


def keep_stray(request: HttpRequest, hub: Any, said: Any, *, key: str = "") -> Any:
    """The StrayParcel, of a form or of what a device kept. Pictures first: nothing is written where one can't be read.

    Refuses `parcel_announced` where its code is that of a parcel that this hub awaits after all.
    """
    typed = str(said.get("typed", ""))
    if (parcel := parcel_by_code(typed, hub)) is not None:
        raise Refusal(
            "parcel_announced", _("This parcel is announced after all."), _("Take it from shelf U and scan it."), status=409, parcel=parcel.public_id
        )  # fmt: skip
    digests = [
        write_bytes(f"o{hub.organisation_id}", clean_picture(file).content) if (file := request.FILES.get(name)) is not None else ""
        for name in ("label_photo", "content_photo")
    ]
    named = str(said.get("shop", ""))
    shop = next((one.id for one in shops_of(hub) if one.slug == named), None)
    return record_stray(
        hub=hub, typed=typed, sender=str(said.get("sender", "")), shop_id=shop, label_photo=digests[0], content_photo=digests[1], key=key,
        by=actor_of(request), now=now_of(request),
    )  # fmt: skip
