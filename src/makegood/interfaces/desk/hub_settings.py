"""What each hub takes for its work, and by what the shop chooses between places."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from makegood.apps.hubs import queries as hubs
from makegood.apps.hubs.pricing import prices_on
from makegood.apps.hubs.words import ACTS, EVERY_HUB
from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import SETTINGS
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.days import local_day
from makegood.casefile.places import ROUTING
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.journeys.set_hub_prices import set_hub_prices
from makegood.journeys.set_routing import set_routing
from makegood.kernel.money import minor_from_text, text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.forms import day_typed
from makegood.web.hub_words import ACTS as ACT_WORDS
from makegood.web.scope import actor_of, needs


@needs(SETTINGS)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """POST: `do` is prices (of the hub `hub`) or routing."""
    refusal, do = None, request.POST.get("do", "")
    if request.method == "POST":
        try:
            with attempt():
                _act(request, merchant, do)
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    today = local_day(now_of(request), merchant.zone)
    rows = [_row(one, merchant, today, request.POST if request.POST.get("hub") == one.hub.code else {}) for one in parties.hubs_of_shop()]
    context = {"hubs": rows, "way": merchant.settings.get(ROUTING) or "promise", "today": today, "wrong_hub": request.POST.get("hub", "")}
    return settings_page(request, "hubs", merchant, refusal, **context)


def _row(used: Any, merchant: Merchant, today: Any, typed: Any) -> dict[str, Any]:
    """A hub with its acts: {"act", "words", "able", "price"}; `price` as typed, or as it is today."""
    known = prices_on(hubs.prices(), used.hub_id, today)
    acts = [
        {
            "act": act, "words": ACT_WORDS[act], "able": act in (*EVERY_HUB, *used.hub.abilities),
            "price": typed.get(act, text_from_minor(known[act].price_minor, merchant.currency) if act in known else ""),
        }
        for act in ACTS
    ]  # fmt: skip
    return {"hub": used.hub, "acts": acts, "shared": used.hub.organisation.name, "from_on": typed.get("from_on", today.isoformat())}


def _act(request: HttpRequest, merchant: Merchant, do: str) -> None:
    by, now, posted = actor_of(request), now_of(request), request.POST
    if do == "routing":
        set_routing(merchant_id=merchant.id, way=posted.get("way", ""), by=by, now=now)
        return
    used = next((one for one in parties.hubs_of_shop() if one.hub.code == posted.get("hub")), None)
    if used is None:
        raise Refusal("hub_unknown", "This shop does not use this hub.", "Choose one of its hubs.", status=404)
    known = prices_on(hubs.prices(), used.hub_id, local_day(now, merchant.zone))
    typed = {act: amount_typed(posted[act], merchant.currency, act) for act in ACTS if posted.get(act, "").strip()}
    from_on = day_typed(posted.get("from_on", ""), "from_on")
    changed = {
        act: minor for act, minor in typed.items() if act not in known or known[act].price_minor != minor or known[act].from_on > from_on
    }
    set_hub_prices(merchant_id=merchant.id, hub_id=used.hub_id, prices=changed, from_on=from_on, by=by, now=now)


def amount_typed(text: str, currency: str, field: str) -> int:
    """What a person types: 1,80 or 1.80. Refuses `price_invalid` beside its field."""
    try:
        return minor_from_text(text.strip().replace(",", "."), currency)
    except Refusal:
        raise Refusal("price_invalid", _("This can't be a price."), _("Write it as 1.80; 0 where it costs nothing."), field=field) from None
