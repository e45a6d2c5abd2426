"""The same over the API: packs, a version, its confirmation, the list of the unprotected, and a claim that waits for its day."""

from datetime import datetime

import pytest

from makegood.apps.suppliers.packs import pack_of
from tests.cast import make_shop, sell
from tests.contract.calling import Program
from tests.suppliers.test_agreements import DRONE, NOBODYS
from tests.suppliers.test_waiting_claim import late_case, look, shop_of

pytestmark = pytest.mark.django_db
ZENDROP = {"supplier": "zendrop", "from_on": "2026-01-01", "currency": "EUR", "name": "Zendrop", "country": "US", "pack": "zendrop"}


def test_terms_are_written_down_and_confirmed_by_a_program(now: datetime) -> None:
    shop = make_shop("home", now)
    api = Program(shop)
    for number, line in enumerate((DRONE, NOBODYS)):
        sell(shop, now, line, number=f"#{number}")
    packs = {one["id"]: one for one in api.get("/agreements/packs").json()["items"]}
    assert packs["zendrop"]["sources"] and packs["blank"]["terms"] == {}
    open_ones = api.get("/agreements/unprotected").json()["items"]
    assert [(one["sku"], one["why"], one["at_risk_a_month"]["amount"], one["counted"]) for one in open_ones] == [
        ("D-1", "no_agreement", "10.00", "upper"), ("N-1", "no_supplier", "3.00", "upper"),
    ]  # fmt: skip
    made = api.post("/agreements", ZENDROP | {"terms": packs["zendrop"]["terms"]})
    assert made.status_code == 201 and made.json()["terms"] == pack_of("zendrop").terms and made.json()["confirmed_at"] is None
    assert made.json()["pack"]["confidence"] == "high" and made.json()["name"] == "Zendrop"
    wrong = api.post("/agreements", ZENDROP | {"terms": {"claims": [{"covers": ["late"], "from": "moon"}]}})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["field"]) == (422, "terms_invalid", "claims.0.from")
    done = api.post(f"/agreements/{made.json()['id']}/confirm", {})
    assert done.status_code == 200 and done.json()["confirmed_at"]
    assert api.post("/agreements/products", {"supplier": "zendrop", "skus": ["N-1"]}).json() == {"order_lines": 1}
    assert api.get("/agreements/unprotected").json()["items"] == []


def test_a_claim_before_its_day_is_refused_and_goes_where_the_program_says_early(now: datetime) -> None:
    shop = shop_of(now)
    case = late_case(shop, now)
    (claim,) = look(shop, case)[1]
    api = Program(shop)
    assert api.get(f"/claims/{claim.public_id}").json()["opens_on"] == claim.opens_on.isoformat()
    refused = api.post(f"/claims/{claim.public_id}/submit", {})
    assert (refused.status_code, refused.json()["code"], refused.json()["opens_on"]) == (409, "claim_not_open", claim.opens_on.isoformat())
    assert api.post(f"/claims/{claim.public_id}/submit/early", {}).json()["state"] == "submitted"
