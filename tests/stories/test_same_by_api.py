"""The main job over /api/v1, with its keys, pages and refusals."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.base.actor import SYSTEM
from makegood.journeys.make_token import make_token
from tests.cast import make_shop

pytestmark = pytest.mark.django_db


class Api:
    """A program with a token of its own."""

    def __init__(self, shop: Any, verbs: tuple[str, ...] = ("read", "write", "money", "receive")) -> None:
        self.secret = make_token(merchant_id=shop.id, name="test", verbs=list(verbs), by=SYSTEM, now=datetime.now(UTC))
        self.client = Client()

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers={"authorization": f"Bearer {self.secret}"})

    def post(self, path: str, body: Any = None, key: str | None = "") -> Any:
        headers = {"authorization": f"Bearer {self.secret}"}
        if key is not None:
            headers["idempotency-key"] = key or secrets.token_hex(8)
        return self.client.post(f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", headers=headers)


ORDER = {
    "number": "#5001", "placed_at": "2026-11-01T10:00:00Z", "market": "DE", "currency": "EUR", "shipping": "3.90", "standard_shipping": "3.90",
    "delivered_on": "2026-11-18", "email": "hanna@test.example", "disclosures": ["withdrawal_info", "return_cost_on_customer"],
    "lines": [{"ref": "L1", "sku": "L-2", "title": "Lamp", "quantity": 2, "unit_price": "39.00", "tax_rate": "0.19",
               "customer_input": "none", "cost": "12.40", "supplier": "maker"}],
}  # fmt: skip
CASE = {"lines": [{"line": "L1", "quantity": 1, "kinds": ["defective"], "choose": "refund"}]}


@pytest.fixture
def api(now: datetime, settings: Any) -> Api:
    settings.MAKEGOOD_NOW = now.isoformat()
    return Api(make_shop("home", now))


def test_one_return_from_order_to_settled(api: Api) -> None:
    order = api.post("/orders", ORDER).json()
    preview = api.post("/cases/preview", {"order": order["id"], **CASE}, key=None).json()
    shown = next(offer for offer in preview["lines"][0]["offers"] if offer["remedy"] == "refund")
    case = api.post("/cases", {"order": order["id"], **CASE}).json()
    kept = api.get(f"/cases/{case['id']}").json()["decisions"][0]["offers"]
    assert shown in kept  # what was shown is what was decided
    parcel = api.post(f"/cases/{case['id']}/labels").json()
    assert api.post(f"/parcels/{parcel['id']}/receive").json()["state"] == "received"
    line = case["lines"][0]["id"]
    assert (
        api.post(f"/cases/{case['id']}/inspections", {"line": line, "result": "not_right", "grade": "C", "finding": "broken"}).status_code
        == 201
    )
    settled = api.post(f"/cases/{case['id']}/settle").json()
    assert settled["state"] == "settled"
    assert settled["reimbursements"][0]["amount"] == {"amount": "39.00", "currency": "EUR"}
    again = api.post(f"/cases/{case['id']}/settle").json()
    assert again == {"state": "nothing_due", "reimbursements": []}
    paid = api.post(f"/reimbursements/{settled['reimbursements'][0]['id']}/outcome", {"outcome": "posted"}).json()
    assert paid["state"] == "posted" and paid["credit_notes"][0].startswith("CN-2026-")
    claim = api.post(f"/claims/for-case/{case['id']}").json()["items"][0]
    assert claim["asked"]["amount"] == "12.40"
    names = [one["name"] for one in api.get(f"/cases/{case['id']}/timeline").json()["items"]]
    assert names[0] == "case.opened" and "refund.posted" in names


def test_where_no_agreement_covers_it_the_question_for_claims_closes_the_case(api: Api) -> None:
    order = api.post("/orders", {**ORDER, "lines": [{**ORDER["lines"][0], "supplier": ""}]}).json()  # type: ignore[dict-item]
    case = api.post("/cases", {"order": order["id"], **CASE}).json()
    parcel = api.post(f"/cases/{case['id']}/labels").json()
    api.post(f"/parcels/{parcel['id']}/receive")
    found = {"line": case["lines"][0]["id"], "result": "not_right", "grade": "C", "finding": "broken"}
    api.post(f"/cases/{case['id']}/inspections", found)
    assert api.post(f"/claims/for-case/{case['id']}").json()["items"] == []
    assert api.get(f"/cases/{case['id']}").json()["closed_as"] is None  # the money is still owed
    owed = api.post(f"/cases/{case['id']}/settle").json()["reimbursements"][0]["id"]
    api.post(f"/reimbursements/{owed}/outcome", {"outcome": "posted"})
    assert api.post(f"/claims/for-case/{case['id']}").json()["items"] == []
    assert api.get(f"/cases/{case['id']}").json()["closed_as"] == "settled"


def test_the_same_key_gives_the_same_answer_and_one_effect(api: Api) -> None:
    order = api.post("/orders", ORDER).json()
    body = {"order": order["id"], **CASE}
    first, second = api.post("/cases", body, key="k-1"), api.post("/cases", body, key="k-1")
    assert first.json() == second.json() and second.headers["Idempotency-Replayed"] == "true"
    changed = api.post("/cases", {**body, "language": "de"}, key="k-1")
    assert changed.status_code == 422 and changed.json()["code"] == "idempotency_key_reused"
    assert len(api.get("/cases").json()["items"]) == 1


def test_a_second_case_on_the_same_unit_names_the_first(api: Api) -> None:
    order = api.post("/orders", ORDER).json()
    both = {"order": order["id"], "lines": [{"line": "L1", "quantity": 2, "kinds": ["defective"]}]}
    first = api.post("/cases", both).json()
    refused = api.post("/cases", both)
    assert refused.status_code == 409 and refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "unit_already_in_case" and refused.json()["case"] == first["id"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/cases", {"order": "ord_nope", **CASE}, 404),
        ("/cases", {"nonsense": 1}, 422),
        ("/orders", {**ORDER, "currency": "XXX"}, 422),
        ("/orders", {**ORDER, "placed_at": "2090-01-01T00:00:00Z"}, 422),
        ("/orders", {**ORDER, "market": "EG"}, 404),
        ("/policies", {"text": "policy: x"}, 422),
        ("/parcels/prc_nope/receive", {}, 404),
    ],
)
def test_what_can_not_be_done_is_a_problem_document(api: Api, path: str, body: Any, status: int) -> None:
    refused = api.post(path, body)
    assert refused.status_code == status, refused.content
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["remedy"]


def test_without_token_verb_or_key_nothing_happens(api: Api, now: datetime) -> None:
    assert Client().get("/api/v1/cases").status_code == 401
    assert api.post("/orders", ORDER, key=None).json()["code"] == "idempotency_key_missing"
    reader = Api(make_shop("home", now), ("read",))
    assert reader.post("/orders", ORDER).json()["code"] == "verb_not_allowed"
    assert reader.get("/orders").json()["items"] == []


def test_another_shop_sees_nothing(api: Api, now: datetime) -> None:
    order = api.post("/orders", ORDER).json()
    stranger = Api(make_shop("home", now))
    assert stranger.get(f"/orders/{order['id']}").status_code == 404
    assert stranger.get("/orders").json()["items"] == []


# 15 statements a write are allowed; these are what each takes, and may only fall.
BUDGET = {
    "open": 6,
    "label": 6,
    "receive": 5,
    "inspect": 6,
    "settle": 5,
}  # label, inspect: whose terms say where it may go and what it is worth


def _statements(context: CaptureQueriesContext) -> list[str]:
    quiet = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET CONSTRAINTS", "SELECT set_config")
    return [one["sql"] for one in context.captured_queries if not one["sql"].startswith(quiet)]


def test_every_write_stays_within_its_budget(api: Api) -> None:
    order = api.post("/orders", ORDER).json()
    found = {}

    def call(name: str, path: str, body: Any = None) -> Any:
        with CaptureQueriesContext(connection) as context:
            answer = api.post(path, body)
        found[name] = len(_statements(context))
        assert answer.status_code < 300, answer.content
        return answer.json()

    case = call("open", "/cases", {"order": order["id"], **CASE})
    parcel = call("label", f"/cases/{case['id']}/labels")
    call("receive", f"/parcels/{parcel['id']}/receive")
    call(
        "inspect",
        f"/cases/{case['id']}/inspections",
        {"line": case["lines"][0]["id"], "result": "not_right", "grade": "C", "finding": "broken"},
    )
    call("settle", f"/cases/{case['id']}/settle")
    assert all(found[name] <= most for name, most in BUDGET.items()), found
