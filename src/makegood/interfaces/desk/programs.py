"""Programs of the shop: the tokens by which they come in, and the addresses that hear of events."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import KEYS
from makegood.apps.parties.words import TOKEN_VERBS
from makegood.apps.webhooks import queries
from makegood.apps.webhooks.words import EVENTS
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.journeys.add_webhook import add_webhook
from makegood.journeys.change_webhook import change_webhook, end_webhook, rotate_webhook, turn_webhook
from makegood.journeys.make_token import make_token, revoke_token
from makegood.journeys.replay_webhook import replay_message, replay_webhook, try_webhook
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.forms import day_typed
from makegood.web.scope import actor_of, needs
from makegood.web.webhook_words import off_words, problem_words

SHOWN = 100


@never_cache
@needs(KEYS)
def programs(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """A secret stands in the answer to the very form that made it, and never again."""
    refusal, secret = None, ""
    if request.method == "POST":
        try:
            with attempt():
                secret = _act(request, merchant)
            if not secret:
                return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    now = now_of(request)
    tokens = [one for one in parties.tokens_of(merchant.id) if one.revoked_at is None]
    endpoints = queries.endpoints()
    counts = queries.counts_of([one.id for one in endpoints])
    context = {
        "tokens": [{"token": one, "over": one.expires_at is not None and one.expires_at <= now} for one in tokens], "verbs": TOKEN_VERBS,
        "endpoints": [{"endpoint": one, "off": off_words(one.off_because), "counts": counts[one.id]} for one in endpoints],
        "events": EVENTS, "chosen": request.POST.getlist("types"), "wanted": request.POST.getlist("verbs"), "secret": secret,
    }  # fmt: skip
    return settings_page(request, "webhooks", merchant, refusal, **context)


def _act(request: HttpRequest, merchant: Merchant) -> str:
    """The secret that was made, if any; otherwise what was done is said in a message."""
    form, by, now = request.POST, actor_of(request), now_of(request)
    if form.get("do") == "token":
        name = " ".join(form.get("name", "").split())[:80]
        if not name:
            raise Refusal("name_missing", _("The token needs a name."), _("Say which program it is for."), field="name")
        return make_token(
            merchant_id=merchant.id, name=name, verbs=form.getlist("verbs"), by=by, now=now, expires_on=day_typed(form["expires_on"], "expires_on") if form.get("expires_on") else None
        )  # fmt: skip
    if form.get("do") == "revoke":
        number = form.get("token", "")
        revoke_token(
            merchant_id=merchant.id,
            token_id=int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0,
            by=by,
            now=now,
        )
        messages.success(request, _("It opens nothing any more."))
        return ""
    return add_webhook(merchant_id=merchant.id, url=form.get("url", ""), types=form.getlist("types"), by=by, now=now)[1]


@never_cache
@needs(KEYS)
def webhook(request: HttpRequest, merchant: Merchant, webhook_id: str) -> HttpResponse:
    """One address: what it hears of, its messages with every try, and sending again."""
    refusal, secret = None, ""
    if request.method == "POST":
        try:
            with attempt():
                secret = _change(request, merchant, webhook_id)
            if not secret:
                return HttpResponseRedirect(reverse("webhooks") if request.POST.get("do") == "end" else request.path)
        except Refusal as found:
            refusal = found
    endpoint = queries.endpoint_of(webhook_id)
    state = request.GET.get("state", "")
    written = queries.deliveries_page(endpoint, limit=SHOWN, state=state if state in ("waiting", "delivered", "dead") else "")
    tries = queries.tries_of([one.id for one in written])
    rows = [{"message": one, "tries": [(made, problem_words(made.problem)) for made in tries[one.id]]} for one in written]
    context = {
        "endpoint": endpoint, "off": off_words(endpoint.off_because), "rows": rows, "events": EVENTS, "secret": secret, "state": state,
        "chosen": request.POST.getlist("types") or endpoint.types, "counts": queries.counts_of([endpoint.id])[endpoint.id],
        "rotating": endpoint.old_until is not None and endpoint.old_until > now_of(request),
    }  # fmt: skip
    return settings_page(request, "webhook", merchant, refusal, **context)


def _change(request: HttpRequest, merchant: Merchant, webhook_id: str) -> str:
    form, do = request.POST, request.POST.get("do", "")
    who: dict[str, Any] = {"merchant_id": merchant.id, "webhook_id": webhook_id, "by": actor_of(request), "now": now_of(request)}
    if do == "rotate":
        return rotate_webhook(**who)[1]
    if do == "change":
        change_webhook(**who, url=form.get("url", ""), types=form.getlist("types"))
        messages.success(request, _("Saved."))
    elif do in ("on", "off"):
        turn_webhook(**who, on=do == "on")
        messages.success(request, _("It is on.") if do == "on" else _("It is off."))
    elif do == "try":
        try_webhook(**who)
        messages.success(request, _("A test event is on its way; look here again in a few seconds."))
    elif do == "again":
        replay_message(**who, message_id=form.get("message", "")[:40])
        messages.success(request, _("It goes out again."))
    elif do == "since":
        since = day_typed(form.get("since", ""), "since")
        count = replay_webhook(**who, since=datetime.combine(since, datetime.min.time(), ZoneInfo(merchant.zone)))
        messages.success(request, _("%(count)s messages go out again.") % {"count": count})
    elif do == "end":
        end_webhook(**who)
        messages.success(request, _("The address is taken away."))
    else:
        raise Refusal("action_unknown", _("This is not possible here."), _("Reload the page."), status=400)
    return ""
