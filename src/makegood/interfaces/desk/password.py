"""A lost password: the same answer whether the address is known or not; the link works once, and opening it changes nothing."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from makegood import wiring
from makegood.base.links import open_link
from makegood.journeys.ask_password import PURPOSE, ask_password
from makegood.journeys.change_password import change_password
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.security import address_of, count_try

HOUR = timedelta(hours=1)


@never_cache
def lost(request: HttpRequest) -> HttpResponse:
    email, asked, refusal = request.POST.get("email", "").strip()[:254], False, None
    if request.method == "POST":
        try:
            if "@" not in email:
                raise Refusal("email_invalid", _("This is no e-mail address."), _("Check it."), field="email")
            count_try("password-from", address_of(request), now=now_of(request), most=20, per=HOUR)
            asked = True
            count_try("password", email.lower(), now=now_of(request), most=5, per=HOUR)
            ask_password(email=email, now=now_of(request))
        except Refusal as found:
            if not asked:  # too often for one address looks like every other answer: it tells nothing, and their inbox stays usable
                refusal = found
    context = {"email": email, "asked": asked, "refusal": refusal, "no_server": wiring.mail_way(None) == "outbox"}
    return render(request, "desk/password_lost.html", context, status=refusal.status if refusal else 200)


@sensitive_post_parameters("password")
@never_cache
def new(request: HttpRequest, token: str) -> HttpResponse:
    now, refusal, done = now_of(request), None, False
    count_try("password-link", address_of(request), now=now, most=60, per=HOUR)
    link = open_link(token, purpose=PURPOSE, now=now)
    password = request.POST.get("password", "")[:1000]
    if request.method == "POST" and "show" not in request.POST and "hide" not in request.POST:
        try:
            change_password(person_id=int(link.subject.removeprefix("person:")), password=password, link=link, now=now)
            done = True
        except Refusal as found:
            refusal = found
    context = {
        "refusal": refusal,
        "done": done,
        "shown": password if "show" in request.POST else None,
        "password": password if refusal is None else "",
    }
    return render(request, "desk/password_new.html", context, status=refusal.status if refusal else 200)
