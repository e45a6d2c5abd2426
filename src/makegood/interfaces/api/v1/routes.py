"""Where a case's goods go back to, and why."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.carriage import queries as carriage
from makegood.apps.hubs import queries
from makegood.apps.parties import queries as parties
from makegood.apps.returns import queries as returns
from makegood.interfaces.api.v1 import hub_shapes
from makegood.interfaces.api.v1.answers_hubs import RouteIn, RoutePage
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.schemas import answers
from makegood.journeys.choose_route import choose_route
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of

router = Router(tags=["hubs"])


@router.get("/{case_id}/routes", response=answers(RoutePage), operation_id="list_routes")
@call("read")
def list_routes(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """Every place that was weighed, with its cost, its days and what bars it."""
    return _routes(returns.case_of(case_id))


@router.post("/{case_id}/lines/{line_id}/route", response=answers(RoutePage, 201), operation_id="choose_route")
@call("write", status=201)
def choose(request: HttpRequest, case_id: str, line_id: str, body: RouteIn) -> dict[str, Any]:
    """A person's choice, which the label follows; no choice passes what bars a place."""
    caller, case = caller_of(request), returns.case_of(case_id)
    line = returns.line_of(line_id)
    if line.case_id != case.id:
        raise Refusal("line_unknown", "There is no such line.", "Reload the case.", status=404)
    hub = next((one.hub_id for one in parties.hubs_of_shop() if one.hub.code == body.hub), None)
    choose_route(
        merchant_id=caller.merchant_id, line_id=line.id, place=body.place, hub_id=hub, reason=body.reason, by=caller.by, now=now_of(request)
    )  # fmt: skip
    return _routes(case)


def _routes(case: Any) -> dict[str, Any]:
    lines = {one.id: one.public_id for one in returns.lines_of_case(case.id)}
    parcels = {one.id: one.public_id for one in carriage.parcels_of_case(case.id)}
    codes = {one.hub_id: one.hub.code for one in parties.hubs_of_shop()}
    return {"items": [hub_shapes.route(one, lines, parcels, codes) for one in queries.routes_of_case(case.id)], "next": None}
