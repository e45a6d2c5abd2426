"""What somebody typed is not lost when the session ended before they sent it: kept sealed and for a short time, and put back into its form.

Nothing is sent by itself: the page comes back filled in, and they press the button again. Works without JavaScript, for every form.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from makegood.base.sealing import Unsealable, seal, unseal
from makegood.web.clock import now_of
from makegood.web.refill import PLUMBING, Fields, refill
from makegood.web.security import address_of, count_try

WHO, SALT, NAME = "makegood_who", "makegood.who", "kept_form"
LASTS, MOST = timedelta(hours=2), 60_000
SECRET = ("known", "code", "answer")
SIGN_IN = "/desk/sign-in/"
_STAFF = ("/desk/", "/dock/")


def keep_form(request: HttpRequest) -> str:
    """Keep what this request posted, in the browser's session; returns the address of the page that its form stands on.

    On the shop's and the hub's pages it is bound to the person who was signed in (by a signed cookie that opens nothing), elsewhere to the
    browser. Passwords and files are not kept. Refuses `too_many_tries`.
    """
    page = page_of(request)
    owner = _owner(request)
    fields: Fields = {
        name: values for name, values in request.POST.lists() if name not in PLUMBING and "password" not in name and name not in SECRET
    }
    if owner is None or not fields or sum(len(value) for values in fields.values() for value in values) > MOST:
        return page
    count_try("keep-form", address_of(request), now=now_of(request), most=30, per=timedelta(minutes=10))
    until = (now_of(request) + LASTS).isoformat()
    kept = {"owner": owner, "page": page, "action": request.path, "fields": fields, "files": bool(request.FILES), "until": until}
    request.session[NAME] = seal(json.dumps(kept), purpose="form")
    return page


def page_of(request: HttpRequest) -> str:
    """The page that this form was sent from, else where it was sent to."""
    given = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()}):
        return request.path
    parts = urlsplit(given)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def waits_at(request: HttpRequest) -> str:
    """The page that a kept form waits for, or empty."""
    kept = _open(request.session.get(NAME), now_of(request))
    return str(kept["page"]) if kept is not None else ""


def is_from_here(request: HttpRequest) -> bool:
    """The browser says that one of our own pages sent it. Only then what came without a good token may be shown again."""
    if request.headers.get("Sec-Fetch-Site"):
        return request.headers["Sec-Fetch-Site"] == "same-origin"
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(said).netloc == request.get_host()


def _owner(request: HttpRequest) -> str | None:
    if not request.path.startswith(_STAFF) or request.path == SIGN_IN:
        return ""
    try:
        return str(signing.loads(request.COOKIES.get(WHO, ""), salt=SALT))
    except signing.BadSignature:
        return None


def typed_words(fields: Fields) -> list[str]:
    """What a person wrote, the longest first: words to copy where no form takes them any more."""
    return sorted({value for values in fields.values() for value in values if " " in value.strip()}, key=len, reverse=True)


class KeptForms:
    """Puts what was kept back into its form as soon as its page is shown to whom it belongs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        self._remember(request, response)
        if request.method != "GET" or not request.COOKIES.get(settings.SESSION_COOKIE_NAME) or request.headers.get("HX-Request"):
            return response
        if response.status_code != 302 and not response.get("Content-Type", "").startswith("text/html"):
            return response
        kept = _open(request.session.get(NAME), now_of(request))
        if kept is None or urlsplit(kept["page"]).path != request.path:
            return response
        return self._put_back(request, response, kept)

    def _put_back(self, request: HttpRequest, response: HttpResponse, kept: dict[str, Any]) -> HttpResponse:
        if response.status_code == 302:  # the page has moved on (a sign-in, a form's own address): wait there
            to = response["Location"]
            if not to.startswith(SIGN_IN) and url_has_allowed_host_and_scheme(to, allowed_hosts=None):
                request.session[NAME] = seal(json.dumps({**kept, "page": to}), purpose="form")
            return response
        del request.session[NAME]
        if kept["owner"] and kept["owner"] != str(getattr(request.user, "pk", "")):
            return response
        html, found = refill(response.content.decode(), page=request.path, action=kept["action"], fields=kept["fields"])
        note = {"words": [] if found else typed_words(kept["fields"]), "files": kept["files"], "found": found}
        start = html.find(">", html.find("<main")) + 1
        response.content = html[:start] + render_to_string("web/kept.html", note, request) + html[start:]
        response["Cache-Control"] = "private, no-store"
        return response

    def _remember(self, request: HttpRequest, response: HttpResponse) -> None:
        person = getattr(request, "_cached_user", None)
        if person is None or not person.is_authenticated or _owner(request) == str(person.pk) or not request.path.startswith(_STAFF):
            return
        response.set_cookie(
            WHO,
            signing.dumps(str(person.pk), salt=SALT),
            max_age=30 * 86_400,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def _open(sealed: str | None, now: datetime) -> dict[str, Any] | None:
    try:
        kept: dict[str, Any] = json.loads(unseal(sealed, purpose="form")) if sealed else {}
    except Unsealable:
        return None
    return kept if kept and datetime.fromisoformat(kept["until"]) > now else None
