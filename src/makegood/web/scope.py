"""How a page's request comes to its shop and its unit. One request is one transaction, reads included."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import CASES, may, roles_with
from makegood.base.actor import CUSTOMER, Actor
from makegood.base.links import merchant_of_token, open_link
from makegood.base.points import verb_of
from makegood.base.tenancy import Merchant
from makegood.base.unit import all_merchant_ids, unit
from makegood.journeys.note_look import note_look
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.kept import SIGN_IN, keep_form
from makegood.web.role_words import role_name
from makegood.web.second import is_missing, to_second

View = Callable[..., HttpResponse]


def actor_of(request: HttpRequest) -> Actor:
    """Who acts, as for_staff or at_hub found it."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def in_shop(view: View) -> View:
    """A customer's page: `view(request, merchant, ...)` inside a unit of the shop that the address names."""
    verb = verb_of(view)

    @wraps(view)
    def run(request: HttpRequest, shop: str, *args: Any, **kwargs: Any) -> HttpResponse:
        merchant = shop_of(request, shop)
        with unit(merchants=[merchant.id], by=CUSTOMER, verb=verb):
            return view(request, merchant, *args, **kwargs)

    return run


def shop_of(request: HttpRequest, shop: str) -> Merchant:
    """The shop that a customer's address names, in the visitor's language or the shop's."""
    merchant = Merchant.objects.filter(slug=shop).first()
    if merchant is None:
        raise Http404
    request.merchant = merchant  # type: ignore[attr-defined]
    _speak(request, merchant.languages)
    return merchant


def by_link(purpose: str | tuple[str, ...], by: str) -> Callable[[View], View]:
    """A page behind a private link: `view(request, link, merchant, token, ...)`. Opening it changes nothing."""

    def wrap(view: View) -> View:
        verb = verb_of(view)

        @wraps(view)
        def run(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
            named = Merchant.objects.filter(slug=kwargs.pop("shop", "")).first()
            request.merchant = named or merchant_of_token(token, purpose=purpose)  # type: ignore[attr-defined]
            if request.merchant is not None and ("case" in purpose or purpose == "recall"):  # type: ignore[attr-defined]
                _speak(request, request.merchant.languages)  # type: ignore[attr-defined]
            link = open_link(token, purpose=purpose, now=now_of(request))
            merchant = link.merchant
            if merchant is None:
                raise Http404
            request.merchant = merchant  # type: ignore[attr-defined]
            with unit(merchants=[merchant.id], by=Actor(by, link.public_id), verb=verb):
                return view(request, link, merchant, token, *args, **kwargs)

        return run

    return wrap


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in and back; what was posted is kept until then. A page's own poll only learns that nobody is signed in any more."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    back = keep_form(request) if request.method == "POST" else request.get_full_path()
    return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': back})}")


def speak_own(request: HttpRequest) -> None:
    """The language that the person chose for themselves, where they did."""
    language = getattr(request.user, "language", "")
    if language:
        translation.activate(language)
        request.LANGUAGE_CODE = language


def for_members(view: View) -> View:
    """A desk page for everybody who works in a shop: `view(request, merchant, ...)`; `request.actor` is the person."""
    return _desk(view, "")


def needs(ability: str, sees: str = "") -> Callable[[View], View]:
    """The same for those whose role has this ability (apps/parties/abilities.py). Refuses `role_may_not`, and says who may.

    `sees`: what of a customer the page shows (LOOKS); that it was looked at is kept, by the id in its address or those that `saw` named.
    """
    return lambda view: _desk(view, ability, sees)


def saw(request: HttpRequest, *subjects: str) -> None:
    """The public ids of what this page shows, where its address does not say it; none where it shows nothing of anybody."""
    request.saw = list(subjects)  # type: ignore[attr-defined]


def _desk(view: View, ability: str, sees: str = "") -> View:
    verb = verb_of(view)

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        shops = [one for one in parties.memberships_of(request.user) if one.merchant_id]  # type: ignore[arg-type]
        chosen = next((one for one in shops if one.merchant_id == request.session.get("shop")), shops[0] if shops else None)
        if chosen is None or chosen.merchant is None:
            raise Refusal(
                "no_shop", "You are not a member of a shop.", "Ask its owner to invite you, or sign in with another account.", status=403
            )
        request.membership, request.shops = chosen, shops  # type: ignore[attr-defined]
        speak_own(request)
        if is_missing(request, chosen.merchant):
            return to_second(request)
        if ability and not may([chosen.role], ability):
            if request.path == reverse("today") and request.method == "GET":
                return HttpResponseRedirect(reverse(home_of(chosen.role)))
            raise _not_for(chosen, ability)
        request.actor = Actor("staff", f"person:{request.user.pk}")  # type: ignore[attr-defined]
        with unit(merchants=[chosen.merchant.id], by=request.actor, verb=verb):  # type: ignore[attr-defined]
            response = view(request, chosen.merchant, *args, **kwargs)
            if sees and not 300 <= response.status_code < 400:
                named = [str(value) for name, value in kwargs.items() if name.endswith("_id") and name != "file_id"][:1]
                subjects = getattr(request, "saw", named or [""])
                note_look(
                    merchant_id=chosen.merchant.id,
                    kind=sees,
                    subjects=subjects,
                    role=chosen.role,
                    by=actor_of(request),
                    now=now_of(request),
                )
            return response

    run.ability = ability  # type: ignore[attr-defined]
    return run


def home_of(role: str) -> str:
    """The name of the page with which this role begins."""
    return "today" if may([role], CASES) else "books"


def _not_for(member: Any, ability: str) -> Refusal:
    """Who may do it, by name: nobody has to guess whom to ask."""
    roles = roles_with(ability)
    people = [one for one in parties.members_of(member.merchant_id) if one.role in roles and one.joined_at is not None]
    names = ", ".join(f"{one.person.name} ({role_name(one.role)})" for one in people)
    return Refusal(
        "role_may_not",
        _("Your role in this shop, %(role)s, does not include this.") % {"role": role_name(member.role)},
        _("Ask %(names)s.") % {"names": names} if names else _("Ask an owner of the shop."),
        status=403,
    )


def at_hub(view: View) -> View:
    """A dock page: `view(request, hub, ...)` inside a unit of the shops that use this hub."""
    verb = verb_of(view)

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        hub = next(iter(parties.hubs_of(request.user)), None)  # type: ignore[arg-type]
        if hub is None:
            raise Refusal("no_hub", "You do not work at a hub.", "Ask your hub to invite you, or sign in with another account.", status=403)
        with unit(merchants=all_merchant_ids(), verb="dock.shops"):
            shops = parties.shops_of_hub(hub.id)
        speak_own(request)
        request.actor = Actor("inspector", f"person:{request.user.pk}")  # type: ignore[attr-defined]
        with unit(merchants=shops, by=request.actor, verb=verb):  # type: ignore[attr-defined]
            return view(request, hub, *args, **kwargs)

    return run


def _speak(request: HttpRequest, languages: list[str]) -> None:
    """The visitor's language where the shop speaks it, else the shop's first."""
    if languages and translation.get_language() not in languages:
        translation.activate(languages[0])
        request.LANGUAGE_CODE = languages[0]
