"""The case page behind its private link: what happens next and by when, and the few things that the customer can do."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
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
from makegood.base.unit import attempt
from makegood.casefile.telling import Telling
from makegood.casefile.word import word_of_line
from makegood.interfaces.portal.words import offer_card, recipient_card
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.change_email import change_email
from makegood.journeys.drop_case import drop_case
from makegood.journeys.record_posting import record_posting
from makegood.journeys.send_message import send_message
from makegood.journeys.split_parcel import split_parcel
from makegood.journeys.tell_address import tell_address
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.documents import credit_note_pdf, label_pdf
from makegood.web.follow import follow
from makegood.web.forms import units_typed
from makegood.web.scope import by_link
from makegood.web.sentences import sentence_of, steps_of

Link = Any
WAYS_IN = ("case", "gift")


@by_link(WAYS_IN, "customer")
def case_page(request: HttpRequest, link: Link, merchant: Merchant, token: str) -> HttpResponse:
    return _page(request, link, merchant, token)


def _page(request: HttpRequest, link: Link, merchant: Merchant, token: str, refusal: Refusal | None = None) -> HttpResponse:
    case = returns.standing_case(link.subject)
    is_recipient = link.purpose == "gift"
    translation.activate(case.language)
    order = orders.order_by_id(case.order_id)
    order_lines = {line.id: line for line in orders.lines_of(order.id)}
    decisions, choices = returns.latest_decisions(case.id), returns.choices_of(case.id)
    parcels = carriage.parcels_of_case(case.id)
    paid = settlement.reimbursements_of_case(case.id)
    words = {row.line_id: row.text for row in returns.words_of(case.id) if row.topic == "decline_reason"}
    ways = carriage.parcels_of_lines(case.id)
    rows: list[dict[str, Any]] = []
    for line in returns.lines_of_case(case.id):
        choice, decision = choices.get(line.id), decisions.get(line.id)
        offers = [*decision.record["offers"], *decision.record["added"]] if decision is not None and line.decision == "offered" else []
        live = next((parcel for parcel in ways.get(line.id, []) if parcel.state in ("announced", "in_transit", "received")), None)
        title = order_lines[line.order_line_id].title
        rows.append(
            {
                "line": line,
                "title": title,
                "word": word_of_line(line),
                "sentence": sentence_of(line, choice, live, [one for one in paid if one.line_id == line.id], is_recipient=is_recipient),
                "cards": [
                    recipient_card(offer, title) if is_recipient else offer_card(offer, title, order.payment_method) for offer in offers
                ],
                "reason": words.get(line.id, ""),
            }
        )
    letters = notices.notices_of_case(case.id)
    email = Telling(case, order, now=now_of(request)).email()
    context = {
        "merchant": merchant, "case": case, "order": order, "rows": rows, "token": token, "refusal": refusal, "is_recipient": is_recipient,
        "parcels": _parcels(parcels, ways, rows), "credit_notes": [] if is_recipient else settlement.credit_notes_of_case(case.id),
        "steps": steps_of(case, parcels, paid, merchant.zone, is_recipient=is_recipient), "typed": request.POST,
        "messages_shown": [one for one in letters if one.kind == "message" and one.audience in ("customer", "shop")],
        "letters": [one for one in letters if one.audience == "customer" and one.kind != "message" and one.state == "unsendable"],
        "no_address": not email and not _is_other(is_recipient, case), "address": f"{settings.MAKEGOOD_BASE_URL}{request.path}".removesuffix("do/"),
        "keeps_link": request.session.get(f"keeps:{case.public_id}", False),
        "evidence": [one for one in returns.evidence_of(case.id) if one.file_id],
        "may_drop": case.closed_at is None and all(line.money not in ("pending", "paid") for line in (row["line"] for row in rows)),
    }  # fmt: skip
    return render(request, "portal/case.html", context, status=refusal.status if refusal else 200)


def _is_other(is_recipient: bool, case: Any) -> bool:
    """The buyer on the page of a case that the recipient of a present opened: its letters go to another person."""
    return bool(case.opened_by == "recipient") != is_recipient


def _parcels(parcels: list[Any], ways: dict[int, list[Any]], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each parcel on its way back with what is in it."""
    return [
        {"parcel": parcel, "inside": [row for row in rows if parcel in ways.get(row["line"].id, [])], "mark": parcel.code[-4:]}
        for parcel in parcels
        if parcel.state != "void"
    ]


