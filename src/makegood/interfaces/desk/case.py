"""One case on one page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.inspection import queries as inspections
from makegood.apps.inspection.words import DISPOSITIONS, GRADES, RESULTS
from makegood.apps.ledger import queries as books
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.returns import declared
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.deadlines import open_deadlines
from makegood.base.evidence import read
from makegood.base.tenancy import Merchant
from makegood.casefile.word import word_of_line
from makegood.interfaces.desk.chat import chats
from makegood.interfaces.desk.here import meanwhile, others_at
from makegood.interfaces.desk.payments import shown
from makegood.journeys.change_offer import REMEDIES
from makegood.kernel.refusal import Refusal
from makegood.web.documents import credit_note_pdf, label_pdf
from makegood.web.refill import refill
from makegood.web.scope import for_staff


@for_staff
def case_page(request: HttpRequest, merchant: Merchant, case_id: str) -> HttpResponse:
    return page(request, merchant, case_id)


def page(request: HttpRequest, merchant: Merchant, case_id: str, refusal: Refusal | None = None) -> HttpResponse:
    """The page, also after a refusal: what was typed comes back with it."""
    case = returns.case_of(case_id)
    others = others_at(request, merchant, case.id)
    timeline = returns.timeline_of(case.id)
    order = orders.order_by_id(case.order_id)
    order_lines = {line.id: line for line in orders.lines_of(order.id)}
    decisions, choices = returns.latest_decisions(case.id), returns.choices_of(case.id)
    looked, paid = inspections.standing_inspections(case.id), settlement.reimbursements_of_case(case.id)
    transfers: dict[int, list[Any]] = {one.id: [] for one in paid}
    for transfer in settlement.transfers_of_case(case.id):
        transfers[transfer.reimbursement_id].append(transfer)
    claimed = claims.claims_of_case(case.id)
    rows = [
        {
            "line": line, "order_line": order_lines[line.order_line_id], "word": word_of_line(line), "decision": decisions.get(line.id),
            "choice": choices.get(line.id), "inspection": looked.get(line.id), "paid": [(one, shown(transfers[one.id], merchant.zone)) for one in paid if one.line_id == line.id],
            "why": _why(decisions.get(line.id)),
        }
        for line in returns.lines_of_case(case.id)
    ]  # fmt: skip
    context = {
        "merchant": merchant, "case": case, "order": order, "rows": rows, "refusal": refusal, "typed": request.POST,
        "wrong_form": request.POST.get("do", "") if refusal is not None and refusal.field else "", "more_items": len(rows) - 1,
        "inputs": orders.words_of_lines(list(order_lines)), "contact": orders.contact_of(order.id), "words": returns.words_of(case.id),
        "declarations": declared.declarations_of_case(case.id) if case.declared_at else [],
        "evidence": [one for one in returns.evidence_of(case.id) if one.file_id], "parcels": carriage.parcels_of_case(case.id),
        "claims": claimed, "chats": chats(merchant, claimed, request), "notices": notices.notices_of_case(case.id), "deadlines": open_deadlines(case.id),
        "credit_notes": settlement.credit_notes_of_case(case.id), "timeline": timeline, "seen": timeline[-1].seq if timeline else 0, "others": others,
        "meanwhile": meanwhile(request, case.id) if refusal is not None and refusal.code == "somebody_was_faster" else [], "remedies": REMEDIES,
        "grades": GRADES, "results": RESULTS, "dispositions": DISPOSITIONS,
        "balances": [
            (account, commodity, posted, pending)
            for (account, commodity), (posted, pending) in sorted(books.balances(case.id).items())
            if commodity != "UNT" and (posted or pending)
        ],
    }  # fmt: skip
    response = render(request, "desk/case.html", context, status=refusal.status if refusal else 200)
    if refusal is not None:  # a form of many on this page: only its own fields get back what was typed
        typed = dict(request.POST.lists())
        response.content = refill(response.content.decode(), page=request.path, action=request.path, fields=typed)[0]
    return response


def _why(decision: Any) -> list[str]:
    """Which rule or article gave what, in a line each."""
    if decision is None:
        return []
    record = decision.record
    found = [f"{line['rule']}: {line.get('say', '')}" for line in record["trace"] if line.get("filled")]
    found += [f"{lift['slot']}: {lift['citation']}" for lift in record["lifted"]]
    return found + record["reasons"]


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@for_staff
def label(request: HttpRequest, merchant: Merchant, case_id: str) -> HttpResponse:
    case = returns.case_of(case_id)
    parcel = next((one for one in reversed(carriage.parcels_of_case(case.id)) if one.state != "void"), None)
    if parcel is None:
        raise Http404
    return _pdf(label_pdf(merchant, case, parcel), f"label-{case.number}.pdf")


@for_staff
def credit_note(request: HttpRequest, merchant: Merchant, number: str) -> HttpResponse:
    note = settlement.credit_note_of(number)
    return _pdf(credit_note_pdf(note, orders.contact_of(returns.case_by_id(note.reimbursement.case_id).order_id)), f"{number}.pdf")


@for_staff
def photo(request: HttpRequest, merchant: Merchant, case_id: str, file_id: int) -> HttpResponse:
    shown = next((one for one in returns.evidence_of(returns.case_of(case_id).id) if one.file_id == file_id), None)
    if shown is None or shown.file is None:
        raise Http404
    return HttpResponse(read(shown.file), content_type=shown.file.media_type, headers={"Cache-Control": "private, max-age=600"})
