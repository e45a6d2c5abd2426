"""The shop's own system: connected, looked at, compared, disconnected."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood import wiring
from makegood.apps.orders import shops
from makegood.apps.orders.ports import ShopWaits
from makegood.apps.parties.abilities import CASES, KEYS
from makegood.base.connections import Connection
from makegood.base.jobs import defer
from makegood.base.tenancy import Merchant
from makegood.insight.customer_export import export_for
from makegood.interfaces.desk.shop_system_form import Typed, typed_in
from makegood.journeys.begin_backfill import begin_backfill, stop_backfill
from makegood.journeys.connect_shop import BACK, connect_shop
from makegood.journeys.disconnect_shop import disconnect_shop
from makegood.journeys.end_shop_message import end_shop_message, follow_again
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.scope import actor_of, needs, saw
from makegood.web.security import count_try
from makegood.web.shop_words import SYSTEMS, backfill_words, check_words, counts_of, note_of, problem_of, scope_costs

HERE = "shop_system"
NOTHING = {"address": "", "party": "", "hook_secret": "", "client_id": "", "since": ""}  # in the form of the other system


@needs(KEYS)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """What is connected and how it goes; each button is a small form that comes back here."""
    refusal = getattr(request, "shop_refusal", None)
    if request.method == "POST" and refusal is None:
        try:
            _do(request, merchant)
            return HttpResponseRedirect(reverse(HERE))
        except Refusal as found:
            refusal = found
    context = _context(request, merchant) | {"refusal": refusal, "typed": request.POST}
    return render(request, "desk/settings_shop_system.html", context, status=refusal.status if refusal else 200)


def _do(request: HttpRequest, merchant: Merchant) -> None:
    form, by, now = request.POST, actor_of(request), now_of(request)
    verb = form.get("do", "")
    found = shops.connected()
    if verb == "backfill":
        begin_backfill(merchant_id=merchant.id, since=_day(form.get("since", "")), by=by, now=now)
    elif verb == "stop":
        stop_backfill(merchant_id=merchant.id, by=by, now=now)
    elif verb == "check" and found is not None:
        defer("check_shop", lock=f"check:{found.public_id}", merchant_id=merchant.id, connection=found.public_id)
        messages.success(request, _("The comparison begins."))
    elif verb == "read" and found is not None:
        name = form.get("order", "")[:120]
        defer(
            "read_shop_order",
            lock=f"shop-order:{found.public_id}:{name}",
            merchant_id=merchant.id,
            connection=found.public_id,
            source_id=name,
        )
        messages.success(request, _("It is read again."))
    elif verb == "again":
        follow_again(merchant_id=merchant.id, message=form.get("message", ""), by=by, now=now)
        messages.success(request, _("It is tried again."))
    else:
        raise Refusal("step_unknown", "This step is not known.", "Reload the page.")


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise Refusal("date_unreadable", "This is no date.", "Write it as 2026-10-26.", field="since") from None


def connect(request: HttpRequest) -> HttpResponse:
    """Ask the system whom the key opens, with no transaction open; what it says is stored with the key. A refusal stands beside the form."""
    found: list[tuple[Merchant, Typed]] = []

    def enter(request: HttpRequest, merchant: Merchant) -> HttpResponse:
        if request.method == "POST":
            count_try("shop-connect", str(merchant.id), now=now_of(request), most=10, per=timedelta(minutes=10))
            found.append((merchant, typed_in(request.POST, shops.connected())))
        return HttpResponseRedirect(reverse(HERE))

    try:
        answer = needs(KEYS)(enter)(request)
        if not found:
            return answer
        merchant, typed = found[0]
        port = wiring.typed_shop_source(party=typed.party, address=typed.address, key=typed.key, merchant=merchant)
        account = port.account()
        missing = [scope for scope, level in account.missing if level == "needed"]
        if missing:
            remedy = _("Give the app this permission and connect again: %(scope)s") % {"scope": missing[0]}
            raise Refusal("scope_missing", scope_costs(missing[0]), remedy, field="key")
        connect_shop(
            merchant_id=merchant.id, party=typed.party, address=typed.address, key=typed.key, hook_secret=typed.hook_secret, account=account,
            since=typed.since, by=actor_of(request), now=now_of(request),
        )  # fmt: skip
    except ShopWaits as waits:
        message, remedy = problem_of({"code": waits.problem})
        return _again(request, Refusal(waits.problem, message, _("Check the shop's address, then try again."), status=409, field="address"))
    except Refusal as refusal:
        if refusal.code not in ("role_may_not", "no_shop", "too_many_tries"):
            return _again(request, refusal)
        raise
    messages.success(request, _("Connected: %(name)s.") % {"name": account.name})
    return HttpResponseRedirect(reverse(HERE))


def _again(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    refusal.message, refusal.remedy = (
        problem_of(refusal.as_json()) if refusal.code != "scope_missing" else (refusal.message, refusal.remedy)
    )
    request.shop_refusal = refusal  # type: ignore[attr-defined]
    return page(request)  # type: ignore[no-any-return]


def leave(request: HttpRequest) -> HttpResponse:
    """Disconnect. The system is asked to tell us nothing any more; where it does not answer, what it still tells is not taken."""
    found: list[tuple[Merchant, str]] = []

    def enter(request: HttpRequest, merchant: Merchant) -> HttpResponse:
        connection = shops.connected()
        if request.method == "POST" and connection is not None:
            found.append((merchant, connection.public_id))
        return HttpResponseRedirect(reverse(HERE))

    answer = needs(KEYS)(enter)(request)
    if not found:
        return answer
    merchant, name = found[0]
    try:
        port = wiring.shop_source(merchant_id=merchant.id, connection=name)
        port.drop_hooks(_hook(merchant, name, port.party))
    except (ShopWaits, Refusal):
        messages.warning(request, _("The shop system could not be told. Remove the app there."))
    disconnect_shop(merchant_id=merchant.id, by=actor_of(request), now=now_of(request))
    messages.success(request, _("Disconnected. The orders that are in stay."))
    return answer


@needs(KEYS)
def progress(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """The part of the page that is asked for again and again while orders come in."""
    return render(request, "desk/settings_shop_system.html#backfill", _context(request, merchant))


@needs(CASES, sees="export")
def export(request: HttpRequest, merchant: Merchant, message_id: str) -> HttpResponse:
    """What is stored of a customer who asked through the shop's system, as a file; `answered` ends the task."""
    found, now = shops.message_of(message_id), now_of(request)
    if request.method == "POST":
        if found is not None and found.kind == "data_request":
            end_shop_message(merchant_id=merchant.id, message=message_id, by=actor_of(request), now=now)
            messages.success(request, _("Done."))
        return HttpResponseRedirect(reverse("today"))
    content = export_for(found, now=now)
    saw(request, *(one["id"] for one in content["orders"]))
    answer = JsonResponse(content, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="customer-{message_id}.json"'
    return answer


def _hook(merchant: Merchant, connection: str, party: str) -> str:
    return f"{settings.MAKEGOOD_BASE_URL}{reverse(f'hook_{party}', args=[merchant.slug, connection])}"


def _context(request: HttpRequest, merchant: Merchant) -> dict[str, Any]:
    connection = shops.connected()
    context = {
        "merchant": merchant, "tab": "shop_system", "connection": connection, "ours": _by_party(connection),
        "address": connection.address if connection is not None else "", "since": (now_of(request) - BACK).date().isoformat(),
        "requests": [(one, problem_of(one.problem)) for one in shops.refused_requests()],
    }  # fmt: skip
    return context | (_of_connection(merchant, connection) if connection is not None else {})


def _by_party(connection: Connection | None) -> dict[str, Any]:
    """What each system's form knows: the connection for the one that is connected, nothing for the other."""
    return {"none": NOTHING, "unrefused": None} | {
        party: connection if connection is not None and connection.party == party else NOTHING for party in SYSTEMS
    }


def _of_connection(merchant: Merchant, connection: Connection) -> dict[str, Any]:
    sync = shops.sync_of(connection.id)
    account = sync.account
    refused = [(one, problem_of(one.problem)) for one in shops.refused_orders(connection.id)]
    hooks = sync.hooks
    return {
        "system": SYSTEMS.get(connection.party, connection.party), "sync": sync, "account": account, "hook": _hook(merchant, connection.public_id, connection.party),
        "markets": ", ".join(account.get("markets", ())), "locations": ", ".join(one["name"] for one in account.get("locations", ())),
        "languages": ", ".join(account.get("languages", ())), "missing": [(scope, scope_costs(scope)) for scope, _level in account.get("missing", ())],
        "notes": [note_of(code) for code in account.get("notes", ())], "problem": problem_of(sync.problem) if sync.problem else None,
        "backfill": backfill_words(sync), "counts": counts_of(sync.backfill_counts), "runs": sync.backfill_state in ("waiting", "running"),
        "backfill_problem": problem_of(sync.backfill_problem) if sync.backfill_problem else None, "found": check_words(sync.check_counts),
        "check_problem": problem_of(sync.check_problem) if sync.check_problem else None, "refused": refused, "topics": len(hooks.get("topics", ())),
        "silent": sorted(hooks.get("refused", {})), "newest": shops.newest_message(connection.id), "other_currency": account.get("currency") not in ("", None, merchant.currency),
    }  # fmt: skip
