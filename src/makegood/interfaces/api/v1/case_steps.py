"""What is done in a case: the same journeys that the desk's buttons run. An address stands in one router only: the first that has it is asked."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.mirror import queries as mirror
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries
from makegood.apps.settlement import queries as settlement
from makegood.base.deadlines import open_deadlines
from makegood.base.later import write_waiting
from makegood.casefile.holding import hold_case, paying_wanted
from makegood.casefile.new_goods import Goods
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_cases import (
    AskedPerson,
    Case,
    CaseWhole,
    Deadline,
    Inspection,
    Messages,
    MessageSent,
    Parcel,
    PrivateLink,
    SentAgain,
    Settled,
)
from makegood.interfaces.api.v1.answers_recalls import AuthorityTasks
from makegood.interfaces.api.v1.calls import call, caller_of, close_at_rest
from makegood.interfaces.api.v1.case_shown import held_case, line_of, shown, whole
from makegood.interfaces.api.v1.recalls import tasks_of_case
from makegood.interfaces.api.v1.schemas import (
    ChoiceIn,
    DeadlineIn,
    DeclineIn,
    ErrandIn,
    InspectionIn,
    LinkIn,
    MergeIn,
    MessageIn,
    answers,
)  # fmt: skip
from makegood.interfaces.api.v1.schemas_goods import OfferIn, RemakeIn
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.ask_person import ask_person
from makegood.journeys.change_offer import change_offer
from makegood.journeys.decide_return import decide_return
from makegood.journeys.decline_return import decline_return
from makegood.journeys.drop_case import drop_case
from makegood.journeys.extend_deadline import extend_deadline
from makegood.journeys.issue_label import issue_label
from makegood.journeys.link_cases import link_cases
from makegood.journeys.merge_cases import merge_cases
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.record_remake import Said, record_remake
from makegood.journeys.renew_link import renew_link
from makegood.journeys.reopen_case import reopen_case
from makegood.journeys.report_injury import report_injury
from makegood.journeys.send_again import send_again
from makegood.journeys.send_message import send_message
from makegood.journeys.settle_errand import settle_errand
from makegood.journeys.settle_return import settle_return
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import NOTHING, follow, order_new

router = Router(tags=["cases"])


@router.post("/{case_id}/choices", response=answers(Case), operation_id="choose_offer")
@call("write", of=held_case)
def choose(request: HttpRequest, case_id: str, body: ChoiceIn) -> dict[str, Any]:
    caller, line = caller_of(request), line_of(case_id, body.line, now_of(request))
    accept_offer(merchant_id=caller.merchant_id, line_id=line.id, remedy=body.remedy, by=caller.by, now=now_of(request))
    order_new(merchant_id=caller.merchant_id, case_id=line.case_id, now=now_of(request))
    return shown(line.case_id)


@router.post("/{case_id}/offers", response=answers(Case), operation_id="change_offer")
@call("write", of=held_case)
def offer(request: HttpRequest, case_id: str, body: OfferIn) -> dict[str, Any]:
    caller, line = caller_of(request), line_of(case_id, body.line, now_of(request))
    currency = orders.order_by_id(queries.case_by_id(line.case_id).order_id).currency
    amount = None if body.amount is None else minor_from_text(body.amount, currency)
    goods = None
    if body.goods is not None:
        told = body.goods
        goods = Goods(told.title, minor_from_text(told.price, currency), told.sku, told.pay_link, told.comes_back)
    change_offer(
        merchant_id=caller.merchant_id, line_id=line.id, remedy=body.remedy, amount_minor=amount, note=body.note, goods=goods, by=caller.by,
        now=now_of(request),
    )  # fmt: skip
    return shown(line.case_id)


@router.post("/{case_id}/decline", response=answers(Case), operation_id="decline_line")
@call("write", of=held_case)
def decline(request: HttpRequest, case_id: str, body: DeclineIn) -> dict[str, Any]:
    caller, line = caller_of(request), line_of(case_id, body.line, now_of(request))
    decline_return(merchant_id=caller.merchant_id, line_id=line.id, reason=body.reason, by=caller.by, now=now_of(request))
    close_at_rest(request, line.case_id)
    return shown(line.case_id)


@router.post("/{case_id}/drop", response=answers(Case), operation_id="drop_case")
@call("write", of=held_case)
def drop(request: HttpRequest, case_id: str) -> dict[str, Any]:
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    drop_case(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request))
    close_at_rest(request, case.id)
    return shown(case.id)


@router.post("/{case_id}/reopen", response=answers(Case), operation_id="reopen_case")
@call("write", of=held_case)
def reopen(request: HttpRequest, case_id: str) -> dict[str, Any]:
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    reopen_case(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request))
    follow(merchant_id=caller.merchant_id, case_id=case.id, now=now_of(request), only=NOTHING)
    return shown(case.id)


@router.post("/{case_id}/merge", response=answers(Case), operation_id="merge_case")
@call("write", of=held_case)
def merge(request: HttpRequest, case_id: str, body: MergeIn) -> dict[str, Any]:
    """Join another case of the same order into this one."""
    caller, (into, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    other = queries.case_of(body.case)
    merge_cases(merchant_id=caller.merchant_id, case_id=other.id, into_id=into.id, by=caller.by, now=now_of(request))
    return shown(into.id)


@router.get("/{case_id}/messages", response=answers(Messages), operation_id="list_case_messages")
@call("read", sees="letter")
def list_messages(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """What the customer, the supplier and the shop were written and wrote, word for word."""
    return shapes.page([shapes.message(one) for one in notices.notices_of_case(queries.case_of(case_id).id)], None)


@router.post("/{case_id}/messages", response=answers(MessageSent, 201), operation_id="send_message")
@call("write", status=201, of=held_case)
def message(request: HttpRequest, case_id: str, body: MessageIn) -> dict[str, Any]:
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    sent = send_message(merchant_id=caller.merchant_id, case_id=case.id, text=body.text, by=caller.by, now=now_of(request))
    return {"id": sent.public_id, "state": sent.state}


@router.post("/{case_id}/labels", response=answers(Parcel, 201), operation_id="issue_label")
@call("write", status=201, of=held_case)
def label(request: HttpRequest, case_id: str) -> dict[str, Any]:
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    return shapes.parcel(issue_label(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request)))


@router.post("/{case_id}/inspections", response=answers(Inspection, 201), operation_id="record_inspection")
@call("receive", status=201, of=held_case)
def inspect(request: HttpRequest, case_id: str, body: InspectionIn) -> dict[str, Any]:
    caller, line = caller_of(request), line_of(case_id, body.line, now_of(request))
    found = record_inspection(
        merchant_id=caller.merchant_id, line_id=line.id, result=body.result, grade=body.grade, finding=body.finding,
        disposition=body.disposition, shelf=body.shelf, by=caller.by, now=now_of(request),
    )  # fmt: skip
    return shapes.inspection(found, queries.case_by_id(line.case_id).public_id, {line.id: line.public_id}, {})


@router.post("/{case_id}/settle", response=answers(Settled), operation_id="settle_case")
@call("money", of=held_case)
def settle(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """Write down what is due now; nothing where nothing is."""
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request), beside=paying_wanted)
    made = settle_return(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request))
    return {
        "state": "settled" if made else "nothing_due",
        "reimbursements": [shapes.reimbursement(one, settlement.transfers_of(one)) for one in made],
    }


@router.post("/{case_id}/approve", response=answers(Case), operation_id="approve_case")
@call("write", of=held_case)
def approve(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """A person's yes to what waits for one: the offers go to the customer."""
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    decide_return(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request), cause="approved")
    return shown(case.id)


