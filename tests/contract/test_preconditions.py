"""ETag, If-None-Match and If-Match: nobody overwrites what they have not seen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from tests.cast import LAMP, make_shop, sell
from tests.contract.calling import Program, caller, token
from tests.stories.test_same_by_api import CASE, ORDER


@pytest.fixture
def program(db: None, now: datetime, settings: Any) -> Program:
    settings.MAKEGOOD_NOW = now.isoformat()
    return Program(make_shop("home", now))


@pytest.fixture
def case(program: Program) -> str:
    order = program.post("/orders", ORDER).json()
    return str(
        program.post("/cases", {"order": order["id"], "lines": [{"line": "L1", "quantity": 1, "kinds": ["defective"]}]}).json()["id"]
    )


def test_what_is_known_is_not_sent_again(program: Program, case: str) -> None:
    first = program.get(f"/cases/{case}")
    etag = first.headers["ETag"]
    assert etag[0] == etag[-1] == '"' and not etag.startswith("W/")
    same = program.get(f"/cases/{case}", if_none_match=f'"other", {etag}')
    assert same.status_code == 304 and same.content == b"" and same.headers["ETag"] == etag
    program.post(f"/cases/{case}/messages", {"text": "One moment."})
    assert program.get(f"/cases/{case}", if_none_match=etag).headers["ETag"] == etag  # a message is no part of the case's own answer
    program.post(f"/cases/{case}/drop")
    changed = program.get(f"/cases/{case}", if_none_match=etag)
    assert changed.status_code == 200 and changed.headers["ETag"] != etag


def test_a_change_to_what_was_seen_is_made_and_to_something_else_is_not(program: Program, case: str) -> None:
    etag, line = program.get(f"/cases/{case}").headers["ETag"], program.get(f"/cases/{case}").json()["lines"][0]["id"]
    choice = {"line": line, "remedy": "refund"}
    assert program.post(f"/cases/{case}/choices", choice, if_match=etag).status_code == 200
    late = program.post(f"/cases/{case}/choices", {**choice, "remedy": "replacement"}, if_match=etag)
    assert late.status_code == 412 and late.json()["code"] == "changed_meanwhile" and "Read it again" in late.json()["remedy"]
    assert program.get(f"/cases/{case}").json()["lines"][0]["choice"] == "refund"


def test_a_repeated_call_gets_its_first_answer_though_the_etag_is_old_by_now(program: Program, case: str) -> None:
    etag = program.get(f"/cases/{case}").headers["ETag"]
    first = program.post(f"/cases/{case}/drop", key="k", if_match=etag)
    again = program.post(f"/cases/{case}/drop", key="k", if_match=etag)
    assert first.status_code == again.status_code == 200 and again.headers["Idempotency-Replayed"] == "true"


def test_without_a_precondition_the_change_is_made_to_what_is_there(program: Program, case: str) -> None:
    assert program.post(f"/cases/{case}/drop", if_match="*").status_code == 200
    assert program.post(f"/cases/{case}/reopen").status_code == 200


def test_where_there_is_nothing_to_compare_it_is_refused_not_ignored(program: Program) -> None:
    refused = program.post("/orders", ORDER, if_match='"x"')
    assert refused.status_code == 400 and refused.json()["code"] == "if_match_not_here"


@pytest.mark.parametrize("what", ["parcels", "claims", "reimbursements", "orders", "inspections"])
def test_each_resource_that_changes_has_one(program: Program, what: str) -> None:
    order = program.post("/orders", ORDER).json()
    case = program.post("/cases", {"order": order["id"], **CASE}).json()
    parcel = program.post(f"/cases/{case['id']}/labels").json()
    program.post(f"/parcels/{parcel['id']}/receive")
    seen = {"line": case["lines"][0]["id"], "result": "not_right", "grade": "C", "finding": "broken"}
    inspection = program.post(f"/cases/{case['id']}/inspections", seen).json()
    settled = program.post(f"/cases/{case['id']}/settle").json()
    claim = program.post(f"/claims/for-case/{case['id']}").json()["items"][0]
    found, step, body = {
        "parcels": (parcel, "posting", {"carrier": "DHL"}),
        "claims": (claim, "submit", {}),
        "reimbursements": (settled["reimbursements"][0], "outcome", {"outcome": "posted"}),
        "orders": (order, "email", {"email": "h@test.example"}),
        "inspections": (inspection, "correct", {"result": "not_right", "grade": "D"}),
    }[what]
    assert program.post(f"/{what}/{found['id']}/{step}", body, if_match='"0"').status_code == 412
    etag = program.get(f"/{what}/{found['id']}").headers["ETag"]
    answer = program.post(f"/{what}/{found['id']}/{step}", body, if_match=etag)
    assert answer.status_code in (200, 201, 409), answer.content  # 409: the parcel is here already, and its order of steps is kept


def test_of_many_who_saw_the_same_one_decides(server: str, real_db: None, now: datetime) -> None:
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    with caller(server, token(shop)) as api:
        asked = {"order": order.public_id, "lines": [{"line": "L1", "quantity": 1, "kinds": ["defective"]}]}
        case = api.post("/cases", json=asked, headers={"Idempotency-Key": "open"}).json()
        etag = api.get(f"/cases/{case['id']}").headers["ETag"]

        def choose(number: int) -> int:
            body = {"line": case["lines"][0]["id"], "remedy": ("refund", "replacement")[number % 2]}
            return api.post(
                f"/cases/{case['id']}/choices", json=body, headers={"Idempotency-Key": f"c{number}", "If-Match": etag}
            ).status_code

        with ThreadPoolExecutor(6) as pool:
            assert sorted(pool.map(choose, range(6))) == [200, 412, 412, 412, 412, 412]
