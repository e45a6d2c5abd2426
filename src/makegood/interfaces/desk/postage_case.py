"""A parcel's postage on its case: the label, a label brought by hand, another try."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.carriage import postage
from makegood.apps.carriage import queries as carriage
from makegood.apps.carriage.tracking import standing
from makegood.apps.parties.abilities import CASES
from makegood.apps.returns import queries as returns
from makegood.base.actor import Actor
from makegood.base.evidence import read
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.journeys.bring_postage import bring_postage
from makegood.journeys.retry_postage import retry_postage
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.label_files import label_of
from makegood.web.postage_words import for_staff as shown
from makegood.web.scope import actor_of, needs


def ways_of(parcels: list[Any]) -> dict[int, dict[str, Any]]:
    """What each parcel's panel shows, by its id."""
    ids = [parcel.id for parcel in parcels]
    bought, events = postage.postage_of_parcels(ids), postage.events_of_parcels(ids)
    return {one: shown(bought.get(one), events.get(one, []), standing(events.get(one, []))) for one in ids}


def _retry(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    found = postage.postage_by(form.get("postage", ""))
    if found.parcel.case_id != case.id:
        raise Refusal("postage_unknown", _("There is no such postage."), _("Reload the page."), status=404)
    retry_postage(merchant_id=merchant, postage_id=found.public_id, by=by, now=now)


STEPS = {"postage_retry": _retry}


def _parcel(case_id: str, parcel_id: str) -> Any:
    case, parcel = returns.case_of(case_id), carriage.parcel_of(parcel_id)
    if parcel.case_id != case.id:
        raise Http404
    return parcel


@needs(CASES)
def bring(request: HttpRequest, merchant: Merchant, case_id: str, parcel_id: str) -> HttpResponse:
    """A paid label for this one parcel."""
    parcel, file = _parcel(case_id, parcel_id), request.FILES.get("label")
    if request.method == "POST":
        try:
            if file is None or (file.size or 0) > 5_000_000:
                raise Refusal(
                    "label_missing", _("No label was chosen, or it is too large."), _("Choose its PDF, up to 5 MB."), field="label"
                )
            with attempt():
                bring_postage(
                    merchant_id=merchant.id, parcel_id=parcel.id, label=label_of(file.read()), carrier=request.POST.get("carrier", ""),
                    tracking_number=request.POST.get("tracking", ""), by=actor_of(request), now=now_of(request),
                )  # fmt: skip
            messages.success(request, _("The customer finds the label on their page."))
        except Refusal as refusal:
            messages.warning(request, f"{refusal.message} {refusal.remedy}")
    return HttpResponseRedirect(reverse("desk_case", args=[case_id]) + "#h-parcels")


@needs(CASES, sees="document")
def label(request: HttpRequest, merchant: Merchant, case_id: str, parcel_id: str) -> HttpResponse:
    return paid_label(_parcel(case_id, parcel_id))


def paid_label(parcel: Any) -> HttpResponse:
    found = postage.postage_of(parcel.id)
    if found is None or found.file is None or found.state != "bought":
        raise Http404
    headers = {"Content-Disposition": f'inline; filename="postage-{parcel.code}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(read(found.file), content_type="application/pdf", headers=headers)
