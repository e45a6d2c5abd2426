"""What the shop promises: the page, and what its own pages take of it (beside the goods, in the cart, before the order).

The parts for other pages hold no script and set no cookie; any page may frame or fetch them. Each names itself (`shown`), so that the shop
can say with an order what its customer had read.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from makegood.apps.policies import queries as policies
from makegood.base.actor import CUSTOMER
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.casefile.promise import Content, page_of, still_missing
from makegood.journeys.show_promise import show_promise
from makegood.kernel.refusal import Refusal
from makegood.law.load import market_used, zone_of
from makegood.policy.prose import Prose, complete
from makegood.web.clock import now_of
from makegood.web.places import places_in
from makegood.web.problems import problem_of
from makegood.web.scope import in_shop

_MOST = 40  # letters of a word in the address


def _open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """May be read and framed from anywhere: it is the same for everybody, and nothing can be done in it."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    opened: Callable[..., HttpResponse] = require_safe(csp_replace({"frame-ancestors": "*"})(run))  # type: ignore[assignment]
    return opened


def _asked(request: HttpRequest, name: str, usual: str) -> str:
    return request.GET.get(name, usual)[:_MOST]


def _content(request: HttpRequest, merchant: Merchant) -> Content:
    return show_promise(
        merchant_id=merchant.id, market=_asked(request, "market", merchant.country), language=_asked(request, "language", _first(merchant)),
        place=_asked(request, "at", "product"), goods=_asked(request, "goods", "mixed"), by=CUSTOMER, now=now_of(request),
    )  # fmt: skip


def _first(merchant: Merchant) -> str:
    """The shop's first language that there are words in."""
    return next((one for one in merchant.languages if one in complete()), "en")


def _kept(request: HttpRequest, content: Content, form: str) -> HttpResponse | None:
    """Nothing but "still the same" for whoever has it already."""
    tag = f'"{content.digest[:32]}-{form}"'
    if tag in request.headers.get("If-None-Match", ""):
        return _named(HttpResponse(status=304), tag)
    return None


def _named(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=300"
    return response


@_open_to_all
@in_shop
def as_json(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """The sentences with their rules and articles, and `shown`."""
    try:
        content = _content(request, merchant)
    except Refusal as refusal:
        return JsonResponse(problem_of(refusal), status=refusal.status, content_type="application/problem+json")
    kept = _kept(request, content, "json")
    if kept is not None:
        return kept
    day = local_day(now_of(request), zone_of(market_used(content.body["market"])))
    document = {
        "shown": content.digest, **content.body, "text": " ".join(one["text"] for one in content.body["sentences"]),
        "links": _links(merchant, content), "not_told_here": still_missing(content, on=day),
    }  # fmt: skip
    return _named(JsonResponse(document, json_dumps_params={"ensure_ascii": False}), f'"{content.digest[:32]}-json"')


def _links(merchant: Merchant, content: Content) -> dict[str, str]:
    there = {name: settings.MAKEGOOD_BASE_URL + reverse(name, args=[merchant.slug]) for name in ("promise", "promise_form", "withdraw")}
    ending = f"?market={content.body['market']}&language={content.body['language']}"
    return {
        "page": there["promise"] + ending,
        "model_form": there["promise_form"] + ending,
        "withdraw": there["withdraw"],
        "kept": settings.MAKEGOOD_BASE_URL + reverse("promise_shown", args=[merchant.slug, content.digest]),
    }


@_open_to_all
@in_shop
def as_html(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """The same as a fragment of HTML, or with `frame=1` as a small page of its own for an iframe."""
    frame = "frame" in request.GET
    try:
        content = _content(request, merchant)
    except Refusal as refusal:
        return HttpResponse(refusal.message, status=refusal.status, content_type="text/plain; charset=utf-8")
    kept = _kept(request, content, "frame" if frame else "html")
    if kept is not None:
        return kept
    with translation.override(content.body["language"]):
        context = {"merchant": merchant, "body": content.body, "shown": content.digest, "links": _links(merchant, content)}
        text = render_to_string(f"portal/promise_{'frame' if frame else 'part'}.html", context)
    return _named(HttpResponse(text), f'"{content.digest[:32]}-{"frame" if frame else "html"}"')


@require_safe
@in_shop
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """All that is promised to customers of one market, as the rules run."""
    return render(request, "portal/promise.html", _page_context(request, merchant))


@require_safe
@in_shop
def form(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """The model form, to print or copy; the online function is on the same page."""
    context = _page_context(request, merchant)
    context["form"] = next((one for one in context["prose"].statutory if one.id == "model_form"), None)
    if context["form"] is None:
        raise Http404
    return render(request, "portal/promise_form.html", context)


def _page_context(request: HttpRequest, merchant: Merchant) -> dict[str, Any]:
    spoken = translation.get_language() or "en"
    wanted = _asked(request, "language", spoken).split("-")[0]
    if wanted in complete() and wanted != spoken.split("-")[0]:
        translation.activate(wanted)
        request.LANGUAGE_CODE = wanted
    market = _asked(request, "market", merchant.country)
    prose = page_of(merchant, market=market, language=translation.get_language() or "en", now=now_of(request))
    sections, sources = _laid_out(prose)
    places = places_in(prose.language)
    languages = [(one, translation.get_language_info(one)["name_local"]) for one in complete()]
    return {
        "merchant": merchant, "prose": prose, "sections": sections, "sources": sources, "market": prose.market_used, "place": dict(places)[prose.market_used], "places": places, "languages": languages,
        "has_form": any(one.id == "model_form" for one in prose.statutory),
    }  # fmt: skip


def _laid_out(prose: Prose) -> tuple[list[dict[str, Any]], list[str]]:
    """([{"section", "lines": [{"one", "lead", "text", "source"}]}], the articles in the order of their numbers)."""
    sources: dict[str, int] = {}
    laid = []
    for section in prose.page:
        lines = []
        for one in section.sentences:
            lead, colon, text = one.text.partition(": ") if one.rule else ("", "", one.text)
            source = sources.setdefault(one.citation, len(sources) + 1) if one.citation else 0
            lines.append({"one": one, "lead": lead + colon, "text": text, "source": source})
        laid.append({"section": section, "lines": lines})
    return laid, list(sources)


@require_safe
@in_shop
def shown(request: HttpRequest, merchant: Merchant, digest: str) -> HttpResponse:
    """A text as it was once served, for as long as the shop's books are kept."""
    found = policies.showings([digest]).get(digest)
    if found is None:
        raise Http404
    translation.activate(found.language)
    return render(request, "portal/promise_shown.html", {"merchant": merchant, "showing": found, "body": found.body, "shown": digest})
