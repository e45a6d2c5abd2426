"""The withdrawal function (Dir. 2011/83 art. 11a): two steps, no login, no cookie needed, acknowledged at once, never bounced.

Nothing is kept between the steps: what was typed comes along in the form, and with it a signed token that says which press of the
button it is and whose order's lines were shown. A form without a good token is taken all the same; it then proves nothing.
"""

import logging
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from makegood.apps.orders import queries as orders
from makegood.apps.orders.digests import number_key
from makegood.base.actor import CUSTOMER
from makegood.base.links import link_for, token_of
from makegood.base.tenancy import Merchant
from makegood.base.unit import unit
from makegood.casefile.deciding import Asked, decide_lines
from makegood.casefile.said import Said, moment_of
from makegood.casefile.statement import statement_of
from makegood.journeys.declare_withdrawal import declare_withdrawal
from makegood.journeys.match_declaration import match_declaration
from makegood.kernel.address import usable_address
from makegood.kernel.digest import digest_of
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.scope import shop_of
from makegood.web.security import address_of, may_try
from makegood.web.withdrawal import why_exempt, words_of

log = logging.getLogger(__name__)
SALT = "makegood.withdraw"
PROOF_LASTS = 2 * 86_400  # seconds; after that the order is looked up again
STEPS = ("details", "goods", "change", "confirm")
MOST_AT_ONCE, PER = 12, timedelta(minutes=10)  # declarations from one address before they are folded together on the desk


@dataclass(slots=True)
class Form:
    """What was typed. `asked`: fields that were asked about already; a second press goes on without them."""

    said: Said
    press: str
    order: Any = None
    asked: set[str] = field(default_factory=set)

    @property
    def token(self) -> str:
        return signing.dumps({"press": self.press, "order": self.order.public_id if self.order else ""}, salt=SALT)


@csrf_exempt  # it needs no cookie: whoever could forge this form could as well send their own, and the session is not believed across sites
def withdraw(request: HttpRequest, shop: str) -> HttpResponse:
    """Each step shows the next one; only the last one writes."""
    merchant, now = shop_of(request, shop), now_of(request)
    if request.method != "POST":
        with unit(merchants=[merchant.id], by=CUSTOMER):
            order = _order_of_session(request, merchant)
            said = Said(number=order.number if order else "", language=get_language() or "en")
            return _page(request, merchant, "details", Form(said, secrets.token_hex(16), order), {})
    do = request.POST.get("do", "")
    with unit(merchants=[merchant.id], by=CUSTOMER):
        form = _form_of(request, merchant)
        if do not in STEPS or (do == "details" and (wrong := _wrong(form))):
            return _page(request, merchant, "details", form, wrong if do in STEPS else {})
        if do in ("details", "change"):
            return _page(request, merchant, "goods", form, {})
        if do == "goods":
            nothing = _nothing_ticked(form)
            return _page(request, merchant, "goods" if nothing else "confirm", form, nothing)
    return _declare(request, merchant, form, now)


def _declare(request: HttpRequest, merchant: Merchant, form: Form, now: datetime) -> HttpResponse:
    """The declaration is kept before anything else is tried with it."""
    folded = not may_try("withdraw", f"{merchant.id}:{address_of(request)}", now=now, most=MOST_AT_ONCE, per=PER)
    press = (
        digest_of([form.press, form.said.name, form.said.email, form.said.number, form.said.goods, form.said.lines]) if form.press else ""
    )
    try:
        with unit(merchants=[merchant.id], by=CUSTOMER):
            made = declare_withdrawal(
                merchant_id=merchant.id, said=form.said, by=CUSTOMER, now=now, order_id=form.order.id if form.order else None, press=press,
                folded=folded,
            )  # fmt: skip
            link = link_for(purpose="withdrawal", subject=made.public_id, now=now)
    except Refusal:  # not one word was said: there is nothing to keep
        form.asked.clear()
        with unit(merchants=[merchant.id], by=CUSTOMER):
            return _page(request, merchant, "details", form, _wrong(form))
    _work_in(merchant, made, now)
    assert link is not None
    return HttpResponseRedirect(reverse("withdrawal", args=[merchant.slug, token_of(link)]))


def _work_in(merchant: Merchant, made: Any, now: datetime) -> None:
    """Open the case at once where the order is certain. Whatever goes wrong here, the declaration stands; a sweep tries again."""
    if made.state != "received" or made.order_id is None:
        return
    try:
        with unit(merchants=[merchant.id], by=CUSTOMER):
            found = match_declaration(merchant_id=merchant.id, declaration_id=made.id, order_id=made.order_id, by=CUSTOMER, now=now)
            follow(merchant_id=merchant.id, case_id=found.case_id, now=now)
    except Refusal as refusal:
        log.warning("a withdrawal waits for a person", extra={"declaration": made.public_id, "code": refusal.code})
    except Exception:
        log.exception("a withdrawal was kept and acknowledged, but not worked in", extra={"declaration": made.public_id})


