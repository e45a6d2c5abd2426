"""Before a claim goes: which pictures go along, and what is blacked out in them. By numbers, or by tapping two corners; without a script."""

import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from PIL import Image

from makegood.apps.claims import queries as claims
from makegood.apps.parties.abilities import CASES
from makegood.base.evidence import read, store
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.journeys.cover_claim_picture import cover_claim_picture
from makegood.kernel.refusal import Refusal
from makegood.web.blackout import blacked_out, box_between, boxes_typed
from makegood.web.clock import now_of
from makegood.web.scope import actor_of, needs

WIDE = 300  # pixels at which a picture is shown here: a tap comes back in these


@needs(CASES, sees="claim")
def page(request: HttpRequest, merchant: Merchant, claim_id: str) -> HttpResponse:
    """Each picture with its boxes; a tap is a corner, the second makes the box, and nothing is kept before it is saved."""
    claim, refusal = claims.claim_of(claim_id), None
    rows = [
        _row(one)
        for one in claims.all_evidence_of_claim(claim.id)
        if one.file.media_type.startswith("image/") and one.file.erased_at is None
    ]
    row = next((one for one in rows if str(one["one"].id) == request.POST.get("picture")), None)
    if request.method == "POST" and row is not None:
        row |= {"boxes": request.POST.get("boxes", ""), "left_out": "left_out" in request.POST, "corner": request.POST.get("corner", "")}
        try:
            if "tap.x" in request.POST:
                _tap(request, row)
            else:
                _save(request, merchant, claim, row)
                return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal, row["refusal"] = found, found
    context = {"merchant": merchant, "claim": claim, "case": claim.case, "rows": rows, "wide": WIDE}
    return render(request, "desk/claim_pictures.html", context, status=refusal.status if refusal else 200)


def _row(one: Any) -> dict[str, Any]:
    return {
        "one": one,
        "boxes": "\n".join(" ".join(map(str, box)) for box in one.covered),
        "left_out": one.left_out,
        "corner": "",
        "refusal": None,
        "high": _high(one),
    }


def _high(one: Any) -> int:
    """Pixels at which it is shown."""
    with Image.open(io.BytesIO(read(one.whole or one.file))) as shown:
        return max(1, round(WIDE * shown.height / shown.width))


def _tap(request: HttpRequest, row: dict[str, Any]) -> None:
    """The first corner waits in the form; the second one adds a line."""
    corner = _corner(request, row["one"])
    before = row["corner"].split()
    if len(before) == 2 and all(part.isascii() and part.isdigit() and len(part) < 4 for part in before):
        box = box_between((min(100, int(before[0])), min(100, int(before[1]))), corner)
        row["boxes"] = "\n".join(filter(None, [row["boxes"].strip(), " ".join(map(str, box))]))
        row["corner"] = ""
        boxes_typed(row["boxes"])
    else:
        row["corner"] = f"{corner[0]} {corner[1]}"


def _corner(request: HttpRequest, one: Any) -> tuple[int, int]:
    """In per cent of the picture, which is shown WIDE pixels wide."""
    try:
        x, y = int(request.POST.get("tap.x", "")), int(request.POST.get("tap.y", ""))
    except ValueError:
        raise Refusal("box_unreadable", _("This tap can't be read."), _("Tap again, or write the numbers."), field="boxes") from None
    return max(0, min(100, 100 * x // WIDE)), max(0, min(100, 100 * y // _high(one)))


def _save(request: HttpRequest, merchant: Merchant, claim: Any, row: dict[str, Any]) -> None:
    one, boxes, now = row["one"], boxes_typed(row["boxes"]), now_of(request)
    with attempt():
        file_id = store(blacked_out(read(one.whole or one.file), boxes), "image/jpeg", now=now).id if boxes else None
        cover_claim_picture(
            merchant_id=merchant.id, claim_id=claim.public_id, evidence_id=one.id, covered=boxes, file_id=file_id, left_out=row["left_out"],
            by=actor_of(request), now=now,
        )  # fmt: skip


@needs(CASES, sees="claim")
def picture(request: HttpRequest, merchant: Merchant, claim_id: str, evidence_id: int) -> HttpResponse:
    """The whole picture with the boxes of `?boxes=` on it, as it would go."""
    found = next((one for one in claims.all_evidence_of_claim(claims.claim_of(claim_id).id) if one.id == evidence_id), None)
    if found is None or not found.file.media_type.startswith("image/"):
        raise Http404
    try:
        boxes = boxes_typed(request.GET.get("boxes", ""))
    except Refusal:
        boxes = found.covered
    content = blacked_out(read(found.whole or found.file), boxes)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})
