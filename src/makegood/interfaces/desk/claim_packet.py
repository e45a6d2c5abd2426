"""A claim's packet as a file, for whoever files it elsewhere."""

from django.http import Http404, HttpRequest, HttpResponse

from makegood.apps.claims import queries as claims
from makegood.apps.parties.abilities import CASES
from makegood.base.evidence import read
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


@needs(CASES, sees="claim")
def paper(request: HttpRequest, merchant: Merchant, claim_id: str, paper_id: int) -> HttpResponse:
    """What the supplier sent after its yes, to be saved: never shown within a page of ours."""
    claim = claims.claim_of(claim_id)
    file = next((one.file for one in claims.papers_of_claims([claim.id]).get(claim.id, []) if one.id == paper_id), None)
    if file is None:
        raise Http404
    ending = "pdf" if file.media_type == "application/pdf" else "jpg"
    return download(read(file), f"credit-note-{claim.public_id[-6:]}-{paper_id}.{ending}", file.media_type)
