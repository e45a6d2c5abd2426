"""One case on one page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.disputes import queries as disputes
from makegood.apps.inbox import queries as inbox
from makegood.apps.inspection import queries as inspections
from makegood.apps.inspection.scale import scale_of
from makegood.apps.inspection.words import DISPOSITIONS, GRADES, RESULTS
from makegood.apps.ledger import queries as books
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import CASES, CREDIT_NOTES, PROMISE, may
from makegood.apps.recalls import queries as recalls
from makegood.apps.returns import declared
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import debts
from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.other_means import means_of
from makegood.base.deadlines import open_deadlines
from makegood.base.evidence import files_alike, read
from makegood.base.tenancy import Merchant
from makegood.casefile.doubts import questions
from makegood.casefile.elsewhere import refunds_elsewhere
from makegood.casefile.settling import share_of
from makegood.casefile.telling import Telling
from makegood.casefile.word import word_of_line
from makegood.interfaces.desk.chat import chats
from makegood.interfaces.desk.claim_rows import asked_of_us, claims_shown, fault_shown
from makegood.interfaces.desk.clocks import clocks_shown
from makegood.interfaces.desk.costs import panel as costs_panel
from makegood.interfaces.desk.dispute_words import held_of
from makegood.interfaces.desk.here import meanwhile, others_at
from makegood.interfaces.desk.mirror import panel as mirror_panel
from makegood.interfaces.desk.new_goods import new_goods_of
from makegood.interfaces.desk.payments import shown
from makegood.interfaces.desk.postage_case import ways_of
from makegood.interfaces.desk.renewal import renewal
from makegood.interfaces.desk.route import panel as route_panel
from makegood.journeys.change_offer import REMEDIES
from makegood.kernel.refusal import Refusal
from makegood.law.load import is_draft
from makegood.web.clock import now_of
from makegood.web.codes import qr_svg
from makegood.web.credits import credits_shown
from makegood.web.documents import credit_note_pdf, label_pdf
from makegood.web.hub_words import REASONS as REASON_WORDS
from makegood.web.hub_words import why_of_proposal
from makegood.web.refill import refill
from makegood.web.scope import needs, saw


@needs(CASES, sees="case")
def case_page(request: HttpRequest, merchant: Merchant, case_id: str) -> HttpResponse:
    return page(request, merchant, case_id)


def page(
    request: HttpRequest, merchant: Merchant, case_id: str, refusal: Refusal | None = None, previewed: list[Any] | None = None
) -> HttpResponse:
    """The page, also after a refusal: what was typed comes back with it."""
    case = returns.case_of(case_id)
    others = others_at(request, merchant, case.id)
    timeline = returns.timeline_of(case.id)
    order = orders.order_by_id(case.order_id)
    order_lines = {line.id: line for line in orders.lines_of(order.id)}
    decisions, choices = returns.latest_decisions(case.id), returns.choices_of(case.id)
    letters, telling = notices.notices_of_case(case.id), Telling(case, order, now=now_of(request))
    joined = returns.joined_into(case.id)
    looked = inspections.standing_inspections(case.id)
    paid: list[Any] = settlement.reimbursements_of_case(case.id)
    parcels, ways = carriage.parcels_of_case(case.id), carriage.parcels_of_lines(case.id)
    transfers = _transfers(case, paid)
    clocks = clocks_shown(case, order, merchant, now_of(request)) if case.closed_at is None else {}
    new_goods = new_goods_of(case, returns.lines_of_case(case.id), now_of(request))
    claimed, disputed = claims.claims_of_case(case.id), disputes.disputes_of_order(order.id)
    rows: list[dict[str, Any]] = [
        {
            "line": line, "order_line": order_lines[line.order_line_id], "word": word_of_line(line), "decision": decisions.get(line.id),
            "choice": choices.get(line.id), "share": share_of(choices[line.id].offer, line.quantity) if line.id in choices else 0, "inspection": looked.get(line.id), "proposal_why": why_of_proposal(looked[line.id].why) if line.id in looked else "", "paid": [(one, shown(transfers[one.id], merchant.zone)) for one in paid if one.line_id == line.id],
            "offers": decisions[line.id].open_offers if line.id in decisions else [], "goods": new_goods[line.id], "clocks": clocks.get(line.id), "fault": fault_shown(line, claimed), "why": _why(decisions.get(line.id)), "new": renewal(line, order_lines[line.order_line_id], choices.get(line.id), order),
        }
        for line in returns.lines_of_case(case.id)
    ]  # fmt: skip
    context = {
        "merchant": merchant, "case": case, "order": order, "rows": rows, "refusal": refusal, "typed": request.POST,
        "wrong_form": request.POST.get("do", "") if previewed is not None or (refusal is not None and refusal.field) else "",
        "previewed": previewed, "more_items": len(rows) - 1,
        "inputs": orders.words_of_lines(list(order_lines)), "contact": orders.contact_of(order.id), "words": returns.words_of(case.id),
        "declarations": declared.declarations_of_case(case.id) if case.declared_at else [],
        "evidence": _shown(case, request), "parcels": parcels,
        "info": asked_of_us(claimed, returns.shown_in(case.id), returns.words_of(case.id)) if claimed else {},
        "told": recalls.tasks_of_case(case.id),
        "claims": claims_shown(claimed, merchant, now=now_of(request)), "chats": chats(merchant, claimed, request), "notices": letters, "deadlines": open_deadlines(case.id),
        "mails": {one.notice_id: one for one in inbox.mails_of_case(case.id)}, "opened_by_mail": [one for one in inbox.mails_of_case(case.id) if one.state == "opened"],
        "mail_waits": any(one.kind == "mail_answer_by" for one in open_deadlines(case.id)),
        "disputes": disputed, "held": held_of(order, case) if disputed else [],
        "debts": debts.debts_of_case(case.id),
        "credits": credits_shown(paid, merchant.zone),
        "credit_notes": settlement.credit_notes_of_case(case.id), "timeline": timeline, "seen": timeline[-1].seq if timeline else 0, "others": others,
        "meanwhile": meanwhile(request, case.id) if refusal is not None and refusal.code == "somebody_was_faster" else [], "remedies": REMEDIES,
        "people": [one.person for one in parties.members_of(merchant.id) if one.joined_at is not None] if case.closed_at is None else [],
        "address": telling.address(), "email": telling.email(), "unsent": [one for one in letters if one.state == "unsendable"],
        "astray": astray(letters, telling.email()), "linked": returns.linked_cases(case.id),
        "merged_into": returns.case_by_id(case.merged_into_id) if case.merged_into_id else None,
        "joined": [{"case": one, "timeline": returns.timeline_of(one.id)} for one in joined],
        "questions": questions(order.id, settlement.reimbursements_of_order(order.id)), "elsewhere": refunds_elsewhere(order.id),
        "same_order": [one for one in returns.cases_of_order(order.id) if one.id != case.id and one.closed_at is None],
        "parcel_counts": carriage.counts_of([one.id for one in parcels if one.state == "received"]),
        "parcel_lines": {parcel.id: [row for row in rows if parcel in ways.get(row["line"].id, [])] for parcel in parcels},
        "parcel_ways": ways_of(parcels),
        "costs": costs_panel(rows, merchant, now=now_of(request)) if case.closed_at is None else None,
        "routes": route_panel(case, order, rows, merchant, now=now_of(request)), "override_reasons": REASON_WORDS.items(),
        "mirror": mirror_panel(case, order, [one for rows in transfers.values() for one in rows], refunds_elsewhere(order.id), merchant.zone),
        "scale": scale_of(merchant.settings), "grades": GRADES, "results": RESULTS, "dispositions": DISPOSITIONS,
        "balances": [
            (account, commodity, posted, pending)
            for (account, commodity), (posted, pending) in sorted(books.balances(case.id, joined=tuple(one.id for one in joined)).items())
            if commodity != "UNT" and (posted or pending)
        ],
    }  # fmt: skip
    response = render(request, "desk/case.html", context, status=refusal.status if refusal else 200)
    if refusal is not None:  # a form of many on this page: only its own fields get back what was typed
        typed = dict(request.POST.lists())
        response.content = refill(response.content.decode(), page=request.path, action=request.path, fields=typed)[0]
    return response


def astray(letters: list[Any], email: str) -> int:
    """How many letters went to another address than today's and were not sent again."""
    done = {one.again_id for one in letters if one.again_id}
    sent = [one for one in letters if one.audience == "customer" and one.direction == "out" and one.state == "sent" and one.id not in done]
    return sum(1 for one in sent if email and one.to.casefold() != email.casefold())


