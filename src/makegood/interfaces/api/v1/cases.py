"""Cases: opened, decided, chosen, labelled, inspected, settled."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries
from makegood.apps.settlement import queries as settlement
from makegood.base.tenancy import merchant_of
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.holding import hold_case, hold_order, paying_wanted
from makegood.insight.costs import OwnFigures, costs_of_decision, own_figures
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.cost_shapes import costs
from makegood.interfaces.api.v1.paging import cursor_of, place_of
from makegood.interfaces.api.v1.schemas import CaseIn, ChoiceIn, DeclineIn, InspectionIn, MergeIn, MessageIn, OfferIn, answers
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.change_offer import change_offer
from makegood.journeys.decide_return import decide_return
from makegood.journeys.decline_return import decline_return
from makegood.journeys.drop_case import drop_case
from makegood.journeys.issue_label import issue_label
from makegood.journeys.merge_cases import merge_cases
from makegood.journeys.open_return import open_return
from makegood.journeys.preview_return import preview_return
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.reopen_case import reopen_case
from makegood.journeys.send_message import send_message
from makegood.journeys.settle_return import settle_return
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import NOTHING, follow

router = Router(tags=["cases"])


def _ask(body: CaseIn, order: Any) -> tuple[Ask, dict[str, str]]:
    """(ask, choices by public id of the order line)."""
    lines = {name: line for line in orders.lines_of(order.id) for name in (line.public_id, line.source_id)}
    asked, choices = [], {}
    for one in body.lines:
        line = lines.get(one.line)
        if line is None:
            raise Refusal("line_unknown", f"The order has no line {one.line}.", "Name a line's id or ref.", status=404, field="lines")
        asked.append(AskedLine(line.id, one.quantity, tuple(one.kinds), one.words, major=one.major))
        if one.choose:
            choices[line.public_id] = one.choose
    return Ask(tuple(asked), needed_by=body.needed_by, language=body.language), choices


def _line(case_id: str, line_id: str, now: datetime) -> Any:
    """A line of this case, in hand. Refuses `line_unknown` for one of another case too."""
    case, _ = hold_case(case=case_id, now=now)
    found = next((line for line in queries.lines_of_case(case.id) if line.public_id == line_id), None)
    if found is None:
        raise Refusal("line_unknown", "The case has no such line.", "Reload the case.", status=404, field="line")
    return found


def _shown(case_id: int) -> dict[str, Any]:
    case = queries.case_by_id(case_id)
    order = orders.order_by_id(case.order_id)
    return shapes.case(case, queries.lines_of_case(case.id), order.currency, queries.choices_of(case.id))


@router.post("/preview", response=answers())
@call("read")
def preview(request: HttpRequest, body: CaseIn) -> dict[str, Any]:
    """What the customer can get: exact amounts, duties and days. Writes nothing."""
    order = orders.order_of(body.order)
    ask, _ = _ask(body, order)
    found = preview_return(merchant_id=caller_of(request).merchant_id, order_id=order.id, ask=ask, now=now_of(request))
    return {
        "lines": [
            {"line": one.order_line.public_id, "outcome": one.outcome, "offers": one.offers, "evidence": one.evidence_plan}
            for one in found.lines
        ]
    }


@router.post("", response=answers(201))
@call("write", status=201)
def open_case(request: HttpRequest, body: CaseIn) -> dict[str, Any]:
    """Open a case and decide it; `choose` takes an offer at once."""
    caller, now = caller_of(request), now_of(request)
    order = hold_order(order=body.order, now=now)
    ask, choices = _ask(body, order)
    case = open_return(merchant_id=caller.merchant_id, order_id=order.id, ask=ask, by=caller.by, now=now, opened_by="api")
    decide_return(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now, choices=choices)
    return _shown(case.id)


@router.get("", response=answers())
@call("read")
def list_cases(request: HttpRequest, cursor: str = "", state: str = "", limit: int = 50) -> dict[str, Any]:
    limit = max(1, min(limit, 200))
    found = queries.cases_page(before_id=place_of(cursor), limit=limit, state=state)
    lines = queries.lines_of_cases([case.id for case in found])
    return shapes.page([shapes.case(case, lines[case.id], case.order.currency) for case in found], cursor_of(found, limit))


@router.get("/{case_id}", response=answers())
@call("read")
def get_case(request: HttpRequest, case_id: str) -> dict[str, Any]:
    case = queries.case_of(case_id)
    names = {line.id: line.public_id for line in queries.lines_of_case(case.id)}
    return _shown(case.id) | {
        "decisions": [shapes.decision(one, names[one.line_id]) for one in queries.decisions_of(case.id)],
        "reimbursements": [shapes.reimbursement(one, settlement.transfers_of(one)) for one in settlement.reimbursements_of_case(case.id)],
    }


@router.get("/{case_id}/timeline", response=answers())
@call("read")
def get_timeline(request: HttpRequest, case_id: str) -> dict[str, Any]:
    return {"items": [shapes.timeline_line(line) for line in queries.timeline_of(queries.case_of(case_id).id)]}


@router.get("/{case_id}/economics", response=answers())
@call("read")
def get_economics(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """What each lawful way costs the shop, for each decided line; `own_cases`: how many cases of its own the measured figures rest on."""
    case = queries.case_of(case_id)
    decided = queries.latest_decisions(case.id)
    own = own_figures(now=now_of(request), currency=merchant_of(case.merchant_id).currency)
    lines = [line for line in queries.lines_of_case(case.id) if line.id in decided]
    return {"own_cases": own.cases, "lines": [{"line": one.public_id, **_costs(decided[one.id], own, now_of(request))} for one in lines]}


def _costs(decision: Any, own: OwnFigures, now: datetime) -> dict[str, Any]:
    try:
        return costs(costs_of_decision(decision, own, now=now)) | {"refusal": None}
    except Refusal as refusal:  # of one line: the others are answered all the same
        return {"rows": [], "alternative": None, "refusal": refusal.as_json()}


@router.post("/{case_id}/choices", response=answers())
@call("write")
def choose(request: HttpRequest, case_id: str, body: ChoiceIn) -> dict[str, Any]:
    caller, line = caller_of(request), _line(case_id, body.line, now_of(request))
    accept_offer(merchant_id=caller.merchant_id, line_id=line.id, remedy=body.remedy, by=caller.by, now=now_of(request))
    return _shown(line.case_id)


@router.post("/{case_id}/offers", response=answers())
@call("write")
def offer(request: HttpRequest, case_id: str, body: OfferIn) -> dict[str, Any]:
    caller, line = caller_of(request), _line(case_id, body.line, now_of(request))
    currency = orders.order_by_id(queries.case_by_id(line.case_id).order_id).currency
    amount = None if body.amount is None else minor_from_text(body.amount, currency)
    change_offer(
        merchant_id=caller.merchant_id, line_id=line.id, remedy=body.remedy, amount_minor=amount, note=body.note, by=caller.by,
        now=now_of(request),
    )  # fmt: skip
    return _shown(line.case_id)


@router.post("/{case_id}/decline", response=answers())
@call("write")
def decline(request: HttpRequest, case_id: str, body: DeclineIn) -> dict[str, Any]:
    caller, line = caller_of(request), _line(case_id, body.line, now_of(request))
    decline_return(merchant_id=caller.merchant_id, line_id=line.id, reason=body.reason, by=caller.by, now=now_of(request))
    return _shown(line.case_id)


@router.post("/{case_id}/drop", response=answers())
@call("write")
def drop(request: HttpRequest, case_id: str) -> dict[str, Any]:
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    drop_case(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request))
    return _shown(case.id)


@router.post("/{case_id}/reopen", response=answers())
@call("write")
def reopen(request: HttpRequest, case_id: str) -> dict[str, Any]:
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    reopen_case(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request))
    follow(merchant_id=caller.merchant_id, case_id=case.id, now=now_of(request), only=NOTHING)
    return _shown(case.id)


@router.post("/{case_id}/merge", response=answers())
@call("write")
def merge(request: HttpRequest, case_id: str, body: MergeIn) -> dict[str, Any]:
    """Join another case of the same order into this one."""
    caller, (into, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    other = queries.case_of(body.case)
    merge_cases(merchant_id=caller.merchant_id, case_id=other.id, into_id=into.id, by=caller.by, now=now_of(request))
    return _shown(into.id)


@router.post("/{case_id}/messages", response=answers(201))
@call("write", status=201)
def message(request: HttpRequest, case_id: str, body: MessageIn) -> dict[str, Any]:
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    sent = send_message(merchant_id=caller.merchant_id, case_id=case.id, text=body.text, by=caller.by, now=now_of(request))
    return {"id": sent.public_id, "state": sent.state}


@router.post("/{case_id}/labels", response=answers(201))
@call("write", status=201)
def label(request: HttpRequest, case_id: str) -> dict[str, Any]:
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request))
    return shapes.parcel(issue_label(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request)))


@router.post("/{case_id}/inspections", response=answers(201))
@call("receive", status=201)
def inspect(request: HttpRequest, case_id: str, body: InspectionIn) -> dict[str, Any]:
    caller, line = caller_of(request), _line(case_id, body.line, now_of(request))
    found = record_inspection(
        merchant_id=caller.merchant_id, line_id=line.id, result=body.result, grade=body.grade, finding=body.finding,
        disposition=body.disposition, shelf=body.shelf, by=caller.by, now=now_of(request),
    )  # fmt: skip
    return shapes.inspection(found)


@router.post("/{case_id}/settle", response=answers())
@call("money")
def settle(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """Write down what is due now; nothing where nothing is."""
    caller, (case, _) = caller_of(request), hold_case(case=case_id, now=now_of(request), beside=paying_wanted)
    made = settle_return(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now_of(request))
    return {
        "state": "settled" if made else "nothing_due",
        "reimbursements": [shapes.reimbursement(one, settlement.transfers_of(one)) for one in made],
    }
