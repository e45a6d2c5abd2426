"""A parcel's postage on the customer's page: the paid label, or who buys it, where, and about what it costs."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from makegood.apps.carriage import postage
from makegood.apps.carriage import queries as carriage
from makegood.apps.carriage.tracking import Standing, standing
from makegood.apps.returns import queries as returns
from makegood.base.evidence import read
from makegood.base.tenancy import Merchant
from makegood.web.postage_words import for_customer, tracked_line
from makegood.web.scope import by_link

Link = Any


def ways_of(merchant: Merchant, parcels: list[Any], market: str) -> tuple[dict[int, dict[str, Any]], dict[int, Standing]]:
    """({parcel id: for_customer's words and the carrier's news}, {parcel id: where it stands})."""
    ids = [parcel.id for parcel in parcels]
    bought, events = postage.postage_of_parcels(ids), postage.events_of_parcels(ids)
    stands = {one: standing(events.get(one, [])) for one in ids}
    person = merchant.contact_name or merchant.name
    words = {
        parcel.id: for_customer(merchant, parcel, bought.get(parcel.id), market, person) | {"news": tracked_line(stands[parcel.id], merchant.zone)}
        for parcel in parcels
    }  # fmt: skip
    return words, stands


@by_link(("case", "gift"), "customer")
def paid_label(request: HttpRequest, link: Link, merchant: Merchant, token: str, parcel_id: str) -> HttpResponse:
    case, parcel = returns.standing_case(link.subject), carriage.parcel_of(parcel_id)
    found = postage.postage_of(parcel.id)
    if parcel.case_id != case.id or found is None or found.file is None or found.state != "bought":
        raise Http404
    headers = {"Content-Disposition": f'inline; filename="postage-{case.number}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(read(found.file), content_type="application/pdf", headers=headers)
