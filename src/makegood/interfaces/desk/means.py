"""The account to which a refund is paid by hand: shown once, to one person, and written down."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from makegood import wiring
from makegood.apps.parties.abilities import CASES
from makegood.apps.returns import queries as returns
from makegood.apps.settlement.queries import reimbursement_of
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.other_means import rest_of
from makegood.interfaces.desk.case import page
from makegood.journeys.ask_means import ask_means
from makegood.journeys.show_means import show_means
from makegood.kernel.iban import spaced
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.scope import actor_of, needs


def _ask(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    ask_means(merchant_id=merchant, reimbursement_id=form.get("reimbursement", ""), by=by, now=now)


STEPS = {"ask_means": _ask}


@needs(CASES, sees="case")
def account(request: HttpRequest, merchant: Merchant, case_id: str, reimbursement_id: str) -> HttpResponse:
    """By a button only: a look is written down."""
    case, refund = returns.case_of(case_id), reimbursement_of(reimbursement_id)
    if request.method != "POST" or refund.case_id != case.id:
        return HttpResponseRedirect(reverse("desk_case", args=[case_id]))
    try:
        with attempt():
            found = wiring.bank_account(
                show_means(merchant_id=merchant.id, reimbursement_id=reimbursement_id, by=actor_of(request), now=now_of(request))
            )
    except Refusal as refusal:
        return page(request, merchant, case_id, refusal)
    context = {
        "merchant": merchant, "case": case, "refund": refund, "iban": spaced(found["iban"]), "holder": found["holder"], "rest": rest_of(refund),
    }  # fmt: skip
    answer = render(request, "desk/account.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer
