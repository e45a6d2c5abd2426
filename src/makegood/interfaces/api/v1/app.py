"""The API: OpenAPI 3.1, bearer tokens, idempotent writes, problem documents (contract.md)."""

from typing import Any

from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

import makegood
from makegood.interfaces.api.v1 import (
    cases,
    claims,
    credit_notes,
    disputes,
    orders,
    parcels,
    pieces,
    policies,
    quotes,
    reimbursements,
    withdrawals,
    worklist,
)
from makegood.kernel.refusal import Refusal
from makegood.web.problems import away, problem, unfit

KEY = {
    "name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "New for each new request, the same when one is repeated: the first answer is given again.",
}  # fmt: skip


class Described(NinjaAPI):
    """The description says of problem documents what they are (RFC 9457 section 3) and of each write that it needs a key."""

    def get_openapi_schema(self, **more: Any) -> Any:
        schema = super().get_openapi_schema(**more)
        for address, path in schema["paths"].items():
            for method, operation in path.items():
                if method != "get" and not address.endswith(("/preview", "/refund-quote")):
                    operation.setdefault("parameters", []).append(KEY)
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in answer.get("content", {}):
                        answer["content"] = {"application/problem+json": answer["content"]["application/json"]}
        return schema


api = Described(
    title="makegood",
    version=makegood.__version__,
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url="/openapi.json",
    description="Returns of personalised and dropshipped goods. Amounts are decimal strings with a currency; days are ISO 8601.",
    openapi_extra={
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
    },
)
for path, module in (
    ("/orders", orders), ("/cases", cases), ("/parcels", parcels), ("/reimbursements", reimbursements), ("/claims", claims), ("/policies", policies),
    ("/withdrawals", withdrawals), ("/disputes", disputes), ("/worklist", worklist), ("", quotes), ("/pieces", pieces), ("/credit-notes", credit_notes),
):  # fmt: skip
    api.add_router(path, module.router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem(request, refusal)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What the body lacks, by its place in it."""
    errors: list[dict[str, Any]] = [{"at": ".".join(str(part) for part in one["loc"]), "message": one["msg"]} for one in error.errors]
    return problem(request, Refusal("bad_input", "The request is not of the described form.", "See errors.", status=422, errors=errors))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, Refusal("bad_request", str(error), "Send JSON as described.", status=error.status_code))


@api.exception_handler(DataError)
def unstorable(request: HttpRequest, error: DataError) -> HttpResponse:
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
