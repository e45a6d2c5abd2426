"""The same over the API."""

from datetime import datetime
from typing import Any

import pytest

from tests.cast import make_shop
from tests.contract.calling import Program
from tests.recovery.world import broken, nothing_is_wrong, owed


@pytest.mark.django_db
def test_a_program_tells_of_credits_splits_fault_and_reads_what_came_back(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    first, second = owed(shop, now, number="#1"), owed(shop, now, number="#2")
    program = Program(shop)
    body = {"who": "maker", "amount": "12.40", "currency": "EUR", "came_on": f"{now.date():%Y-%m-%d}", "reference": "CN-1", "named": "#1"}
    taken = program.post("/recovery/credits", body)
    assert (taken.status_code, taken.json()["why"], taken.json()["parts"][0]["claim"]) == (201, None, first.public_id)
    assert program.post("/recovery/credits", body).json()["code"] == "credit_known"
    held = program.post("/recovery/credits", body | {"reference": "CN-2", "named": "", "amount": "20.00"}).json()
    assert held["why"] == "not_known"
    assert [one["id"] for one in program.get("/recovery/credits?held=true").json()["items"]] == [held["id"]]
    there = f"/recovery/credits/{held['id']}"
    part = {"claim": second.public_id, "amount": "12.40"}
    assert program.post(f"{there}/match", {"parts": [part, part]}).json()["code"] == "claim_twice"
    matched = program.post(f"{there}/match", {"parts": [part]}).json()
    assert matched["left"] == {"amount": "7.60", "currency": "EUR"}
    undone = program.post(f"{there}/parts/{matched['parts'][0]['id']}/undo")
    assert undone.json().get("code") == "case_closed" or undone.json()["left"]["amount"] == "20.00"
    assert program.post(f"{there}/explain", {"meaning": "goodwill"}).json()["left"]["amount"] == "0.00"
    case, line = broken(shop, now, kind="damaged_in_transit", delivered=3, number="#3")
    split = program.post(f"/claims/for-line/{line.public_id}/fault", {"supplier": 60, "carrier": 40}).json()["items"]
    assert [(one["party"], one["share"], one["asked"]["amount"]) for one in split] == [("supplier", 60, "7.44"), ("carrier", 40, "4.96")]
    filed = program.post(f"/claims/{split[1]['id']}/submit/by-hand", {"filed_as": "77-1"}).json()
    assert (filed["state"], filed["filed_as"]) == ("submitted", "77-1")
    rows = program.get("/recovery?months=1").json()["rows"]
    assert {(row["party"], row["kind"], row["claims"]) for row in rows} == {
        ("supplier", "defective", 2),
        ("carrier", "damaged_in_transit", 1),
    }
    nothing_is_wrong(shop, now)
