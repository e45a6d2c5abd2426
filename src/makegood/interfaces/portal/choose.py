"""Choose between equals, then check once: exact amounts and days before anything is sent, and the same two taps whatever is chosen."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.base.actor import CUSTOMER
from makegood.base.idempotency import claim_key, remember
from makegood.base.links import link_for, token_of
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.days import local_day
from makegood.casefile.gift import check_recipient
from makegood.interfaces.portal.ask import page
from makegood.interfaces.portal.draft import Draft, draft_of, keep, outlives_the_session, sent_as
from makegood.interfaces.portal.words import OTHER_WAYS, offer_card, recipient_card, thing_of, to_do
from makegood.journeys.open_return import open_return
from makegood.journeys.preview_return import preview_return
from makegood.journeys.report_injury import report_injury
from makegood.kernel.address import usable_address
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of
from makegood.policy.prose import complete, refusal_of
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.scope import in_shop


@in_shop
@outlives_the_session
def choose(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    draft = draft_of(request, merchant)
    if not draft.chosen() and (case := request.session.get(f"sent:{merchant.id}")):  # sent already: the page was loaded again
        return _to_case(request, merchant, draft, case)
    lines = _previewed(request, merchant, draft)
    refusal = None
    if request.method == "POST":
        draft.data["choices"] = {
            str(one["line"].id): remedy
            for one in lines
            if (remedy := request.POST.get(f"remedy_{one['line'].id}", "")) in {card["remedy"] for card in one["cards"]}
        }
        keep(request, merchant, draft.data)
        missing = [one for one in lines if one["outcome"] == "offered" and str(one["line"].id) not in draft.data["choices"]]
        if not missing:
            return HttpResponseRedirect(reverse("check", args=[merchant.slug]))
        first, *rest = (
            {"field": f"line-{one['line'].id}", "message": _("Nothing is chosen yet."), "remedy": one["line"].title} for one in missing
        )
        refusal = Refusal("choice_needed", first["message"], first["remedy"], field=first["field"], faults=rest)
    return _page(request, merchant, draft, lines, refusal)


def _page(request: HttpRequest, merchant: Merchant, draft: Draft, lines: list[dict[str, Any]], refusal: Refusal | None) -> HttpResponse:
    late = [one for one in lines if one["late"]]
    return page(request, "choose", merchant, draft, refusal, lines=lines, late=late, needed_by=draft.data.get("needed_by"))


def _previewed(request: HttpRequest, merchant: Merchant, draft: Draft) -> list[dict[str, Any]]:
    """Each chosen line with what it can get: first what the law gives and a new one or the money, then other ways."""
    now, ask = now_of(request), draft.ask()
    preview = preview_return(merchant_id=merchant.id, order_id=draft.order.id, ask=ask, now=now)
    words = orders.words_of_lines([line.id for line in draft.lines])
    method = next((one.method for one in orders.payments_of(draft.order.id) if one.method), draft.order.payment_method)
    today, chosen = local_day(now, zone_of(draft.order.market)), draft.data.get("choices", {})
    found = []
    for one in preview.lines:
        cards = [
            recipient_card(offer, one.order_line, market=draft.order.market, today=today)
            if draft.is_recipient
            else offer_card(offer, one.order_line, method, market=draft.order.market, today=today)
            for offer in one.offers
        ]
        first = [card for card in cards if card["remedy"] not in OTHER_WAYS or card["statutory"]]
        others = [card for card in cards if card not in first] if first else []
        found.append(
            {
                "line": one.order_line,
                "outcome": one.outcome,
                "reasons": one.decision.reasons,
                "why": [said.text for said in refusal_of(one.decision, language=_spoken())] if one.outcome == "refused" else [],
                "inputs": words.get(one.order_line.id, []),
                "cards": cards,
                "first": first or cards,
                "others": others,
                "opens": any(card["remedy"] == chosen.get(str(one.order_line.id)) for card in others),
                "chosen": chosen.get(str(one.order_line.id), ""),
                "late": _too_late(one.offers, ask.needed_by),
                "money_in_time": not draft.is_recipient and any(offer["remedy"] == "refund" for offer in one.offers),
                "thing": thing_of(one.order_line),
                "key": f"line-{one.order_line.id}",
                "name": f"remedy_{one.order_line.id}",
            }
        )
    return found


def _spoken() -> str:
    """The page's language where there are words in it, else English."""
    language = (get_language() or "en").split("-")[0]
    return language if language in complete() else "en"


