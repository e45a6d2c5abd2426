"""Orders from files: chosen, looked at, brought in by one button. Nothing is brought in before it."""

import csv
import io
import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.apps.parties.abilities import ORDERS_IN
from makegood.base.jobs import defer
from makegood.base.table import DELIMITERS, ENCODINGS
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.intake.folder import folder_of
from makegood.intake.recognise import FORMATS
from makegood.intake.run import preview, refused_table
from makegood.intake.sources import source_of
from makegood.intake.uploads import Reading, forget_files, keep_file, path_of, reading_of, refused_path, run_upload
from makegood.interfaces.desk.imports_form import columns_of, field_choices, options_from, shown_orders
from makegood.interfaces.desk.imports_words import in_words, words_of
from makegood.journeys.change_upload import change_upload
from makegood.journeys.keep_upload import keep_upload
from makegood.journeys.take_upload import take_upload
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import after_import
from makegood.web.scope import actor_of, needs

AT_ONCE = 300  # orders that are brought in while the browser waits; more become a job
SHOWN, SHOWN_REFUSED = 10, 50


@needs(ORDERS_IN)
def imports(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Choose a file; and the last ones."""
    refusal = None
    if request.method == "POST":
        try:
            return HttpResponseRedirect(reverse("import", args=[_kept(request, merchant)]))
        except Refusal as found:
            refusal = found
    context = {
        "merchant": merchant,
        "uploads": orders.recent_uploads(),
        "waiting": orders.uploads_for_person(),
        "folder": path if (path := folder_of(merchant)).is_dir() else None,
        "refusal": None if refusal is None else in_words(refusal),
    }
    return render(request, "desk/imports.html", context, status=refusal.status if refusal else 200)


def _kept(request: HttpRequest, merchant: Merchant) -> str:
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("file_missing", _("No file was chosen."), _("Choose one, then send it."), field="file")
    public_id = new_public_id("upl")
    size = keep_file(file.chunks(), merchant_id=merchant.id, public_id=public_id)
    try:
        name = (file.name or "").replace("\x00", "")[-200:]
        with attempt():
            upload = keep_upload(
                merchant_id=merchant.id, public_id=public_id, file_name=name, size=size, by=actor_of(request), now=now_of(request)
            )
            reading_of(upload, merchant)  # what can't be read at all is said beside the file, at once
    except Refusal as refusal:
        forget_files(merchant.id, public_id)
        refusal.field = "file"
        raise
    return public_id


@needs(ORDERS_IN, sees="list")
def one_import(request: HttpRequest, merchant: Merchant, upload_id: str) -> HttpResponse:
    """What was recognised and what would come in; later what came in."""
    upload = orders.upload_of(upload_id)
    if upload.state != "chosen":
        return render(request, "desk/import_result.html", _result(merchant, upload))
    refusal = None
    if request.method == "POST":
        try:
            answer = _pressed(request, merchant, upload)
            if answer is not None:
                return answer
        except Refusal as found:
            refusal = found
    return _look(request, merchant, orders.upload_of(upload_id), refusal)


def _pressed(request: HttpRequest, merchant: Merchant, upload: Any) -> HttpResponse | None:
    """`look` keeps what was said about the file; `bring` brings it in, if it is what the page showed."""
    here = HttpResponseRedirect(reverse("import", args=[upload.public_id]))
    by, now = actor_of(request), now_of(request)
    try:
        reading: Reading | None = reading_of(upload, merchant)
    except Refusal:  # what stands in the form may be the way out
        reading = None
    options = options_from(request.POST, upload.options, reading)
    if options is not None:
        change_upload(merchant_id=merchant.id, upload_id=upload.public_id, options=options, by=by)
        if request.POST.get("do") == "bring":
            messages.info(request, _("You changed how the file is read. This is what would come in now."))
        return here
    if request.POST.get("do") != "bring" or reading is None:
        return here
    found = preview(_source(merchant, upload, reading), merchant_id=merchant.id, by=by, now=now, show=0, most=AT_ONCE + 1)
    later = not found.whole or found.counts.read > AT_ONCE
    if take_upload(merchant_id=merchant.id, upload_id=upload.public_id, later=later, by=by) is None:
        return here
    if later:
        defer("bring_in_upload", lock=f"import:{merchant.id}", merchant_id=merchant.id, upload_id=upload.public_id, by=str(by))
    else:
        run_upload(
            merchant_id=merchant.id, upload_id=upload.public_id, by=by, now=now, follow=after_import(merchant_id=merchant.id, now=now)
        )
    return here


def _source(merchant: Merchant, upload: Any, reading: Reading) -> Any:
    return source_of(path_of(merchant.id, upload.public_id), reading.what, merchant, reading.mapping)


def _look(request: HttpRequest, merchant: Merchant, upload: Any, refusal: Refusal | None) -> HttpResponse:
    context: dict[str, Any] = {
        "merchant": merchant, "upload": upload, "formats": FORMATS, "encodings": ENCODINGS, "delimiters": DELIMITERS, "typed": request.POST, "fields": field_choices(),
    }  # fmt: skip
    try:
        reading = reading_of(upload, merchant)
        source = _source(merchant, upload, reading)
        context |= {"reading": reading, "columns": columns_of(reading, request.POST if refusal else None)}
        found = preview(source, merchant_id=merchant.id, by=actor_of(request), now=now_of(request), show=SHOWN)
        context |= {
            "found": found, "orders": shown_orders(found), "evidence": getattr(source, "evidence", None), "coming": found.counts.new + found.counts.changed,
            "refused": [(row, *words_of(of.as_json())) for row, _order, of in found.refused[:SHOWN_REFUSED]],
        }  # fmt: skip
    except Refusal as found_refusal:
        refusal = refusal or found_refusal
    context["refusal"] = None if refusal is None else in_words(refusal)
    return render(request, "desk/import.html", context, status=refusal.status if refusal else 200)


@needs(ORDERS_IN)
def import_progress(request: HttpRequest, merchant: Merchant, upload_id: str) -> HttpResponse:
    """The part of the page that is asked for again and again while a job runs."""
    return render(request, "desk/import_result.html#state", _result(merchant, orders.upload_of(upload_id)))


def _result(merchant: Merchant, upload: Any) -> dict[str, Any]:
    rows = [json.loads(line) for line in _lines(merchant, upload.public_id)[:SHOWN_REFUSED]]
    refused = [(row["row"], *words_of(row)) for row in rows]
    return {"merchant": merchant, "upload": upload, "refused": refused, "problem": words_of(upload.problem)}


def _lines(merchant: Merchant, upload_id: str) -> list[str]:
    path = refused_path(merchant.id, upload_id)
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@needs(ORDERS_IN, sees="export")
def import_refused(request: HttpRequest, merchant: Merchant, upload_id: str) -> HttpResponse:
    """The refused rows as a table, safe to open in a spreadsheet."""
    upload = orders.upload_of(upload_id)
    lines = _lines(merchant, upload.public_id)
    if not lines:
        raise Refusal("upload_gone", _("These rows are no longer kept."), _("Choose the file again."), status=410)
    out = io.StringIO()
    csv.writer(out).writerows(refused_table(lines))
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="refused.csv"'
    return response
