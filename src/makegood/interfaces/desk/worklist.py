"""What is to be done in the shop's own system, as lists to fetch."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.parties.abilities import CASES
from makegood.apps.worklist import queries as worklist
from makegood.base.connections import connection_of
from makegood.base.tenancy import Merchant
from makegood.journeys.hand_out_work import hand_out_work
from makegood.web.clock import now_of
from makegood.web.downloads import CSV, download
from makegood.web.forms import day_typed
from makegood.web.scope import actor_of, needs
from makegood.web.worklist import Row, as_csv, rows_of_day, rows_of_list


@needs(CASES)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """The lists so far; the button makes the next one."""
    if request.method == "POST":
        made = hand_out_work(merchant_id=merchant.id, by=actor_of(request), now=now_of(request))
        if made is None:
            messages.info(request, _("There is nothing new to do in your own system."))
            return HttpResponseRedirect(reverse("worklist"))
        return HttpResponseRedirect(reverse("worklist_one", args=[made.public_id]))
    context = {"merchant": merchant, "lists": worklist.handouts(), "connected": connection_of("shop")}
    return render(request, "desk/worklist.html", context)


@needs(CASES, sees="list")
def one_list(request: HttpRequest, merchant: Merchant, list_id: str) -> HttpResponse:
    found = worklist.handout_of(list_id)
    return render(request, "desk/worklist_one.html", {"merchant": merchant, "list": found, "rows": rows_of_list(found)})


@needs(CASES, sees="export")
def one_list_csv(request: HttpRequest, merchant: Merchant, list_id: str) -> HttpResponse:
    found = worklist.handout_of(list_id)
    return _file(rows_of_list(found), f"to-do-{found.number}")


@needs(CASES, sees="export")
def day_csv(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """What arose on one day. Refuses `date_unreadable`."""
    day = day_typed(request.GET.get("day", ""), "day")
    return _file(rows_of_day(day, merchant.zone), f"to-do-{day.isoformat()}")


def _file(rows: list[Row], name: str) -> HttpResponse:
    return download("\ufeff" + as_csv(rows), f"{name}.csv", CSV)
