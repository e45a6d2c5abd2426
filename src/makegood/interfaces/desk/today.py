"""Today, the list of cases, and what was mailed."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.apps.orders import queries as orders
from makegood.apps.parties.abilities import CASES, SETTINGS, may
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.word import word_of_case
from makegood.insight.condition import alarms
from makegood.insight.search import search
from makegood.insight.today import today as today_of
from makegood.insight.week import last_week
from makegood.interfaces.desk.chores import shown_chores
from makegood.interfaces.desk.mirror import shown as told
from makegood.interfaces.desk.payments import shown
from makegood.interfaces.desk.sentences import to_decide
from makegood.journeys.record_refund import record_refund
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import follow
from makegood.web.payment_words import problem_of
from makegood.web.recovery_words import party_name
from makegood.web.scope import actor_of, needs, saw
from makegood.web.spike_words import headline
from makegood.web.templatetags.money_tags import money


@needs(CASES, sees="list")
def today(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    now = now_of(request)
    monday = now.astimezone(ZoneInfo(merchant.zone)).weekday() == 0
    week = last_week(now=now, zone=merchant.zone) if monday else None
    found = today_of(now=now)
    for one in found.pay:
        one.why, one.stuck = problem_of(one.problem), shown(one.stuck, merchant.zone)
    for one in (*found.send, *found.credit):
        one.called = party_name(one.party, one.who)
    saw(request, *(one.public_id for one in found.inquiries))
    found = replace(found, decide=[to_decide(row) for row in found.decide], untold=told(found.untold, merchant.zone))
    context = {
        "merchant": merchant,
        "today": found,
        "now": now,
        "week": week,
        "chores": shown_chores(found.chores, merchant.zone, request.membership.role),  # type: ignore[attr-defined]
        "no_orders": not found.count and not orders.has_orders(),
        "spikes": [(one, headline(one)) for one in found.spikes],
    }
    if may([request.membership.role], SETTINGS):  # type: ignore[attr-defined]
        context["alarms"] = alarms(now=now)
    if week is not None:
        context |= {"week_out": _amounts(week.out, merchant), "week_back": _amounts(week.recovered, merchant)}
    return render(request, "desk/today.html", context)


def _amounts(sums: dict[str, int], merchant: Merchant) -> str:
    return ", ".join(money(minor, currency) for currency, minor in (sums or {merchant.currency: 0}).items())


@needs(CASES)
def pay_all(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Several payments that were made in the shop's system, recorded at once; what can't be is said and the rest is recorded."""
    done, refused = 0, []
    for one in settlement.in_lock_order(request.POST.getlist("reimbursement")[:200]) if request.method == "POST" else []:
        try:
            with attempt():
                paid = record_refund(
                    merchant_id=merchant.id, reimbursement_id=one.public_id, outcome="posted", by=actor_of(request), now=now_of(request)
                )
                follow(merchant_id=merchant.id, case_id=paid.case_id, now=now_of(request))
                done += 1
        except Refusal as refusal:
            refused.append(refusal.message)
    if done:
        messages.success(request, ngettext("%(n)s payment is recorded.", "%(n)s payments are recorded.", done) % {"n": done})
    for message in dict.fromkeys(refused):
        messages.warning(request, message)
    return HttpResponseRedirect(reverse("today"))


@needs(CASES, sees="search")
def cases(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Newest first; `q` finds cases by whatever finds their order (insight/search.py)."""
    query, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "open")
    if query:
        found = [case] if (case := returns.case_by_number(query)) else []
        for one in search(query):
            found += [case for case in one.cases if case not in found]
    else:
        before = request.GET.get("before", "")
        found = returns.cases_page(before_id=int(before) if before.isdigit() and len(before) < 18 else None, state=state)
    saw(request, *(case.public_id for case in found if query))
    lines = returns.lines_of_cases([case.id for case in found])
    rows = [{"case": case, "word": word_of_case(lines[case.id]), "order": orders.order_by_id(case.order_id)} for case in found]
    states = (("open", _("open")), ("closed", _("closed")), ("all", _("all")))
    context = {
        "merchant": merchant,
        "rows": rows,
        "q": query,
        "state": state,
        "states": states,
        "no_orders": not rows and not orders.has_orders(),
    }
    return render(request, "desk/cases.html", context)