def _order_of_session(request: HttpRequest, merchant: Merchant) -> Any:
    """The order that this browser has found before. Not where another site sent the form: it must not act with somebody's session."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return None
    if request.session.get(f"access:{merchant.id}") == "recipient":
        return None  # of a present: whoever was given it did not conclude the contract, and reads nothing of it here
    public_id = request.session.get(f"order:{merchant.id}")
    try:
        return orders.order_of(public_id) if public_id else None
    except Refusal:
        return None


def _may_look(request: HttpRequest, merchant: Merchant, now: datetime) -> bool:
    """Limits are for looking up orders; beyond them the declaration goes on without."""
    who, number = f"{merchant.slug}:{address_of(request)}", number_key(request.POST.get("number", ""))
    by_address = may_try("find", who, now=now, most=20, per=timedelta(minutes=10))
    return may_try("find-order", f"{merchant.slug}:{number}", now=now, most=10, per=timedelta(hours=1)) and by_address


def _form_of(request: HttpRequest, merchant: Merchant) -> Form:
    name, email, number, goods = (request.POST.get(one, "") for one in ("name", "email", "number", "goods"))
    said = Said(name, email, number, goods, language=get_language() or "en").fit()
    looked_up = request.POST.get("do") in ("goods", "confirm")
    try:
        token = signing.loads(request.POST.get("form", ""), salt=SALT, max_age=PROOF_LASTS)
    except signing.BadSignature:
        token = {"press": "", "order": ""}
        looked_up = False
    form = Form(said, token["press"] or secrets.token_hex(16), asked=set(request.POST.get("asked", "").split()))
    form.order = _order_of(request, merchant, token["order"], said, look_up=not looked_up)
    if form.order is not None:
        lines = tuple((line.id, _quantity(request, line)) for line in orders.lines_of(form.order.id) if _ticked(request, line))
        form.said = replace(said, lines=lines)
    elif request.POST.get("shown"):  # the proof is gone, what was seen and ticked is not: it goes as words
        form.said = replace(said, goods="\n".join(filter(None, (request.POST["shown"], said.goods)))).fit()
    return form


def _order_of(request: HttpRequest, merchant: Merchant, proved: str, said: Said, *, look_up: bool) -> Any:
    """The order whose lines this person may see: proved before, found in this browser, or found by number and e-mail just now."""
    wanted = number_key(said.number)
    if proved:
        try:
            order = orders.order_of(proved)
        except Refusal:
            order = None
        if order is not None and order.number_key == wanted:
            return order
    order = _order_of_session(request, merchant)
    if order is not None and order.number_key == wanted:
        return order
    may_look = look_up and wanted and said.email and _may_look(request, merchant, now_of(request))
    found = orders.find_orders(number=said.number, email=said.email) if may_look else None
    return found if found is not None and orders.access_of(found, said.email) == "buyer" else None


def _ticked(request: HttpRequest, line: Any) -> bool:
    return str(line.id) in request.POST.getlist("line")


def _quantity(request: HttpRequest, line: Any) -> int:
    text = request.POST.get(f"quantity_{line.id}", "")
    return max(1, min(int(text), line.quantity)) if text.isascii() and text.isdigit() and len(text) < 8 else int(line.quantity)


def _wrong(form: Form) -> dict[str, str]:
    """What is asked about once, beside its field. Whoever presses again is not held up, unless nothing at all was said."""
    found = {}
    if not form.said.name:
        found["name"] = _("Your name is missing. You can also send it without.")
    if not form.said.number:
        found["number"] = _("The order number is missing. You can also send it without; then we look for your order.")
    if not usable_address(form.said.email):
        found["email"] = _(
            "No mail can be sent to this address. Please look at it again. If you go on, the next pages and the PDF are your receipt."
        )
    return {name: text for name, text in found.items() if name not in form.asked or form.said.is_empty}


def _nothing_ticked(form: Form) -> dict[str, str]:
    if form.order is None or form.said.lines or form.said.goods or "lines" in form.asked:
        return {}
    return {"lines": _("Nothing was ticked. If you go on like this, it is about everything.")}


def _page(request: HttpRequest, merchant: Merchant, step: str, form: Form, wrong: dict[str, str]) -> HttpResponse:
    now = now_of(request)
    moment = moment_of(form.order, merchant, language=form.said.language, now=now)
    lines = _lines(form, moment, merchant, now) if form.order is not None and step in ("goods", "confirm") else []
    if step == "goods" and lines and not form.said.lines:
        for row in lines:
            row["ticked"] = True
    context = {
        "merchant": merchant, "form": form, "said": form.said, "step": step, "wrong": wrong, "asked": " ".join(sorted(form.asked | set(wrong))),
        "lines": lines, "words": words_of(merchant, form.order, now=now), "order": form.order, "usable": bool(usable_address(form.said.email)),
        "exempt": [row for row in lines if row["note"] and (step == "goods" or row["ticked"])],
    }  # fmt: skip
    if step == "confirm":
        context["statement"] = statement_of(
            form.said, merchant_id=merchant.id, order=form.order, shown=form.order is not None, moment=moment
        )  # fmt: skip
    return render(request, f"portal/withdraw_{step}.html", context, status=422 if wrong else 200)


def _lines(form: Form, moment: Any, merchant: Merchant, now: datetime) -> list[dict[str, Any]]:
    """The order's lines; beside those for which the law gives nothing, as we read it, a note. They can be ticked all the same."""
    rows, ticked = orders.lines_of(form.order.id), dict(form.said.lines)
    try:
        asked = [Asked(line.id, line.quantity, ("change_of_mind",)) for line in rows]
        decided = {one.order_line.id: one.decision for one in decide_lines(form.order, asked, now=now)}
    except Refusal:  # no law is known for the order's market
        decided = {}
    found = []
    for line in rows:
        right = decided[line.id].entitlements["change_of_mind"]["withdrawal"] if line.id in decided else {}
        exempt = right.get("exemption")
        note = why_exempt(moment.words.noun, exempt, line.customer_input, moment.answer_by, merchant.zone) if exempt else ""
        found.append({"line": line, "ticked": line.id in ticked, "quantity": ticked.get(line.id, line.quantity), "note": note})
    return found
