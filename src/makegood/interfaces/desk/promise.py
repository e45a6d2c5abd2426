"""What the shop promises: the rules in order, a draft of them, and its way into force."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import PROMISE
from makegood.apps.policies import queries as policies
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.deciding import NOTHING_PROMISED
from makegood.insight.promise import MOST_CHECKED, Card, cards_of, checked, effects_of, markets_of
from makegood.interfaces.desk.promise_fields import completions, fields_of
from makegood.interfaces.desk.promise_steps import step
from makegood.interfaces.desk.promise_values import NAMES, said_sets
from makegood.journeys.drop_draft import drop_draft
from makegood.journeys.keep_draft import keep_draft
from makegood.journeys.publish_policy import publish_policy
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.policy.draft import read_draft
from makegood.policy.expression import parse
from makegood.policy.node import ExpressionError
from makegood.policy.rules import Policy, load_policy
from makegood.web.clock import now_of
from makegood.web.refill import refill
from makegood.web.scope import actor_of, needs
from makegood.web.templatetags.money_tags import money

HERE = "promise"
MOST_FORMS, MOST_CARDS, MOST_SHOWN = 60, 200, 50
RULE_BY_RULE = ("up", "down", "to", "save", "add", "remove")
FUNCTIONS = "and or not in contains( known( between( starts_with( date("


def spoken() -> str:
    return (get_language() or "en").split("-")[0]


def in_force(merchant: Merchant, now: datetime) -> Policy:
    version = policies.version_in_force(now)
    return policies.loaded(version) if version is not None else load_policy(NOTHING_PROMISED.format(currency=merchant.currency))


def names_behind(actors: Iterable[str]) -> dict[str, str]:
    """The names of the persons behind actors, asked for at once; a program has none."""
    numbers = {actor: int(number) for actor in actors if (number := actor.rpartition("person:")[2]).isdigit()}
    names = parties.names_of(set(numbers.values())) if numbers else {}
    return {actor: names.get(number, "") for actor, number in numbers.items()}


@needs(PROMISE)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    return shown(request, merchant, None)


def shown(request: HttpRequest, merchant: Merchant, refusal: Refusal | None) -> HttpResponse:
    """The page; after a refusal with what was typed, where it was typed."""
    now = now_of(request)
    draft = policies.draft()
    text = draft.text if draft is not None else in_force(merchant, now).text
    market = markets_of(merchant, now)[0]
    found = cards_of(text, market=market, language=spoken(), on=now.date())
    opened = request.POST.get("rule") if refusal is not None else request.GET.get("rule")
    start = _start(found, opened or request.GET.get("at", ""), request.GET.get("from", ""))
    published = policies.publications()
    at, did = request.GET.get("at", ""), request.GET.get("did", "")
    context = {
        "merchant": merchant, "tab": "promise", "refusal": refusal, "draft": draft, "opened": opened,
        "cards": [_row(card, merchant.currency, with_form=len(found) <= MOST_FORMS or card.rule.key == opened) for card in found[start : start + MOST_CARDS]],
        "all": len(found), "told": len(found) <= MOST_CHECKED, "before": start + 1 - MOST_CARDS, "after": start + 1 + MOST_CARDS, "first": start + 1,
        "who": names_behind([draft.actor]).get(draft.actor, "") if draft is not None else "",
        "edition": draft.edition if draft is not None else 0, "market": market, "facts": completions(), "functions": FUNCTIONS,
        "now_in_force": next((one for one in published if one.from_at <= now), None),
        "coming": [one for one in published if one.from_at > now], "at": at, "did": did,
        "moved": next((card for card in found if card.rule.key == at and did in ("up", "down", "to")), None),
        "advanced": "advanced" in request.GET or request.POST.get("do") in RULE_BY_RULE,
        "new": fields_of({})[1], "today": now.astimezone(ZoneInfo(merchant.zone)).date().isoformat(),
    }  # fmt: skip
    response = render(request, "desk/promise.html", context, status=refusal.status if refusal else 200)
    if refusal is not None:
        typed = {name: [str(value) for value in request.POST.getlist(name)] for name in request.POST}
        response.content = refill(response.content.decode(), page=reverse(HERE), action=request.path, fields=typed)[0]
    return response


def _start(cards: list[Card], key: str, typed: str) -> int:
    """Where the rules that are shown begin, counted from 0: at a rule that is asked for, else where the person leafs to."""
    place = next((card.place for card in cards if card.rule.key == key), 0)
    if not place and typed.isascii() and typed.isdigit() and len(typed) < 6:
        place = min(int(typed), len(cards))
    return max(0, place - 1) // MOST_CARDS * MOST_CARDS


def _row(card: Card, currency: str, *, with_form: bool) -> dict[str, Any]:
    says, could = fields_of(card.rule.sets) if with_form else ([], [])
    return {"card": card, "gives": said_sets(card.rule.sets, currency), "says": says, "could": could, "with_form": with_form}


@needs(PROMISE)
def change(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """One change to the draft; the first one makes it."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse(HERE))
    now, form = now_of(request), request.POST
    try:
        with attempt():
            kept = policies.draft()
            draft, at = step(read_draft(kept.text if kept is not None else in_force(merchant, now).text), form)
            edition = edition_of(form)
            keep_draft(merchant_id=merchant.id, text=draft.text, edition=edition, by=actor_of(request), now=now)
    except Refusal as refusal:
        return shown(request, merchant, refusal)
    query = QueryDict(mutable=True)
    query.update({"at": at, "did": form.get("do", "")} | ({"advanced": "1"} if form.get("do") in RULE_BY_RULE else {}))
    return HttpResponseRedirect(f"{reverse(HERE)}?{query.urlencode()}#rule-{quote(at)}")


