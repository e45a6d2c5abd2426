"""The case page behind its private link: what happens next and by when, and the few things that the customer can do."""

from collections.abc import Callable
from copy import copy
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
from makegood.apps.notices.stages.refused_by_rule import why
from makegood.apps.orders import queries as orders
from makegood.apps.replacements import queries as replacements
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import debts
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER
from makegood.base.deadlines import open_deadlines
from makegood.base.evidence import read
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.by_rule import reason_of, refused_by_rule
from makegood.casefile.days import local_day
from makegood.casefile.new_goods import as_said
from makegood.casefile.promising import answer_by
from makegood.casefile.sending_back import address_of
from makegood.casefile.telling import Telling, label_address
from makegood.casefile.word import word_of_line
from makegood.interfaces.portal.postage import ways_of
from makegood.interfaces.portal.words import offer_card, old_one, recipient_card, thing_of
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.ask_person import ask_person
from makegood.journeys.change_email import change_email
from makegood.journeys.drop_case import drop_case
from makegood.journeys.record_posting import record_posting
from makegood.journeys.send_message import send_message
from makegood.journeys.split_parcel import split_parcel
from makegood.journeys.tell_address import tell_address
from makegood.kernel.refusal import Refusal
from makegood.law.automated import against_rule
from makegood.law.load import zone_of
from makegood.law.words import words_for
from makegood.web.clock import now_of
from makegood.web.credits import credits_shown
from makegood.web.documents import credit_note_pdf, label_pdf
from makegood.web.follow import follow
from makegood.web.forms import units_typed
from makegood.web.scope import by_link
from makegood.web.sentences import next_of, sentence_of, steps_of, to_pay_sentence
from makegood.web.templatetags.money_tags import due
from makegood.web.uploads import clean_picture
from makegood.web.withdrawal import plan_of

Link = Any
WAYS_IN = ("case", "gift")


@by_link(WAYS_IN, "customer")
def case_page(request: HttpRequest, link: Link, merchant: Merchant, token: str) -> HttpResponse:
    return _page(request, link, merchant, token)


def _page(request: HttpRequest, link: Link, merchant: Merchant, token: str, refusal: Refusal | None = None) -> HttpResponse:
    """The page, also after a refusal: what was typed comes back with it."""
    case = returns.standing_case(link.subject)
    is_recipient = link.purpose == "gift"
    translation.activate(case.language)
    order = orders.order_by_id(case.order_id)
    parcels, paid = carriage.parcels_of_case(case.id), settlement.reimbursements_of_case(case.id)
    own_credits = credits_shown(paid, merchant.zone)
    ways, deadlines, letters = carriage.parcels_of_lines(case.id), open_deadlines(case.id), notices.notices_of_case(case.id)
    rows = _rows(case, order, ways, paid, merchant, is_recipient)
    postage, stands = ways_of(merchant, parcels, order.market)
    to_come = [] if case.closed_at else next_of(rows, deadlines, merchant.zone, is_recipient=is_recipient)
    context = {
        "merchant": merchant, "case": case, "order": order, "rows": rows, "token": token, "refusal": refusal, "typed": request.POST,
        "debts": [] if is_recipient else [one for one in debts.debts_of_case(case.id) if one.state == "open"] if any(row["line"].reception == "not_coming" for row in rows) else [],
        "is_recipient": is_recipient, "credits": own_credits, "parcels": _parcels(parcels, ways, rows, postage),
        "credit_notes": [] if is_recipient else settlement.credit_notes_of_case(case.id),
        "steps": steps_of(case, parcels, paid, merchant.zone, is_recipient=is_recipient, stands=stands) + to_come,
        "messages_shown": [one for one in letters if one.kind == "message" and one.audience in ("customer", "shop")],
        "letters": [one for one in letters if one.audience == "customer" and one.kind != "message" and one.state == "unsendable"],
        "no_address": not Telling(case, order, now=now_of(request)).email() and not _is_other(is_recipient, case),
        "address": f"{settings.MAKEGOOD_BASE_URL}{reverse('case', args=[merchant.slug, token])}",
        "keeps_link": request.session.get(f"keeps:{case.public_id}", False),
        "evidence": [one for one in returns.evidence_of(case.id) if one.file_id], "person": merchant.contact_name or merchant.name,
        "old_ones": list(dict.fromkeys(text for row in rows if row["line"].decision == "accepted_by_customer" and row["to_pay"] is None and (text := old_one(row["offer"])))),
        "by_rule": _by_rule(case, order, rows, merchant, now_of(request)),
        "may_drop": case.closed_at is None and all(row["line"].money not in ("pending", "paid") for row in rows),
    }  # fmt: skip
    return render(request, "portal/case.html", context, status=refusal.status if refusal else 200)


def _by_rule(case: Any, order: Any, rows: list[dict[str, Any]], merchant: Merchant, now: datetime) -> dict[str, Any] | None:
    """How a person can be asked for where a rule said no; None where there is nothing to ask. `right`: where the market's law gives it too."""
    mine = refused_by_rule([row["line"] for row in rows], returns.latest_decisions(case.id), returns.words_of(case.id))
    if not mine:
        return None
    right = against_rule(order.market, local_day(now, zone_of(order.market)))
    return {
        "right": right if right is not None and right.level != "note" else None,
        "day": local_day(answer_by(merchant, market=order.market, now=now), merchant.zone),
    }


