"""What is sent to Shopify is valid in both versions, and whatever comes back is told apart."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import GraphQLSchema, build_client_schema, parse, validate

from makegood.connectors.shopify.client import VERSIONS, Answer, Shopify
from makegood.connectors.shopify.documents import document, names

SHARED = Path(os.environ.get("MAKEGOOD_SHARED", "../shared")) / "data" / "shopify"


def published(version: str) -> GraphQLSchema:
    source = SHARED / f"admin_{version}.json.gz"
    if not source.exists():
        pytest.skip("the published schemas are not beside this checkout")
    return build_client_schema(json.loads(gzip.decompress(source.read_bytes()))["data"], assume_valid=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_document_is_valid_in_every_supported_version(version: str) -> None:
    schema = published(version)
    wrong = {name: [str(error) for error in validate(schema, parse(document(name)))] for name in names()}
    assert len(wrong) >= 14 and not {name: errors for name, errors in wrong.items() if errors}


def test_one_document_is_one_operation_and_brings_its_fragments_once() -> None:
    for name in names():
        kinds = [one.kind for one in parse(document(name)).definitions]
        assert kinds.count("operation_definition") == 1
        assert document(name).count("fragment Bag on") <= 1


def _asked(status: int, body: Any, headers: dict[str, str] | None = None) -> tuple[Answer, httpx.Request]:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, json=body, headers=headers)

    shop = Shopify("https://gifts.myshopify.example", "shpat_secret", transport=httpx.MockTransport(answer))
    return shop.call("order", {"id": "gid://shopify/Order/1"}), seen[0]


COST = {"requestedQueryCost": 80, "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 1920, "restoreRate": 100.0}}
LOW = {"requestedQueryCost": 250, "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 20, "restoreRate": 100.0}}


def test_the_token_travels_in_its_header_and_nowhere_else() -> None:
    found, request = _asked(200, {"data": {"order": {"id": "gid://shopify/Order/1"}}, "extensions": {"cost": COST}})
    assert (found.outcome, found.pause_s, found.troubles) == ("answered", 0, ())
    assert request.headers["X-Shopify-Access-Token"] == "shpat_secret" and "shpat" not in str(request.url)
    assert request.url.path == "/admin/api/2026-10/graphql.json" and "shpat" not in repr(Shopify("https://x.example", "shpat_secret"))


@pytest.mark.parametrize(
    ("status", "body", "outcome", "problem", "pause"),
    [
        (200, {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}], "extensions": {"cost": LOW}}, "later", "asked_to_wait", 3),
        (200, {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}, "later", "asked_to_wait", 2),
        (200, {"data": {"order": None}, "errors": [{"message": "denied", "path": ["order"], "extensions": {"code": "ACCESS_DENIED"}}]}, "refused", "access_denied", 0),
        (200, {"errors": [{"message": "Field 'x' doesn't exist", "extensions": {"code": "undefinedField"}}]}, "refused", "document_refused", 0),
        (200, {"errors": [{"message": "Internal", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}, "unknown", "their_fault", 0),
        (200, {"errors": [{"message": "no code at all"}]}, "unknown", "their_fault", 0),
        (200, {"data": {}, "extensions": {"cost": LOW}}, "answered", "", 3),
        (200, ["no", "object"], "unknown", "unreadable", 0),
        (401, {"errors": "[API] Invalid API key or access token"}, "refused", "token_refused", 0),
        (402, {"errors": "Unavailable Shop"}, "refused", "shop_frozen", 0),
        (404, {"errors": "Not Found"}, "refused", "shop_unknown", 0),
        (423, {"errors": "Locked"}, "refused", "shop_locked", 0),
        (429, {"errors": "Exceeded"}, "later", "asked_to_wait", 4),
        (430, {}, "later", "asked_to_wait", 0),
        (503, {}, "unknown", "their_fault", 0),
    ],
)  # fmt: skip
def test_what_came_of_a_call(status: int, body: Any, outcome: str, problem: str, pause: int) -> None:
    found, _ = _asked(status, body, {"Retry-After": "4"} if status == 429 else None)
    assert (found.outcome, found.problem, found.pause_s) == (outcome, problem, pause)


def test_a_part_of_the_data_says_what_is_missing() -> None:
    denied = {
        "message": "This app is not approved to access the Customer object.",
        "path": ["order", "refunds", 0, "customer"],
        "extensions": {"code": "ACCESS_DENIED", "requiredAccess": "read_customers"},
    }
    found, _ = _asked(200, {"data": {"order": {"id": "1", "customer": None}}, "errors": [denied]})
    assert found.outcome == "answered"
    assert [(one.code, one.path, one.needs) for one in found.troubles] == [("ACCESS_DENIED", "order.refunds.customer", "read_customers")]


def test_what_a_mutation_refuses_stands_apart_from_its_data() -> None:
    payload = {
        "bulkOperation": None,
        "userErrors": [{"field": ["query"], "message": "A bulk query operation is already running.", "code": "OPERATION_IN_PROGRESS"}],
    }
    found, _ = _asked(200, {"data": {"bulkOperationRunQuery": payload}})
    assert [(one.code, one.path) for one in found.user_errors] == [("OPERATION_IN_PROGRESS", "query")]
