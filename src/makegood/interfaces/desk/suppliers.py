"""Settings > Suppliers: whose terms are written down and confirmed, each supplier's in plain words, and what sells without any."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.apps.orders.sales import suppliers_named
from makegood.apps.parties.abilities import SETTINGS
from makegood.apps.policies import queries as policies
from makegood.apps.suppliers import queries as suppliers
from makegood.apps.suppliers.packs import pack_of, packs
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.claiming import waits_for_ever
from makegood.casefile.days import local_day
from makegood.insight.unprotected import unprotected
from makegood.interfaces.desk.promise import names_behind
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.interfaces.desk.supplier_fields import sections
from makegood.interfaces.desk.supplier_form import agreement_form, beside, shown, typed
from makegood.journeys.change_agreement import change_agreement
from makegood.journeys.confirm_agreement import confirm_agreement
from makegood.journeys.name_supplier import name_supplier
from makegood.journeys.set_autopilot import set_autopilot
from makegood.kernel.refusal import Refusal
from makegood.web.agreement_words import CONFIDENCE, DOES, parts_of
from makegood.web.clock import now_of
from makegood.web.downloads import CSV, download
from makegood.web.refill import refill
from makegood.web.risk import as_csv, why_words
from makegood.web.scope import actor_of, needs
from makegood.web.templatetags.form_tags import faults_of

MOST_SHOWN = 50


@needs(SETTINGS)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """The suppliers with the state of their terms, and the products that nobody's terms protect."""
    refusal = None
    if request.method == "POST":
        try:
            with attempt():
                name_supplier(
                    merchant_id=merchant.id,
                    skus=request.POST.getlist("sku"),
                    code=request.POST.get("code", ""),
                    by=actor_of(request),
                    now=now_of(request),
                )
            count = len(set(request.POST.getlist("sku")))
            said = ngettext("%(n)s product has its supplier.", "%(n)s products have their supplier.", count)
            messages.success(request, said % {"n": count})
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    now = now_of(request)
    today = local_day(now, merchant.zone)
    rows = [
        {"newest": versions[0], "force": suppliers.in_force(versions, today), "all": versions} for versions in suppliers.by_code().values()
    ]
    found = unprotected(merchant, now=now)
    missing = list(dict.fromkeys(one.supplier for one in found if one.why == "no_agreement"))
    return settings_page(
        request, "suppliers", merchant, refusal, rows=rows, packs=list(packs().values()), does=DOES, missing=missing[:20], today=today,
        open=[{"one": one, "why": why_words(one.why)} for one in found[:MOST_SHOWN]], more=len(found) - MOST_SHOWN, count=len(found),
        sum=sum(one.risk_minor for one in found), is_upper=any(one.basis == "upper" for one in found), unpriced=sum(one.unpriced for one in found),
        ticked=request.POST.getlist("sku"),
    )  # fmt: skip


