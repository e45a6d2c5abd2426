"""What is known of suppliers before a shop relies on them, and two of them side by side."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from makegood.apps.sourcing import queries
from makegood.apps.suppliers import queries as suppliers
from makegood.base.tenancy import merchant_of
from makegood.insight.sourcing import compare_suppliers
from makegood.interfaces.api.v1 import sourcing_shapes
from makegood.interfaces.api.v1.answers_sourcing import SupplierComparison, SupplierVetted
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.schemas import answers
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of

router = Router(tags=["suppliers"])
Code = Annotated[str, Query(min_length=1, max_length=60, description="A supplier's code, as its agreements name it.")]


def _known(code: str) -> str:
    if not suppliers.versions_of(code):
        raise Refusal("supplier_unknown", "There is no such supplier.", "See the list of agreements for their codes.", status=404)
    return code


@router.get("/compare", response=answers(SupplierComparison), operation_id="compare_suppliers")
@call("read")
def compare(request: HttpRequest, one: Code = "", other: Code = "") -> dict[str, Any]:
    """Agreements, scorecards of a year, what is known of both, prices of what both have sent, and their parallel tests."""
    merchant = merchant_of(caller_of(request).merchant_id)
    found = compare_suppliers(merchant, _known(one), _known(other), now=now_of(request))
    return sourcing_shapes.comparison(found, merchant.currency)


@router.get("/{supplier}/vetting", response=answers(SupplierVetted), operation_id="get_vetting")
@call("read")
def vetting(request: HttpRequest, supplier: str) -> dict[str, Any]:
    """The checklist with its score, each version, and the test returns."""
    return sourcing_shapes.vetted(queries.vetted(_known(supplier)))
