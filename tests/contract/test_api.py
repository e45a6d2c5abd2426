"""The API as its own description promises it: whatever is sent, the answer is one that is described, and never a 500."""

import secrets
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from makegood.base.actor import SYSTEM
from makegood.journeys.make_token import make_token
from tests.cast import LAMP, make_shop, sell

pytestmark = pytest.mark.slow
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]


@pytest.fixture
def headers(real_db: None) -> dict[str, str]:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    token = make_token(merchant_id=shop.id, name="any", verbs=["read", "write", "money", "receive"], by=SYSTEM, now=now)
    return {"Authorization": f"Bearer {token}"}


def test_whatever_is_sent(server: str, headers: dict[str, str]) -> None:
    description = schemathesis.openapi.from_url(f"{server}/api/v1/openapi.json")
    operations = [found.ok() for found in description.get_all_operations()]
    assert len(operations) >= 20
    for operation in operations:
        _try(operation, headers)


def _try(operation: Any, headers: dict[str, str]) -> None:
    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def sent(case: Any) -> None:
        answer = case.call(headers=headers | {"Idempotency-Key": secrets.token_hex(8)}, timeout=20)
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code >= 400:
            problem = answer.json()
            assert problem["code"] and problem["title"] and problem["status"] == answer.status_code and problem["remedy"], problem

    sent()
