"""Staff begins a return for a customer who called."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.apps.parties.abilities import CASES
from makegood.apps.returns.words import CASE_KINDS
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.open_return import open_return
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.scope import actor_of, needs, saw


@needs(CASES, sees="order")
def begin(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    number = (request.POST.get("number") or request.GET.get("number") or "").strip()[:60]
    order = next(iter(orders.orders_page(number=number, limit=1)), None) if number else None
    lines = orders.lines_of(order.id) if order is not None else []
    saw(request, *([order.public_id] if order is not None else []))
    refusal = None
    if number and order is None:
        refusal = Refusal(
            "order_unknown", _("There is no order with this number."), _("Check it with the customer."), status=422, field="number"
        )
    if request.method == "POST" and order is not None:
        try:
            asked = tuple(
                AskedLine(line.id, max(1, min(line.quantity, int(quantity) if (quantity := request.POST.get(f"quantity_{line.id}", "1")).isdigit() else 1)),
                          tuple(request.POST.getlist("kind")), request.POST.get("words", "")[:5000])
                for line in lines
                if str(line.id) in request.POST.getlist("line")
            )  # fmt: skip
            ask = Ask(asked, language=order.language or merchant.languages[0] if merchant.languages else "en")
            with attempt():
                case = open_return(
                    merchant_id=merchant.id,
                    order_id=order.id,
                    ask=ask,
                    by=actor_of(request),
                    now=now_of(request),
                    opened_by="recipient" if "recipient" in request.POST and order.gift else "staff",
                )
                follow(merchant_id=merchant.id, case_id=case.id, now=now_of(request))
            return HttpResponseRedirect(reverse("desk_case", args=[case.public_id]))
        except Refusal as found:
            refusal = found
            if "case" in found.extra:
                refusal.extra["link"] = reverse("desk_case", args=[found.extra["case"]])
    context = {"merchant": merchant, "number": number, "order": order, "lines": lines, "kinds": CASE_KINDS, "refusal": refusal}
    return render(request, "desk/begin.html", context, status=refusal.status if refusal else 200)
