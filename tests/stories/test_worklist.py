"""What is to be done in a shop's own system stands on a list, once; the list can be fetched again, and what is no longer to be done is said."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.apps.carriage import queries as carriage
from makegood.apps.inspection import queries as inspections
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.apps.worklist import queries as worklist
from makegood.apps.worklist.words import COLUMNS
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.correct_inspection import correct_inspection
from makegood.journeys.hand_out_work import hand_out_work
from makegood.journeys.make_token import make_token
from makegood.journeys.open_return import open_return
from makegood.journeys.receive_parcel import ReceivedLine, receive_parcel
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.record_refund import record_refund
from makegood.journeys.void_refund import void_refund
from makegood.web.follow import follow
from makegood.web.worklist import Row, as_csv, rows_of_day, rows_of_list
from tests.cast import KIM, LAMP, MUG, PASSWORD, STAFF, Shop, line_of, make_shop, sell

pytestmark = pytest.mark.django_db


def case_of(shop: Shop, now: datetime, line: Any, kind: str, remedy: str, number: str = "#1001") -> Any:
    order = sell(shop, now, line, number=number)
    first = line_of(shop, order)
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(first.id, 1, (kind,), "Hm."),)), by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={first.public_id: remedy})
    return case


def list_of(shop: Shop, now: datetime) -> list[Row]:
    made = hand_out_work(merchant_id=shop.id, by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        return [] if made is None else rows_of_list(made)


def kinds(rows: list[Row]) -> list[str]:
    return [one["kind"] for one in rows]


def test_a_refund_a_remake_and_a_restock_each_stand_on_one_list(now: datetime) -> None:
    shop = make_shop("gifts", now)
    mug = replace(MUG, title="=HYPERLINK(1)", inputs=({"name": "Text", "value": "@Hanna"},))
    remade = case_of(shop, now, mug, "customization_error", "remake", "#1002")
    back = case_of(shop, now, LAMP, "change_of_mind", "refund")
    first = list_of(shop, now)
    assert sorted(kinds(first)) == ["note", "note", "remake"]
    (remake,) = [one for one in first if one["kind"] == "remake"]
    assert (remake["text"], remake["pieces"], remake["order"], remake["state"]) == ("Text: @Hanna", "1", "#1002", "open")
    cells = list(csv.reader(io.StringIO(as_csv(first))))
    assert tuple(cells[0]) == COLUMNS and not any(cell[:1] in ("=", "+", "-", "@") for row in cells for cell in row)
    assert list_of(shop, now) == []
    later = now + timedelta(hours=5)
    with unit(merchants=[shop.id]):
        parcel, (line,) = carriage.parcels_of_case(back.id)[0], returns.lines_of_case(back.id)
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, received=[ReceivedLine(line.id, right=1)], by=KIM, now=later)
    looked = record_inspection(merchant_id=shop.id, line_id=line.id, result="as_it_should", grade="A", by=KIM, now=later)
    follow(merchant_id=shop.id, case_id=back.id, now=later)
    second = list_of(shop, later)
    assert sorted(kinds(second)) == ["refund", "restock"]
    (refund,) = [one for one in second if one["kind"] == "refund"]
    assert (refund["amount"], refund["currency"], refund["payment"], refund["case"]) == ("39.00", "EUR", "Visa 4242", back.number)
    correct_inspection(
        merchant_id=shop.id, inspection_id=looked.public_id, result="not_right", grade="D", finding="broken", by=STAFF, now=later
    )
    third = list_of(shop, later + timedelta(hours=1))
    assert kinds(third) == ["restock_undone"]
    with unit(merchants=[shop.id]):
        wrong = inspections.standing_inspections(back.id)[line.id]
        (owed,) = settlement.reimbursements_of_case(back.id)
    correct_inspection(merchant_id=shop.id, inspection_id=wrong.public_id, result="as_it_should", grade="A", by=STAFF, now=later)
    void_refund(merchant_id=shop.id, reimbursement_id=owed.public_id, reason="a mistake", by=STAFF, now=later)
    fourth = list_of(shop, later + timedelta(hours=2))
    assert sorted(kinds(fourth)) == ["refund_stopped", "restock"]
    assert list_of(shop, later + timedelta(days=3)) == []
    every = [one["key"] for rows in (first, second, third, fourth) for one in rows]
    assert len(every) == len(set(every)) and remade.number in {one["case"] for one in first}


def test_credit_that_was_given_here_is_to_be_made_good_there(now: datetime) -> None:
    shop = make_shop("gifts", now)
    case = case_of(shop, now, LAMP, "change_of_mind", "store_credit")
    with unit(merchants=[shop.id]):
        parcel, (line,) = carriage.parcels_of_case(case.id)[0], returns.lines_of_case(case.id)
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, received=[ReceivedLine(line.id, right=1)], by=KIM, now=now)
    record_inspection(merchant_id=shop.id, line_id=line.id, result="as_it_should", grade="A", by=KIM, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    (credit,) = [one for one in list_of(shop, now) if one["kind"] == "credit"]
    with unit(merchants=[shop.id]):
        (given,) = settlement.reimbursements_of_case(case.id)
    assert given.state == "posted" and credit["note"] == f"store_credit {given.provider_ref}" and credit["state"] == "open"


def test_what_was_paid_meanwhile_is_not_handed_out_and_the_day_shows_it(now: datetime) -> None:
    shop = make_shop("home", now)
    case = case_of(shop, now, LAMP, "defective", "refund")
    with unit(merchants=[shop.id]):
        owed = settlement.reimbursements_of_case(case.id)
    if not owed:  # the goods come back first
        with unit(merchants=[shop.id]):
            parcel, (line,) = carriage.parcels_of_case(case.id)[0], returns.lines_of_case(case.id)
        receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, received=[ReceivedLine(line.id, right=1)], by=KIM, now=now)
        record_inspection(merchant_id=shop.id, line_id=line.id, result="not_right", grade="D", finding="broken", by=KIM, now=now)
        follow(merchant_id=shop.id, case_id=case.id, now=now)
        with unit(merchants=[shop.id]):
            owed = settlement.reimbursements_of_case(case.id)
    record_refund(merchant_id=shop.id, reimbursement_id=owed[0].public_id, outcome="posted", by=STAFF, now=now)
    assert "refund" not in kinds(list_of(shop, now + timedelta(minutes=1)))
    with unit(merchants=[shop.id]):
        day = rows_of_day(now.date(), "Europe/Berlin")
        assert [one["state"] for one in day if one["kind"] == "refund"] == ["done"]
        assert rows_of_day(now.date() + timedelta(days=1), "Europe/Berlin") == []


def test_the_desk_and_the_api_hand_it_out() -> None:
    now = datetime.now(UTC)
    shop, other = make_shop("gifts", now), make_shop("home", now)
    case_of(shop, now, MUG, "customization_error", "remake")
    staff, foreign = Client(), Client()
    staff.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    foreign.post("/desk/sign-in/", {"username": other.owner, "password": PASSWORD})
    made = staff.post("/desk/to-do/")
    page = staff.get(made.headers["Location"]).content.decode()
    assert "Make a new one" in page and "Text: Hanna" in page
    file = staff.get(made.headers["Location"].rstrip("/") + ".csv")
    assert (
        file.headers["Content-Type"].startswith("text/csv")
        and file.content == staff.get(made.headers["Location"].rstrip("/") + ".csv").content
    )
    assert foreign.get(made.headers["Location"]).status_code == 404
    assert b"nothing new" in staff.post("/desk/to-do/", follow=True).content
    assert staff.get("/desk/to-do/day.csv", {"day": "never"}).status_code == 422
    assert b"remake" in staff.get("/desk/to-do/day.csv", {"day": now.astimezone().date().isoformat()}).content or now.hour > 21
    case_of(shop, now, MUG, "customization_error", "remake", "#1002")
    bearer = f"Bearer {make_token(merchant_id=shop.id, name='t', verbs=['read', 'write'], by=SYSTEM, now=now)}"
    api = Client(headers={"authorization": bearer})
    found = api.post("/api/v1/worklist", headers={"Idempotency-Key": "one"}).json()
    again = api.post("/api/v1/worklist", headers={"Idempotency-Key": "one"}).json()
    assert found == again and kinds(found["rows"]) == ["note", "remake"] and found["number"] == 2
    assert api.post("/api/v1/worklist", headers={"Idempotency-Key": "two"}).json()["rows"] == []
    assert api.get(f"/api/v1/worklist/{found['id']}").json()["rows"] == found["rows"]
    assert [one["number"] for one in api.get("/api/v1/worklist").json()["items"]] == [2, 1]


def test_a_list_of_many_things_asks_no_more_than_one_of_few(now: datetime) -> None:
    """Statements of making the list, of its page and of a day's file, with one thing of each kind and with four."""

    def asked(shop: Shop, each: int) -> list[int]:
        for place in range(each):
            case_of(shop, now, MUG, "customization_error", "remake", f"#2{place}")
            broken = case_of(shop, now, replace(LAMP, unit_price_minor=1900), "damaged_in_transit", "refund", f"#3{place}")
            with unit(merchants=[shop.id]):
                for parcel in carriage.parcels_of_case(broken.id):
                    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, by=KIM, now=now)
        counts = []
        for step in (
            lambda: hand_out_work(merchant_id=shop.id, by=STAFF, now=now + timedelta(minutes=1)),
            lambda: rows_of_list(worklist.last_handout()),
            lambda: rows_of_day(now.date(), "UTC"),
        ):
            with unit(merchants=[shop.id]), CaptureQueriesContext(connection) as seen:
                step()
            counts.append(len(seen.captured_queries))
        return counts

    few, many = asked(make_shop("gifts", now), 1), asked(make_shop("gifts", now), 4)
    assert few == many and max(many) <= 20
