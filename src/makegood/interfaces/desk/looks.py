"""Who looked at a customer's data: of one case or order, or of one person."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import PRIVACY
from makegood.base.tenancy import Merchant
from makegood.insight.looks import looks_of_order, named, order_named
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.kernel.refusal import Refusal
from makegood.web.look_words import KINDS
from makegood.web.scope import needs

MOST = 100


@needs(PRIVACY)
def looks(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """`q`: an order's or a case's number; `who`: a person or a program; without both the newest of all."""
    query, who, before = request.GET.get("q", "").strip()[:60], request.GET.get("who", "")[:80], request.GET.get("before", "")
    refusal, more = None, False
    if query:
        order_id = order_named(query)
        rows = looks_of_order(order_id) if order_id is not None else []
        rows = [one for one in rows if not who or one.who == who]
        if order_id is None:
            refusal = Refusal("order_unknown", _("There is no order or case with this number."), _("Check it."), status=404, field="q")
    else:
        before_id = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
        rows = parties.looks_page(who=who, before_id=before_id, limit=MOST + 1)
        more, rows = len(rows) > MOST, rows[:MOST]
    found = [{"one": one, "what": KINDS.get(one.what, one.what)} for one in named(rows, merchant.id)]
    people = [(f"staff:person:{one.person_id}", one.person.name) for one in parties.members_of(merchant.id) if one.joined_at is not None]
    programs = [(f"api:token:{number}", name) for number, name in parties.token_names(merchant.id).items()]
    context = {"rows": found, "q": query, "who": who, "people": people, "programs": programs, "next": rows[-1].id if more else None}
    return settings_page(request, "looks", merchant, refusal, **context)