@needs(CASES, sees="case")
def link_page(request: HttpRequest, merchant: Merchant, case_id: str) -> HttpResponse:
    """The customer's private link, to print or to show: for those who have no e-mail address."""
    case = returns.standing_case(case_id)
    address = Telling(case, orders.order_by_id(case.order_id), now=now_of(request)).address()
    return render(request, "desk/link.html", {"merchant": merchant, "case": case, "address": address})


@needs(CASES, sees="case")
def link_code(request: HttpRequest, merchant: Merchant, case_id: str) -> HttpResponse:
    case = returns.standing_case(case_id)
    address = Telling(case, orders.order_by_id(case.order_id), now=now_of(request)).address()
    if not address:
        raise Http404
    return HttpResponse(qr_svg(address), content_type="image/svg+xml", headers={"Cache-Control": "private, no-store"})


def _transfers(case: Any, paid: list[Any]) -> dict[int, list[Any]]:
    """{reimbursement's id: what a provider was asked}; each reimbursement learns what was asked of the customer instead."""
    asked = means_of([one.id for one in paid if one.state == "failed"])
    for one in paid:
        one.means = asked.get(one.id)
    found: dict[int, list[Any]] = {one.id: [] for one in paid}
    for transfer in settlement.transfers_of_case(case.id):
        found[transfer.reimbursement_id].append(transfer)
    return found