@by_link(WAYS_IN, "customer")
def act(request: HttpRequest, link: Link, merchant: Merchant, token: str) -> HttpResponse:
    """One of: choose, posted, split, message, email, keep, drop. A refusal comes back on the page with what was typed."""
    back = reverse("case", args=[merchant.slug, token])
    if request.method != "POST":
        return HttpResponseRedirect(back)
    case, now, what = returns.standing_case(link.subject), now_of(request), request.POST.get("do", "")
    if what == "keep":
        request.session[f"keeps:{case.public_id}"] = True
        return HttpResponseRedirect(back)
    step = _STEPS.get(what)
    if step is None:
        raise Refusal("action_unknown", _("This is not possible here."), _("Go back to the page."), status=400)
    try:
        with attempt():
            step(request, case, link, merchant.id, now)
            follow(merchant_id=merchant.id, case_id=case.id, now=now)
    except Refusal as refusal:
        if refusal.code not in _BESIDE:
            raise
        return _page(request, link, merchant, token, refusal)
    return HttpResponseRedirect(back)


def _choose(request: HttpRequest, case: Any, link: Link, merchant_id: int, now: datetime) -> None:
    line = returns.line_of(request.POST.get("line", ""))
    if line.case_id != case.id:
        raise Http404
    accept_offer(
        merchant_id=merchant_id, line_id=line.id, remedy=request.POST.get("remedy", ""), acts_for_buyer="for_buyer" in request.POST, by=CUSTOMER,
        now=now,
    )  # fmt: skip


def _own_parcel(request: HttpRequest, case: Any) -> Any:
    parcel = carriage.parcel_of(request.POST.get("parcel", ""))
    if parcel.case_id != case.id:
        raise Http404
    return parcel


def _posted(request: HttpRequest, case: Any, link: Link, merchant_id: int, now: datetime) -> None:
    record_posting(
        merchant_id=merchant_id, parcel_id=_own_parcel(request, case).id, carrier=request.POST.get("carrier", ""),
        tracking_number=request.POST.get("tracking", ""), by=CUSTOMER, now=now,
    )  # fmt: skip


def _split(request: HttpRequest, case: Any, link: Link, merchant_id: int, now: datetime) -> None:
    split_parcel(
        merchant_id=merchant_id, parcel_id=_own_parcel(request, case).id, units=units_typed(request.POST, returns.lines_of_case(case.id)),
        by=CUSTOMER, now=now,
    )  # fmt: skip


def _message(request: HttpRequest, case: Any, link: Link, merchant_id: int, now: datetime) -> None:
    send_message(merchant_id=merchant_id, case_id=case.id, text=request.POST.get("text", ""), by=CUSTOMER, now=now)


def _email(request: HttpRequest, case: Any, link: Link, merchant_id: int, now: datetime) -> None:
    """Where to write to whoever holds this link, where nobody knew."""
    email = request.POST.get("email", "")
    if link.purpose == "gift":
        tell_address(merchant_id=merchant_id, case_id=case.id, email=email, by=CUSTOMER, now=now)
    else:
        change_email(merchant_id=merchant_id, order_id=case.order_id, email=email, by=CUSTOMER, now=now, only_if_none=True)


def _drop(request: HttpRequest, case: Any, link: Link, merchant_id: int, now: datetime) -> None:
    drop_case(merchant_id=merchant_id, case_id=case.id, by=CUSTOMER, now=now)


_STEPS: dict[str, Callable[..., None]] = {
    "choose": _choose, "posted": _posted, "split": _split, "message": _message, "email": _email, "drop": _drop,
}  # fmt: skip
_BESIDE = (
    "buyer_decides", "email_unreadable", "email_known", "contact_erased", "nothing_asked", "first_parcel_empty", "count_exceeds_announced",
    "parcel_not_waiting",
)  # fmt: skip


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@by_link(WAYS_IN, "customer")
def label(request: HttpRequest, link: Link, merchant: Merchant, token: str, parcel_id: str = "") -> HttpResponse:
    case = returns.standing_case(link.subject)
    waiting = [one for one in reversed(carriage.parcels_of_case(case.id)) if one.state in ("announced", "in_transit")]
    parcel = next((one for one in waiting if parcel_id in ("", one.public_id)), None)
    if parcel is None:
        raise Http404
    return _pdf(label_pdf(merchant, case, parcel), f"label-{case.number}.pdf")


@by_link(WAYS_IN, "customer")
def credit_note(request: HttpRequest, link: Link, merchant: Merchant, token: str, number: str) -> HttpResponse:
    case = returns.standing_case(link.subject)
    note = settlement.credit_note_of(number)
    if note.reimbursement.case_id != case.id or link.purpose == "gift":  # it bears the buyer's name and what was paid
        raise Http404
    return _pdf(credit_note_pdf(note, orders.contact_of(case.order_id)), f"{number}.pdf")


@by_link(WAYS_IN, "customer")
def photo(request: HttpRequest, link: Link, merchant: Merchant, token: str, file_id: int) -> HttpResponse:
    case = returns.standing_case(link.subject)
    shown = next((one for one in returns.evidence_of(case.id) if one.file_id == file_id), None)
    if shown is None or shown.file is None:
        raise Http404
    return HttpResponse(read(shown.file), content_type=shown.file.media_type, headers={"Cache-Control": "private, max-age=600"})
