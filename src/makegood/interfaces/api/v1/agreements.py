"""What suppliers agreed to: dated terms, to read."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.suppliers import queries
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_shop import Agreement, AgreementPage
from makegood.interfaces.api.v1.calls import call
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import answers

router = Router(tags=["agreements"])


@router.get("", response=answers(AgreementPage), operation_id="list_agreements")
@call("read")
def list_agreements(request: HttpRequest, cursor: Cursor = "", supplier: str = "", limit: Limit = 50) -> dict[str, Any]:
    """The newest first; `supplier` is its code."""
    found = queries.agreements_page(before_id=place_of(request, cursor), limit=limit + 1, code=supplier)
    return page_of(request, found, limit, shapes.agreement)


@router.get("/{agreement_id}", response=answers(Agreement), operation_id="get_agreement")
@call("read")
def get_agreement(request: HttpRequest, agreement_id: str) -> dict[str, Any]:
    return shapes.agreement(queries.agreement_of(agreement_id))
