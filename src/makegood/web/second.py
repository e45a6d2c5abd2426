"""What a session knows of how somebody came in: by password alone or with more, how long ago, and on whose device."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from makegood.apps.parties.demands import is_demanded
from makegood.web.clock import now_of
from makegood.web.kept import keep_form

HALF, HOW, KNOWN, SHARED = "half", "second", "known_at", "shared"
HALF_LASTS = timedelta(minutes=10)
KNOWN_LASTS = timedelta(minutes=5)
SHIFT = timedelta(
    hours=10
)  # the longest working day (Directive 2003/88/EC leaves eleven hours of rest, breaks included): a scanner's sign-in ends with it


def half_in(request: HttpRequest, person: Any, *, to: str, shared: bool) -> None:
    """The password was right; what is set up besides it is still to be shown."""
    request.session.cycle_key()
    request.session[HALF] = {"person": person.pk, "to": to, "shared": shared, "at": now_of(request).isoformat()}


def half(request: HttpRequest) -> dict[str, Any] | None:
    """{person, to, shared} of who is half in; None where nobody is, or not any more."""
    found: dict[str, Any] | None = request.session.get(HALF)
    return found if found and now_of(request) - datetime.fromisoformat(found["at"]) <= HALF_LASTS else None


def let_in(request: HttpRequest, person: Any, *, how: str, shared: bool) -> None:
    """`how`: totp, recovery or passkey; empty with a password alone. A shared device forgets them after a shift."""
    login(request, person)
    request.session.pop(HALF, None)
    request.session[HOW], request.session[KNOWN] = how, now_of(request).isoformat()
    request.session[SHARED] = shared
    if shared:
        request.session.set_expiry(int(SHIFT.total_seconds()))


def is_shared(request: HttpRequest) -> bool:
    return bool(request.session.get(SHARED))


def know_again(request: HttpRequest) -> None:
    request.session[KNOWN] = now_of(request).isoformat()


def is_known(request: HttpRequest) -> bool:
    """They showed who they are within the last five minutes: what they sign in with may be changed."""
    at = request.session.get(KNOWN)
    return at is not None and now_of(request) - datetime.fromisoformat(at) <= KNOWN_LASTS


def is_missing(request: HttpRequest, shop: Any) -> bool:
    """The shop lets nobody in on a password alone any more, and this is one."""
    return not request.session.get(HOW) and is_demanded(shop.settings, zone=shop.zone, now=now_of(request))


def to_second(request: HttpRequest) -> HttpResponse:
    """To where a second factor is set up, and back; what was posted is kept until then."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    back = keep_form(request) if request.method == "POST" else request.get_full_path()
    return HttpResponseRedirect(f"{reverse('second')}?{urlencode({'next': back})}")
