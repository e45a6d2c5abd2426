"""Credit notes: numbers without gaps, whoever asks and whatever fails; one that was wrong is taken back, never removed."""

import csv
import io
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.apps.orders import queries as orders
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.issue_credit_note import issue_credit_note
from makegood.journeys.open_return import open_return
from makegood.journeys.record_refund import record_refund
from makegood.journeys.void_refund import void_refund
from makegood.web.documents import credit_note_pdf
from makegood.web.follow import follow
from tests.cast import MUG, PASSWORD, STAFF, line_of, make_shop, sell
from tests.stories.test_same_by_api import Api


def _paid(shop: Any, now: datetime, number: str, language: str = "en") -> Any:
    """A broken mug, its money given back by hand; no credit note yet."""
    order = sell(shop, now, MUG, number=number, language=language)
    line = line_of(shop, order)
    ask = Ask((AskedLine(line.id, 1, ("damaged_in_transit",)),), language=language)
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    with unit(merchants=[shop.id]):
        (owed,) = settlement.reimbursements_of_case(case.id)
    return record_refund(merchant_id=shop.id, reimbursement_id=owed.public_id, outcome="posted", provider_ref="r", by=STAFF, now=now)


def _numbers(shop: Any) -> list[str]:
    with unit(merchants=[shop.id]):
        return [note.number for note in settlement.credit_notes_between(datetime(2020, 1, 1).date(), datetime(2030, 1, 1).date())]


@pytest.mark.slow
def test_twenty_at_once_and_some_that_fail_leave_no_gap(real_db: None, now: datetime) -> None:
    shop = make_shop("gifts", now)
    paid = [_paid(shop, now, f"#{number}") for number in range(20)]
    start = threading.Barrier(20)

    def issue(place: int) -> None:
        from django.db import connection

        start.wait()
        try:
            with unit(merchants=[shop.id], by=SYSTEM):
                issue_credit_note(merchant_id=shop.id, case_id=paid[place].case_id, by=SYSTEM, now=now)
                if place % 4 == 0:
                    raise LookupError("the power went")
        except LookupError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=issue, args=(place,)) for place in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(_numbers(shop)) == [f"CN-2026-{number:05d}" for number in range(1, 16)]
    for place in range(0, 20, 4):
        issue_credit_note(merchant_id=shop.id, case_id=paid[place].case_id, by=SYSTEM, now=now)
    assert sorted(_numbers(shop)) == [f"CN-2026-{number:05d}" for number in range(1, 21)]


@pytest.mark.django_db
def test_the_year_changes_at_the_shops_own_midnight(now: datetime) -> None:
    shop = make_shop("gifts", now)
    old, new = _paid(shop, now, "#1"), _paid(shop, now, "#2")
    issue_credit_note(merchant_id=shop.id, case_id=old.case_id, by=SYSTEM, now=datetime(2026, 12, 31, 22, 59, tzinfo=UTC))
    issue_credit_note(merchant_id=shop.id, case_id=new.case_id, by=SYSTEM, now=datetime(2026, 12, 31, 23, 1, tzinfo=UTC))  # 00:01 in Berlin
    assert _numbers(shop) == ["CN-2026-00001", "CN-2027-00001"]


@pytest.mark.django_db
def test_a_refund_that_was_wrong_is_taken_back_by_a_note_of_its_own(now: datetime) -> None:
    shop = make_shop("gifts", now)
    paid = _paid(shop, now, "#1")
    (note,) = issue_credit_note(merchant_id=shop.id, case_id=paid.case_id, by=SYSTEM, now=now)
    later = now + timedelta(days=1)
    void_refund(merchant_id=shop.id, reimbursement_id=paid.public_id, reason="the wrong customer", by=STAFF, now=later)
    with unit(merchants=[shop.id]):
        first, second = settlement.credit_notes_of_case(paid.case_id)
    assert (first.number, first.body) == (note.number, note.body)
    assert (second.number, second.cancels_id, second.body["cancels"]) == ("CN-2026-00002", note.id, note.number)
    assert issue_credit_note(merchant_id=shop.id, case_id=paid.case_id, by=SYSTEM, now=later) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "de"])
def test_rate_by_rate_from_the_quote_and_the_same_to_the_byte(now: datetime, language: str) -> None:
    shop = make_shop("gifts", now)
    paid = _paid(shop, now, "#1", language)
    (note,) = issue_credit_note(merchant_id=shop.id, case_id=paid.case_id, by=SYSTEM, now=now)
    body = note.body
    (rate,) = body["by_rate"]
    assert rate == {"rate": "0.19", "net": "24.20", "tax": "4.60", "gross": "28.80"}  # 24.90 + 3.90; 3.98 + 0.62 tax
    assert body["breakdown"] == paid.breakdown and rate["gross"] == paid.breakdown["total"]
    assert list(body["titles"].values()) == ["Engraved mug"] and body["paid_on"] == "2026-11-20"
    with unit(merchants=[shop.id]):
        contact = orders.contact_of(orders.orders_page(limit=1)[0].id)
        drawn = credit_note_pdf(note, contact)
        assert drawn == credit_note_pdf(note, contact)
        assert drawn.startswith(b"%PDF") and b"pdfaid" in drawn
        assert credit_note_pdf(note, None)  # without a name, once the customer is forgotten


@pytest.mark.django_db
def test_a_month_for_whoever_keeps_the_books(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("gifts", now)
    paid = _paid(shop, now, "#1")
    issue_credit_note(merchant_id=shop.id, case_id=paid.case_id, by=SYSTEM, now=now)
    void_refund(merchant_id=shop.id, reimbursement_id=paid.public_id, reason="twice", by=STAFF, now=now)
    client = Client()
    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    assert "takes back CN-2026-00001" in client.get("/desk/credit-notes/?month=2026-11").content.decode()
    packed = client.get("/desk/credit-notes/?month=2026-11&as=zip").content
    assert packed == client.get("/desk/credit-notes/?month=2026-11&as=zip").content
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        assert files.namelist() == ["credit-notes.csv", "CN-2026-00001.pdf", "CN-2026-00002.pdf"]
        rows = list(csv.DictReader(io.StringIO(files.read("credit-notes.csv").decode())))
    assert [(row["rate"], row["gross"], row["total"], row["cancels"]) for row in rows] == [
        ("0.19", "28.80", "28.80", ""), ("0.19", "-28.80", "-28.80", "CN-2026-00001"),
    ]  # fmt: skip
    told = Api(shop).get("/credit-notes?month=2026-11").json()["items"]
    assert [one["cancels"] for one in told] == [None, "CN-2026-00001"] and told[0]["by_rate"][0]["tax"] == "4.60"
    assert client.get("/desk/credit-notes/?month=soon").status_code == 422
    assert "No credit note" in client.get("/desk/credit-notes/?month=2025-12").content.decode()
