"""Mail that came in: those that wait, one on a page, and what a person makes of it."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.inbox import queries as inbox
from makegood.apps.inbox.words import ENDED_AS, STATES
from makegood.apps.orders import queries as orders
from makegood.apps.parties.abilities import CASES
from makegood.apps.returns import queries as returns
from makegood.apps.returns.words import CASE_KINDS
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.days import local_day
from makegood.journeys.answer_mail import answer_mail
from makegood.journeys.land_mail import land_mail
from makegood.journeys.open_return import open_return
from makegood.journeys.settle_mail import settle_mail
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.mail_in_words import kind_why, problem_of
from makegood.web.scope import actor_of, needs

BELIEVED = timedelta(days=2)  # a mail's own Date, before it arrived: longer than that no server waits without saying so


@needs(CASES, sees="list")
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Those that wait first, then the newest of all; `state` chooses."""
    state, before = request.GET.get("state", ""), request.GET.get("before", "")
    state = state if state in STATES else ""
    found = inbox.mails_page(state=state, before=int(before) if before.isdigit() and len(before) < 18 else None)
    context = {
        "merchant": merchant, "waiting": inbox.waiting() if not state and not before else [], "page": found, "state": state, "counts": inbox.counts(),
        "now": now_of(request), "box": inbox.mailbox(),
    }  # fmt: skip
    return render(request, "desk/mails_in.html", context)


@needs(CASES, sees="letter")
def one(request: HttpRequest, merchant: Merchant, mail_id: str) -> HttpResponse:
    """POST: open, attach, answer, end, back. A refusal comes back on the page with what was typed."""
    mail = inbox.mail_of(mail_id)
    if request.method != "POST":
        return _page(request, merchant, mail)
    try:
        with attempt():
            case = _act(request, merchant, mail)
    except Refusal as refusal:
        if "case" in refusal.extra:
            refusal.extra["link"] = reverse("desk_case", args=[refusal.extra["case"]])
        return _page(request, merchant, inbox.mail_of(mail_id), refusal)
    messages.success(request, _("Done."))
    return HttpResponseRedirect(reverse("desk_case", args=[case.public_id]) if case else reverse("mail_in_one", args=[mail_id]))


def _act(request: HttpRequest, merchant: Merchant, mail: Any) -> Any:
    """The case that it stands on now, if any."""
    by, now, form = actor_of(request), now_of(request), request.POST
    same: dict[str, Any] = {"merchant_id": merchant.id, "mail_id": mail.id, "by": by, "now": now}
    match form.get("do", ""):
        case "open":
            return _open(request, merchant, mail)
        case "attach":
            found = returns.case_by_number(form.get("number", "")[:20])
            if found is None:
                raise Refusal("case_unknown", _("There is no such case."), _("Check its number."), status=422, field="number")
            found = returns.standing_case(found.public_id)
            land_mail(**same, case_id=found.id)
            follow(merchant_id=merchant.id, case_id=found.id, now=now)
            return found
        case "answer":
            answer_mail(**same, text=form.get("text", ""))
        case "end":
            settle_mail(**same, state="ended", reason=form.get("reason", ""), note=form.get("note", ""))
        case "back":
            settle_mail(**same, state="waiting")
        case _:
            raise Refusal("action_unknown", _("This is not possible here."), _("Reload the page."), status=400)
    return None


def _open(request: HttpRequest, merchant: Merchant, mail: Any) -> Any:
    """The case begins with the customer's own words, on the day on which they wrote them."""
    form, now = request.POST, now_of(request)
    order = orders.order_of(form.get("order", ""))
    ticked = form.getlist("line")
    lines = [line for line in orders.lines_of(order.id) if str(line.id) in ticked]
    kinds = tuple(kind for kind in form.getlist("kind") if kind in CASE_KINDS)
    if not lines:
        raise Refusal("nothing_asked", _("No item was chosen."), _("Choose what it is about."), field="lines")
    if not kinds:
        raise Refusal("kind_missing", _("Nothing is said to be wrong."), _("Choose what happened."), field="kinds")
    asked = tuple(
        AskedLine(line.id, _quantity(form.get(f"quantity_{line.id}", ""), line), kinds, mail.text[:5000] if place == 0 else "")
        for place, line in enumerate(lines)
    )
    ask = Ask(asked, language=order.language or mail.language, notified_on=_day(form.get("notified_on", ""), mail, merchant))
    case = open_return(merchant_id=merchant.id, order_id=order.id, ask=ask, by=actor_of(request), now=now)
    settle_mail(merchant_id=merchant.id, mail_id=mail.id, state="opened", case=case, by=actor_of(request), now=now)
    follow(merchant_id=merchant.id, case_id=case.id, now=now)
    return case


