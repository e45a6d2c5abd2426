"""What the shop promises: the rules in order, a draft of them, and its way into force."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.apps.parties import queries as parties
from makegood.apps.policies import queries as policies
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.deciding import NOTHING_PROMISED
from makegood.insight.promise import cards_of, checked, effects_of, markets_of
from makegood.interfaces.desk.promise_fields import completions, fields_of, typed_sets
from makegood.journeys.drop_draft import drop_draft
from makegood.journeys.keep_draft import keep_draft
from makegood.journeys.publish_policy import publish_policy
from makegood.kernel.refusal import Refusal
from makegood.policy.draft import Draft, added, changed, moved, read_draft, without
from makegood.policy.exception import exception_for_tag
from makegood.policy.expression import parse
from makegood.policy.node import ExpressionError
from makegood.policy.rules import Policy, load_policy
from makegood.web.clock import now_of
from makegood.web.scope import actor_of, for_owner

HERE = "promise"


def spoken() -> str:
    return (get_language() or "en").split("-")[0]


def in_force(merchant: Merchant, now: datetime) -> Policy:
    version = policies.version_in_force(now)
    return policies.loaded(version) if version is not None else load_policy(NOTHING_PROMISED.format(currency=merchant.currency))


def who(actor: str) -> str:
    """The name of the person behind an actor; nothing for a program."""
    number = actor.rpartition("person:")[2]
    return parties.names_of({int(number)}).get(int(number), "") if number.isdigit() else ""


@for_owner
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    return shown(request, merchant, None)


def shown(request: HttpRequest, merchant: Merchant, refusal: Refusal | None, **more: Any) -> HttpResponse:
    """The page; after a refusal with what was typed, where it was typed."""
    now = now_of(request)
    draft = policies.draft()
    text = draft.text if draft is not None else in_force(merchant, now).text
    markets = markets_of(merchant, now)
    cards = [
        {"card": card, "says": fields_of(card.rule.sets)[0], "could": fields_of(card.rule.sets)[1]}
        for card in cards_of(text, market=markets[0], language=spoken(), on=now.date())
    ]
    published = policies.publications()
    context = {
        "merchant": merchant, "tab": "promise", "refusal": refusal, "typed": request.POST, "cards": cards, "draft": draft,
        "who": who(draft.actor) if draft is not None else "",
        "edition": draft.edition if draft is not None else 0, "market": markets[0], "facts": completions(),
        "now_in_force": next((one for one in published if one.from_at <= now), None),
        "coming": [one for one in published if one.from_at > now], "at": request.GET.get("at", ""), "did": request.GET.get("did", ""),
        "new": fields_of({})[1], "today": now.astimezone(ZoneInfo(merchant.zone)).date().isoformat(), **more,
    }  # fmt: skip
    return render(request, "desk/promise.html", context, status=refusal.status if refusal else 200)


@for_owner
def change(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """One change to the draft; the first one makes it."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse(HERE))
    now, form = now_of(request), request.POST
    try:
        with attempt():
            kept = policies.draft()
            draft, at = _changed(read_draft(kept.text if kept is not None else in_force(merchant, now).text), form)
            edition = _edition(form)
            keep_draft(merchant_id=merchant.id, text=draft.text, edition=edition, by=actor_of(request), now=now)
    except Refusal as refusal:
        return shown(request, merchant, refusal, typed_rule=form.get("rule", ""))
    return HttpResponseRedirect(f"{reverse(HERE)}?at={at}&did={form.get('do', '')}#rule-{at}")