@needs(SETTINGS)
def risk_csv(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Every product of the list."""
    text = as_csv(unprotected(merchant, now=now_of(request)), merchant.currency)
    return download("\ufeff" + text, "unprotected.csv", CSV)


@needs(SETTINGS)
def one(request: HttpRequest, merchant: Merchant, agreement_id: str) -> HttpResponse:
    """One version in plain words, where it is from, and whether a person has confirmed it."""
    found, refusal, now = suppliers.agreement_of(agreement_id), None, now_of(request)
    if request.method == "POST":
        try:
            with attempt():
                messages.success(request, _act(request, merchant, found, now))
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    versions = suppliers.versions_of(found.code)
    force = policies.version_in_force(now)
    waiting = waits_for_ever(policies.loaded(force), [found]) if force is not None else []
    who = names_behind(actor for one in versions for actor in (one.made_by, one.confirmed_by) if actor)
    return settings_page(
        request, "supplier", merchant, refusal, one=found, parts=parts_of(found.terms, found.pack.get("terms")), pack=_pack(found),
        versions=[{"one": version, "who": who.get(version.confirmed_by, "")} for version in versions], products=suppliers.products_of(found.code)[:200],
        force=suppliers.in_force(versions, local_day(now, merchant.zone)), newest=versions[0], waiting=[rule for rule, _code in waiting],
        confirmed_by=who.get(found.confirmed_by, ""), autopilot=found.code in suppliers.on_autopilot(),
    )  # fmt: skip


def _act(request: HttpRequest, merchant: Merchant, agreement: Any, now: datetime) -> str:
    """What is said of it."""
    do = request.POST.get("do", "")
    if do in ("autopilot_on", "autopilot_off"):
        set_autopilot(merchant_id=merchant.id, code=agreement.code, is_on=do == "autopilot_on", by=actor_of(request), now=now)
        return _("Claims on this supplier go out by themselves now.") if do == "autopilot_on" else _("A person sends each claim now.")
    confirm_agreement(merchant_id=merchant.id, agreement_id=agreement.public_id, by=actor_of(request), now=now)
    return _("Confirmed. From now on these terms count.")


def _pack(agreement: Any) -> dict[str, Any] | None:
    kept = agreement.pack
    if not kept.get("sources"):
        return None
    return {
        "name": packs()[kept["id"]].name if kept["id"] in packs() else kept["id"],
        "confidence": CONFIDENCE[kept["confidence"]],
        **{key: kept[key] for key in ("as_of", "sources")},
    }


@needs(SETTINGS)
def new(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """A supplier that has no terms yet, from a pack or from nothing: `?pack=`, `?code=` as the orders name it."""
    pack = pack_of(request.GET.get("pack") or "blank")
    code = (
        request.POST.get("code", "").strip().lower()
        if request.method == "POST"
        else request.GET.get("code", "") or (pack.id if pack.sources else "")
    )
    start = {"code": code, "name": pack.name, "country": pack.country, "currency": merchant.currency, "language": "en"}
    return _form(request, merchant, start=start, terms=pack.terms, pack=pack.id, zone=pack.zone, newest=None)


@needs(SETTINGS)
def change(request: HttpRequest, merchant: Merchant, agreement_id: str) -> HttpResponse:
    """A new version of a supplier's terms, beginning with one that is there."""
    found = suppliers.agreement_of(agreement_id)
    newest = max(suppliers.versions_of(found.code), key=lambda one: one.id)
    start = {
        "code": found.code,
        "currency": found.currency,
        "email": found.email,
        "language": found.language,
        "name": found.organisation.name,
    }
    return _form(request, merchant, start=start, terms=found.terms, pack="", zone="", newest=newest)


def _form(
    request: HttpRequest, merchant: Merchant, *, start: dict[str, str], terms: dict[str, Any], pack: str, zone: str, newest: Any
) -> HttpResponse:
    now, refusal = now_of(request), None
    letters: list[str] = []
    if request.method == "POST":
        try:
            said, letters = typed(request.POST, terms)
            form = agreement_form(request.POST, code=start["code"], terms=said, pack=pack, zone=zone)
            with attempt():
                made = change_agreement(merchant_id=merchant.id, form=form, by=actor_of(request), now=now)
            messages.success(request, _("Written down. Compare it with your contract, then confirm it."))
            return HttpResponseRedirect(reverse("supplier_terms", args=[made.public_id]))
        except Refusal as found:
            refusal = beside(found, letters)
    response = settings_page(
        request, "supplier_form", merchant, refusal, start=start, sections=sections(shown(terms), wrong={one["field"] for one in faults_of(refusal)}), pack=packs().get(pack), newest=newest,
        today=local_day(now, merchant.zone), named=suppliers_named() if newest is None else [], confidence=CONFIDENCE,
    )  # fmt: skip
    if refusal is not None:
        fields = {name: [str(value) for value in request.POST.getlist(name)] for name in request.POST}
        response.content = refill(response.content.decode(), page=request.path, action=request.path, fields=fields)[0]
    return response
