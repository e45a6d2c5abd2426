"""Statements that a page's write takes: 15 are allowed for each write; these are ceilings that may only fall."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.apps.carriage import queries as carriage
from makegood.apps.returns import queries as returns
from makegood.base.unit import unit
from tests.cast import LAMP, PASSWORD, line_of, make_shop, sell

pytestmark = pytest.mark.django_db
QUIET = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET CONSTRAINTS", "SELECT set_config")


def _post(client: Client, address: str, form: dict[str, Any], most: int) -> Any:
    with CaptureQueriesContext(connection) as seen:
        answer = client.post(address, form)
    asked = [one["sql"] for one in seen.captured_queries if not one["sql"].startswith(QUIET)]
    assert answer.status_code == 302, answer.content
    assert len(asked) <= most, "\n".join(sql[:100] for sql in asked)
    return answer


def _signed_in(email: str) -> Client:
    client = Client()
    client.post("/desk/sign-in/", {"username": email, "password": PASSWORD})
    return client


def test_no_page_asks_more_than_it_may() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    line = line_of(shop, sell(shop, now, LAMP))
    customer = Client()
    step = _post(customer, f"/s/{shop.merchant.slug}/", {"number": "1001", "contact": "hanna@test.example"}, 6)
    step = _post(customer, step.headers["Location"], {"tile": "broken"}, 7)
    step = _post(customer, step.headers["Location"], {"no_photo": "1"}, 5)
    step = _post(customer, step.headers["Location"], {f"remedy_{line.id}": "refund"}, 10)
    _post(customer, step.headers["Location"], {}, 12)  # opened, decided, labelled, a claim drafted
    with unit(merchants=[shop.id]):
        case = returns.cases_page()[0]
        parcel, piece = carriage.parcels_of_case(case.id)[0], returns.lines_of_case(case.id)[0]
    address = f"/dock/parcel/{parcel.public_id}/"
    _post(_signed_in(shop.worker), address, {"tap": "count", "k0": "L-2", "n0": "1"}, 20)  # what a parcel page reads, and the write
    _post(_signed_in(shop.worker), address, {"line": piece.public_id, "tap": "as_it_should"}, 20)
    _post(_signed_in(shop.owner), f"/desk/case/{case.public_id}/do/", {"do": "message", "text": "Hello"}, 9)
