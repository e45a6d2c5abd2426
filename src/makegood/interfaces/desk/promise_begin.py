"""A first promise: twelve questions and six switches on one page. What the shop already is stands there already."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import PROMISE
from makegood.apps.policies import queries as policies
from makegood.apps.suppliers import queries as suppliers
from makegood.apps.suppliers.terms import covered
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.days import local_day
from makegood.insight.exposure import exposure
from makegood.insight.promise import checked, markets_of, said_by
from makegood.interfaces.desk.promise import HERE, edition_of, spoken
from makegood.interfaces.desk.promise_words import ASKS, CHOICES, GROUPS, HELP, PRESETS, beside, pays_for_itself, place_name
from makegood.journeys.keep_draft import keep_draft
from makegood.journeys.publish_policy import publish_policy
from makegood.kernel.refusal import Refusal
from makegood.law.load import codes
from makegood.law.scenario import OWN_INPUTS
from makegood.policy.presets.presets import suggested
from makegood.policy.presets.questions import QUESTIONS
from makegood.policy.presets.write import write_policy
from makegood.policy.rules import load_policy
from makegood.web.clock import now_of
from makegood.web.scope import actor_of, needs

_STEPS = ("publish", "draft")
_YEAR, _MANY = timedelta(days=365), 200
_USUAL = ("DE", "AT", "FR", "GB", "NL", "IT", "ES", "US", "CA", "AU")


@needs(PROMISE)
def begin(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    now, given, refusal, text = now_of(request), None, None, ""
    known = known_of(merchant, now)
    name = request.POST.get("preset") or request.GET.get("preset") or ("scaling" if known.pop("many") else "new")
    name = name if name in PRESETS else "new"
    known.pop("many", None)
    if request.method == "POST":
        given = typed(request.POST, merchant)
        try:
            text = write_policy(name, given, on=now.date(), name="promise")
            if _read(request.POST, text) and (done := _taken(request, merchant, text, given["markets"], now)):
                return done
        except Refusal as found:
            refusal = _in_words(found)
    answers = given or suggested(name, **known)
    context = {
        "merchant": merchant, "tab": "promise", "refusal": refusal, "preset": name, "presets": PRESETS.items(), "draft": policies.draft(),
        "groups": groups(answers), "places": places(answers, known.get("markets") or []), **(_shown(merchant, text, given, now) if text and given else {}),
        "read": load_policy(text).hash if text else "", "changed": bool(text) and request.POST.get("step") in _STEPS and refusal is None,
        "first": pays_for_itself(exposure(now=now, zone=merchant.zone), merchant), "in_force": policies.version_in_force(now), "answers": answers,
    }  # fmt: skip
    return render(request, "desk/settings_promise_begin.html", context, status=refusal.status if refusal else 200)


def _shown(merchant: Merchant, text: str, given: dict[str, Any], now: datetime) -> dict[str, Any]:
    """What customers of the main market would read, and what the law's check says of it in each market that was ticked."""
    markets = tuple(given["markets"])
    main = next((code for code in markets_of(merchant, now) if code in markets), markets[0])
    said = said_by(text, market=main, language=spoken(), on=now.date())
    return {"says": said.parts, "main": main, "report": checked(text, markets=markets, on=now.date()), "ticked": markets}


def _taken(request: HttpRequest, merchant: Merchant, text: str, markets: list[str], now: datetime) -> HttpResponse | None:
    """Published, or put into the draft, as the person asked; None where they only look."""
    step, by = request.POST.get("step"), actor_of(request)
    if step == "publish":
        report = checked(text, markets=tuple(markets), on=now.date())
        with attempt():
            publish_policy(merchant_id=merchant.id, text=text, by=by, now=now, checked=report)
        messages.success(request, _("This is your promise from now on. Orders of before keep what they were promised."))
        return HttpResponseRedirect(request.path)
    if step == "draft":
        with attempt():
            keep_draft(merchant_id=merchant.id, text=text, edition=edition_of(request.POST), by=by, now=now)
        messages.success(request, _("It is in the draft. Nothing is promised yet."))
        return HttpResponseRedirect(reverse(HERE))
    return None


