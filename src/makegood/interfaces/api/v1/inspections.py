"""What the hub saw. A correction is a new inspection that names the old one. New ones: POST /cases/{id}/inspections."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.inspection import queries
from makegood.apps.returns import queries as returns
from makegood.casefile.holding import hold_case
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_cases import Inspection, InspectionPage
from makegood.interfaces.api.v1.calls import call, caller_of, close_at_rest
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import CorrectionIn, answers
from makegood.journeys.correct_inspection import correct_inspection
from makegood.web.clock import now_of

router = Router(tags=["inspections"])


@router.get("", response=answers(InspectionPage), operation_id="list_inspections")
@call("read")
def list_inspections(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """The newest first."""
    found = queries.inspections_page(before_id=place_of(request, cursor), limit=limit + 1)
    return page_of(request, found, limit, _shape)


def held_inspection(request: HttpRequest, inspection_id: str) -> dict[str, Any]:
    hold_case(case_id=queries.inspection_of(inspection_id).case_id, now=now_of(request))
    return _shape(queries.inspection_of(inspection_id))


@router.get("/{inspection_id}", response=answers(Inspection), operation_id="get_inspection")
@call("read")
def get_inspection(request: HttpRequest, inspection_id: str) -> dict[str, Any]:
    return _shape(queries.inspection_of(inspection_id))


@router.post("/{inspection_id}/correct", response=answers(Inspection, 201), operation_id="correct_inspection")
@call("receive", status=201, of=held_inspection)
def correct(request: HttpRequest, inspection_id: str, body: CorrectionIn) -> dict[str, Any]:
    caller = caller_of(request)
    made = correct_inspection(
        merchant_id=caller.merchant_id, inspection_id=inspection_id, result=body.result, grade=body.grade, finding=body.finding,
        disposition=body.disposition, reason=body.reason, shelf=body.shelf, by=caller.by, now=now_of(request),
    )  # fmt: skip
    close_at_rest(request, made.case_id)
    return _shape(queries.inspection_of(made.public_id))


def _shape(row: Any) -> dict[str, Any]:
    lines = {row.line_id: row.line.public_id}
    corrected = {row.corrects_id: row.corrects.public_id} if row.corrects_id else {}
    return shapes.inspection(row, returns.case_by_id(row.case_id).public_id, lines, corrected)