def edition_of(form: QueryDict) -> int:
    """The draft's edition that the page was made of; -1 where it was never one of ours."""
    text = form.get("edition", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


@needs(PROMISE)
def look(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """What is wrong with a condition while it is typed; empty where nothing is."""
    text, message = " ".join(request.GET.get("when", "").split()), ""
    if text:
        try:
            parse(text, merchant.currency)
        except ExpressionError as error:
            message = _("Column %(column)s: %(message)s.") % {"column": error.column, "message": error}
    return render(request, "desk/promise_look.html", {"message": message})


@needs(PROMISE)
def effects(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """What the draft would do; a part of the page, or a page of its own without JavaScript."""
    now, draft = now_of(request), policies.draft()
    context: dict[str, Any] = {"merchant": merchant, "tab": "promise", "draft": draft}
    if draft is not None:
        found = effects_of(draft.text, against=in_force(merchant, now), merchant=merchant, language=spoken(), now=now)
        context |= {"effects": found, **_replayed(found.replay, merchant.currency)}
    name = "desk/promise_effects.html" if request.headers.get("HX-Request") else "desk/promise_effects_page.html"
    return render(request, name, context)


def _replayed(replay: dict[str, Any] | None, currency: str) -> dict[str, Any]:
    """The replay's money as the desk writes it, and of each changed case what would be otherwise, in words."""
    if replay is None:
        return {}
    then, new = (money(minor_from_text(replay[key], currency), currency) for key in ("cost_then", "cost_now"))
    rows = []
    for row in replay["changed"][:MOST_SHOWN]:
        slots = [slot for slot in row["changed_slots"].split(", ") if slot]
        rules = sorted({part.partition(": ")[2] for part in row["rules_now"].split("; ") if ": " in part})
        rows.append(row | {"otherwise": [NAMES.get(slot, slot) for slot in slots], "rules": rules})
    return {"cost_then": then, "cost_now": new, "rows": rows, "more": len(replay["changed"]) - len(rows)}


@needs(PROMISE)
def forget(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    if request.method == "POST":
        drop_draft(merchant_id=merchant.id, by=actor_of(request), now=now_of(request))
        messages.success(request, _("The draft is gone. What is in force stays."))
    return HttpResponseRedirect(reverse(HERE))


@needs(PROMISE)
def publish(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Into force, now or from a day on, with a note; refused where the law's check blocks."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse(HERE))
    now, form = now_of(request), request.POST
    try:
        draft = policies.draft()
        if draft is None or draft.edition != edition_of(form):
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
        begins = datetime.combine(day, time(), ZoneInfo(merchant.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal("date_unreadable", "This is no date.", "Write it as 2026-12-01.", field="from_on") from None
    return None if day == now.astimezone(ZoneInfo(merchant.zone)).date() else begins
