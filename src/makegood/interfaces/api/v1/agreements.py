"""What suppliers agreed to: dated terms, packs to start from, and what sells without any."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.suppliers import queries
from makegood.apps.suppliers.packs import packs
from makegood.base.tenancy import merchant_of
from makegood.insight.unprotected import unprotected
from makegood.interfaces.api.v1 import shapes
from makegood.interfaces.api.v1.answers_shop import Agreement, AgreementPage, PackList, ProductsNamed, UnprotectedList
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import AgreementIn, ProductsIn, answers
from makegood.journeys.change_agreement import AgreementForm, change_agreement
from makegood.journeys.confirm_agreement import confirm_agreement
from makegood.journeys.name_supplier import name_supplier
from makegood.web.clock import now_of

router = Router(tags=["agreements"])


@router.get("", response=answers(AgreementPage), operation_id="list_agreements")
@call("read")
def list_agreements(request: HttpRequest, cursor: Cursor = "", supplier: str = "", limit: Limit = 50) -> dict[str, Any]:
    """The newest first; `supplier` is its code."""
    found = queries.agreements_page(before_id=place_of(request, cursor), limit=limit + 1, code=supplier)
    return page_of(request, found, limit, shapes.agreement)


@router.post("", response=answers(Agreement, 201), operation_id="make_agreement")
@call("write", status=201)
def make(request: HttpRequest, body: AgreementIn) -> dict[str, Any]:
    """A new version of a supplier's terms, or the first. Nobody has confirmed it; orders of before keep the terms of their day."""
    caller = caller_of(request)
    form = AgreementForm(
        code=body.supplier, from_on=body.from_on, currency=body.currency, terms=body.terms, name=body.name, country=body.country, email=body.email,
        language=body.language, pack=body.pack,
    )  # fmt: skip
    made = change_agreement(merchant_id=caller.merchant_id, form=form, by=caller.by, now=now_of(request))
    return shapes.agreement(queries.agreement_of(made.public_id))


@router.get("/packs", response=answers(PackList), operation_id="list_packs")
@call("read")
def list_packs(request: HttpRequest) -> dict[str, Any]:
    """What known suppliers publish, with sources: check it against your contract."""
    return shapes.page([shapes.pack(one) for one in packs().values()], None)


@router.get("/unprotected", response=answers(UnprotectedList), operation_id="list_unprotected")
@call("read")
def list_unprotected(request: HttpRequest) -> dict[str, Any]:
    """Products that sold in the last 90 days without a confirmed agreement, the most at risk first; all on one page."""
    merchant = merchant_of(caller_of(request).merchant_id)
    return shapes.page([shapes.unprotected(one, merchant.currency) for one in unprotected(merchant, now=now_of(request))], None)


@router.post("/products", response=answers(ProductsNamed), operation_id="name_supplier")
@call("write")
def products(request: HttpRequest, body: ProductsIn) -> dict[str, Any]:
    """Say who supplies products whose orders don't."""
    caller = caller_of(request)
    return {
        "order_lines": name_supplier(merchant_id=caller.merchant_id, skus=body.skus, code=body.supplier, by=caller.by, now=now_of(request))
    }


@router.get("/{agreement_id}", response=answers(Agreement), operation_id="get_agreement")
@call("read")
def get_agreement(request: HttpRequest, agreement_id: str) -> dict[str, Any]:
    return shapes.agreement(queries.agreement_of(agreement_id))


@router.post("/{agreement_id}/confirm", response=answers(Agreement), operation_id="confirm_agreement")
@call("write")
def confirm(request: HttpRequest, agreement_id: str) -> dict[str, Any]:
    """A person has compared these terms with the contract: from now on they count."""
    caller = caller_of(request)
    confirm_agreement(merchant_id=caller.merchant_id, agreement_id=agreement_id, by=caller.by, now=now_of(request))
    return shapes.agreement(queries.agreement_of(agreement_id))
