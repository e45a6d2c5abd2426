"""A claim's packet as a file, for whoever files it elsewhere."""

from django.http import Http404, HttpRequest, HttpResponse

from makegood.apps.claims import queries as claims
from makegood.apps.parties.abilities import CASES
from makegood.base.tenancy import Merchant
from makegood.web.claim_packet import MEDIA, language_for, packet_file
from makegood.web.downloads import download
from makegood.web.scope import needs


@needs(CASES, sees="claim")
def packet(request: HttpRequest, merchant: Merchant, claim_id: str, form: str) -> HttpResponse:
    """In the supplier's language; `?lang=` asks for another."""
    if form not in MEDIA:
        raise Http404
    claim = claims.claim_of(claim_id)
    content, name = packet_file(claim, merchant, form, language_for(claim, request.GET.get("lang", "")))
    return download(content, name, MEDIA[form])
