"""A shop's and a hub's own questions and grades, from the form to the piece that was looked at."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from makegood.apps.inspection import queries as inspections
from makegood.base.unit import unit
from tests.browser.world import picture
from tests.cast import make_shop
from tests.dock.conftest import Sent, send_back
from tests.stories.test_same_by_api import Api
from tests.web.test_second_factor import signed_in

pytestmark = pytest.mark.django_db


def row(place: int, text: str, **more: str) -> dict[str, str]:
    filled = {"text": text, "kind": "yes_no", "bad": "yes", "finding": "used", "grade": "C"} | more
    return {f"{name}{place}": value for name, value in filled.items()}


def count(sent: Sent) -> str:
    address = f"/dock/parcel/{sent.parcel.public_id}/"
    assert sent.hub.post(address, {"tap": "count", "k0": "L-2", "n0": "1"}).status_code == 302
    return address


def look(sent: Sent) -> Any:
    with unit(merchants=[sent.shop.id]):
        (found,) = inspections.inspections_of_case(sent.case.id)
        return found


def test_a_shops_own_question_is_asked_answered_and_graded_in_its_own_words(sent: Sent) -> None:
    desk = signed_in(sent.shop.owner)
    form = {
        "do": "questions",
        "category": "",
        **row(0, "Shade is bent", grade="B"),
        **row(3, "Lights up", bad="no", finding="broken", grade="D"),
    }
    assert desk.post("/desk/settings/inspection/", form).status_code == 302
    assert desk.post("/desk/settings/inspection/", {"do": "grades", "grade_B": "Like new", "grade_D": "For parts"}).status_code == 302
    address = count(sent)
    page = sent.hub.get(address).content.decode()
    assert "Shade is bent" in page and "Dirty" not in page
    assert sent.hub.post(address, {"tap": "bad:q3", "line": sent.line.public_id}).status_code == 302
    found = look(sent)
    assert (found.grade, found.finding, found.answers) == ("D", "broken", {"q0": "no", "q3": "no"})
    assert found.template.startswith("itp_")
    assert "grade D (For parts)" in desk.get(f"/desk/case/{sent.case.public_id}/").content.decode()
    shown = Api(sent.shop).get(f"/inspections/{found.public_id}").json()
    assert (shown["grade"], shown["shop_grade"], shown["answers"]) == ("D", "For parts", {"q0": "no", "q3": "no"})
    assert desk.post("/desk/settings/inspection/", {"do": "again", "category": ""}).status_code == 302
    assert "Shade is bent" not in desk.get("/desk/settings/inspection/").content.decode()


def test_a_hubs_own_question_is_asked_where_the_shop_says_nothing_and_of_no_other_hub(sent: Sent) -> None:
    sent.hub.post("/dock/questions/", row(0, "Box is wet", finding="dirty"))
    assert "Box is wet" in sent.hub.get(count(sent)).content.decode()
    other = signed_in(make_shop("home", datetime.now(UTC)).worker)
    assert "Box is wet" not in other.get("/dock/questions/").content.decode()


def test_what_is_wrong_with_a_question_is_said_beside_it_and_what_was_typed_stays(sent: Sent) -> None:
    desk = signed_in(sent.shop.owner)
    answer = desk.post("/desk/settings/inspection/", {"do": "questions", "category": "lamp", **row(0, "Bent", finding="ugly")})
    text = answer.content.decode()
    assert answer.status_code == 422 and "This question lacks its words" in text and 'value="Bent"' in text
    twice = desk.post("/desk/settings/inspection/", {"do": "grades", "grade_A": "Good", "grade_B": "Good"})
    assert twice.status_code == 422 and "short name of its own" in twice.content.decode()
    assert desk.post("/desk/settings/inspection/", {"do": "questions", "category": "x" * 80}).status_code == 422


def test_a_question_for_a_picture_lets_no_piece_through_without_one(sent: Sent) -> None:
    signed_in(sent.shop.owner).post(
        "/desk/settings/inspection/", {"do": "questions", "category": "", **row(0, "The plug", kind="photo"), **row(1, "Bent")}
    )
    who = sent.hub.get("/dock/hello/").json()["who"]
    entry = {"key": "with-a-picture", "who": who, "kind": "parcel", "code": sent.parcel.code, "said": {"L-2": 1}, "at": "2026-11-20T09:00:00+00:00",
             "looks": [{"line": sent.line.public_id, "answers": {"q1": "yes"}, "photo": "photo_0"}]}  # fmt: skip
    refused = sent.hub.post("/dock/take/", {"entry": json.dumps(entry)})
    assert refused.status_code == 422 and refused.json()["code"] == "photo_needed" and sent.case_line().reception == "announced"
    file = SimpleUploadedFile("p.jpg", picture(), "image/jpeg")
    assert sent.hub.post("/dock/take/", {"entry": json.dumps(entry), "photo_0": file}).status_code == 200
    assert look(sent).photos.count() == 1


def test_all_pieces_of_a_parcel_are_well_with_one_tap_and_the_customers_picture_shows_only_then(db: Any) -> None:
    now = datetime.now(UTC)
    sent = send_back(make_shop("home", now), now, pieces=2)
    address = count(sent)
    assert "Counted before the announcement was seen: L-2, 1 instead of 2" in signed_in(sent.shop.owner).get(
        f"/desk/case/{sent.case.public_id}/"
    ).content.decode()  # fmt: skip
    page = sent.hub.get(address).content.decode()
    assert "Otherwise than announced" in page and "It hums at night." not in page
    sent.hub.post(address, {"tap": "all_well"})
    assert "It hums at night." in sent.hub.get(address).content.decode() and look(sent).grade == "A"
