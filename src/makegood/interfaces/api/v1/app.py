"""The API: OpenAPI 3.1, bearer tokens, idempotent writes, problem documents (contract.md)."""

from typing import Any

import psycopg
from django.db import DataError, InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

import makegood
from makegood.interfaces.api.v1 import (
    agreements,
    case_steps,
    cases,
    claims,
    credit_notes,
    credits,
    disputes,
    hubs,
    inspections,
    orders,
    parcels,
    pieces,
    policies,
    quotes,
    recalls,
    recovery,
    reimbursements,
    replacements,
    routes,
    scorecards,
    sourcing,
    spikes,
    stock,
    webhooks,
    withdrawals,
    worklist,
)  # fmt: skip
from makegood.interfaces.api.v1.calls import authenticate
from makegood.interfaces.api.v1.describe import DESCRIPTION, described
from makegood.kernel.refusal import Refusal
from makegood.web.problems import away, problem, unfit


class Described(NinjaAPI):
    """Each operation has a name of its own, and the description says of every answer what it is."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        raise AssertionError(f"{operation.view_func.__name__} has no operation_id")

    def get_openapi_schema(self, **more: Any) -> Any:
        operations = {
            str(found.operation_id): found
            for bound in self._get_bound_routers()
            for path in bound.path_operations.values()
            for found in path.operations
        }
        return described(super().get_openapi_schema(**more), operations)


api = Described(
    title="makegood",
    version=makegood.__version__,
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url="/openapi.json",
    description=DESCRIPTION,
    openapi_extra={
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
    },
)
for path, module in (
    ("/orders", orders), ("/cases", cases), ("/cases", case_steps), ("/parcels", parcels), ("/inspections", inspections),
    ("/reimbursements", reimbursements), ("/claims", claims), ("/agreements", agreements), ("/policies", policies), ("/withdrawals", withdrawals),
    ("/disputes", disputes), ("/worklist", worklist), ("/webhooks", webhooks), ("", quotes), ("/pieces", pieces), ("/credit-notes", credit_notes),
    ("/credits", credits), ("/replacements", replacements), ("/scorecards", scorecards), ("/hubs", hubs), ("/cases", routes), ("/spikes", spikes),
    ("/suppliers", sourcing),
    ("/recovery", recovery), ("/recalls", recalls),
    ("/stock", stock),
):  # fmt: skip
    api.add_router(path, module.router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem(request, refusal)


def _whoever_calls(request: HttpRequest) -> HttpResponse | None:
    """What is wrong with a call is told only to those who may call."""
    try:
        with transaction.atomic():
            authenticate(request)
    except Refusal as refusal:
        return problem(request, refusal)
    return None


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What the body lacks, by its place in it."""
    return _whoever_calls(request) or problem(
        request,
        Refusal(
            "bad_input",
            "The request is not of the described form.",
            "See errors.",
            status=422,
            errors=[_place(one) for one in error.errors],
        ),
    )


def _place(one: dict[str, Any]) -> dict[str, str]:
    """`loc` begins with where it stands (body, query, path) and, for a body, the parameter's own name."""
    loc = [str(part) for part in one["loc"]]
    inside = loc[2:] if loc[0] == "body" else loc[1:]
    pointer = (
        "#" + "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in inside)
        if loc[0] == "body"
        else inside[0]
        if inside
        else ""
    )
    return {"pointer": pointer, "detail": one["msg"], "at": ".".join(loc), "message": one["msg"]}


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _whoever_calls(request) or problem(
        request, Refusal("bad_request", str(error), "Send JSON as described.", status=error.status_code)
    )


@api.exception_handler(DataError)
@api.exception_handler(psycopg.DataError)  # of a COPY, which Django does not wrap
def unstorable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(request, unfit())


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def unreachable(request: HttpRequest, error: Exception) -> HttpResponse:
    """503: the same call with the same Idempotency-Key, a little later."""
    found = away(error)
    found.remedy = "Repeat the call in a few seconds, with the same Idempotency-Key."
    return problem(request, found)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, Refusal("not_found", "There is nothing at this address.", "See /api/v1/openapi.json.", status=404))
