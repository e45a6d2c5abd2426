"""Cases: previewed, opened, read. What is done in one: case_steps."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from makegood.apps.orders import queries as orders
from makegood.apps.orders.digests import number_key
from makegood.apps.returns import queries
from makegood.apps.settlement import queries as settlement
from makegood.base.deadlines import OWNERS
from makegood.base.tenancy import merchant_of
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_order
from makegood.insight.clocks import clocks_of_case
from makegood.insight.costs import OwnFigures, costs_of_decision, own_figures
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_cases import Case, CasePage, CaseWhole, Economics, Preview, Timeline
from makegood.interfaces.api.v1.answers_clocks import Clocks
from makegood.interfaces.api.v1.answers_money import Credits
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.case_shown import shown, whole
from makegood.interfaces.api.v1.cost_shapes import costs
from makegood.interfaces.api.v1.credits import shown_of
from makegood.interfaces.api.v1.days import ZonedMoment
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import CaseIn, answers
from makegood.journeys.decide_return import decide_return
from makegood.journeys.open_return import open_return
from makegood.journeys.preview_return import preview_return
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.follow import order_new

router = Router(tags=["cases"])
State = Literal["", "open", "closed"]
Owner = Literal[("", *OWNERS)]  # type: ignore[valid-type]


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


@router.post("/preview", response=answers(Preview), operation_id="preview_case")
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


@router.post("", response=answers(Case, 201), operation_id="open_case")
@call("write", status=201)
def open_case(request: HttpRequest, body: CaseIn) -> dict[str, Any]:
    """Open a case and decide it; `choose` takes an offer at once."""
    caller, now = caller_of(request), now_of(request)
    order = hold_order(order=body.order, now=now)
    ask, choices = _ask(body, order)
    case = open_return(merchant_id=caller.merchant_id, order_id=order.id, ask=ask, by=caller.by, now=now, opened_by="api")
    decide_return(merchant_id=caller.merchant_id, case_id=case.id, by=caller.by, now=now, choices=choices)
    if any(line.remake == "approved" for line in queries.lines_of_case(case.id)):
        order_new(merchant_id=caller.merchant_id, case_id=case.id, now=now)
    return shown(case.id)


@router.get("", response=answers(CasePage), operation_id="list_cases")
@call("read", sees="case")
def list_cases(
    request: HttpRequest, cursor: Cursor = "", state: State = "", owner: Owner = "", order: str = "", sku: str = "",
    updated_since: ZonedMoment | None = None, limit: Limit = 50,
) -> dict[str, Any]:  # fmt: skip
    """The newest first. `owner`: whose turn it is; `order`: its number; `updated_since`: something happened in it from then on."""
    found = queries.cases_page(
        before_id=place_of(request, cursor), limit=limit + 1, state=state, owner=owner, order=number_key(order) if order else "", sku=sku,
        since=updated_since,
    )  # fmt: skip
    lines = queries.lines_of_cases([case.id for case in found])
    sold = orders.lines_by_id([line.order_line_id for several in lines.values() for line in several])
    names = {number: line.public_id for number, line in sold.items()}
    return page_of(request, found, limit, lambda case: shapes.case(case, lines[case.id], case.order, names))


@router.get("/{case_id}", response=answers(CaseWhole), operation_id="get_case")
@call("read", sees="case")
def get_case(request: HttpRequest, case_id: str) -> dict[str, Any]:
    return whole(queries.case_of(case_id))


@router.get("/{case_id}/timeline", response=answers(Timeline), operation_id="get_case_timeline")
@call("read")
def get_timeline(request: HttpRequest, case_id: str) -> dict[str, Any]:
    return {"items": [shapes.timeline_line(line) for line in queries.timeline_of(queries.case_of(case_id).id)]}


@router.get("/{case_id}/credits", response=answers(Credits), operation_id="list_credits_of_case")
@call("read")
def get_credits(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """What the customer has as credit by this case: its lines, what was spent, and what is left until when."""
    case = queries.case_of(case_id)
    return {"items": shown_of(settlement.reimbursements_of_case(case.id), case.merchant_id)}


@router.get("/{case_id}/clocks", response=answers(Clocks), operation_id="list_clocks_of_case")
@call("read")
def get_clocks(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """Until when the customer can ask, and supplier, insurer, carrier and bank can be turned to, for each line as of today."""
    case = queries.case_of(case_id)
    merchant = merchant_of(case.merchant_id)
    today = local_day(now_of(request), merchant.zone)
    found = clocks_of_case(case, orders.order_by_id(case.order_id), today=today)
    return {
        "items": [
            {
                "line": one.line.public_id, "nearest": one.nearest.kind if one.nearest else None,
                "lost": shapes.money(one.lost_minor, merchant.currency),
                "clocks": [asdict(clock) | {"over": clock.is_over(today)} for clock in one.clocks],
            }
            for one in found
        ]
    }  # fmt: skip


@router.get("/{case_id}/economics", response=answers(Economics), operation_id="get_case_economics")
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
