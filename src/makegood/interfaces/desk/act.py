"""What staff does in a case: one journey for each button."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.carriage import queries as carriage
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.parties.abilities import CASES
from makegood.apps.returns import queries as returns
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.holding import hold_case
from makegood.interfaces.desk import act_claim, credits, means, mirror, new_goods, payments, postage_case, route
from makegood.interfaces.desk.act_claim import amount_typed
from makegood.interfaces.desk.act_mail import LOOK, Looked, send_note_left, with_note
from makegood.interfaces.desk.case import page
from makegood.interfaces.desk.here import lines_of_others
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.assign_case import assign_case
from makegood.journeys.change_offer import change_offer
from makegood.journeys.correct_inspection import correct_inspection
from makegood.journeys.decide_return import decide_return
from makegood.journeys.decline_return import decline_return
from makegood.journeys.drop_case import drop_case
from makegood.journeys.extend_deadline import extend_deadline
from makegood.journeys.link_cases import link_cases
from makegood.journeys.merge_cases import merge_cases
from makegood.journeys.need_no_answer import need_no_answer
from makegood.journeys.record_refund import record_refund
from makegood.journeys.renew_link import renew_link
from makegood.journeys.reopen_case import reopen_case
from makegood.journeys.report_injury import report_injury
from makegood.journeys.send_again import send_again
from makegood.journeys.send_message import send_message
from makegood.journeys.split_parcel import split_parcel
from makegood.journeys.void_refund import void_refund
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import EVERYTHING, NOTHING, follow
from makegood.web.forms import day_typed, units_typed
from makegood.web.refund_limit import within_limit
from makegood.web.scope import actor_of, needs

Step = Callable[[Any, QueryDict, int, Actor, datetime], Any]


def _line(form: QueryDict) -> int:
    return int(returns.line_of(form.get("line", "")).id)


def _approve(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    decide_return(merchant_id=merchant, case_id=case.id, by=by, now=now, cause="approved")


def _choose(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    accept_offer(merchant_id=merchant, line_id=_line(form), remedy=form.get("remedy", ""), by=by, now=now)


def _offer(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    currency = orders.order_by_id(case.order_id).currency
    amount = amount_typed(form.get("amount", ""), currency)
    change_offer(
        merchant_id=merchant,
        line_id=_line(form),
        remedy=form.get("remedy", ""),
        amount_minor=amount,
        goods=new_goods.goods_typed(form, currency) if form.get("remedy") == "exchange" else None,
        note=form.get("note", ""),
        by=by,
        now=now,
    )


def _decline(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    decline_return(merchant_id=merchant, line_id=_line(form), reason=form.get("reason", ""), by=by, now=now)


def _message(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    """Also on the linked cases, where that is ticked; orders are locked by their ids."""
    also = [one for one in returns.linked_cases(case.id) if one.closed_at is None] if "linked" in form else []
    for one in sorted([case, *also], key=lambda one: (one.order_id, one.id)):
        send_message(merchant_id=merchant, case_id=one.id, text=form.get("text", ""), by=by, now=now)


def _no_answer(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    need_no_answer(merchant_id=merchant, case_id=case.id, by=by, now=now)


def _other(form: QueryDict) -> Any:
    found = returns.case_by_number(form.get("other", "")[:20])
    if found is None:
        raise Refusal("case_unknown", _("There is no such case."), _("Check its number."), status=422, field="other")
    return found


def _merge(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    merge_cases(merchant_id=merchant, case_id=_other(form).id, into_id=case.id, by=by, now=now)


def _link(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    link_cases(merchant_id=merchant, case_id=case.id, other_id=_other(form).id, by=by, now=now)


def _unlink(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    link_cases(merchant_id=merchant, case_id=case.id, other_id=_other(form).id, by=by, now=now, end=True)


def _renew_link(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    renew_link(merchant_id=merchant, case_id=case.id, by=by, now=now, only_end=form.get("end") == "1")


def _send_again(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    send_again(merchant_id=merchant, case_id=case.id, by=by, now=now)


def _split(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    parcel = carriage.parcel_of(form.get("parcel", ""))
    if parcel.case_id != case.id:
        raise Refusal("parcel_unknown", _("There is no such parcel."), _("Reload the page."), status=404)
    split_parcel(merchant_id=merchant, parcel_id=parcel.id, units=units_typed(form, returns.lines_of_case(case.id)), by=by, now=now)


def _drop(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    drop_case(merchant_id=merchant, case_id=case.id, by=by, now=now)


def _hurt(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    report_injury(merchant_id=merchant, case_id=case.id, by=by, now=now)


def _reopen(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    reopen_case(merchant_id=merchant, case_id=case.id, by=by, now=now)


def _extend(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    number, until = form.get("deadline", ""), day_typed(form.get("until", ""), "until")
    extend_deadline(merchant_id=merchant, deadline_id=int(number) if number.isdigit() else 0, until=until, by=by, now=now)


def _paid(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    record_refund(
        merchant_id=merchant, reimbursement_id=form.get("reimbursement", ""), outcome=form.get("outcome", "posted"),
        provider_ref=form.get("reference", ""), problem=form.get("problem", ""), by=by, now=now,
    )  # fmt: skip


def _void(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    void_refund(merchant_id=merchant, reimbursement_id=form.get("reimbursement", ""), reason=form.get("reason", ""), by=by, now=now)


def _correct(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    correct_inspection(
        merchant_id=merchant, inspection_id=form.get("inspection", ""), result=form.get("result", ""), grade=form.get("grade", ""),
        disposition=form.get("disposition", ""), reason=form.get("why", ""), by=by, now=now,
    )  # fmt: skip


def _assign(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    person = form.get("person", "")
    assign_case(
        merchant_id=merchant,
        case_id=case.id,
        person_id=int(person) if person.isascii() and person.isdigit() and len(person) < 18 else None,
        by=by,
        now=now,
    )


STEPS: dict[str, Step] = {
    "approve": _approve, "choose": _choose, "offer": _offer, "decline": _decline, "message": _message, "no_answer": _no_answer, "drop": _drop, "hurt": _hurt, "reopen": _reopen,
    "extend": _extend, "paid": _paid, "void": _void, "correct": _correct, "merge": _merge, "link": _link, "unlink": _unlink, "renew_link": _renew_link, "send_again": _send_again,
    "split": _split, "assign": _assign, **act_claim.STEPS, **payments.STEPS, **postage_case.STEPS, **mirror.STEPS, **credits.STEPS, **means.STEPS, **new_goods.STEPS, **route.STEPS,
}  # fmt: skip


def _faster() -> Refusal:
    return Refusal("somebody_was_faster", _("Somebody changed this case meanwhile."), _("Look at it again, then decide."), status=409)


@needs(CASES, sees="case")
def act(request: HttpRequest, merchant: Merchant, case_id: str) -> HttpResponse:
    """Run one step and what follows; a refusal comes back on the page with everything that was typed."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("desk_case", args=[case_id]))
    case, now, by = returns.case_of(case_id), now_of(request), actor_of(request)
    step = STEPS.get(request.POST.get("do", ""))
    try:
        if step is None:
            raise Refusal("action_unknown", _("This is not possible here."), _("Reload the page."), status=400)
        if str(case.version) != request.POST.get("version", str(case.version)):
            raise _faster()
        with attempt():
            # The lock first: of two who press at once, the second sees what the first did.
            held, _order = hold_case(case_id=case.id, now=now)
            if str(held.version) != request.POST.get("version", str(held.version)):
                raise _faster()
            if step is _message and any(line.name == "message.written" for line in lines_of_others(request, case.id)):
                raise _faster()
            before = notices.newest_of_case(case.id) if LOOK in request.POST else 0
            with_note(request.POST)
            with within_limit(request, merchant, case.id):
                step(case, request.POST, merchant.id, by, now)
                send_note_left(case, merchant.id, by, now)
                # A settled case that is opened again is not closed in the same breath.
                follow(merchant_id=merchant.id, case_id=case.id, now=now, only=NOTHING if step is _reopen else EVERYTHING)
            if LOOK in request.POST:
                raise Looked(case.id, before)
    except Refusal as refusal:
        return page(request, merchant, case_id, refusal)
    except Looked as looked:
        return page(request, merchant, case_id, previewed=looked.letters)
    messages.success(request, _("Done."))
    return HttpResponseRedirect(reverse("today") if "today" in request.POST else reverse("desk_case", args=[case_id]))