@router.post("/{case_id}/ask-person", response=answers(AskedPerson), operation_id="ask_person")
@call("write", of=held_case)
def ask_for_person(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """The customer asks for a person where a rule has said no."""
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    return {"answer_by": shapes.moment(ask_person(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request)))}


@router.post("/{case_id}/extend", response=answers(Deadline), operation_id="extend_deadline")
@call("write", of=held_case)
def extend(request: HttpRequest, case_id: str, body: DeadlineIn) -> dict[str, Any]:
    """More time for the customer, a supplier, a carrier or the hub. Our own promises are never moved."""
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    found = next((one for one in open_deadlines(case.id) if str(one.id) == body.deadline), None)
    if found is None:
        raise Refusal("deadline_unknown", "This day is not open any more.", "Reload the case.", status=404, field="deadline")
    made = extend_deadline(merchant_id=caller.merchant_id, deadline_id=found.id, until=body.until, by=caller.by, now=now_of(request))
    write_waiting()
    return shapes.deadline(made)


@router.post("/{case_id}/link", response=answers(CaseWhole), operation_id="link_case")
@call("write", of=held_case)
def link(request: HttpRequest, case_id: str, body: MergeIn) -> dict[str, Any]:
    """Show and answer this case together with one over another order of the same customer."""
    return _linked(request, case_id, body.case, end=False)