def _read(form: QueryDict, text: str) -> bool:
    """Nothing is promised that was not read as it is: what was changed after the reading is read again."""
    return form.get("read") == load_policy(text).hash


def _in_words(refusal: Refusal) -> Refusal:
    if refusal.code != "answer_invalid":
        return refusal
    faults = [beside(one) for one in [refusal.as_json(), *refusal.extra.get("faults", [])]]  # type: ignore[misc]
    first = faults[0]
    return Refusal(refusal.code, first["message"], first["remedy"], status=400, field=first["field"], faults=faults[1:])


def known_of(merchant: Merchant, now: datetime) -> dict[str, Any]:
    """What the shop already is: its currency, the markets and kinds of its last year's orders, what its suppliers' terms say, its hub."""
    sold = orders.sold_between(now - _YEAR, now)
    markets = dict.fromkeys(one.market for one in sorted(sold, key=lambda one: -one.units))
    kinds = {"personalised" if one.customer_input in OWN_INPUTS else "stock" for one in sold if one.customer_input != "unknown"}
    terms = [agreement.terms for agreement in suppliers.current_agreements(local_day(now, merchant.zone)) if agreement.confirmed]
    covers = {kind for one in terms for kind in covered(one) or []}
    days = [int(claim["closes_after_days"]) for one in terms for claim in one.get("claims") or [] if claim.get("closes_after_days")]
    words = QUESTIONS["supplier_pays_for"].words
    return {
        "currency": merchant.currency, "markets": [code for code in markets if code in codes()] or [merchant.country],
        "products": [kind for kind in ("stock", "personalised") if kind in kinds],
        "supplier_pays_for": [kind for kind in words if kind in covers], "supplier_claim_days": min(days, default=None),
        "comes_back_to": "hub" if parties.hub_of_shop() else "shop", "many": len(sold) > _MANY,
    }  # fmt: skip


def typed(form: QueryDict, merchant: Merchant) -> dict[str, Any]:
    """The page's answers as `read_answers` takes them; a switch that is off sends nothing."""
    found: dict[str, Any] = {"currency": merchant.currency}
    for name, question in QUESTIONS.items():
        if question.kind in ("words", "markets"):
            found[name] = form.getlist(name)
        elif question.kind == "switch":
            found[name] = "yes" if name in form else "no"
        elif question.kind != "currency":
            found[name] = form.get(name, "").strip().replace(",", ".")[:40]
    return found


def groups(answers: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions as the page shows them, a few at a time."""
    rows: dict[str, list[dict[str, Any]]] = {group: [] for group in GROUPS}
    for name, question in QUESTIONS.items():
        if question.kind in ("currency", "markets"):
            continue
        value = answers.get(name)
        unknown = value in (None, "", [], "unknown")
        chosen = value if isinstance(value, list) else [value]
        rows[question.group].append(
            {
                "name": name, "kind": question.kind, "open": question.open, "asks": ASKS[name], "help": HELP.get(name, ""),
                "value": "" if unknown else value, "on": str(value) in ("yes", "true"), "unknown": unknown,
                "choices": [{"word": word, "label": CHOICES[word], "on": word in chosen} for word in question.words],
            }
        )  # fmt: skip
    return [{"name": group, "title": GROUPS[group], "rows": found} for group, found in rows.items()]


def places(answers: dict[str, Any], own: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Markets to tick: the shop's own and the usual ones first, the others behind a fold."""
    chosen = set(answers.get("markets") or [])
    first = list(dict.fromkeys([*own, *sorted(chosen), *_USUAL]))
    rest = sorted((code for code in codes() if code not in first and code != "EU"), key=place_name)
    return {
        name: [{"code": code, "name": place_name(code), "on": code in chosen} for code in some]
        for name, some in (("first", first), ("rest", rest))
    }
