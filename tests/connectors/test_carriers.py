"""Carriers' recorded answers as our facts: EasyPost's shipments, trackers and events, DHL's contradiction; hostile ones come to nothing."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.apps.carriage.ports import Address, PostageOrder
from makegood.connectors.dhl.tracking import DhlTracking
from makegood.connectors.dhl.tracking import events_of as dhl_events
from makegood.connectors.easypost import mapping
from makegood.connectors.easypost.client import EasyPost
from makegood.connectors.easypost.messages import read, signature, verify
from makegood.kernel.refusal import Refusal
from tests.harness.easypost import Post

RECORDED = Path(os.environ.get("MAKEGOOD_SHARED", "../shared")) / "data" / "carriers"
needs_recordings = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers of carriers are not here (MAKEGOOD_SHARED)")
ORDER = PostageOrder(
    key="pkg_1", sender=Address("Hanna", ("Lindenstr. 5", "3rd floor"), "Leipzig", "04109", "DE"), to=Address("Shop c/o Hub", ("A 1",), "Halle", "06108", "DE"),
    weight_g=1868, box_mm=(300, 200, 100), currency="USD",
)  # fmt: skip


def recorded(name: str) -> Any:
    return json.loads((RECORDED / name).read_text())


@needs_recordings
def test_a_recorded_return_shipment_has_the_rates_that_we_choose_among() -> None:
    shipment = recorded("easypost_return_shipment.json")
    assert shipment["is_return"] is True and not mapping.is_bought(shipment)
    rate, why = mapping.pick_rate(shipment, ORDER)
    assert rate is not None and (rate["carrier"], rate["service"], rate["rate"], why) == ("USPS", "GroundAdvantage", "8.20", "")
    chosen, _ = mapping.pick_rate(shipment, replace(ORDER, services=("usps priority",)))
    assert chosen is not None and chosen["rate"] == "11.01"
    assert mapping.pick_rate(shipment, replace(ORDER, most_minor=819)) == (None, "too_dear")
    assert mapping.pick_rate(shipment, replace(ORDER, most_minor=5000, currency="EUR")) == (None, "too_dear")
    assert mapping.pick_rate(shipment, replace(ORDER, services=("DHL Paket",))) == (None, "no_rate")
    ours = mapping.shipment_body(ORDER)["shipment"]
    assert set(ours) <= set(shipment) | {"reference"} and set(ours["parcel"]) <= set(shipment["parcel"])
    assert set(ours["from_address"]) <= set(shipment["from_address"])
    assert Post().create({"shipment": ours}).keys() <= shipment.keys()  # the tests' stand-in says nothing that the real one does not


@needs_recordings
def test_a_recorded_refund_and_its_label() -> None:
    shipment = recorded("easypost_shipment_refund.json")
    answer = mapping.answer_of(shipment, "bought")
    assert (answer.carrier, answer.service, answer.cost_minor, answer.currency) == ("USPS", "GroundAdvantage", 607, "USD")
    assert (
        answer.tracking_number == "9400100208303109505688" and answer.tracker.startswith("trk_") and answer.label_url.startswith("https://")
    )
    assert mapping.void_outcome(shipment) == "void_asked" and [one.means for one in answer.said] == ["announced", "announced"]
    port = EasyPost("https://api.easypost.com", "k", transport=httpx.MockTransport(lambda request: httpx.Response(200, content=b"label")))
    assert port.fetch_label(answer.label_url) == b"label"
    for foreign in (
        "http://easypost-files.s3.us-west-2.amazonaws.com/x",
        "https://amazonaws.com.evil.example/x",
        "https://127.0.0.1/x",
        "file:///etc/passwd",
        "",
    ):
        assert port.fetch_label(foreign) is None


@needs_recordings
def test_recorded_trackers_and_events() -> None:
    waiting = mapping.events_of(recorded("easypost_tracker_pre_transit.json"))
    assert [one.means for one in waiting] == ["announced", "announced"] and waiting[1].place == "HOUSTON, TX"
    event = recorded("easypost_webhook_event_body.json")
    said = mapping.events_of(event["result"])
    assert [one.means for one in said] == ["announced"] + ["in_transit"] * 6
    assert said[1].at == datetime(2024, 7, 31, 19, 27, tzinfo=UTC) and said[1].place == "ORLANDO, FL, US"
    delivered = mapping.events_of(recorded("easypost_webhook_tracker_updated.json")["result"])
    assert {one.means for one in delivered} == {"announced", "in_transit", "near", "delivered"} and len(delivered) == 6
    body = json.dumps(event).encode()
    verify("sécret", signature("se\u0301cret", body), body)  # one secret, written in two ways
    assert read(body).tracker == "trk_1" and read(body).id == "evt_1"


@needs_recordings
def test_what_contradicts_itself_is_kept_and_believed_in_neither_way() -> None:
    (said,) = dhl_events(recorded("dhl_universal_contradicting_status.json"))
    assert (said.means, said.said, said.at, said.at_text) == ("unknown", "pre-transit / DELIVERED", None, "2018-03-02T07:53:47")


def test_dhl_is_asked_by_number_and_times_without_a_zone_are_no_moments() -> None:
    events = [
        {"timestamp": "2026-11-21T08:00:00", "statusCode": "transit", "status": "The shipment was processed"},
        {"timestamp": "2026-11-22T08:00:00+01:00", "statusCode": "delivered", "status": "The shipment was delivered"},
        {"timestamp": 5, "statusCode": "teleported"},
    ]

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["DHL-API-Key"] == "k" and request.url.params["trackingNumber"] == "0034"
        return httpx.Response(200, json={"shipments": [{"id": "0034", "status": events[1], "events": events}]})

    said = DhlTracking("k", transport=httpx.MockTransport(answer)).track(tracker="", tracking_number="0034")
    assert said is not None and [(one.means, one.at is None) for one in said] == [
        ("in_transit", True),
        ("delivered", False),
        ("unknown", True),
    ]
    gone = DhlTracking("k", transport=httpx.MockTransport(lambda request: httpx.Response(404, json={})))
    assert gone.track(tracker="", tracking_number="0034") == () and gone.greet() == ""
    silent = DhlTracking("k", transport=httpx.MockTransport(lambda request: httpx.Response(500)))
    assert silent.track(tracker="", tracking_number="0034") is None


def test_every_state_that_easypost_names_means_something_or_is_kept_as_it_is() -> None:
    named = [
        "unknown",
        "pre_transit",
        "in_transit",
        "out_for_delivery",
        "delivered",
        "available_for_pickup",
        "return_to_sender",
        "failure",
        "cancelled",
        "error",
    ]
    said = mapping.events_of({"tracking_details": [{"status": one, "datetime": "2026-11-21T08:00:00"} for one in named]})
    assert {one.said: one.means for one in said} | {"error": "unknown", "unknown": "unknown"} == {one.said: one.means for one in said}
    assert [one.means for one in said].count("unknown") == 2 and all(one.at is None and one.at_text for one in said)


def test_a_signature_is_needed() -> None:
    for given_, code in (
        ("", "signature_missing"),
        ("x" * 300, "signature_missing"),
        ("hmac-sha256-hex=00", "signature_wrong"),
        ("é", "signature_wrong"),
    ):
        with pytest.raises(Refusal) as refused:
            verify("s", given_, b"{}")
        assert refused.value.code == code


_json = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("id", "status", "rates", "rate", "currency", "tracker", "tracking_details", "datetime", "tracking_location", "city", "message", "postage_label", "selected_rate", "label_url", "shipments", "events", "timestamp", "statusCode", "refund_status", "carrier")), inner, max_size=6), max_leaves=25)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(_json)
def test_no_answer_breaks_anything(body: Any) -> None:
    tree = body if isinstance(body, dict) else {"tracking_details": body, "rates": body, "tracker": body}
    mapping.events_of(tree)
    mapping.pick_rate(tree, ORDER)
    answer = mapping.answer_of(tree, "bought")
    assert answer.cost_minor is None or answer.cost_minor >= 0
    dhl_events(body)
    mapping.messages_of(body)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=tree) if "NaN" not in str(tree) else httpx.Response(200))
    if "nan" not in str(tree) and "inf" not in str(tree):
        EasyPost("https://api.easypost.com", "k", transport=transport).buy(ORDER)
