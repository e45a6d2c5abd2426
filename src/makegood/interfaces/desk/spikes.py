"""Spikes: what came back more often than before, what may explain it, and what is done about it."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from makegood.apps.parties.abilities import CASES
from makegood.apps.quality import queries
from makegood.apps.quality.words import LIVE
from makegood.apps.returns.faults import cases_between
from makegood.apps.suppliers import queries as suppliers
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.days import local_day
from makegood.insight.effects import effect_of
from makegood.insight.heaps import HISTORY_DAYS, heaps_until
from makegood.insight.scorecards import ENOUGH
from makegood.journeys.begin_action import begin_action
from makegood.journeys.dismiss_spike import dismiss_spike
from makegood.journeys.end_action import end_action
from makegood.journeys.record_spike_step import record_spike_step
from makegood.kernel.refusal import Refusal
from makegood.web import spike_words as words
from makegood.web.batch_question import batch_question
from makegood.web.clock import now_of
from makegood.web.forms import day_typed
from makegood.web.scope import actor_of, needs
from makegood.web.scorecard_words import share_words
from makegood.web.spike_chart import FOOT, HIGH, WIDE, place_of, weeks_of
from makegood.web.supplier_words import language_of


@needs(CASES)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """The newest first; what needs somebody stands above."""
    found = sorted(queries.spikes_page(), key=lambda one: one.state not in LIVE)
    rows = [{"one": one, "said": words.headline(one), "state": words.STATES[one.state]} for one in found]
    return render(request, "desk/spikes.html", {"merchant": merchant, "rows": rows})


@needs(CASES)
def one(request: HttpRequest, merchant: Merchant, spike_id: str) -> HttpResponse:
    """POST `do`: paused, batch_asked, dismiss, begin, end."""
    spike, refusal = queries.spike_of(spike_id), None
    if request.method == "POST":
        try:
            with attempt():
                _act(request, merchant, spike)
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    context = {"merchant": merchant, "refusal": refusal, "typed": request.POST, **_shown(request, merchant, spike)}
    return render(request, "desk/spike.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, merchant: Merchant, spike: Any) -> None:
    form, now, shop = request.POST, now_of(request), {"merchant_id": merchant.id, "spike_id": spike.public_id, "by": actor_of(request)}
    if form.get("do") == "dismiss":
        dismiss_spike(why=form.get("why", ""), now=now, **shop)
    elif form.get("do") == "begin":
        begin_action(
            what=form.get("what", ""), who=form.get("who", ""), from_on=day_typed(form.get("from_on", ""), "from_on"),
            from_batch=form.get("from_batch", ""), due_on=day_typed(form.get("due_on", ""), "due_on"), now=now, **shop,
        )  # fmt: skip
    elif form.get("do") == "end" and (action := queries.running_action(spike)) is not None:
        effect = effect_of(spike, action, now=now)
        end_action(verdict=effect.verdict, counts=effect.counts, now=now, **shop)
    else:
        record_spike_step(step=form.get("do", ""), now=now, **shop)
    messages.success(request, _("Noted."))


def _shown(request: HttpRequest, merchant: Merchant, spike: Any) -> dict[str, Any]:
    now, today = now_of(request), local_day(now_of(request), merchant.zone)
    actions = queries.actions_of(spike)
    running = next((one for one in actions if one.ended_at is None), None)
    effect = effect_of(spike, running, now=now) if running is not None else None
    before, after = words.rates((spike.before_of, spike.before_total, spike.after_of, spike.after_total))
    return {
        "spike": spike, "name": words.name_of(spike), "live": spike.state in LIVE, "state": words.STATES[spike.state], "before": before, "after": after,
        "sure": words.how_sure(spike.chance), "explained": words.explained(spike.splits), "splits": [words.split_words(one) for one in spike.splits],
        "why_not": words.WHY_NOT.get(spike.why_not, ""), "reasons": words.WHY_NOT.items(), "who": words.WHO.items(), "running": running,
        "effect": effect and {"before": share_words(effect.before), "after": share_words(effect.after), "said": words.verdict_words(effect)},
        "running_who": words.WHO[running.who] if running else "", "ended": [_ended(one) for one in actions if one.ended_at is not None],
        "due_on": today + timedelta(days=7), "from_on": today + timedelta(days=1),
        "question": _question(spike, merchant, today), "recall": _recall(spike), **_drawing(spike, actions, now, today),
    }  # fmt: skip


def _ended(action: Any) -> dict[str, Any]:
    before, after = words.rates((action.before_of, action.before_total, action.after_of, action.after_total))
    return {"one": action, "who": words.WHO[action.who], "before": before, "after": after, "said": words.ended_words(action)}


def _question(spike: Any, merchant: Merchant, today: Any) -> dict[str, str] | None:
    """What to ask whom, in their language; None where nobody knows who the supplier is."""
    named = next((part["value"] for split in spike.splits if split["by"] == "supplier" for part in split["parts"] if part["value"]), "")
    agreement = next((one for one in suppliers.current_agreements(today) if one.code == named), None)
    if not named:
        return None
    language = language_of(SimpleNamespace(agreement=agreement), agreement.organisation if agreement is not None else None, "")
    with translation.override(language):
        text = batch_question(spike, merchant.name)
    to = agreement.email if agreement is not None else ""
    name = agreement.organisation.name if agreement is not None else named
    link = f"mailto:{to}?{urlencode({'subject': spike.title, 'body': text}).replace('+', '%20')}" if to else ""
    return {"text": text, "language": language, "name": name, "link": link}


def _recall(spike: Any) -> str:
    """Where a recall begins, in a shop that can do it."""
    try:
        return f"{reverse('recall_begin')}?{urlencode({'sku': spike.key})}" if spike.about == "product" else ""
    except NoReverseMatch:
        return ""


def _drawing(spike: Any, actions: list[Any], now: Any, today: Any) -> dict[str, Any]:
    """Shares by week, from ENOUGH cases on."""
    if cases_between(now - timedelta(days=HISTORY_DAYS), now) < ENOUGH:
        return {}
    weeks = weeks_of([heap for heap in heaps_until(now) if heap.named(spike.about) == spike.key], today)
    marks = [
        (place_of(spike.since_on, today), "since"),
        *((place_of(one.from_on, today), "action") for one in actions if one.from_on <= today),
    ]
    return {"weeks": [(week, share_words(week.share)) for week in weeks], "marks": marks, "wide": WIDE, "high": HIGH, "whole": HIGH + FOOT}
