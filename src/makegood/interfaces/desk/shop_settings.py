"""What an owner says about the shop once: who it is, how it looks, what it speaks."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from makegood.apps.parties.abilities import SETTINGS
from makegood.base.tenancy import Merchant
from makegood.journeys.change_shop import LONGEST, TEXTS, change_languages, change_look, change_shop
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.color import by_day, by_night, is_color, preview_css
from makegood.web.scope import actor_of, needs
from makegood.web.uploads import clean_logo


def settings_page(request: HttpRequest, name: str, merchant: Merchant, refusal: Refusal | None, **more: Any) -> HttpResponse:
    context = {"merchant": merchant, "refusal": refusal, "typed": request.POST, "tab": name, **more}
    return render(request, f"desk/settings_{name}.html", context, status=refusal.status if refusal else 200)


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(request.path)


@needs(SETTINGS)
def shop(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal = None
    shown = {name: getattr(merchant, name) for name in LONGEST} | {"address": "\n".join(merchant.address)}
    if request.method == "POST":
        shown = {name: request.POST.get(name, "") for name in shown}
        try:
            change_shop(merchant_id=merchant.id, form=shown, by=actor_of(request), now=now_of(request))
            return _saved(request)
        except Refusal as found:
            refusal = found
    return settings_page(request, "shop", merchant, refusal, shown=shown)


@needs(SETTINGS)
def look(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal = None
    wanted = request.POST.get("accent", merchant.accent).strip().lower()
    if request.method == "POST" and "look" not in request.POST:
        try:
            file = request.FILES.get("logo")
            logo = clean_logo(file) if file is not None else b"" if "no_logo" in request.POST else None
            change_look(merchant_id=merchant.id, accent=wanted, logo=logo, by=actor_of(request), now=now_of(request))
            return _saved(request)
        except Refusal as found:
            refusal = found
    accent = wanted if is_color(wanted) else merchant.accent
    context = {
        "wanted": wanted, "accent": accent, "light": by_day(accent), "dark": by_night(accent),
        "saved": accent == merchant.accent,
    }  # fmt: skip
    return settings_page(request, "look", merchant, refusal, **context)


@needs(SETTINGS)
def preview(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """The style sheet of the two small pages that show a colour, by day and by night, whatever the browser prefers."""
    wanted = request.GET.get("accent", "")
    css = preview_css(wanted if is_color(wanted) else merchant.accent)
    return HttpResponse(css, content_type="text/css", headers={"Cache-Control": "private, no-store"})


@needs(SETTINGS)
def languages(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal = None
    spoken, texts = list(merchant.languages), dict(merchant.texts)
    if request.method == "POST":
        first = request.POST.get("first", "")
        spoken = sorted(request.POST.getlist("languages"), key=lambda code: code != first)
        texts = {code: {name: request.POST.get(f"{name}_{code}", "") for name in TEXTS} for code, _name in settings.LANGUAGES}
        try:
            change_languages(merchant_id=merchant.id, languages=spoken, texts=texts, by=actor_of(request), now=now_of(request))
            return _saved(request)
        except Refusal as found:
            refusal = found
    rows = [{"code": code, "name": name, "spoken": code in spoken, "texts": texts.get(code, {})} for code, name in settings.LANGUAGES]
    return settings_page(request, "languages", merchant, refusal, rows=rows, first=spoken[0] if spoken else "")
