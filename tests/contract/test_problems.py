"""Whatever goes wrong is a problem document (RFC 9457) that says what to do, and never a 500."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.interfaces.api.v1 import limits
from makegood.interfaces.api.v1.app import api
from makegood.interfaces.api.v1.problem_list import codes
from tests.cast import make_shop
from tests.contract.calling import Program
from tests.stories.test_same_by_api import CASE, ORDER, _statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(now: datetime, settings: Any) -> Program:
    settings.MAKEGOOD_NOW = now.isoformat()
    return Program(make_shop("home", now))


def send(program: Program, method: str, path: str, body: bytes = b"", **headers: str) -> Any:
    given = {"authorization": f"Bearer {program.secret}", "idempotency-key": "any", **headers}
    kind = headers.pop("content-type", "application/json")
    return program.client.generic(method, f"/api/v1{path}", body, content_type=kind, headers=given)


def is_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, (answer.status_code, answer.content)
    assert answer.headers["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert (
        found["code"] == code and found["status"] == status and found["title"] and found["detail"] and found["remedy"] and found["instance"]
    )
    assert found["type"].endswith(f"/api/v1/problems#{code}")
    return found


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "code"),
    [
        ("GET", "/nothing", b"", {}, 404, "not_found"),
        ("GET", "/cases/cas_none", b"", {}, 404, "case_unknown"),
        ("GET", "/cases/%00", b"", {}, 400, "bad_input"),
        ("DELETE", "/cases", b"", {}, 405, "method_not_allowed"),
        ("PUT", "/cases/cas_none", b"{}", {}, 405, "method_not_allowed"),
        ("POST", "/orders", b"a=1", {"content-type": "application/x-www-form-urlencoded"}, 415, "not_json"),
        ("POST", "/orders", b"{}", {"content-type": "text/plain"}, 415, "not_json"),
        ("GET", "/orders", b"", {"accept": "text/html"}, 406, "not_acceptable"),
        ("POST", "/orders", b"{", {}, 400, "bad_request"),
        ("POST", "/orders", b"\xff\xfe", {}, 400, "bad_request"),
        ("POST", "/orders", b"[" * 100_000, {}, 400, "bad_request"),
        ("POST", "/orders", b'{"a":' * 40 + b"1" + b"}" * 40, {}, 400, "bad_request"),
        ("POST", "/orders", b" " * 2_000_001, {}, 413, "too_large"),
        ("POST", "/orders", b"[]", {}, 422, "bad_input"),
        ("POST", "/orders", b"null", {}, 422, "bad_input"),
        ("POST", "/orders", b"NaN", {}, 422, "bad_input"),
        ("POST", "/orders", b"", {}, 422, "bad_input"),
    ],
)  # fmt: skip
def test_at_the_door(program: Program, method: str, path: str, body: bytes, headers: dict[str, str], status: int, code: str) -> None:
    is_problem(send(program, method, path, body, **headers), status, code)


def test_a_wrong_method_names_the_right_ones(program: Program) -> None:
    assert send(program, "DELETE", "/orders").headers["Allow"] == "GET, HEAD, POST"
    head = send(program, "HEAD", "/orders")
    assert head.status_code == 200 and head.content == b"" and int(head.headers["Content-Length"]) > 10


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"unknown": 1}, "#/unknown"),
        ({"placed_at": "yesterday"}, "#/placed_at"),
        ({"delivered_on": "2026-02-30"}, "#/delivered_on"),
        ({"delivered_on": 0}, "#/delivered_on"),
        ({"delivered_on": "20000"}, "#/delivered_on"),
        ({"placed_at": 1763600000}, "#/placed_at"),
        ({"lines": "L1"}, "#/lines"),
        ({"lines": [{**ORDER["lines"][0], "quantity": 0}]}, "#/lines/0/quantity"),  # type: ignore[index]
        ({"lines": [{**ORDER["lines"][0], "a/b~c": 0}]}, "#/lines/0/a~1b~0c"),  # type: ignore[index]
        ({"market": None}, "#/market"),
        ({"number": 5001}, "#/number"),
    ],
)
def test_what_is_wrong_is_pointed_at(program: Program, change: dict[str, Any], pointer: str) -> None:
    found = is_problem(program.post("/orders", {**ORDER, **change}), 422, "bad_input")
    assert [one["pointer"] for one in found["errors"]] == [pointer] and found["errors"][0]["detail"]


@pytest.mark.parametrize(
    "text", ["\x00", "a\x00b", "\ud800", "‮‏", "𝔘𝔫𝔦", "a" * 4000, "'; DROP TABLE orders_order; --", "{{ 7 * 7 }}", "\U0001f4a5"]
)
def test_no_text_breaks_anything(program: Program, text: str) -> None:
    for body in ({**ORDER, "number": text}, {**ORDER, "name": text}, {**ORDER, "lines": [{**ORDER["lines"][0], "title": text}]}):  # type: ignore[index]
        answer = program.post("/orders", body)
        assert answer.status_code in (201, 400, 422), answer.content
    order = program.post("/orders", ORDER).json()
    said = {"order": order["id"], "lines": [{**CASE["lines"][0], "words": text}]}  # type: ignore[dict-item]
    assert program.post("/cases", said).status_code in (201, 400, 422)
    assert program.get("/cases?order=" + "%F0%9F%92%A5%00").status_code in (200, 400)


@pytest.mark.parametrize("number", [10**30, -1, 1.5, "1", True, None, [], {}])
def test_no_number_breaks_anything(program: Program, number: Any) -> None:
    for name in ("quantity", "production_days", "unit_price"):
        answer = program.post("/orders", {**ORDER, "lines": [{**ORDER["lines"][0], name: number}]})  # type: ignore[index]
        assert answer.status_code in (201, 400, 422), answer.content


def test_what_is_wrong_with_a_call_is_told_only_to_those_who_may_call() -> None:
    for headers in ({}, {"authorization": "Bearer mg_guessed"}, {"authorization": "Basic YTpi"}):
        answer = Client().post("/api/v1/orders", "{}", content_type="application/json", headers=headers)
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer" and "errors" not in answer.json()


def test_every_code_stands_on_the_page_that_its_type_leads_to(program: Program) -> None:
    page = Client().get("/api/v1/problems")
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
    anchors = set(re.findall(r'<section id="([a-z_0-9]+)">', page.content.decode()))
    assert anchors == set(codes()) and len(anchors) > 250
    for path, body in (
        ("/cases", {"order": "ord_x", **CASE}),
        ("/orders", {**ORDER, "currency": "XXX"}),
        ("/policies", {"text": "policy: x"}),
        ("/orders", {**ORDER, "market": "EG"}),
    ):
        assert program.post(path, body).json()["type"].rpartition("#")[2] in anchors
    assert {"case_unknown", "parcel_unknown", "changed_meanwhile", "too_many_calls", "idempotency_in_progress"} <= anchors


def test_how_often_one_may_call_stands_in_every_answer(program: Program, settings: Any) -> None:
    limits.calls.clear()
    settings.MAKEGOOD_API_PER_MINUTE = 3
    rates = [program.get("/orders") for _ in range(5)]
    assert [one.status_code for one in rates] == [200, 200, 200, 429, 429]
    assert rates[0].headers["RateLimit-Policy"] == '"calls";q=3;w=60' and re.fullmatch(
        r'"calls";r=2;t=(60|61)', rates[0].headers["RateLimit"]
    )
    found = is_problem(rates[4], 429, "too_many_calls")
    assert 1 <= int(rates[4].headers["Retry-After"]) <= 61 and str(found["retry_after_s"]) == rates[4].headers["Retry-After"]
    assert (
        Program(make_shop("home", datetime.fromisoformat(settings.MAKEGOOD_NOW))).get("/orders").status_code == 200
    )  # another's calls are another's


def test_whoever_guesses_is_slowed_down_and_nobody_else(program: Program, settings: Any) -> None:
    limits.refused.clear()
    settings.MAKEGOOD_API_REFUSED_PER_MINUTE = 3
    assert program.get("/orders").status_code == 200
    guessed = [Client().get("/api/v1/orders", headers={"authorization": f"Bearer mg_{place}"}).status_code for place in range(5)]
    assert guessed == [401, 401, 401, 429, 429]
    assert program.get("/orders").status_code == 200
    limits.refused.clear()


def test_counting_takes_no_statement(program: Program) -> None:
    program.get("/orders")
    with CaptureQueriesContext(connection) as context:
        assert program.get("/orders?number=none").headers["RateLimit"]
    assert len(_statements(context)) == 2  # the token, the orders


def test_the_description_names_everything() -> None:
    schema = json.loads(json.dumps(api.get_openapi_schema()))
    assert schema["openapi"] == "3.1.0"
    names = [operation["operationId"] for path in schema["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names)) and all(re.fullmatch(r"[a-z]+(_[a-z]+)+", name) for name in names)
    resources = {path.split("/")[3] for path in schema["paths"]}
    wanted = {
        "orders",
        "cases",
        "parcels",
        "inspections",
        "reimbursements",
        "claims",
        "agreements",
        "policies",
        "disputes",
        "webhooks",
        "withdrawals",
        "worklist",
    }
    assert wanted <= resources
    for path in schema["paths"].values():
        for method, operation in path.items():
            given = {one["name"] for one in operation["parameters"]}
            assert ("Idempotency-Key" in given) == (method == "post" and operation["operationId"] not in ("preview_case", "quote_refund"))
            right = operation["responses"].get("200") or operation["responses"]["201"]
            assert "$ref" in right["content"]["application/json"]["schema"], operation["operationId"]
    assert schema["webhooks"]["case.opened"]["post"]["requestBody"]
