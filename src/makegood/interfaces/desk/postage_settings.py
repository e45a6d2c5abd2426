"""Who buys the postage of what comes back, the stock of paid labels, and where carriers' news come from."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood import wiring
from makegood.apps.carriage import postage
from makegood.apps.parties.abilities import KEYS
from makegood.base.connections import connection_of
from makegood.base.tenancy import Merchant
from makegood.casefile.postage import known_costs, mode_of
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.journeys.add_labels import add_labels
from makegood.journeys.end_labels import end_labels
from makegood.journeys.set_postage import LOW_AT, PostageForm, about_lines, set_postage
from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.label_files import labels_of
from makegood.web.postage_words import problem_words
from makegood.web.scope import actor_of, needs
from makegood.web.security import count_try

FIELDS = ("mode", "low_at", "about", "weight_g", "box_cm", "most", "services", "address")
LABEL_FIELDS = ("carrier", "name", "markets", "cost", "expires_on", "numbers")


@needs(KEYS)
def postage_settings(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal, done = None, request.POST.get("do", "")
    if request.method == "POST":
        try:
            said = {"add": _add, "end": _end}.get(done, _set)(request, merchant)
            messages.success(request, said)
            return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    shown = {name: request.POST.get(name, "") for name in FIELDS} if refusal is not None and done == "set" else _stored(merchant)
    context = {
        "shown": shown, "labels": {name: request.POST.get(name, "") for name in LABEL_FIELDS} if done == "add" else {},
        **_standing(request, merchant),
    }  # fmt: skip
    return settings_page(request, "postage", merchant, refusal, **context)


def _stored(merchant: Merchant) -> dict[str, Any]:
    said, connection = merchant.settings.get("postage", {}), connection_of("postage")
    return {
        "mode": mode_of(merchant), "low_at": said.get("low_at", LOW_AT), "about": about_lines(said.get("about", {})),
        "weight_g": said.get("weight_g", ""), "box_cm": " x ".join(str(side // 10) for side in said.get("box_mm", ())),
        "most": text_from_minor(said["most_minor"], merchant.currency) if said.get("most_minor") else "",
        "services": "\n".join(said.get("services", ())), "address": connection.address if connection else "",
    }  # fmt: skip


def _standing(request: HttpRequest, merchant: Merchant) -> dict[str, Any]:
    today = now_of(request).astimezone(ZoneInfo(merchant.zone)).date()
    connection = connection_of("postage")
    hook = f"{settings.MAKEGOOD_BASE_URL}{reverse('hook_postage', args=[merchant.slug, connection.public_id])}" if connection else ""
    left = postage.left_in_stock(today=today)
    return {
        "mode": mode_of(merchant), "stocks": postage.stocks(today=today), "left": left, "today": today,
        "low": left <= int(merchant.settings.get("postage", {}).get("low_at", LOW_AT)), "connection": connection, "hook": hook,
        "dhl": connection_of("tracking"), "known": sorted(known_costs().items()),
    }  # fmt: skip


def _set(request: HttpRequest, merchant: Merchant) -> str:
    typed = {name: request.POST.get(name, "")[:4000] for name in FIELDS}
    secrets = {name: request.POST.get(name, "").strip()[:200] for name in ("key", "hook_secret", "dhl_key")}
    set_postage(merchant_id=merchant.id, form=PostageForm(**typed, **secrets), by=actor_of(request), now=now_of(request))
    return _("Saved.")


def _add(request: HttpRequest, merchant: Merchant) -> str:
    count_try("add-labels", str(merchant.id), now=now_of(request), most=60, per=timedelta(minutes=10))
    given = request.FILES.getlist("files")
    lists = [one for one in given if (one.name or "").lower().endswith((".csv", ".txt"))]
    numbers = request.POST.get("numbers", "")[:200_000]
    if lists and not numbers.strip():
        numbers = lists[0].read(200_000).decode("utf-8-sig", "replace")
    labels = labels_of([one for one in given if one not in lists], numbers)
    about = {name: request.POST.get(name, "")[:200] for name in LABEL_FIELDS if name != "numbers"}
    add_labels(merchant_id=merchant.id, labels=labels, by=actor_of(request), now=now_of(request), **about)
    return ngettext("%(n)s label is in the stock.", "%(n)s labels are in the stock.", len(labels)) % {"n": len(labels)}


def _end(request: HttpRequest, merchant: Merchant) -> str:
    count = end_labels(merchant_id=merchant.id, stock_id=request.POST.get("stock", ""), by=actor_of(request), now=now_of(request))
    return ngettext("%(n)s label was taken out.", "%(n)s labels were taken out.", count) % {"n": count}


def postage_greet(request: HttpRequest) -> HttpResponse:
    """Ask the provider whether it knows us. The unit that learns who asks has ended before it is called."""
    found: list[tuple[int, str]] = []

    def enter(request: HttpRequest, merchant: Merchant) -> HttpResponse:
        connection = connection_of("postage")
        found.append((merchant.id, connection.public_id if connection else ""))
        return HttpResponseRedirect(reverse("postage_settings"))

    answer = needs(KEYS)(enter)(request)
    if not found or request.method != "POST":
        return answer
    try:
        problem = wiring.postage(merchant_id=found[0][0], connection=found[0][1]).greet()
    except Refusal as refusal:
        problem = refusal.code
    if problem:
        messages.warning(request, " ".join(problem_words(problem)))
    else:
        messages.success(request, _("The provider answers and knows us."))
    return answer
