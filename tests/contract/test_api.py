"""The API as its own description promises it: whatever is sent, by whomever, the answer is one that is described, and never a 500."""

import secrets
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from makegood.interfaces.api.v1.app import api
from makegood.interfaces.api.v1.problem_list import codes
from tests.cast import Shop, make_shop
from tests.contract.calling import VERBS, caller, token
from tests.contract.stocked import stocked

pytestmark = pytest.mark.slow
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance, response_headers_conformance]
METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "TRACE", "OPTIONS")


@pytest.fixture
def shop(real_db: None) -> Shop:
    return make_shop("home", datetime.now(UTC))


@pytest.fixture
def there(server: str, shop: Shop) -> dict[str, list[str]]:
    return stocked(server, shop, token(shop), datetime.now(UTC))


def operations(server: str) -> list[Any]:
    description = schemathesis.openapi.from_url(f"{server}/api/v1/openapi.json")
    found = [one.ok() for one in description.get_all_operations()]
    assert len(found) >= 85
    return found


@pytest.mark.parametrize("part", range(2))
def test_whatever_is_sent(server: str, shop: Shop, there: dict[str, list[str]], part: int) -> None:
    """Content that fits the description and content that does not, with ids that are there and ids that are not."""
    secret, said, failed = token(shop), set[int](), []
    for operation in operations(server)[part::2]:
        for mode, most in ((GenerationMode.POSITIVE, 20), (GenerationMode.NEGATIVE, 12)):
            try:
                said |= _try(operation, mode, most, secret, there)
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE  # nothing that it takes could be wrong
            except (AssertionError, FailureGroup, Failure) as failure:  # the others are tried all the same
                failed.append(f"{operation.label} ({mode.value}): {failure}")
    assert not failed, "\n\n".join(failed)
    assert {200, 201, 404, 409, 422} <= said, said


