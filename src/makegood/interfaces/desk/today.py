"""Today, the list of cases, and what was mailed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import Merchant
from makegood.casefile.word import word_of_case
from makegood.insight.today import today as today_of
from makegood.journeys.retry_notice import retry_notice
from makegood.web.clock import now_of
from makegood.web.scope import actor_of, for_staff


@for_staff
def today(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    return render(request, "desk/today.html", {"merchant": merchant, "today": today_of()})


@for_staff
def cases(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Newest first; `q` finds a case number or an order number."""
    query, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "open")
    if query:
        found = [case] if (case := returns.case_by_number(query)) else []
        for order in orders.orders_page(number=query, limit=5):
            found += [case for case in returns.cases_of_order(order.id) if case not in found]
    else:
        before = request.GET.get("before", "")
        found = returns.cases_page(before_id=int(before) if before.isdigit() and len(before) < 18 else None, state=state)
    lines = returns.lines_of_cases([case.id for case in found])
    rows = [{"case": case, "word": word_of_case(lines[case.id]), "order": orders.order_by_id(case.order_id)} for case in found]
    return render(request, "desk/cases.html", {"merchant": merchant, "rows": rows, "q": query, "state": state})


@for_staff
def mail(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    if request.method == "POST":
        retry_notice(merchant_id=merchant.id, public_id=request.POST.get("notice", ""), by=actor_of(request), now=now_of(request))
        messages.success(request, _("It is sent again within a minute."))
        return HttpResponseRedirect(request.path)
    return render(request, "desk/mail.html", {"merchant": merchant, "notices": notices.recent_notices()})
