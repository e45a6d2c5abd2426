"""Recovery on the desk: the page, its file, a statement, and who bears it."""

import csv
import io
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from makegood.journeys.submit_claim import submit_claim
from makegood.web.credit_statement import COLUMNS
from tests.cast import STAFF, make_shop
from tests.recovery.world import again, broken, claims_in, line_in, nothing_is_wrong, owed
from tests.suppliers.test_filed import words
from tests.web.test_second_factor import signed_in

pytestmark = pytest.mark.django_db


def test_a_statement_is_brought_in_once_and_what_is_in_doubt_waits(now: datetime) -> None:
    shop = make_shop("home", now)
    first, second = owed(shop, now, number="#1"), owed(shop, now, number="#2")
    day = f"{now.date():%Y-%m-%d}"
    table = f"Reference;Date;Amount;Currency;Order\nCN-1;{day};12,40;EUR;1\nCN-2;{day};12.40;USD;#2\nCN-3;{day};-5.00;EUR;\nCN-4;never;1.00;EUR;\n"
    client = signed_in(shop.owner)
    for text in ("1 waits for you below", "2 rows were known"):
        file = SimpleUploadedFile("november.csv", table.encode(), "text/csv")
        page = client.post("/desk/recovery/", {"do": "file", "who": "supplier:maker", "file": file}, follow=True)
        assert text in words(page.content) and "Row 5: This day can't be read." in words(page.content)
    assert (again(shop, first).state, again(shop, second).state) == ("credited", "accepted")
    assert "another currency" in words(client.get("/desk/recovery/").content) and COLUMNS[0] == "reference"
    nothing_is_wrong(shop, now)


def test_a_person_types_a_credit_says_what_it_is_for_and_takes_it_back(now: datetime) -> None:
    shop = make_shop("home", now)
    first, second = owed(shop, now, number="#1"), owed(shop, now, number="#2")
    client = signed_in(shop.owner)
    typed = {
        "do": "add",
        "who": "supplier:maker",
        "amount": "20,00",
        "currency": "eur",
        "came_on": f"{now.date():%Y-%m-%d}",
        "reference": "CN-7",
    }
    page = client.post("/desk/recovery/", typed, follow=True)
    assert "No claim of theirs is told by it." in words(page.content)
    wrong = client.post("/desk/recovery/", typed)
    assert (
        wrong.status_code == 409
        and "has credited under the number CN-7 before" in words(wrong.content)
        and 'value="20,00"' in wrong.content.decode()
    )
    credit = page.content.decode().split('name="credit" value="')[1].split('"')[0]
    done = client.post("/desk/recovery/", {"do": "match", "credit": credit, "claim": [first.public_id, second.public_id]}, follow=True)
    assert "2 claims have their credit." in words(done.content)
    assert (again(shop, first).state, again(shop, second).credited_minor) == ("credited", 760)
    number = done.content.decode().split('name="match" value="')[1].split('"')[0]
    client.post("/desk/recovery/", {"do": "unmatch", "match": number})
    assert again(shop, first).state == "accepted"
    client.post("/desk/recovery/", {"do": "explain", "credit": credit, "meaning": "something_else"})
    assert "for goods that no case is about" in words(client.get("/desk/recovery/").content)
    nothing_is_wrong(shop, now)


def test_what_came_back_by_supplier_kind_and_month(now: datetime) -> None:
    shop = make_shop("home", now)
    owed(shop, now, number="#1", part=1000)
    case, _line = broken(shop, now, number="#2")
    submit_claim(merchant_id=shop.id, claim_id=claims_in(shop, case)[0].public_id, by=STAFF, now=now)
    client = signed_in(shop.owner)
    page = words(client.get("/desk/recovery/").content)
    assert "you asked for €24.80; €0.00 came back, €22.40 is open" in page
    rows = list(csv.DictReader(io.StringIO(client.get("/desk/recovery.csv").content.decode("utf-8-sig"))))
    assert [(row["who"], row["kind"], row["claims"], row["asked"], row["accepted"], row["lost"], row["open"]) for row in rows] == [
        ("maker", "defective", "2", "24.80", "10.00", "2.40", "22.40")
    ]
    assert rows[0]["month"] == f"{now:%Y-%m}"


def test_staff_says_who_bears_it_and_files_the_carriers_part(now: datetime) -> None:
    shop = make_shop("home", now)
    case, line = broken(shop, now, kind="damaged_in_transit", delivered=3)
    client = signed_in(shop.owner)
    there = f"/desk/case/{case.public_id}/"
    wrong = client.post(f"{there}do/", {"do": "split_fault", "line": line.public_id, "fault_supplier": "60", "fault_carrier": "30"})
    assert wrong.status_code == 422 and "The shares add up to 90, not to 100." in words(wrong.content)
    client.post(f"{there}do/", {"do": "split_fault", "line": line.public_id, "fault_supplier": "60", "fault_carrier": "40"})
    assert line_in(shop, case).fault == {"supplier": 60, "carrier": 40}
    page = words(client.get(there).content)
    assert (
        "40 in a hundred of €12.40" in page
        and "File this with the carrier" in page
        and "Who bears it: the carrier 40, the supplier 60" in page
    )
    _supplier, carrier = claims_in(shop, case)
    assert client.get(f"/desk/claim/{carrier.public_id}/packet.pdf").status_code == 200
    assert client.get(f"/desk/claim/{carrier.public_id}/packet.zip").status_code == 200
    assert client.get("/desk/").status_code == 200
    client.post(f"{there}do/", {"do": "submit_claim", "claim": carrier.public_id, "by_hand": "1", "filed_as": "77-1"})
    assert (again(shop, carrier).state, again(shop, carrier).filed_as) == ("submitted", "77-1")
    assert "their number 77-1" in words(client.get(there).content)
