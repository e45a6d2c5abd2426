"""What every call meets before it reaches its operation, and every answer on its way out. Addresses under /api/v1/ only."""

import json
from collections.abc import Callable
from functools import cache

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.urls import Resolver404, resolve

from makegood.interfaces.api.v1 import limits
from makegood.interfaces.api.v1.app import api
from makegood.kernel.refusal import Refusal
from makegood.web.problems import problem

PREFIX = "/api/v1/"
DEEPEST = 30
_JSON = ("application/json", "application/problem+json", "application/*", "*/*")


class ApiDoor:
    """Innermost of the middleware: a refusal of the door is a problem document like any other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        try:
            _look(request)
            response = self.get_response(request)
        except Refusal as refusal:
            response = problem(request, refusal)
        if response.status_code == 405:
            response = _wrong_method(request, response)
        limits.tell(request, response)
        response.setdefault("Cache-Control", "private, no-cache")
        if head:
            request.method, length = "HEAD", len(response.content)
            response.content = b""
            response["Content-Length"] = str(length)
        return response


def _wrong_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    allowed = ", ".join(sorted({*response["Allow"].split(", "), *(["HEAD"] if "GET" in response["Allow"] else [])}))
    told = problem(
        request, Refusal("method_not_allowed", f"This address does not take {request.method}.", f"It takes {allowed}.", status=405)
    )
    told["Allow"] = allowed
    return told


def _look(request: HttpRequest) -> None:
    """Refuses `not_acceptable`, `too_large`, `not_json`, `bad_request`."""
    wanted = [part.partition(";")[0].strip().lower() for part in request.headers.get("Accept", "*/*").split(",")]
    if request.path.startswith(f"{PREFIX}problems"):
        return
    if not any(one in _JSON for one in wanted):
        raise Refusal("not_acceptable", "Answers are JSON.", "Accept application/json.", status=406)
    if request.method not in ("POST", "PUT", "PATCH", "DELETE"):
        return
    try:
        body = request.body
    except RequestDataTooBig:
        raise Refusal("too_large", "The body is too large.", "Send at most two megabytes.", status=413) from None
    except (RawPostDataException, OSError):
        raise Refusal("bad_request", "The body did not arrive whole.", "Send it again.", status=400) from None
    if body:
        _look_into(request, body)


def _look_into(request: HttpRequest, body: bytes) -> None:
    if request.content_type != "application/json":
        if not takes_body(request):
            return  # whatever a client puts into a call that takes nothing
        raise Refusal("not_json", "The body is not said to be JSON.", "Send it with `Content-Type: application/json`.", status=415)
    try:
        found = json.loads(body)
    except RecursionError:
        raise Refusal("bad_request", "The body is nested too deeply.", f"Nest at most {DEEPEST} levels.", status=400) from None
    except ValueError:
        raise Refusal("bad_request", "The body is no JSON.", "Send JSON in UTF-8.", status=400) from None
    if _depth(found) > DEEPEST:
        raise Refusal("bad_request", "The body is nested too deeply.", f"Nest at most {DEEPEST} levels.", status=400)


def takes_body(request: HttpRequest) -> bool:
    try:
        return (resolve(request.path).route, request.method) in _with_body()
    except Resolver404:
        return False


@cache
def _with_body() -> frozenset[tuple[str, str]]:
    """(route, method) of each operation that takes a body."""
    return frozenset(
        (f"{PREFIX[1:]}{bound.prefix.strip('/')}{path}".replace("{", "<").replace("}", ">"), method)
        for bound in api._get_bound_routers()
        for path, view in bound.path_operations.items()
        for operation in view.operations
        if any(model.__ninja_param_source__ == "body" for model in operation.models)  # type: ignore[attr-defined]
        for method in operation.methods
    )


def _depth(value: object, at: int = 0) -> int:
    if at > DEEPEST or not isinstance(value, dict | list):
        return at
    inner = value.values() if isinstance(value, dict) else value
    return max((_depth(one, at + 1) for one in inner), default=at)