def _quantity(text: str, line: Any) -> int:
    return max(1, min(int(text), line.quantity)) if text.isascii() and text.isdigit() and len(text) < 8 else int(line.quantity)


def _day(text: str, mail: Any, merchant: Merchant) -> date:
    """What was typed, but no day after the mail had come: it can't have been said later than it was here. Refuses `day_unfit`."""
    try:
        typed = date.fromisoformat(text) if text else written_on(mail, merchant)
    except ValueError:
        raise Refusal("day_unfit", _("This is no day."), _("Write it as 2026-11-20."), field="notified_on") from None
    if typed > local_day(mail.arrived_at, merchant.zone):
        raise Refusal("day_unfit", _("The mail was here before this day."), _("Write the day on which it was sent."), field="notified_on")
    return typed


def written_on(mail: Any, merchant: Merchant) -> date:
    """The day that counts in law is the one on which it was sent; its own word for it is believed as far as mails take to arrive."""
    is_likely = mail.sent_at is not None and timedelta(0) <= mail.arrived_at - mail.sent_at <= BELIEVED
    return local_day(mail.sent_at if is_likely else mail.arrived_at, merchant.zone)


def _page(request: HttpRequest, merchant: Merchant, mail: Any, refusal: Refusal | None = None) -> HttpResponse:
    waits = mail.state == "waiting"
    query = request.GET.get("q", request.POST.get("q", "")).replace("\x00", "").strip()[:60]
    guess = mail.guess or {}
    context = {
        "merchant": merchant, "mail": mail, "refusal": refusal, "typed": request.POST, "waits": waits, "placed": mail.notice_id is not None, "q": query,
        "parts": [{"part": part, "why": problem_of(part.problem)} for part in inbox.parts_of(mail.id)], "problem": problem_of(mail.problem),
        "cases": _cases(guess) if waits else [], "candidates": _candidates(guess, query) if waits else [], "kinds": CASE_KINDS,
        "guessed": request.POST.getlist("kind") if refusal else guess.get("kinds", []), "reasons": ENDED_AS, "now": now_of(request),
        "written_on": written_on(mail, merchant), "timeline": inbox.timeline_of(mail.id),
        "others": [other for other in inbox.mails_page(sender_key=mail.from_key, limit=10) if other.id != mail.id] if mail.from_key else [],
    }  # fmt: skip
    return render(request, "desk/mail_in.html", context, status=refusal.status if refusal else 200)


def _cases(guess: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for row in guess.get("cases", []):
        case = returns.standing_case(row["id"])
        order = orders.order_by_id(case.order_id)
        found.append({"case": case, "order": order, "contact": orders.contact_of(order.id), "why": [kind_why(one) for one in row["why"]]})
    return found


def _candidates(guess: dict[str, Any], query: str) -> list[dict[str, Any]]:
    """Orders that it may be about: what was searched for, else what was guessed, with their lines and cases."""
    rows: list[tuple[Any, list[str]]] = [(order, []) for order in orders.orders_page(number=query, limit=5)] if query else []
    rows = rows or [(orders.order_of(row["id"]), row["why"]) for row in guess.get("orders", [])]
    return [
        {
            "order": order, "why": [kind_why(one) for one in why], "contact": orders.contact_of(order.id), "lines": orders.lines_of(order.id),
            "cases": returns.cases_of_order(order.id),
        }
        for order, why in rows[:5]
    ]  # fmt: skip
