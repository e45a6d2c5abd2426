"""A mail's original and what was attached to it: to keep, never shown as a page; only pictures that were drawn anew are looked at here."""

from django.http import Http404, HttpRequest, HttpResponse

from makegood.apps.inbox import queries as inbox
from makegood.apps.inbox.reading import read as read_letter
from makegood.apps.parties.abilities import CASES
from makegood.base.evidence import read
from makegood.base.tenancy import Merchant
from makegood.web.scope import needs

_SAFE = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@needs(CASES, sees="letter")
def original(request: HttpRequest, merchant: Merchant, mail_id: str) -> HttpResponse:
    mail = inbox.mail_of(mail_id)
    return _download(inbox.raw_of(mail), f"{mail.public_id}.eml")


@needs(CASES, sees="letter")
def attachment(request: HttpRequest, merchant: Merchant, mail_id: str, position: int) -> HttpResponse:
    """Taken from the original again. Its own name is not believed: it gets one of ours and the ending of what it says it is."""
    mail = inbox.mail_of(mail_id)
    part = next((one for one in read_letter(inbox.raw_of(mail)).parts if one.position == position), None)
    if part is None:
        raise Http404
    ending = part.name.rpartition(".")[2].lower() if "." in part.name else ""
    ending = f".{ending}" if ending.isascii() and ending.isalnum() and len(ending) <= 5 else ""
    return _download(part.content, f"{mail.public_id}-{position}{ending}")


@needs(CASES, sees="picture")
def picture(request: HttpRequest, merchant: Merchant, mail_id: str, position: int) -> HttpResponse:
    part = next((one for one in inbox.parts_of(inbox.mail_of(mail_id).id) if one.position == position), None)
    if part is None or part.file is None:
        raise Http404
    return HttpResponse(read(part.file), content_type=part.file.media_type, headers=_SAFE)


def _download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type="application/octet-stream", headers={**_SAFE, "Content-Disposition": f'attachment; filename="{name}"'}
    )
