"""The case page behind its private link: what happens next and by when, and the few things that the customer can do."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from makegood.apps.carriage import queries as carriage
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER
from makegood.base.evidence import read
from makegood.base.tenancy import Merchant
from makegood.casefile.word import word_of_line
from makegood.interfaces.portal.words import offer_card
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.drop_case import drop_case
from makegood.journeys.record_posting import record_posting
from makegood.journeys.send_message import send_message
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.documents import credit_note_pdf, label_pdf
from makegood.web.follow import follow
from makegood.web.scope import by_link
from makegood.web.sentences import sentence_of, steps_of

Link = Any


@by_link("case", "customer")
def case_page(request: HttpRequest, link: Link, merchant: Merchant, token: str) -> HttpResponse:
    return _page(request, link, merchant, token)


def _page(request: HttpRequest, link: Link, merchant: Merchant, token: str, refusal: Refusal | None = None) -> HttpResponse:
    case = returns.case_of(link.subject)
    translation.activate(case.language)
    order = orders.order_by_id(case.order_id)
    order_lines = {line.id: line for line in orders.lines_of(order.id)}
    decisions, choices = returns.latest_decisions(case.id), returns.choices_of(case.id)
    parcels = carriage.parcels_of_case(case.id)
    paid = settlement.reimbursements_of_case(case.id)
    words = {row.line_id: row.text for row in returns.words_of(case.id) if row.topic == "decline_reason"}
    rows: list[dict[str, Any]] = []
    for line in returns.lines_of_case(case.id):
        choice, decision = choices.get(line.id), decisions.get(line.id)
        offers = [*decision.record["offers"], *decision.record["added"]] if decision is not None and line.decision == "offered" else []
        live = next((parcel for parcel in parcels if parcel.state in ("announced", "in_transit", "received")), None)
        rows.append(
            {
                "line": line,
                "title": order_lines[line.order_line_id].title,
                "word": word_of_line(line),
                "sentence": sentence_of(line, choice, live, [one for one in paid if one.line_id == line.id]),
                "cards": [
                    offer_card(offer, order_lines[line.order_line_id].title, order.payment_method, market=order.market) for offer in offers
                ],
                "reason": words.get(line.id, ""),
            }
        )
    context = {
        "merchant": merchant, "case": case, "order": order, "rows": rows, "token": token, "refusal": refusal,
        "parcels": [parcel for parcel in parcels if parcel.state != "void"], "credit_notes": settlement.credit_notes_of_case(case.id),
        "steps": steps_of(case, parcels, paid, merchant.zone),
        "messages_shown": [one for one in notices.notices_of_case(case.id) if one.kind == "message" and one.audience in ("customer", "shop")],
        "evidence": [one for one in returns.evidence_of(case.id) if one.file_id],
        "may_drop": case.closed_at is None and all(line.money not in ("pending", "paid") for line in (row["line"] for row in rows)),
    }  # fmt: skip
    return render(request, "portal/case.html", context, status=refusal.status if refusal else 200)


@by_link("case", "customer")
def act(request: HttpRequest, link: Link, merchant: Merchant, token: str) -> HttpResponse:
    """One of: choose, posted, message, drop."""
    back = reverse("case", args=[merchant.slug, token])
    if request.method != "POST":
        return HttpResponseRedirect(back)
    case, now, what = returns.case_of(link.subject), now_of(request), request.POST.get("do", "")
    if what == "choose":
        line = returns.line_of(request.POST.get("line", ""))
        if line.case_id != case.id:
            raise Http404
        accept_offer(merchant_id=merchant.id, line_id=line.id, remedy=request.POST.get("remedy", ""), by=CUSTOMER, now=now)
    elif what == "posted":
        parcel = carriage.parcel_of(request.POST.get("parcel", ""))
        if parcel.case_id != case.id:
            raise Http404
        record_posting(
            merchant_id=merchant.id, parcel_id=parcel.id, carrier=request.POST.get("carrier", ""),
            tracking_number=request.POST.get("tracking", ""), by=CUSTOMER, now=now,
        )  # fmt: skip
    elif what == "message":
        send_message(merchant_id=merchant.id, case_id=case.id, text=request.POST.get("text", ""), by=CUSTOMER, now=now)
    elif what == "drop":
        drop_case(merchant_id=merchant.id, case_id=case.id, by=CUSTOMER, now=now)
    else:
        raise Refusal("action_unknown", _("This is not possible here."), _("Go back to the page."), status=400)
    follow(merchant_id=merchant.id, case_id=case.id, now=now)
    return HttpResponseRedirect(back)


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@by_link("case", "customer")
def label(request: HttpRequest, link: Link, merchant: Merchant, token: str) -> HttpResponse:
    case = returns.case_of(link.subject)
    parcel = next((one for one in reversed(carriage.parcels_of_case(case.id)) if one.state in ("announced", "in_transit")), None)
    if parcel is None:
        raise Http404
    return _pdf(label_pdf(merchant, case, parcel), f"label-{case.number}.pdf")


@by_link("case", "customer")
def credit_note(request: HttpRequest, link: Link, merchant: Merchant, token: str, number: str) -> HttpResponse:
    case = returns.case_of(link.subject)
    note = settlement.credit_note_of(number)
    if note.reimbursement.case_id != case.id:
        raise Http404
    return _pdf(credit_note_pdf(note, orders.contact_of(case.order_id)), f"{number}.pdf")


@by_link("case", "customer")
def photo(request: HttpRequest, link: Link, merchant: Merchant, token: str, file_id: int) -> HttpResponse:
    case = returns.case_of(link.subject)
    shown = next((one for one in returns.evidence_of(case.id) if one.file_id == file_id), None)
    if shown is None or shown.file is None:
        raise Http404
    return HttpResponse(read(shown.file), content_type=shown.file.media_type, headers={"Cache-Control": "private, max-age=600"})
