"""Recalls: what runs, a new one with a look at whom it concerns before anything is sent, and each with how far it is."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.orders import called_back as sold
from makegood.apps.parties.abilities import CASES, SETTINGS
from makegood.apps.recalls import queries
from makegood.apps.recalls.words import REMEDIES
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.authorities import reports_of_recall
from makegood.casefile.days import local_day
from makegood.casefile.recalling import RecallForm, check_form, weigh
from makegood.insight.recalls import nobody_answers, standing_of
from makegood.journeys.begin_recall import begin_recall
from makegood.journeys.end_recall import end_recall
from makegood.journeys.set_maker import set_maker
from makegood.journeys.submit_claim import submit_claim
from makegood.journeys.tell_authority import tell_authority
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.downloads import CSV, download
from makegood.web.forms import day_typed
from makegood.web.recall_words import KINDS, STATES, answered_words, task_words
from makegood.web.scope import actor_of, needs

TOGETHER = 100  # claims in one letter


@needs(CASES)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """POST: an authority, or who made it, was told."""
    refusal = None
    if request.method == "POST":
        try:
            with attempt():
                _told(request, merchant)
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    tasks = [{"one": one, **task_words(one, merchant.zone, now_of(request))} for one in queries.open_tasks()]
    rows = [{"one": one, "kind": KINDS[one.kind], "state": STATES[one.state]} for one in queries.recalls()]
    context = {"merchant": merchant, "rows": rows, "tasks": tasks, "refusal": refusal}
    return render(request, "desk/recalls.html", context, status=refusal.status if refusal else 200)


def _told(request: HttpRequest, merchant: Merchant) -> None:
    tell_authority(
        merchant_id=merchant.id, task_id=request.POST.get("task", "")[:24], reference=request.POST.get("reference", ""), by=actor_of(request),
        now=now_of(request),
    )  # fmt: skip
    messages.success(request, _("Noted, with the time."))


@needs(SETTINGS)
def begin(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """GET: the first question. POST: whom it would concern; with `begin`, it begins."""
    now, typed, refusal, weighed, reports = now_of(request), request.POST or request.GET, None, None, []
    if request.method == "POST":
        try:
            form = _form(request.POST, merchant)
            weighed = weigh(form.what)
            with attempt():
                check_form(form, weighed, languages=_languages(merchant), today=local_day(now, merchant.zone))
                if "begin" in request.POST:
                    made = begin_recall(merchant_id=merchant.id, form=form, by=actor_of(request), now=now)
                    messages.success(request, _("It has begun. The letters are being written."))
                    return HttpResponseRedirect(reverse("recall", args=[made.public_id]))
            if form.hurts:
                _own, found = reports_of_recall(form.what.sku, weighed, shop=merchant, now=now)
                reports = [{"one": each, **task_words(each, merchant.zone, now)} for each in found]
        except Refusal as refused:
            refusal = refused
    sku = str(typed.get("sku", ""))[:80]
    like = sold.sold_skus(sku) if sku else []
    context = {
        "merchant": merchant, "typed": typed, "refusal": refusal, "weighed": None if refusal else weighed, "reports": reports,
        "languages": [(code, typed.get(f"hazard_{code}", ""), typed.get(f"what_to_do_{code}", "")) for code in _languages(merchant)],
        "batches": sold.batches_of(sku) if sku else [], "found": [] if sku in dict(like) else like,
        "remedies": typed.getlist("remedy") if request.method == "POST" else list(REMEDIES),
    }  # fmt: skip
    return render(request, "desk/recall_begin.html", context, status=refusal.status if refusal else 200)


def _languages(merchant: Merchant) -> list[str]:
    return list(merchant.languages) or ["en"]


def _form(form: QueryDict, merchant: Merchant) -> RecallForm:
    def day(name: str) -> date | None:
        return day_typed(text, name) if (text := form.get(name, "")) else None

    def texts(name: str) -> dict[str, str]:
        return {code: form.get(f"{name}_{code}", "").strip() for code in _languages(merchant)}

    what = sold.Chosen(
        form.get("sku", "").strip()[:80],
        form.get("supplier", "").strip()[:60],
        form.get("batch", "").strip()[:60],
        day("from_on"),
        day("until_on"),
    )
    return RecallForm(
        what,
        {"yes": True, "no": False}.get(form.get("hurts", "")),
        texts("hazard"),
        texts("what_to_do"),
        form.get("reach", "").strip()[:200],
        tuple(one for one in REMEDIES if one in form.getlist("remedy")),
        form.get("verified_batch", "").strip()[:60],
    )


@needs(CASES)
def one(request: HttpRequest, merchant: Merchant, recall_id: str) -> HttpResponse:
    """POST `do`: claim (send the claims that wait, up to a hundred in a letter), end, told."""
    recall, refusal, now = queries.recall_of(recall_id), None, now_of(request)
    if request.method == "POST":
        try:
            with attempt():
                _act(request, merchant, recall)
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    stands = standing_of(recall)
    context = {
        "merchant": merchant, "recall": recall, "kind": KINDS[recall.kind], "state": STATES[recall.state], "stands": stands, "refusal": refusal,
        "answers": answered_words(stands.progress), "customers": stands.progress.customers, "waiting": stands.progress.states.get("waiting", 0),
        "told": sum(stands.progress.states.get(name, 0) for name in ("told", "answered")), "had_it": stands.progress.states.get("had_it", 0),
        "missed": stands.progress.states.get("no_address", 0), "tasks": [{"one": each, **task_words(each, merchant.zone, now)} for each in stands.tasks],
        "to_send": len(stands.to_send),
    }  # fmt: skip
    return render(request, "desk/recall.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, merchant: Merchant, recall: Any) -> None:
    do, by, now = request.POST.get("do", ""), actor_of(request), now_of(request)
    if do == "told":
        _told(request, merchant)
    elif do == "end":
        end_recall(merchant_id=merchant.id, recall_id=recall.public_id, by=by, now=now)
        messages.success(request, _("It is over. Who has not answered can still do so."))
    elif do == "claim":
        waiting = [one.public_id for one in standing_of(recall).to_send[:TOGETHER]]
        if not waiting:
            raise Refusal("nothing_to_send", _("No claim waits to be sent."), _("Reload the page."), status=409)
        submit_claim(merchant_id=merchant.id, claim_id=waiting[0], beside=waiting[1:], by=by, now=now)
        messages.success(request, _("Sent."))
    else:
        raise Refusal("action_unknown", _("This is not possible here."), _("Go back to the page."), status=400)


@needs(CASES, sees="list")
def not_reached(request: HttpRequest, merchant: Merchant, recall_id: str) -> HttpResponse:
    """Orders whose customers no letter reaches, for whoever tells them otherwise."""
    rows = [
        f"{one.order.number},{one.order.placed_on.isoformat()},{one.order.market}"
        for one in queries.not_reached(queries.recall_of(recall_id).id)
    ]
    return download("\ufefforder,placed_on,market\r\n" + "".join(f"{row}\r\n" for row in rows), "not-reached.csv", CSV)


@needs(SETTINGS)
def makers(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Whose products these are in law, and what may not be offered in the EU. POST: one of them."""
    refusal, typed = None, request.POST
    if request.method == "POST":
        try:
            with attempt():
                set_maker(
                    merchant_id=merchant.id, sku=typed.get("sku", ""), own_brand="own_brand" in typed, responsible=typed.get("responsible", ""),
                    by=actor_of(request), now=now_of(request),
                )  # fmt: skip
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    known = sorted(queries.makers().values(), key=lambda one: one.sku)
    context = {
        "merchant": merchant,
        "rows": nobody_answers(merchant, now=now_of(request)),
        "known": known,
        "refusal": refusal,
        "typed": typed,
    }
    return render(request, "desk/makers.html", context, status=refusal.status if refusal else 200)