def _too_late(offers: list[dict[str, Any]], needed_by: date | None) -> bool:
    """No new one can be there on the day that it is needed."""
    days = [offer["eta_until"] for offer in offers if offer["eta_until"]]
    return needed_by is not None and bool(days) and min(days) > needed_by.isoformat()


@in_shop
@outlives_the_session
def check(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """What will be done, letter by letter, and the one button that does it."""
    draft, now = draft_of(request, merchant, to_open=request.method == "POST"), now_of(request)
    if not draft.chosen() and (case := request.session.get(f"sent:{merchant.id}")):  # sent already: the page was loaded again
        return _to_case(request, merchant, draft, case)
    ask = draft.ask()
    if request.method == "POST" and draft.is_recipient:
        draft.data["present"] = _present(request)
        keep(request, merchant, draft.data)
        try:
            _check_present(draft)
        except Refusal as found:
            return _check_page(request, merchant, draft, found)
    if request.method == "POST":
        sent = claim_key(sent_as(draft.data), method="POST", path=request.path, body=draft.data)
        if sent.replay is not None:  # it reached us, our answer did not reach them: the order has more pieces, but it was said once
            return _to_case(request, merchant, draft, sent.replay[1]["case"])
        ids = {str(line.id): line.public_id for line in draft.chosen()}
        choices = {ids[key]: remedy for key, remedy in draft.data.get("choices", {}).items() if key in ids}
        try:
            with attempt():
                case = open_return(merchant_id=merchant.id, order_id=draft.order.id, ask=ask, by=CUSTOMER, now=now, **_opened_by(draft))
                follow(merchant_id=merchant.id, case_id=case.id, now=now, choices=choices)
                if draft.data.get("hurt"):
                    report_injury(merchant_id=merchant.id, case_id=case.id, by=CUSTOMER, now=now)
                remember(sent, status=302, answer={"case": case.public_id}, now=now)
            return _to_case(request, merchant, draft, case.public_id)
        except Refusal as found:
            if found.code not in ("unit_already_in_case", "offer_gone"):
                raise
            if found.code == "unit_already_in_case":
                return page(request, "check", merchant, draft, found, lines=[])
            return _page(request, merchant, draft, _previewed(request, merchant, draft), found)
    return _check_page(request, merchant, draft, None)


def _check_page(request: HttpRequest, merchant: Merchant, draft: Draft, refusal: Refusal | None) -> HttpResponse:
    lines = _previewed(request, merchant, draft)
    if any(one["outcome"] == "offered" and not one["chosen"] for one in lines):
        return HttpResponseRedirect(reverse("choose", args=[merchant.slug]))
    for one in lines:
        one["card"] = next((card for card in one["cards"] if card["remedy"] == one["chosen"]), None)
    button = to_do(lines[0]["card"], lines[0]["thing"]) if len(lines) == 1 and lines[0]["card"] else _("Send it")
    present = draft.data.get("present", {}) if draft.is_recipient else {}
    for_buyer = any(one["card"] and one["card"].get("for_buyer") for one in lines)
    return page(request, "check", merchant, draft, refusal, lines=lines, button=button, present=present, for_buyer=for_buyer)


def _present(request: HttpRequest) -> dict[str, Any]:
    """What whoever was given it says beside their choice."""
    return {
        "for_buyer": "for_buyer" in request.POST,
        "tell_buyer": "tell_buyer" in request.POST,
        "email": request.POST.get("email", "").strip()[:254],
    }


def _check_present(draft: Draft) -> None:
    """Refuses `buyer_decides` and `email_unreadable`."""
    for remedy in draft.data.get("choices", {}).values():
        check_recipient(remedy, draft.data["present"]["for_buyer"])
    email = draft.data["present"]["email"]
    if email and not usable_address(email):
        raise Refusal("email_unreadable", _("This is no e-mail address."), _("Write it as in name@example.com."), field="email")


def _opened_by(draft: Draft) -> dict[str, Any]:
    if not draft.is_recipient:
        return {}
    said = draft.data["present"]
    return {
        "opened_by": "recipient",
        "tell_buyer": said["tell_buyer"],
        "acts_for_buyer": said["for_buyer"],
        "recipient_email": said["email"],
    }


def _to_case(request: HttpRequest, merchant: Merchant, draft: Draft, case: str) -> HttpResponse:
    link = link_for(purpose="gift" if draft.is_recipient else "case", subject=case, now=now_of(request))
    assert link is not None
    request.session.pop(f"ask:{merchant.id}", None)
    request.session[f"sent:{merchant.id}"] = case
    return HttpResponseRedirect(reverse("case", args=[merchant.slug, token_of(link)]))