@router.post("/{case_id}/unlink", response=answers(CaseWhole), operation_id="unlink_case")
@call("write", of=held_case)
def unlink(request: HttpRequest, case_id: str, body: MergeIn) -> dict[str, Any]:
    return _linked(request, case_id, body.case, end=True)


def _linked(request: HttpRequest, case_id: str, other: str, *, end: bool) -> dict[str, Any]:
    caller, one, two = caller_of(request), queries.case_of(case_id), queries.case_of(other)
    link_cases(merchant_id=caller.merchant_id, case_id=one.id, other_id=two.id, by=caller.by, now=now_of(request), end=end)
    return whole(queries.case_of(case_id))


@router.post("/{case_id}/remake", response=answers(Case), operation_id="record_remake")
@call("write", of=held_case)
def remake(request: HttpRequest, case_id: str, body: RemakeIn) -> dict[str, Any]:
    """How far the new one is."""
    caller, line = caller_of(request), line_of(case_id, body.line, now_of(request))
    said = Said(body.ready_on, body.tracking, words=body.words)
    record_remake(merchant_id=caller.merchant_id, line_id=line.id, to=body.to, said=said, by=caller.by, now=now_of(request))
    close_at_rest(request, line.case_id)
    return shown(line.case_id)


@router.post("/{case_id}/renew-link", response=answers(PrivateLink), operation_id="renew_link")
@call("write", of=held_case)
def new_link(request: HttpRequest, case_id: str, body: LinkIn) -> dict[str, Any]:
    """The customer's private link is made anew, or ended; every earlier one stops opening."""
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    made = renew_link(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request), only_end=body.end)
    return {"link": made or None}


@router.post("/{case_id}/injury", response=answers(AuthorityTasks), operation_id="report_injury")
@call("write", of=held_case)
def injury(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """Somebody was hurt, or nearly: who has to be told by when. Said again it changes nothing."""
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    report_injury(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request))
    return tasks_of_case(case.id)


@router.post("/{case_id}/send-again", response=answers(SentAgain), operation_id="send_again")
@call("write", of=held_case)
def resend(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """What went to a wrong address goes to the right one."""
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    return {"letters": send_again(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request))}


@router.post("/{case_id}/errands/{errand_id}", response=answers(CaseWhole), operation_id="settle_errand")
@call("write", of=held_case)
def errand(request: HttpRequest, case_id: str, errand_id: str, body: ErrandIn) -> dict[str, Any]:
    """What the shop's own system could not be told is told again, or was done there by hand."""
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    if mirror.errand_of(errand_id).case_id != case.id:
        raise Refusal("errand_unknown", "There is no such message to the shop's system.", "Reload the case.", status=404)
    settle_errand(merchant_id=caller.merchant_id, errand_id=errand_id, how=body.how, by=caller.by, now=now_of(request))
    return whole(case)
