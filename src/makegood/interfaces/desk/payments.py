"""Who pays the refunds, and going after one that did not arrive."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood import wiring
from makegood.apps.parties.abilities import KEYS
from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.parties import PORTS
from makegood.apps.settlement.ports import PaymentAnswer
from makegood.apps.settlement.states import SENT
from makegood.base.actor import Actor
from makegood.base.connections import connection_of
from makegood.base.tenancy import Merchant
from makegood.interfaces.desk.payments_form import place, powers_of, typed_key
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.pursue_transfer import pursue_transfer
from makegood.journeys.record_answer import record_answer
from makegood.journeys.settle_debt import settle_debt
from makegood.journeys.settle_excess import settle_excess
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.payment_words import problem_of, sentence_of_transfer
from makegood.web.scope import actor_of, needs
from makegood.web.shop_words import SYSTEMS


def shown(transfers: list[Any], zone: str) -> list[dict[str, Any]]:
    """Each transfer with its sentence and what a person may do about it."""
    return [
        {
            "transfer": one, "says": sentence_of_transfer(one, zone), "may_ask": one.state in SENT, "may_send": one.state == "waiting" and one.tries > 0,
            "may_tell": one.state in ("unknown", "pending"),
        }
        for one in transfers
    ]  # fmt: skip


def _pursue(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    pursue_transfer(merchant_id=merchant, transfer_id=form.get("transfer", ""), call=form.get("call", ""), by=by, now=now)


def _tell(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    """A person looked at the provider's own pages and says what stands there."""
    transfer = settlement.transfer_of(form.get("transfer", ""))
    if transfer.state not in ("unknown", "pending"):
        raise Refusal("nothing_to_tell", _("What became of it is known."), _("Reload the case."), status=409)
    left = form.get("left") == "yes"
    answer = PaymentAnswer(
        "succeeded" if left else "failed", moved_minor=transfer.amount_minor if left else 0, ref=form.get("reference", "").strip()[:120],
        problem="" if left else "not_moved",
    )  # fmt: skip
    record_answer(merchant_id=merchant, transfer_id=transfer.public_id, answer=answer, by=by, now=now)


def _excess(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    settle_excess(merchant_id=merchant, reimbursement_id=form.get("reimbursement", ""), how=form.get("how", ""), by=by, now=now)


def _debt(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    settle_debt(merchant_id=merchant, reimbursement_id=form.get("reimbursement", ""), how=form.get("how", ""), by=by, now=now)


STEPS = {"pursue": _pursue, "tell": _tell, "excess": _excess, "debt": _debt}


@needs(KEYS)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal, port = None, request.POST.get("port", "payments")
    if request.method == "POST":
        try:
            choose_provider(
                merchant_id=merchant.id, party=request.POST.get("party", ""), port=port, address=request.POST.get("address", ""),
                key=typed_key(request.POST), hook_secret=request.POST.get("hook_secret", "").strip(), by=actor_of(request), now=now_of(request),
            )  # fmt: skip
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    context = {
        "merchant": merchant,
        "main": place("payments", merchant, request.POST, refusal if port != "payments_paypal" else None),
        "beside": place("payments_paypal", merchant, request.POST, refusal if port == "payments_paypal" else None),
        "refusal": refusal,
        "tab": "payments",
        "by_shop": _by_shop(),
    }
    return render(request, "desk/payments.html", context, status=refusal.status if refusal else 200)


def _by_shop() -> tuple[str, str] | None:
    """(party, name) of the connected shop system, where it can pay."""
    system = connection_of("shop")
    return (
        (system.party, SYSTEMS[system.party])
        if system is not None and system.party in PORTS["payments"] and system.party in SYSTEMS
        else None
    )


def greet(request: HttpRequest) -> HttpResponse:
    """Ask the provider whether it knows us and what our key may do; in the demo, tell it to misbehave. The unit that learns who asks has ended
    before the provider is called."""
    found: list[tuple[int, str]] = []
    port_name = request.POST.get("port", "payments")

    def enter(request: HttpRequest, merchant: Merchant) -> HttpResponse:
        connection = connection_of(port_name) if port_name in PORTS else None
        found.append((merchant.id, connection.public_id if connection else ""))
        return HttpResponseRedirect(reverse("payments"))

    answer = needs(KEYS)(enter)(request)
    if not found or request.method != "POST":
        return answer
    mood = request.POST.get("mood", "") if settings.MAKEGOOD_DEMO else ""
    powers: dict[str, bool | None] = {}
    try:
        port = wiring.payments(merchant_id=found[0][0], connection=found[0][1])
        problem = port.misbehave(mood) if mood and isinstance(port, wiring.SandboxPayments) else port.greet()
        if not problem and isinstance(port, wiring.StripePayments | wiring.PayPalPayments):
            powers = port.powers()
    except Refusal as refusal:
        problem = refusal.code
    if problem:
        messages.warning(request, _("It does not work yet: %(problem)s.") % {"problem": problem_of(problem)})
    else:
        messages.success(request, _("The next refund meets it.") if mood else _("The provider answers and knows us."))
    for sentence in powers_of(powers):
        messages.info(request, sentence)
    return answer
