"""A parcel that nobody could name: on shelf U, then a shop's, then opened as what it is."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from makegood.apps.carriage import queries as carriage
from makegood.base.unit import unit
from makegood.journeys.record_stray import record_stray
from tests.browser.world import picture
from tests.cast import KIM, make_shop
from tests.dock.conftest import Sent
from tests.web.test_second_factor import signed_in

pytestmark = pytest.mark.django_db


def put_on_u(sent: Sent, **more: Any) -> Any:
    file = SimpleUploadedFile("p.jpg", picture(), "image/jpeg")
    answer = sent.hub.post("/dock/unknown/", {"typed": "0034043416109", "sender": "hanna@test.example", "content_photo": file} | more)
    assert answer.status_code == 302
    return carriage.strays_of_hub(sent.shop.hub.id)[0]


def test_it_waits_with_a_day_and_its_shop_says_whose_it_is_with_one_button(sent: Sent) -> None:
    stray = put_on_u(sent)
    assert stray.wait_until == (stray.at + timedelta(days=14)).date()
    desk = signed_in(sent.shop.owner)
    today = desk.get("/desk/").content.decode()
    assert "1 parcel that nobody could name lies at Hub Leipzig" in today and "/desk/strays/" in today
    page = desk.get("/desk/strays/").content.decode()
    assert f"It is case {sent.case.number}" in page and "hanna@test.example" in page
    assert desk.get(f"/desk/strays/{stray.public_id}/content.jpg")["Content-Type"] == "image/jpeg"
    assert desk.get(f"/desk/strays/{stray.public_id}/label.jpg").status_code == 404
    assert desk.post("/desk/strays/", {"stray": stray.public_id, "case": sent.case.public_id}).status_code == 302
    assert sent.case_line().reception == "in_transit", "it lies at the hub, so it was sent"
    dock = sent.hub.get("/dock/").content.decode()
    assert "On U, and known now" in dock and sent.parcel.code in dock
    sent.hub.post(f"/dock/parcel/{sent.parcel.public_id}/", {"tap": "count", "k0": "L-2", "n0": "1"})
    assert "On U, and known now" not in sent.hub.get("/dock/").content.decode()
    assert sent.case_line().reception == "received"
    stray.refresh_from_db()
    assert stray.sender == "" and stray.parcel == sent.parcel.public_id


def test_two_people_cannot_both_say_whose_it_is(sent: Sent) -> None:
    stray, desk = put_on_u(sent), signed_in(sent.shop.owner)
    desk.post("/desk/strays/", {"stray": stray.public_id, "case": sent.case.public_id})
    again = desk.post("/desk/strays/", {"stray": stray.public_id, "case": sent.case.public_id})
    assert again.status_code == 409 and "said already whose" in again.content.decode()


def test_another_hubs_shop_neither_sees_it_nor_says_anything_of_it(sent: Sent) -> None:
    stray = put_on_u(sent)
    other = signed_in(make_shop("home", datetime.now(UTC)).owner)
    assert "None at the moment" in other.get("/desk/strays/").content.decode()
    assert other.get(f"/desk/strays/{stray.public_id}/content.jpg").status_code == 404
    assert other.post("/desk/strays/", {"stray": stray.public_id, "no": "1"}).status_code == 404


def test_what_is_not_ours_leaves_our_list_and_stays_on_the_shelf(sent: Sent) -> None:
    stray, desk = put_on_u(sent, shop=sent.shop.merchant.slug), signed_in(sent.shop.owner)
    assert stray.shop_id == sent.shop.id
    desk.post("/desk/strays/", {"stray": stray.public_id, "no": "1"})
    assert (
        "None at the moment" in desk.get("/desk/strays/").content.decode()
        and "nobody could name" not in desk.get("/desk/").content.decode()
    )
    stray.refresh_from_db()
    assert stray.shop_id is None and stray.denied == [sent.shop.id] and len(carriage.strays_of_hub(sent.shop.hub.id)) == 1


def test_a_case_is_found_by_other_words_and_one_that_awaits_nothing_is_refused(sent: Sent, now: datetime) -> None:
    stray, desk = put_on_u(sent, sender="", typed=""), signed_in(sent.shop.owner)
    assert "leads to no open case" in desk.get("/desk/strays/").content.decode()
    found = desk.post("/desk/strays/", {"stray": stray.public_id, "look": "1", "q": "1001"}).content.decode()
    assert f"It is case {sent.case.number}" in found
    sent.hub.post(f"/dock/parcel/{sent.parcel.public_id}/", {"tap": "count", "k0": "L-2", "n0": "1"})
    late = desk.post("/desk/strays/", {"stray": stray.public_id, "case": sent.case.public_id})
    assert late.status_code == 409 and "awaits no parcel" in late.content.decode()


def test_a_device_puts_it_on_u_once_and_is_told_where_it_is_announced_after_all(sent: Sent) -> None:
    who = sent.hub.get("/dock/hello/").json()["who"]
    entry = {
        "key": "one-stray-key",
        "who": who,
        "kind": "stray",
        "typed": "X1",
        "sender": "",
        "shop": "",
        "at": "2026-11-20T09:00:00+00:00",
    }
    answers = [sent.hub.post("/dock/take/", {"entry": json.dumps(entry)}).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2] and len(carriage.strays_of_hub(sent.shop.hub.id)) == 1
    told = sent.hub.post("/dock/take/", {"entry": json.dumps(entry | {"key": "another-key", "typed": sent.parcel.code.lower()})})
    assert told.status_code == 409 and told.json()["code"] == "parcel_announced" and "shelf U" in told.json()["remedy"]


def test_the_hub_of_a_shop_keeps_what_it_typed_within_bounds(sent: Sent) -> None:
    with unit(merchants=[sent.shop.id]):
        made = record_stray(
            hub=sent.shop.hub, typed="a\x00" * 200, sender="b" * 999, label_photo="", content_photo="", by=KIM, now=datetime.now(UTC)
        )
    assert len(made.typed) <= 120 and len(made.sender) == 300 and "\x00" not in made.typed