def _try(operation: Any, mode: GenerationMode, most: int, secret: str, there: dict[str, list[str]]) -> set[int]:
    checks, said = CHECKS + [negative_data_rejection] * (mode is GenerationMode.NEGATIVE), set[int]()

    @settings(max_examples=most, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def sent(case: Any, data: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            case.path_parameters = _real(case.path_parameters or {}, there, data)
            if isinstance(case.body, dict):
                case.body = _real(case.body, there, data)
        headers = {"Authorization": f"Bearer {secret}"} | (
            {"Idempotency-Key": secrets.token_hex(8)} if mode is GenerationMode.POSITIVE else {}
        )
        answer = case.call(headers=headers, timeout=20)
        case.validate_response(answer, checks=CHECKS if answer.status_code == 413 else checks)  # too large is refused, too
        said.add(answer.status_code)
        if answer.status_code >= 400:
            problem = answer.json()
            assert problem["title"] and problem["status"] == answer.status_code and problem["remedy"], problem
            assert problem["code"] in codes(), f"{problem['code']} is on no list"

    sent()
    return said


def _real(given: dict[str, Any], there: dict[str, list[str]], data: Any) -> dict[str, Any]:
    """Most of the time things that are there; lists of lines too."""
    found = dict(given)
    for name, value in given.items():
        if there.get(name) and isinstance(value, str) and data.draw(st.integers(0, 9)):
            found[name] = data.draw(st.sampled_from(there[name]))
        elif isinstance(value, list):
            found[name] = [_real(one, there, data) if isinstance(one, dict) else one for one in value]
    return found


def test_every_address_takes_its_own_methods_only(server: str, shop: Shop, there: dict[str, list[str]]) -> None:
    paths: dict[str, set[str]] = {}
    for operation in operations(server):
        paths.setdefault(operation.path, set()).add(operation.method.upper())
    with caller(server, token(shop)) as program:
        for path, methods in paths.items():
            address = server + _filled(path, there)
            for method in METHODS:
                if method not in methods:
                    answer = program.request(method, address)
                    assert answer.status_code == 405 and answer.json()["code"] == "method_not_allowed", (method, address, answer.text)
                    assert {*answer.headers["Allow"].split(", ")} == methods | ({"HEAD"} if "GET" in methods else set())


def _filled(path: str, there: dict[str, list[str]]) -> str:
    for name, ids in there.items():
        path = path.replace(f"{{{name}}}", ids[0] if ids else "none")
    return path


def test_nobody_without_a_token_with_another_verb_or_of_another_shop(server: str, shop: Shop, there: dict[str, list[str]]) -> None:
    """Every operation, with things that are there: 401, 403, and 404 as for what there is not."""
    stranger = make_shop("home", datetime.now(UTC))
    views = {
        one.operation_id: one.view_func
        for bound in api._get_bound_routers()
        for path in bound.path_operations.values()
        for one in path.operations
    }
    with caller(server, token(stranger)) as other, httpx.Client(timeout=20, trust_env=False) as nobody:
        limited = {verb: caller(server, token(shop, tuple(one for one in VERBS if one != verb))) for verb in VERBS}
        for operation in operations(server):
            address, verb = server + _filled(operation.path, there), views[operation.definition.raw["operationId"]].verb  # type: ignore[union-attr]
            example = _example(operation, there)
            key = {"Idempotency-Key": secrets.token_hex(8)}
            for headers in ({}, {"Authorization": "Bearer mg_guessed"}):
                assert nobody.request(operation.method, address, json=example, headers=headers | key).status_code == 401, address
            refused = limited[verb].request(operation.method, address, json=example, headers=key)
            assert (refused.status_code, refused.json()["code"]) == (403, "verb_not_allowed"), (address, refused.text)
            if "{" in operation.path and "{day}" not in operation.path:
                assert other.request(operation.method, address, json=example, headers=key).status_code == 404, address
        for program in limited.values():
            program.close()


def _example(operation: Any, there: dict[str, list[str]]) -> Any:
    """A body that fits the description, so that it is read: what it may not do is told by its token."""
    content = operation.definition.raw.get("requestBody", {}).get("content", {})
    if not content:
        return None
    name = content["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
    return BODIES[name](there)


BODIES: dict[str, Any] = {
    "CaseIn": lambda there: {"order": there["order"][0], "lines": [{"line": "L1", "quantity": 1, "kinds": ["defective"]}]},
    "OrderIn": lambda there: {
        "number": "#1",
        "placed_at": "2026-11-01T10:00:00Z",
        "market": "DE",
        "currency": "EUR",
        "lines": [{"ref": "L1", "sku": "x", "quantity": 1, "unit_price": "1.00"}],
    },
    "ClaimCreditIn": lambda there: {"who": "maker", "amount": "1.00", "currency": "EUR", "came_on": there["day"][0]},
    "CreditMatchIn": lambda there: {"parts": [{"claim": there["claim"][0], "amount": "1.00"}]},
    "ExplainIn": lambda there: {"meaning": "goodwill"},
    "FaultIn": lambda there: {"supplier": 60, "carrier": 40},
    "FiledIn": lambda there: {"filed_as": "A-1"},
    "RecallIn": lambda there: {"sku": "nothing", "hurts": False, "hazard": {"en": "It is dull."}},
    "ToldIn": lambda there: {"reference": "SBG-1"},
    "StockIn": lambda there: {"sku": "L-2", "place": "Hub Leipzig"},
    "SourceIn": lambda there: {"sku": "L-2", "supplier": "maker"},
    "SenderIn": lambda there: {"way": "next"},
    "DismissIn": lambda there: {"why": "chance"},
    "StepIn": lambda there: {"step": "paused"},
    "ActionIn": lambda there: {"what": "double-wall box", "who": "shop", "from_on": "2026-12-01", "due_on": "2026-12-01"},
    "ChoiceIn": lambda there: {"line": there["line"][0], "remedy": "refund"},
    "OfferIn": lambda there: {"line": there["line"][0], "remedy": "refund"},
    "DeclineIn": lambda there: {"line": there["line"][0], "reason": "It is whole."},
    "RefundAskIn": lambda there: {"lines": [{"line": "L1", "quantity": 1}]},
    "MessageIn": lambda there: {"text": "One moment."},
    "MergeIn": lambda there: {"case": there["case"][1]},
    "InspectionIn": lambda there: {"line": there["line"][0], "result": "not_right", "grade": "C"},
    "CorrectionIn": lambda there: {"result": "not_right", "grade": "C"},
    "DeadlineIn": lambda there: {"deadline": there["deadline"][0], "until": "2027-01-01"},
    "RemakeIn": lambda there: {"line": there["line"][0], "to": "shipped"},
    "LinkIn": lambda there: {},
    "ReplacementAnswerIn": lambda there: {"answer": "sent"},
    "DifferenceIn": lambda there: {"what": "paid", "reference": "INV-1"},
    "ErrandIn": lambda there: {"how": "again"},
    "ReceiveIn": lambda there: {},
    "PostingIn": lambda there: {},
    "SplitIn": lambda there: {"lines": [{"line": there["line"][0], "quantity": 1}]},
    "OutcomeIn": lambda there: {"outcome": "posted"},
    "ReasonIn": lambda there: {"reason": "a mistake"},
    "PursueIn": lambda there: {"call": "ask"},
    "ExcessIn": lambda there: {"how": "kept"},
    "AnswerIn": lambda there: {"answer": "accepted"},
    "PricesIn": lambda there: {"from_on": "2026-11-01", "prices": [{"act": "receive", "price": "0.80"}]},
    "RestockIn": lambda there: {"acts": there["act"], "destination": "buffer"},
    "InvoiceIn": lambda there: {
        "number": "R-2",
        "since": "2026-11-01",
        "until": "2026-11-30",
        "lines": [{"act": "receive", "quantity": 1, "amount": "0.80"}],
    },
    "VerdictIn": lambda there: {"verdict": "accepted"},
    "SampleIn": lambda there: {"sku": "L-2", "lot": 500},
    "RouteIn": lambda there: {"place": "shop", "reason": "other"},
    "SpendingIn": lambda there: {"code": "x", "order": "#1", "amount": "1.00", "currency": "EUR"},
    "SpendingReturnIn": lambda there: {"code": "x", "order": "#1"},
    "CreditIn": lambda there: {"amount": "1.00"},
    "AgreementIn": lambda there: {"supplier": "x", "from_on": "2026-11-01", "currency": "EUR", "terms": {}},
    "ProductsIn": lambda there: {"supplier": "x", "skus": ["y"]},
    "PolicyIn": lambda there: {"text": "policy: x"},
    "WithdrawalIn": lambda there: {"name": "Hanna"},
    "MatchIn": lambda there: {"order": there["order"][0]},
    "EmailIn": lambda there: {"email": "h@test.example"},
    "TextIn": lambda there: {"text": "Hanna"},
    "ShownListIn": lambda there: {"shown": [{"shown": "0" * 64}]},
    "ElsewhereIn": lambda there: {"amount": "1.00", "on": "2026-11-20", "reason": "by hand"},
    "ReverseIn": lambda there: {"key": "x", "reason": "a mistake"},
    "SameIn": lambda there: {"past": "x", "other": "y", "same": True},
    "WebhookIn": lambda there: {"url": "https://hooks.shop.example/y", "types": ["case.opened"]},
    "TurnIn": lambda there: {"on": True},
    "ReplayIn": lambda there: {"since": "2026-11-20T09:00:00Z"},
}