def _shown(case: Any, request: HttpRequest) -> list[Any]:
    """What was shown, each with `elsewhere`: other cases in which nearly the same picture was. For those alone who set what the shop promises:
    it is a reason to look, and proves nothing.
    """
    rows: list[Any] = [one for one in returns.evidence_of(case.id) if one.file_id]
    if may([request.membership.role], PROMISE):  # type: ignore[attr-defined]
        like = files_alike(one.file for one in rows)
        cases = returns.cases_showing(
            {one.file_id for one in rows} | {name for several in like.values() for name in several}, besides=case.id
        )
        for one in rows:
            names = [one.file_id, *like.get(one.file_id, [])]
            one.elsewhere = list({found.id: found for name in names for found in cases.get(name, [])}.values())
    return rows


def _why(decision: Any) -> list[str]:
    """Which rule or article gave what, in a line each."""
    if decision is None:
        return []
    record = decision.record
    found = [f"{line['rule']}: {line.get('say', '')}" for line in record["trace"] if line.get("filled")]
    found += [f"{lift['slot']}: {lift['citation']}" for lift in record["lifted"]]
    given: dict[str, Any] = next(iter(record["entitlements"].values()), {})
    found += record["reasons"] + given.get("contradictory", [])
    return found + ([_law_of(given)] if "market_used" in given else [])


def _law_of(given: dict[str, Any]) -> str:
    """How far the law of the market may be relied on: its grade, and whether a lawyer has looked at its file."""
    grade = {"high": _("high"), "medium": _("medium"), "low": _("low")}[given["confidence"]]
    known = {"market": given["market_used"], "grade": grade}
    if is_draft(given["market_used"]):
        return _("The law of %(market)s as we know it: confidence %(grade)s, a draft that no lawyer has reviewed.") % known
    return _("The law of %(market)s as we know it: confidence %(grade)s, reviewed by a lawyer.") % known


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@needs(CASES, sees="document")
def label(request: HttpRequest, merchant: Merchant, case_id: str, parcel_id: str = "") -> HttpResponse:
    case = returns.case_of(case_id)
    alive = [one for one in reversed(carriage.parcels_of_case(case.id)) if one.state != "void"]
    parcel = next((one for one in alive if parcel_id in ("", one.public_id)), None)
    if parcel is None:
        raise Http404
    return _pdf(label_pdf(merchant, case, parcel), f"label-{case.number}.pdf")


@needs(CREDIT_NOTES, sees="document")
def credit_note(request: HttpRequest, merchant: Merchant, number: str) -> HttpResponse:
    note = settlement.credit_note_of(number)
    case = returns.case_by_id(note.reimbursement.case_id)
    saw(request, case.public_id)
    return _pdf(credit_note_pdf(note, orders.contact_of(case.order_id)), f"{number}.pdf")


@needs(CASES, sees="picture")
def photo(request: HttpRequest, merchant: Merchant, case_id: str, file_id: int) -> HttpResponse:
    shown = next((one for one in returns.evidence_of(returns.case_of(case_id).id) if one.file_id == file_id), None)
    if shown is None or shown.file is None:
        raise Http404
    return HttpResponse(read(shown.file), content_type=shown.file.media_type, headers={"Cache-Control": "private, max-age=600"})
