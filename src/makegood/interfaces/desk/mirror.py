"""What the shop's own system knows of a case, what it could not be told, and where a hub's goods lie there."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from makegood import wiring
from makegood.apps.mirror import queries as mirror
from makegood.apps.mirror.states import SETTLED
from makegood.apps.orders import shops
from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import SETTINGS
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import Actor
from makegood.base.connections import connection_of
from makegood.base.tenancy import Merchant
from makegood.journeys.set_places import set_places
from makegood.journeys.settle_errand import settle_errand
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.mirror_words import errand_called, problem_of, sentence_of
from makegood.web.scope import actor_of, needs
from makegood.web.shop_words import SYSTEMS


def shown(errands: list[Any], zone: str, case: Any = None) -> list[dict[str, Any]]:
    """Each errand with its words and whether a person may do something about it. `case`: whose they all are."""
    return [
        {
            "errand": one, "case": case or one.case, "what": errand_called(one.kind, one.facts.get("disposed", "")), "says": sentence_of(one, zone), "why": problem_of(one.problem), "code": settlement.reimbursement_of(one.subject).provider_ref if one.kind == "give_card" and one.state == "failed" else "",
            "may": one.state == "failed" or (one.state not in SETTLED and one.next_try_at is None and bool(one.problem)),
        }
        for one in errands
    ]  # fmt: skip


def panel(case: Any, order: Any, transfers: list[Any], elsewhere: list[Any], zone: str) -> dict[str, Any]:
    """{} where the shop's system knows nothing of the order. `refunds`: (one that stands there, who made it: us, told (written down for us), person)."""
    connection = connection_of("shop")
    errands = mirror.errands_of_case(case.id)
    if (connection is None or connection.party != order.source) and not errands:
        return {}
    page = wiring.order_page(connection.party, connection.address, order.source_id) if connection is not None else ""
    makers = {one.provider_ref: "us" for one in transfers if one.provider == order.source and one.provider_ref}
    makers |= {one.ref: "told" for one in errands if one.kind == "record_refund" and one.ref}
    return {
        "system": SYSTEMS.get(order.source, order.source), "page": page, "names": [one.name for one in errands if one.name and one.kind in ("open_return", "ask_return")],
        "errands": shown(errands, zone, case),
        "refunds": [(one, makers.get(one.key.partition(":")[2], "person")) for one in elsewhere if one.source == order.source],
    }  # fmt: skip


def _settle(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    errand = mirror.errand_of(form.get("errand", ""))
    if errand.case_id != case.id:
        raise Refusal("errand_unknown", _("There is no such message to the shop's system."), _("Reload the page."), status=404)
    settle_errand(merchant_id=merchant, errand_id=errand.public_id, how=form.get("how", ""), by=by, now=now)


STEPS = {"errand": _settle}


@needs(SETTINGS)
def places(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Which of the shop's locations a hub is, so that what came back is stock again where it lies."""
    connection, hub = shops.connected(), parties.hub_of_shop()
    known = shops.sync_of(connection.id).account.get("locations", []) if connection is not None else []
    names, refusal = {one["id"]: one["name"] for one in known}, None
    asked: list[tuple[int | None, str]] = [(None, _("Where the shop itself takes returns"))]
    asked += [(hub.hub_id, hub.hub.name)] if hub is not None else []
    if request.method == "POST":
        typed = {key: request.POST.get(f"place_{key or 0}", "") for key, _name in asked}
        try:
            if any(ref and ref not in names for ref in typed.values()):
                raise Refusal("place_unknown", _("There is no such location."), _("Choose one of the list."), field="place")
            chosen = {key: (ref, names.get(ref, "")) for key, ref in typed.items()}
            set_places(merchant_id=merchant.id, places=chosen, by=actor_of(request), now=now_of(request))
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    chosen_now = {one.hub_id: one.ref for one in mirror.places()}
    rows = [{"key": key or 0, "name": name, "ref": chosen_now.get(key, "")} for key, name in asked]
    context = {"merchant": merchant, "tab": "shop_system", "rows": rows, "known": known, "connection": connection, "refusal": refusal}
    return render(request, "desk/settings_places.html", context, status=refusal.status if refusal else 200)
