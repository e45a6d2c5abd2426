"""What a device at the dock asks while it has a connection: who is signed in, what is awaited, and to take what it kept meanwhile."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.apps.carriage import queries as carriage
from makegood.apps.inspection.asking import all_well
from makegood.base.idempotency import claim_key, own_key, remember
from makegood.base.unit import attempt, unit
from makegood.casefile.holding import hold_case
from makegood.insight.dock import Opened, to_do
from makegood.interfaces.dock import steps
from makegood.interfaces.dock.scan import counts, keep_stray, who_of
from makegood.interfaces.dock.shown import after, as_json
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.problems import problem
from makegood.web.scope import actor_of, at_hub
from makegood.web.uploads import clean_picture

FRESH = {"Cache-Control": "private, no-store"}


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: at an address of its own, because one looks after what lies below it. The same for everybody."""
    text = render_to_string("dock/worker.js")
    return HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@at_hub
def hello(request: HttpRequest, hub: Any) -> HttpResponse:
    """Who is signed in here, and the token with which their device may send."""
    return JsonResponse({"who": who_of(request), "token": get_token(request), **counts(request, hub)}, headers=FRESH)


@at_hub
def awaited(request: HttpRequest, hub: Any) -> HttpResponse:
    """What this hub awaits or has to look at; `?code=` one parcel alone, whatever became of it (null: none here)."""
    language = get_language() or "en"
    if code := request.GET.get("code", "")[:120]:
        parcel = steps.parcel_by_code(code, hub)
        return JsonResponse({"parcel": None if parcel is None else as_json(steps.open_parcel(parcel, hub), language)}, headers=FRESH)
    found = to_do(hub.id)
    return JsonResponse({"who": who_of(request), "parcels": [as_json(one, language) for one in found]}, headers=FRESH)


@at_hub
def take(request: HttpRequest, hub: Any) -> HttpResponse:
    """One thing that a device kept: a multipart form of `entry` (JSON) and its pictures. The same key gives the same answer and has one effect.

    Refusals are problem documents (RFC 9457), and leave no trace: not_yours, entry_invalid, parcel_unknown, whatever the journeys refuse.
    """
    if request.method != "POST":
        return HttpResponse(status=405)
    try:
        entry = _entry_of(request)
        with attempt():
            return JsonResponse(_stray(request, hub, entry) if entry["kind"] == "stray" else _parcel(request, hub, entry), headers=FRESH)
    except Refusal as refusal:
        refusal.message, refusal.remedy = _(refusal.message), _(refusal.remedy) if refusal.remedy else ""
        return problem(request, refusal)


def _entry_of(request: HttpRequest) -> dict[str, Any]:
    try:
        entry = json.loads(request.POST.get("entry", ""))
        sound = (
            isinstance(entry, dict)
            and isinstance(entry["key"], str)
            and 8 <= len(entry["key"]) <= 60
            and entry["kind"] in ("parcel", "stray")
        )
    except (ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        raise _unreadable()
    if entry.get("who") != who_of(request):
        raise Refusal("not_yours", "Somebody else kept this.", "It is sent when they sign in on this device.", status=403)
    return entry  # type: ignore[no-any-return]


def _unreadable() -> Refusal:
    return Refusal("entry_invalid", "What this device kept can't be read.", "Write down what it says and tell whoever runs makegood.")


def _stray(request: HttpRequest, hub: Any, entry: dict[str, Any]) -> dict[str, Any]:
    key = own_key(entry["key"], caller=who_of(request), path=request.path)
    known = carriage.stray_by_key(hub.id, key)
    made = known or keep_stray(request, hub, entry, key=key)
    return {"shelf": made.shelf, "until": made.wait_until.isoformat()}


def _parcel(request: HttpRequest, hub: Any, entry: dict[str, Any]) -> dict[str, Any]:
    parcel = steps.parcel_by_code(str(entry.get("code", "")), hub)
    if parcel is None:
        raise Refusal("parcel_unknown", "No parcel is announced here with this code.", "Put it on shelf U.", status=404)
    key = own_key(entry["key"], caller=who_of(request), path=request.path)
    with unit(merchants=[parcel.merchant_id], by=actor_of(request)):
        hold_case(parcel_id=parcel.id, now=now_of(request))  # the order's lock: the same key twice waits for itself
        claimed = claim_key(key, method="POST", path=request.path, body=entry)
        if claimed.replay is None:
            inspected = _take(request, steps.open_parcel(carriage.parcel_of(parcel.public_id), hub), hub, entry)
            remember(claimed, status=200, answer={"inspections": inspected}, now=now_of(request))
            if inspected:
                request.session["dock_last"] = inspected[-1]
            steps.saw_parcel(request, parcel)
    return after(steps.open_parcel(carriage.parcel_of(parcel.public_id), hub))


def _take(request: HttpRequest, found: Opened, hub: Any, entry: dict[str, Any]) -> list[str]:
    """The public ids of the inspections that were made."""
    now, by, before = now_of(request), actor_of(request), found
    try:
        said = {str(sku): int(count) for sku, count in entry["said"].items()} if entry.get("said") is not None else None
        looks = [
            (str(one["line"]), {str(k): str(v) for k, v in one["answers"].items()}, str(one.get("photo", ""))) for one in entry["looks"]
        ]
        scanned_at = datetime.fromisoformat(entry["at"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _unreadable() from None
    if said is not None:
        steps.count(found, said, scanned_at=scanned_at, by=by, now=now)
        found = steps.open_parcel(carriage.parcel_of(found.parcel.public_id), hub)
    made = []
    for line_id, answers, name in looks:
        piece = steps.came_as(before, found, line_id)
        photos = tuple(int(clean_picture(file).keep(now=now).id) for file in request.FILES.getlist(name))
        look = steps.grade(found, piece, all_well(piece.template.questions) | answers, photos=photos, by=by, now=now)
        made.append(str(look.public_id))
    follow(merchant_id=found.parcel.merchant_id, case_id=found.parcel.case_id, now=now)
    return made
