"""New goods in place of those that were not right: what is to be sent, and what became of it."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from makegood.apps.replacements import queries
from makegood.apps.replacements.states import ANSWERS, ORDER
from makegood.apps.returns import queries as returns
from makegood.casefile.holding import hold_case
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_cases import Difference, Replacement, ReplacementPage, ReplacementPlaced
from makegood.interfaces.api.v1.calls import call, caller_of, close_at_rest
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import answers
from makegood.interfaces.api.v1.schemas_goods import DifferenceIn, ReplacementAnswerIn, SenderIn
from makegood.journeys.change_sender import change_sender
from makegood.journeys.place_replacement import place_replacement
from makegood.journeys.record_difference import record_difference
from makegood.journeys.record_remake import Said, record_remake
from makegood.web.clock import now_of

router = Router(tags=["replacements"])
State = Literal[("", *ORDER)]  # type: ignore[valid-type]
Party = Literal["", "shop", "supplier"]


@router.get("", response=answers(ReplacementPage), operation_id="list_replacements")
@call("read", sees="case")
def list_replacements(request: HttpRequest, cursor: Cursor = "", state: State = "", party: Party = "", limit: Limit = 50) -> dict[str, Any]:
    """The newest first. Of `party=shop` and `state=drafted`: what the shop's own workshop or warehouse has to send."""
    found = queries.replacements_page(before_id=place_of(request, cursor), limit=limit + 1, state=state, party=party)
    return page_of(request, found, limit, shapes.replacement)


@router.get("/{replacement_id}", response=answers(Replacement), operation_id="get_replacement")
@call("read", sees="case")
def get_replacement(request: HttpRequest, replacement_id: str) -> dict[str, Any]:
    return shapes.replacement(queries.replacement_of(replacement_id))


def held_replacement(request: HttpRequest, replacement_id: str) -> dict[str, Any]:
    hold_case(case_id=queries.replacement_of(replacement_id).case_id, now=now_of(request))
    return shapes.replacement(queries.replacement_of(replacement_id))


@router.post("/{replacement_id}/place", response=answers(ReplacementPlaced), operation_id="place_replacement")
@call("write", of=held_replacement)
def place(request: HttpRequest, replacement_id: str) -> dict[str, Any]:
    """Ask the supplier for it, by mail and by a page of its own."""
    caller = caller_of(request)
    _, address = place_replacement(merchant_id=caller.merchant_id, replacement_id=replacement_id, by=caller.by, now=now_of(request))
    return shapes.replacement(queries.replacement_of(replacement_id)) | {"link": address}


@router.post("/{replacement_id}/sender", response=answers(Replacement), operation_id="change_sender")
@call("write", of=held_replacement)
def sender(request: HttpRequest, replacement_id: str, body: SenderIn) -> dict[str, Any]:
    """Let somebody else send it, as long as nobody makes it: this order is called off, and the answer is the one in its place."""
    caller, one = caller_of(request), queries.replacement_of(replacement_id)
    change_sender(merchant_id=caller.merchant_id, replacement_id=replacement_id, way=body.way, by=caller.by, now=now_of(request))
    close_at_rest(request, one.case_id)
    made = [found for found in queries.replacements_of_case(one.case_id) if found.line_id == one.line_id]
    return shapes.replacement(made[-1])


@router.post("/{replacement_id}/answer", response=answers(Replacement), operation_id="answer_replacement")
@call("write", of=held_replacement)
def answer(request: HttpRequest, replacement_id: str, body: ReplacementAnswerIn) -> dict[str, Any]:
    """Record how far it is, where it was said by another way than the page."""
    caller, one = caller_of(request), queries.replacement_of(replacement_id)
    said = Said(body.ready_on, body.tracking, body.reason, body.words)
    record_remake(
        merchant_id=caller.merchant_id, line_id=one.line_id, to=ANSWERS[body.answer], said=said, by=caller.by, now=now_of(request)
    )
    close_at_rest(request, one.case_id)
    return shapes.replacement(queries.replacement_of(replacement_id))


@router.post("/differences/{difference_id}", response=answers(Difference), operation_id="record_difference")
@call("money")
def difference(request: HttpRequest, difference_id: str, body: DifferenceIn) -> dict[str, Any]:
    """The customer paid what the new goods cost more, or it was paid back because they do not come."""
    caller = caller_of(request)
    one = record_difference(
        merchant_id=caller.merchant_id,
        difference_id=difference_id,
        what=body.what,
        reference=body.reference,
        by=caller.by,
        now=now_of(request),
    )
    close_at_rest(request, one.case_id)
    return shapes.difference(one, returns.line_by_id(one.line_id).public_id)
