"""What the hub still has to do with pieces whose fate is known, and samples of batches. One tap a piece."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.apps.hubs import queries as hubs
from makegood.apps.hubs.sampling import verdict_of
from makegood.apps.hubs.words import EVERY_HUB
from makegood.apps.inspection import queries as inspections
from makegood.apps.inspection.asking import all_well, template_for
from makegood.apps.orders import queries as orders
from makegood.base.tenancy import merchant_of
from makegood.base.unit import attempt, unit
from makegood.interfaces.dock.shown import asked_in
from makegood.journeys.look_at_sample import look_at_sample
from makegood.journeys.record_act import record_act, repack
from makegood.journeys.restock_batch import restock_batch
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.hub_words import ACTS as ACT_WORDS
from makegood.web.hub_words import verdict_words
from makegood.web.scope import actor_of, at_hub
from makegood.web.uploads import clean_picture


@at_hub
def work(request: HttpRequest, hub: Any) -> HttpResponse:
    """POST: `act` was done (with a `photo` where it is destroyed), or `batch`: all of a shop's pieces are put away."""
    refusal = None
    if request.method == "POST":
        try:
            with attempt():
                _act(request, hub)
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    waiting = hubs.wanted_acts(hub.id)
    items = orders.lines_by_id([one.line.order_line_id for one in waiting if one.line is not None])
    repacked = hubs.repacked([one.subject for one in waiting])
    rows: list[dict[str, Any]] = [
        {
            "act": one, "item": items[one.line.order_line_id], "words": ACT_WORDS[one.act], "able": one.act in (*EVERY_HUB, *hub.abilities),
            "repacked": one.subject in repacked,
        }
        for one in waiting if one.line is not None
    ]  # fmt: skip
    away: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row["act"].act == "restock":
            away[row["act"].merchant_id].append(row)
    context = {
        "hub": hub, "refusal": refusal, "rows": [row for row in rows if row["act"].act != "restock"], "samples": hubs.open_samples(hub.id),
        "away": [(merchant_of(shop), found) for shop, found in away.items()],
    }  # fmt: skip
    return render(request, "dock/work.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, hub: Any) -> None:
    by, now, slug = actor_of(request), now_of(request), request.POST.get("batch", "")
    if again := request.POST.get("repack", "")[:24]:
        act = _here(again, hub)
        repack(merchant_id=act.merchant_id, act_id=act.public_id, by=by, now=now)
        messages.success(request, _("Packed anew."))
        return
    if slug:
        mine = [one for one in hubs.wanted_acts(hub.id) if one.act == "restock" and merchant_of(one.merchant_id).slug == slug]
        asked = set(request.POST.getlist("piece"))
        ids = [one.public_id for one in mine if one.public_id in asked]
        shop = mine[0].merchant_id if mine else 0
        if not ids:
            raise Refusal("batch_empty", "Nothing was chosen.", "Tick at least one piece.", field="act")
        made = restock_batch(merchant_id=shop, act_ids=ids, destination=request.POST.get("destination", ""), by=by, now=now)
        for case_id in hubs.cases_of_batch(made.id):
            follow(merchant_id=shop, case_id=case_id, now=now)
        messages.success(request, _("Batch %(number)s is put away.") % {"number": made.number})
        return
    act = _here(request.POST.get("act", "")[:24], hub)
    with unit(merchants=[act.merchant_id], by=by):
        photos = tuple(int(clean_picture(file).keep(now=now).id) for file in request.FILES.getlist("photo"))
        record_act(merchant_id=act.merchant_id, act_id=act.public_id, photos=photos, by=by, now=now)


def _here(act_id: str, hub: Any) -> Any:
    act = hubs.act_of(act_id)
    if act.hub_id != hub.id:
        raise Refusal("act_unknown", "There is no such thing to do.", "Reload the page.", status=404)
    return act


@at_hub
def sample(request: HttpRequest, hub: Any, sample_id: str) -> HttpResponse:
    """A piece of a batch after the other; POST: `tap` is as_it_should, or the question whose answer is the bad one."""
    found = hubs.sample_of(sample_id)
    if found.hub_id != hub.id:
        raise Refusal("sample_unknown", "There is no such sample.", "See the list of them.", status=404)
    own = inspections.shop_templates().get(found.merchant_id, {})
    template, refusal = template_for(found.category, own, inspections.hub_templates(hub.id)), None
    asked = [one for one in asked_in(template, get_language() or "en") if one["kind"] == "yes_no"]
    if request.method == "POST":
        try:
            with attempt():
                _look(request, found, template, asked)
            return HttpResponseRedirect(reverse("dock_sample", args=[found.public_id]))
        except Refusal as refused:
            refusal = refused
    looks = list(found.looks.all())
    verdict = verdict_of(found.lot, found.size, sum(one.result != "as_it_should" for one in looks), len(looks))
    context = {
        "hub": hub, "sample": found, "asked": asked, "next": len(looks) + 1, "done": found.ended_at is not None, "verdict": verdict,
        "words": verdict_words(verdict, found.lot), "refusal": refusal,
    }  # fmt: skip
    return render(request, "dock/sample.html", context, status=refusal.status if refusal else 200)


def _look(request: HttpRequest, found: Any, template: Any, asked: list[dict[str, Any]]) -> None:
    tap, answers = request.POST.get("tap", ""), all_well(template.questions)
    bad = next((one for one in asked if f"bad:{one['id']}" == tap), None)
    if bad is None and tap != "as_it_should":
        raise Refusal("answer_unknown", "This was not asked of this piece.", "Look at it again.", field="answers")
    place = request.POST.get("place", "")
    look_at_sample(
        merchant_id=found.merchant_id, sample_id=found.public_id, place=int(place) if place.isdigit() and len(place) < 8 else 0, template=template,
        answers=answers if bad is None else answers | {bad["id"]: bad["bad"]}, by=actor_of(request), now=now_of(request),
    )  # fmt: skip
