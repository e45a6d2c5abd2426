"""What a supplier sends after its yes: a credit note as PDF or picture, looked into and written anew; a tracking number."""

import io
from typing import Any

import filetype
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter

from makegood.base.actor import Actor
from makegood.base.evidence import Original, store
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.journeys.add_claim_paper import add_claim_paper
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.label_files import pages_of
from makegood.web.uploads import clean_picture

MOST_PAGES = 20


def take_paper(request: HttpRequest, link: Any, merchant: Merchant, claim: Any) -> None:
    """Stored and written down, or neither."""
    file = request.FILES.get("file")
    now = now_of(request)
    with attempt():
        file_id = _stored(file, request) if file is not None else None
        add_claim_paper(
            merchant_id=merchant.id, claim_id=claim.public_id, file_id=file_id, tracking=request.POST.get("tracking", ""),
            by=Actor("supplier", link.public_id), now=now,
        )  # fmt: skip


def _stored(file: UploadedFile, request: HttpRequest) -> int:
    """The id of the clean file. Refuses `paper_too_large`, `paper_unreadable`."""
    if (file.size or 0) > settings.MAKEGOOD_MAX_UPLOAD:
        raise Refusal("paper_too_large", _("This file is too large."), _("Send a smaller one."), field="file", status=413)
    start = file.read(4096)
    file.seek(0)
    try:
        if filetype.guess_mime(start) == "application/pdf":
            content = file.read()
            return int(store(_rewritten(content), "application/pdf", now=now_of(request), original=Original(content, "application/pdf")).id)
        return int(clean_picture(file).keep(now=now_of(request)).id)
    except Refusal:
        raise Refusal(
            "paper_unreadable", _("This file can't be read."), _("Send a PDF, or a picture as JPEG or PNG."), field="file"
        ) from None


def _rewritten(content: bytes) -> bytes:
    """Its pages with what is drawn on them, and nothing that acts."""
    pages = pages_of(content)
    if len(pages) > MOST_PAGES:
        raise Refusal("paper_unreadable", "More pages than a credit note has.", "Send fewer.", field="file")
    writer, out = PdfWriter(), io.BytesIO()
    for page in pages:
        writer.append(PdfReader(io.BytesIO(page)))
    writer.write(out)
    return out.getvalue()