def _edition(form: QueryDict) -> int:
    text = form.get("edition", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _changed(draft: Draft, form: QueryDict) -> tuple[Draft, str]:
    """(the draft after the change, the rule to look at)."""
    verb, rule = form.get("do", ""), form.get("rule", "")
    if verb in ("up", "down"):
        return moved(draft, rule, -1 if verb == "up" else 1), rule
    if verb == "to":
        return moved(draft, rule, _place(form) - 1 - draft.place(rule)), rule
    if verb == "remove":
        place = draft.place(rule)
        left = without(draft, rule)
        return left, left.rules[min(place, len(left.rules) - 1)].id if left.rules else ""
    if verb == "save":
        return changed(draft, rule, when=_when(form), sets=_sets(form), say=form.get("say", "").strip()), rule
    if verb == "add":
        name = form.get("id", "").strip()
        if not name.replace("-", "a").isalnum() or not name.isascii() or len(name) > 80:
            raise Refusal("rule_id_unfit", "A rule needs a name.", "Letters, digits and hyphens, such as christmas-presents.", field="id")
        return added(draft, name, when=_when(form), sets=_sets(form), say=form.get("say", "").strip(), at=_place(form) - 1), name
    if verb == "exception":
        days = form.get("days", "").strip()
        if not days.isascii() or not days.isdigit() or len(days) > 6:
            raise Refusal("days_out_of_range", "How many days?", "Write a whole number from 0 to 3,650.", field="days")
        payer = form.get("paid_by") or None
        if payer not in (None, "customer", "shop"):
            raise Refusal("paid_by_unknown", "Who pays the way back?", "Choose one of the three.", field="paid_by")
        return exception_for_tag(draft, tag=form.get("tag", ""), days=int(days), paid_by=payer)
    raise Refusal("step_unknown", "This step is not known.", "Reload the page.")


def _place(form: QueryDict) -> int:
    text = form.get("place", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _when(form: QueryDict) -> str | None:
    text = " ".join(form.get("when", "").split())
    return text or None


def _sets(form: QueryDict) -> dict[str, Any]:
    sets = typed_sets(form)
    if not sets:
        raise Refusal("rule_says_nothing", "The rule says nothing yet.", "Fill at least one of the fields.", field="set-window")
    return sets


@for_owner
def look(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """What is wrong with a condition while it is typed; empty where nothing is."""
    text, message = " ".join(request.GET.get("when", "").split()), ""
    if text:
        try:
            parse(text, merchant.currency)
        except ExpressionError as error:
            message = _("Column %(column)s: %(message)s.") % {"column": error.column, "message": error}
    return render(request, "desk/promise_look.html", {"message": message})


@for_owner
def effects(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """What the draft would do; a part of the page, or a page of its own without JavaScript."""
    now, draft = now_of(request), policies.draft()
    found = None
    if draft is not None:
        found = effects_of(draft.text, against=in_force(merchant, now), merchant=merchant, language=spoken(), now=now)
    name = "desk/promise_effects.html" if request.headers.get("HX-Request") else "desk/promise_effects_page.html"
    return render(request, name, {"merchant": merchant, "tab": "promise", "effects": found, "draft": draft})


@for_owner
def forget(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    if request.method == "POST":
        drop_draft(merchant_id=merchant.id, by=actor_of(request), now=now_of(request))
        messages.success(request, _("The draft is gone. What is in force stays."))
    return HttpResponseRedirect(reverse(HERE))


@for_owner
def publish(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Into force, now or from a day on, with a note; refused where the law's check blocks."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse(HERE))
    now, form = now_of(request), request.POST
    try:
        draft = policies.draft()
        if draft is None or draft.edition != _edition(form):
            raise Refusal("draft_changed", "The draft is another one now.", "Look at it as it is now, then publish it.", status=409)
        report = checked(draft.text, markets=markets_of(merchant, now), on=now.date())
        with attempt():
            publish_policy(
                merchant_id=merchant.id, text=draft.text, by=actor_of(request), now=now, from_at=_from(form, merchant, now),
                note=form.get("note", ""), checked=report, draft=True,
            )  # fmt: skip
    except Refusal as refusal:
        return shown(request, merchant, refusal)
    messages.success(request, _("It is published. Orders of before keep what they were promised."))
    return HttpResponseRedirect(reverse(HERE))


def _from(form: QueryDict, merchant: Merchant, now: datetime) -> datetime | None:
    """None: from now on. A day begins at midnight where the shop is."""
    typed = form.get("from_on", "").strip()
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Refusal("date_unreadable", "This is no date.", "Write it as 2026-12-01.", field="from_on") from None
    begins = datetime.combine(day, time(), ZoneInfo(merchant.zone)).astimezone(UTC)
    return None if day == now.astimezone(ZoneInfo(merchant.zone)).date() else begins
