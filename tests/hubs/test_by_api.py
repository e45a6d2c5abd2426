"""A program runs a hub: prices, acts, a batch, an invoice with a difference, a route with its why."""

import secrets
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from makegood.journeys.make_token import make_token
from tests.cast import STAFF, make_shop
from tests.hubs.test_acts import balance, books_hold, opened

pytestmark = pytest.mark.django_db


def test_a_program_does_the_hub_s_week() -> None:
    at = datetime.now(UTC)
    shop = make_shop("home", at)
    secret = make_token(merchant_id=shop.id, name="hub", verbs=["read", "write", "receive", "money"], by=STAFF, now=at)
    client = Client(headers={"authorization": f"Bearer {secret}"})

    def call(path: str, body: Any = None) -> Any:
        if body is None:
            return client.get(f"/api/v1{path}").json()
        keyed = {"idempotency-key": secrets.token_hex(8)}
        return client.post(f"/api/v1{path}", body, content_type="application/json", headers=keyed).json()

    code, day = shop.hub.code, at.date().isoformat()
    given = [{"act": "receive", "price": "0.80"}, {"act": "inspect", "price": "1.20"}, {"act": "restock", "price": "0.40"}]
    found = call(f"/hubs/{code}/prices", {"from_on": day, "prices": given})
    assert [(one["act"], one["price"]["amount"]) for one in found["prices"]] == [
        ("inspect", "1.20"),
        ("receive", "0.80"),
        ("restock", "0.40"),
    ]
    assert call("/hubs")["items"] == [found]
    sent = opened(shop, at)
    (wanted,) = call("/hubs/acts?state=wanted")["items"]
    assert (wanted["act"], wanted["case"], wanted["price"]) == ("restock", sent.case.public_id, None)
    assert call(f"/hubs/acts/{wanted['id']}/done", {})["code"] == "restock_together"
    batch = call("/hubs/restocks", {"acts": [wanted["id"]], "destination": "buffer"})
    assert [(one["sku"], one["quantity"]) for one in batch["lines"]] == [("L-2", 1)] and call("/hubs/restocks")["items"] == [batch]
    lines = [
        {"act": "receive", "quantity": 1, "amount": "0.80", "reference": sent.parcel.code},
        {"act": "inspect", "quantity": 2, "amount": "2.40"},
    ]
    invoice = call(f"/hubs/{code}/invoices", {"number": "R-1", "since": day, "until": day, "lines": lines})
    assert [(one["cause"], one["difference"]["amount"]) for one in invoice["lines"]] == [("fits", "0.00"), ("quantity_differs", "1.20")]
    done = call(f"/hubs/invoices/lines/{invoice['lines'][0]['id']}", {"verdict": "accepted"})
    assert done["lines"][0]["verdict"] == "accepted" and done["missing"] == [wanted["id"]]
    assert [one["waits"] for one in call("/hubs/invoices")["items"]] == [1]
    assert balance(shop, "hub:payable") == -80 and books_hold(shop)
    (route,) = call(f"/cases/{sent.case.public_id}/routes")["items"]
    assert (route["place"], route["hub"], route["chosen_by"]) == ("hub", code, "rule")
    assert {one["place"] for one in route["places"]} == {"none", "hub", "shop", "supplier"}
    again = call(f"/cases/{sent.case.public_id}/lines/{route['line']}/route", {"place": "shop", "reason": "other"})
    assert again["code"] == "label_given"
    sample = call(f"/hubs/{code}/samples", {"sku": "L-2", "lot": 500})
    assert (sample["size"], sample["verdict"], sample["low"], sample["high"]) == (28, "drawing", 0, 500)