def _is_other(is_recipient: bool, case: Any) -> bool:
    """The buyer on the page of a case that the recipient of a present opened: its letters go to another person."""
    return bool(case.opened_by == "recipient") != is_recipient


def _parcels(
    parcels: list[Any], ways: dict[int, list[Any]], rows: list[dict[str, Any]], postage: dict[int, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Each parcel on its way back with what is in it."""
    return [
        {
            "parcel": parcel,
            "inside": [row for row in rows if parcel in ways.get(row["line"].id, [])],
            "mark": parcel.code[-4:],
            "postage": postage[parcel.id],
        }
        for parcel in parcels
        if parcel.state != "void"
    ]


def _rows(
    case: Any, order: Any, ways: dict[int, list[Any]], paid: list[Any], merchant: Merchant, is_recipient: bool
) -> list[dict[str, Any]]:
    items = {line.id: line for line in orders.lines_of(order.id)}
    decisions, choices = returns.latest_decisions(case.id), returns.choices_of(case.id)
    words = {row.line_id: row.text for row in returns.words_of(case.id) if row.topic == "decline_reason"}
    by_rule = {line.id for line in refused_by_rule(returns.lines_of_case(case.id), decisions, returns.words_of(case.id))}
    answer_by = due(case.ball_due_at, merchant.zone) if case.ball_step == "decide" else ""
    noun = None if case.declared_at is None else words_for(order.market, case.language, on=case.notified_on).noun
    rows: list[dict[str, Any]] = []
    orders_of = replacements.live_by_line([line.id for line in returns.lines_of_case(case.id)])
    differences, deadlines = replacements.differences_of_case(case.id), open_deadlines(case.id)
    for line in returns.lines_of_case(case.id):
        item, choice, decision = items[line.order_line_id], choices.get(line.id), decisions.get(line.id)
        offers = decision.open_offers if decision is not None and line.decision == "offered" else []
        if choice is not None and (sent := orders_of.get(line.id)) is not None:
            choice = copy(choice)
            choice.offer = as_said(choice.offer, sent.ready_on)
        own = [one for one in paid if one.line_id == line.id]
        live = next((parcel for parcel in ways.get(line.id, []) if parcel.state in ("announced", "in_transit", "received")), None)
        sentence = sentence_of(line, choice, live, own, item=item, thing=thing_of(item), answer_by=answer_by, is_recipient=is_recipient)
        address = (address_of(merchant, live) if live else label_address(merchant, None))[0]
        to_pay = next((one for one in differences if one.line_id == line.id and one.state == "asked"), None)
        if to_pay is not None:
            sentence = to_pay_sentence(to_pay, choice, deadlines, merchant.zone)
        plan = [] if noun is None else plan_of(item.title, line, choice, decision, live, address, order.payment_method, noun)
        rows.append(
            {
                "line": line,
                "item": item,
                "word": word_of_line(line),
                "sentence": plan[0] if plan else sentence,
                "plan": plan[1:],
                "parcel": live,
                "to_pay": to_pay,
                "paid": own,
                "offer": choice.offer if choice is not None else None,
                "cards": [
                    recipient_card(one, item, market=order.market)
                    if is_recipient
                    else offer_card(one, item, order.payment_method, market=order.market)
                    for one in offers
                ],
                "reason": words.get(line.id, ""),
                "why": why(reason_of(decision.record)) if line.id in by_rule and decision is not None and not plan else "",
            }  # fmt: skip
        )
    return rows


@by_link(WAYS_IN, "customer")
def act(request: HttpRequest, link: Link, merchant: Merchant, token: str) -> HttpResponse:
    """One of: choose, posted, split, message, email, person, keep, drop. A refusal comes back on the page with everything that was typed."""
    back = reverse("case", args=[merchant.slug, token])
    if request.method != "POST":
        return HttpResponseRedirect(back)
    case, now, what = returns.standing_case(link.subject), now_of(request), request.POST.get("do", "")
    if what == "keep":
        request.session[f"keeps:{case.public_id}"] = True
        return HttpResponseRedirect(back)
    try:
        step = _STEPS.get(what)
        if step is None:
            raise Refusal("action_unknown", _("This is not possible here."), _("Go back to the page."), status=400)
        with attempt():
            step(request, case, link, merchant.id, now)
            follow(merchant_id=merchant.id, case_id=case.id, now=now)
    except Refusal as refusal:
        return _page(request, link, merchant, token, refusal)
    return HttpResponseRedirect(back)


def _receipt(request: HttpRequest) -> int | None:
    """The picture of a posting receipt, kept; None where none was sent."""
    file = request.FILES.get("receipt")
    if file is None:
        return None
    return int(clean_picture(file).keep(now=now_of(request)).id)


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
        tracking_number=request.POST.get("tracking", ""), receipt_id=_receipt(request), by=CUSTOMER, now=now,
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


def _person(request: HttpRequest, case: Any, link: Link, merchant_id: int, now: datetime) -> None:
    ask_person(merchant_id=merchant_id, case_id=case.id, by=CUSTOMER, now=now)


def _drop(request: HttpRequest, case: Any, link: Link, merchant_id: int, now: datetime) -> None:
    drop_case(merchant_id=merchant_id, case_id=case.id, by=CUSTOMER, now=now)


_STEPS: dict[str, Callable[..., None]] = {
    "choose": _choose, "posted": _posted, "split": _split, "message": _message, "email": _email, "person": _person, "drop": _drop,
}  # fmt: skip


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
