"""A case as one file, and what was shown in it as it was sent."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from makegood.apps.parties.abilities import CASES
from makegood.apps.returns import queries as returns
from makegood.base.evidence import read_original
from makegood.base.tenancy import Merchant
from makegood.journeys.export_case import export_case
from makegood.kernel.digest import digest_of_bytes
from makegood.web.casefile_zip import case_zip
from makegood.web.casefile_zip.make import name_of
from makegood.web.clock import now_of
from makegood.web.downloads import download
from makegood.web.scope import actor_of, needs


@needs(CASES, sees="export")
@require_POST
def whole(request: HttpRequest, merchant: Merchant, case_id: str) -> HttpResponse:
    """The ZIP; that it was taken, and by whom, stands in the timeline."""
    case, now = returns.standing_case(case_id), now_of(request)
    content = case_zip(case, merchant, now=now)
    export_case(
        merchant_id=merchant.id, case_id=case.id, digest=digest_of_bytes(content), size=len(content), by=actor_of(request), now=now
    )  # fmt: skip
    return download(content, name_of(case), "application/zip")


@needs(CASES, sees="picture")
def original(request: HttpRequest, merchant: Merchant, case_id: str, file_id: int) -> HttpResponse:
    """A file as it was sent: to keep, never to be shown in a page."""
    shown: Any = next((one for one in returns.evidence_of(returns.case_of(case_id).id) if one.file_id == file_id), None)
    if shown is None or shown.file is None:
        raise Http404
    sent = read_original(shown.file)
    return download(sent.content, f"{shown.file.original or shown.file.digest}", "application/octet-stream")
