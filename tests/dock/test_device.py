"""What a device kept is taken once, in whatever order and however often it arrives."""

import itertools
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.apps.carriage import queries as carriage
from makegood.apps.inspection import queries as inspections
from makegood.apps.returns import queries as returns
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from tests.browser.world import picture
from tests.cast import make_shop
from tests.dock.conftest import Sent, send_back
from tests.web.test_second_factor import signed_in

pytestmark = pytest.mark.django_db
_numbers = itertools.count()


def entry_of(sent: Sent, **more: Any) -> dict[str, Any]:
    who = sent.hub.get("/dock/hello/").json()["who"]
    return {
        "key": f"device-key-{next(_numbers)}", "who": who, "kind": "parcel", "code": sent.parcel.code, "said": {"L-2": 1}, "at": "2026-11-20T09:00:00+00:00",
        "looks": [{"line": sent.line.public_id, "answers": {"broken": "yes"}, "photo": ""}],
    } | more  # fmt: skip


def take(client: Any, entry: dict[str, Any], **files: Any) -> Any:
    return client.post("/dock/take/", {"entry": json.dumps(entry), **files})


def looks_of(sent: Sent) -> list[Any]:
    with unit(merchants=[sent.shop.id]):
        return list(inspections.inspections_of_case(sent.case.id))


def test_a_parcel_is_received_and_graded_and_the_second_sending_is_answered_alike(sent: Sent) -> None:
    entry = entry_of(sent)
    file = lambda: SimpleUploadedFile("p.jpg", picture(), "image/jpeg")
    entry["looks"][0]["photo"] = "photo_0"
    first = take(sent.hub, entry, photo_0=file())
    again = take(sent.hub, entry, photo_0=file())
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
    assert first.json()["done"] and first.json()["differs"] == [] and first.json()["said"][0]["words"] == ["It hums at night."]
    (look,) = looks_of(sent)
    assert (look.result, look.grade, look.finding, look.shelf) == ("not_right", "D", "broken", first.json()["shelf"])
    assert look.answers["broken"] == "yes" and look.answers["dirty"] == "no" and look.photos.count() == 1


def test_the_same_key_with_other_content_is_refused(sent: Sent) -> None:
    entry = entry_of(sent)
    assert take(sent.hub, entry).status_code == 200
    other = take(sent.hub, entry | {"said": {"L-2": 2}})
    assert other.status_code == 422 and other.json()["code"] == "idempotency_key_reused" and len(looks_of(sent)) == 1


def test_a_second_scan_under_another_key_is_refused_and_leaves_no_trace(sent: Sent) -> None:
    assert take(sent.hub, entry_of(sent)).status_code == 200
    second = take(sent.hub, entry_of(sent, said={"": 3}))
    assert second.status_code == 409 and second.json()["code"] == "parcel_received" and len(looks_of(sent)) == 1


def test_nobodys_scan_is_sent_as_another_persons(sent: Sent) -> None:
    answer = take(sent.hub, entry_of(sent, who="person:0"))
    assert answer.status_code == 403 and answer.json()["code"] == "not_yours" and sent.case_line().reception == "announced"
    stranger = signed_in(make_shop("home", datetime.now(UTC)).worker)
    entry = entry_of(sent) | {"who": stranger.get("/dock/hello/").json()["who"]}
    assert take(stranger, entry).json()["code"] == "parcel_unknown"


def test_whoever_is_signed_out_is_told_so_and_not_sent_elsewhere(sent: Sent) -> None:
    entry = entry_of(sent)
    sent.hub.logout()
    for answer in (
        sent.hub.get("/dock/hello/", headers={"HX-Request": "true"}),
        sent.hub.post("/dock/take/", {"entry": json.dumps(entry)}, headers={"HX-Request": "true"}),
    ):
        assert answer.status_code == 401


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "[]",
        '{"key": 1}',
        '{"key": "long-enough", "kind": "pigeon"}',
        '{"key": "long-enough", "kind": "parcel", "who": "%s", "code": "%s"}',
    ],
)
def test_what_cannot_be_read_is_refused_in_words(sent: Sent, broken: str) -> None:
    if "%s" in broken:
        broken %= (entry_of(sent)["who"], sent.parcel.code)
    answer = sent.hub.post("/dock/take/", {"entry": broken})
    assert answer.status_code == 422 and answer.json()["code"] == "entry_invalid" and answer.json()["remedy"]


def test_a_picture_that_is_none_refuses_the_whole_and_can_be_sent_again_without(sent: Sent) -> None:
    entry = entry_of(sent)
    entry["looks"][0]["photo"] = "photo_0"
    answer = take(sent.hub, entry, photo_0=SimpleUploadedFile("p.jpg", b"nothing", "image/jpeg"))
    assert answer.status_code == 422 and sent.case_line().reception == "announced"
    entry["looks"][0]["photo"] = ""
    assert take(sent.hub, entry).status_code == 200


def test_where_only_a_part_came_the_part_is_graded_and_the_rest_is_missing(db: Any) -> None:
    now = datetime.now(UTC)
    sent = send_back(make_shop("home", now), now, pieces=2)
    answer = take(sent.hub, entry_of(sent)).json()
    assert [(one["said"], one["announced"]) for one in answer["differs"]] == [(1, 2)]
    assert sorted((one.reception, one.quantity, one.inspection) for one in sent.lines()) == [
        ("missing", 1, "not_needed"),
        ("received", 1, "done"),
    ]


def test_nothing_of_the_customer_is_told_before_the_grade(sent: Sent) -> None:
    told = sent.hub.get("/dock/awaited/").json()
    (parcel,) = told["parcels"]
    assert parcel["code"] == sent.parcel.code and "hums" not in json.dumps(told) and "Hanna" not in json.dumps(told)
    assert "L-2" in [one["sku"] for one in parcel["tiles"]]
    counted = take(sent.hub, entry_of(sent, looks=[])).json()
    assert counted["said"] == [] and not counted["done"]
    assert sent.hub.get(f"/dock/awaited/?code={sent.parcel.code}").json()["parcel"]["received"]
    assert take(sent.hub, entry_of(sent, said=None)).json()["said"][0]["words"] == ["It hums at night."]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_the_order_and_the_repeats_each_effect_is_there_once(db: Any, data: st.DataObject) -> None:
    """Three parcels in two steps each; a network that repeats, and brings what waits in any order that keeps each parcel's own."""
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    parcels = [send_back(shop, now, number=f"#10{n}") for n in range(3)]
    steps = [[entry_of(one, looks=[]), entry_of(one, said=None)] for one in parcels]
    left, client = [list(one) for one in steps], parcels[0].hub
    sent: list[dict[str, Any]] = []
    while any(left):
        which = data.draw(st.sampled_from([place for place, one in enumerate(left) if one]))
        sent.append(left[which].pop(0))
        for entry in [sent[-1], *data.draw(st.lists(st.sampled_from(sent), max_size=2))]:
            assert take(client, entry).status_code == 200
    for one in parcels:
        assert len(looks_of(one)) == 1
        with unit(merchants=[shop.id]):
            assert carriage.parcel_by_id(one.parcel.id).state == "received"
            names = [line.name for line in returns.timeline_of(one.case.id)]
            assert names.count("parcel.counted") == names.count("parcel.received") == names.count("line.inspected") == 1
            assert broken_lines(returns.timeline_of(one.case.id)) == []
