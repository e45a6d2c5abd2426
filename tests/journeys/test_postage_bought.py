"""A label is bought from a provider, followed and given back: once, whatever happens on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.base.actor import CUSTOMER
from makegood.base.connections import connection_of, end_connection
from makegood.base.unit import unit
from makegood.insight.chores import chores
from makegood.insight.connections_found import connection_findings
from makegood.interfaces.jobs import postage as jobs
from makegood.journeys.bring_postage import bring_postage
from makegood.journeys.drop_case import drop_case
from makegood.journeys.retry_postage import retry_postage
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import STAFF, Shop, make_shop
from tests.harness.easypost import KEY, Post, easypost, label_pdf
from tests.journeys.test_postage import a_case, label_names, set_mode, way_of


@contextmanager
def connected(now: datetime, **more: str) -> Iterator[tuple[Shop, Post]]:
    shop = make_shop("home", now)
    with easypost() as post:
        set_mode(shop, now, "easypost", key=KEY, hook_secret="a webhook's secret", address=post.base, **more)
        yield shop, post


def _carry(shop: Shop, case: Any, now: datetime) -> Any:
    jobs.carry(merchant_id=shop.id, postage_id=way_of(shop, case)[1].public_id, now=now)
    return way_of(shop, case)[1]


@pytest.mark.django_db
def test_a_provider_that_is_gone_leaves_the_label_to_a_person(now: datetime) -> None:
    with connected(now) as (shop, _post):
        with unit(merchants=[shop.id]):
            found = connection_of("postage")
            assert found is not None
            end_connection(found, now=now)
        case = a_case(shop, now)
        parcel, owed = way_of(shop, case)
        assert (owed.way, owed.state, owed.problem) == ("by_hand", "wanted", "label_owed")
        with unit(merchants=[shop.id]):
            assert [one.kind for one in chores(now=now)] == ["postage_stuck"]
            assert [number for number, *_ in connection_findings("x", now=now)] == ["mg.W067", "mg.W069"]
        bring_postage(merchant_id=shop.id, parcel_id=parcel.id, label=label_pdf(), carrier="GLS", tracking_number="", by=STAFF, now=now)
        assert way_of(shop, case)[1].state == "bought"


@pytest.mark.django_db
def test_a_label_is_bought_followed_and_given_back_when_unused(now: datetime) -> None:
    with connected(now) as (shop, post):
        case = a_case(shop, now)
        assert way_of(shop, case)[1].state == "wanted"
        found = _carry(shop, case, now)
        assert (found.state, found.carrier, found.service, found.cost_minor, found.currency) == (
            "bought",
            "USPS",
            "GroundAdvantage",
            607,
            "EUR",
        )
        assert found.file_id and found.tracker == "trk_shp_1" and found.next_try_at is None
        sent = post.shipments["shp_1"]
        assert sent["is_return"] and sent["from_address"]["name"] == "Haus & Hof c/o Hub Leipzig" and sent["reference"] == found.key
        assert sent["to_address"] == {"name": "Hanna Huber", "street1": "Lindenstr. 5", "city": "Leipzig", "zip": "04109", "country": "DE"}
        assert sent["parcel"]["weight"] == 35.3 and sent["parcel"]["length"] == 11.9
        drop_case(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
        follow(merchant_id=shop.id, case_id=case.id, now=now)
        jobs.sweep(now=now)
        assert _carry(shop, case, now).state == "voiding" and post.refunded == ["shp_1"]
        assert _carry(shop, case, now + timedelta(days=2)).state == "voiding" and post.refunded == ["shp_1"]
        post.shipments["shp_1"]["refund_status"] = "refunded"
        assert _carry(shop, case, now + timedelta(days=4)).state == "void" and post.refunded == ["shp_1"]
        names = label_names(shop, case)
        assert [one for one in names if one.startswith("postage.")] == [
            "postage.wanted",
            "postage.bought",
            "postage.unused",
            "postage.void",
        ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "faults",
    [["error_after"], ["reset_after"], ["error_before"], ["throttle"], ["reset_after", "error_before"], ["error_before", "error_after"]],
)
def test_whatever_happens_on_the_way_one_label_is_bought(faults: list[str], now: datetime) -> None:
    with connected(now) as (shop, post):
        case = a_case(shop, now)
        post.faults = list(faults)
        for step in range(4):
            if (found := _carry(shop, case, now + timedelta(hours=step))).state == "bought":
                break
        assert found.state == "bought" and post.charged == ["shp_1"] and len(post.shipments) == 1
        assert _carry(shop, case, now + timedelta(hours=9)).state == "bought" and post.charged == ["shp_1"]


@pytest.mark.django_db
def test_what_fails_is_seen_and_can_be_tried_again(now: datetime) -> None:
    with connected(now, most="7.00") as (shop, post):
        case = a_case(shop, now)
        post.faults = ["no_funds"]
        found = _carry(shop, case, now)
        assert (found.state, found.problem, found.detail) == ("failed", "no_funds", "PAYMENT_REQUIRED: Insufficient funds in your account.")
        with unit(merchants=[shop.id]):
            assert [one.kind for one in chores(now=now)] == ["postage_stuck"]
        post.lost_label = True
        retry_postage(merchant_id=shop.id, postage_id=found.public_id, by=STAFF, now=now)
        found = _carry(shop, case, now)
        assert (found.state, found.problem, found.file_id) == ("bought", "label_not_fetched", None)
        post.lost_label = False
        assert _carry(shop, case, now + timedelta(hours=1)).file_id and post.charged == ["shp_1"]
        with pytest.raises(Refusal, match="nothing to try"):
            retry_postage(merchant_id=shop.id, postage_id=found.public_id, by=STAFF, now=now)
        set_mode(shop, now, "easypost", most="1.00", address=post.base)
        dear = a_case(shop, now, "#1002")
        assert _carry(shop, dear, now).problem == "too_dear"
        set_mode(shop, now, "easypost", services="USPS Nothing", address=post.base)
        retry_postage(merchant_id=shop.id, postage_id=way_of(shop, dear)[1].public_id, by=STAFF, now=now)
        assert _carry(shop, dear, now).problem == "no_rate" and post.charged == ["shp_1"]
        set_mode(shop, now, "easypost", key="wrong", address=post.base)
        stranger = a_case(shop, now, "#1003")
        assert _carry(shop, stranger, now).problem == "key_refused"
        with unit(merchants=[shop.id]):
            kept = connection_of("postage")
            assert kept is not None and "wrong" not in kept.key


@pytest.mark.django_db
def test_a_rejected_refund_is_a_person_s(now: datetime) -> None:
    with connected(now) as (shop, post):
        case = a_case(shop, now)
        _carry(shop, case, now)
        post.refund_status = "rejected"
        drop_case(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
        follow(merchant_id=shop.id, case_id=case.id, now=now)
        jobs.sweep(now=now)
        found = _carry(shop, case, now)
        assert (found.state, found.problem) == ("void_failed", "refund_rejected")
        post.refund_status = "refunded"
        retry_postage(merchant_id=shop.id, postage_id=found.public_id, by=STAFF, now=now)
        assert _carry(shop, case, now).state == "void" and post.refunded == ["shp_1", "shp_1"]


@pytest.mark.django_db
def test_easypost_s_message_is_signed_kept_once_and_only_a_reason_to_ask(now: datetime) -> None:
    import json

    from makegood.connectors.easypost.messages import signature

    with connected(now) as (shop, post):
        case = a_case(shop, now)
        _carry(shop, case, now)
        with unit(merchants=[shop.id]):
            connection = connection_of("postage")
        assert connection is not None
        address = f"/hooks/postage/{shop.merchant.slug}/{connection.public_id}/"
        body = json.dumps(
            {
                "id": "evt_1",
                "object": "Event",
                "description": "tracker.updated",
                "result": {"id": "trk_shp_1", "object": "Tracker", "status": "delivered", "tracking_code": "x"},
            }
        ).encode()
        client = Client()

        def tell(given: bytes, sign: str) -> Any:
            return client.post(address, given, content_type="application/json", headers={"X-Hmac-Signature": sign})

        good = signature("a webhook's secret", body)
        assert tell(body, "").status_code == tell(body, good[:-1] + "0").status_code == tell(body + b" ", good).status_code == 401
        assert tell(body, good).json() == {"taken": True, "new": True}
        assert tell(body, good).json() == {"taken": True, "new": False}
        assert way_of(shop, case)[0].state == "announced"  # the message itself moves nothing
        odd = b'{"id": "evt_2", "result": {"id": "trk_of_nobody", "object": "Tracker"}}'
        assert tell(odd, signature("a webhook's secret", odd)).json() == {"taken": True, "new": True}
        for broken in (b"[]", b"{", b'{"id": 5, "result": {}}', b'{"id": "' + b"x" * 99 + b'"}', b"[" * 9999):
            assert tell(broken, signature("a webhook's secret", broken)).status_code == 400
        post.trackers["trk_shp_1"] |= {
            "status": "in_transit",
            "tracking_details": [
                {
                    "object": "TrackingDetail",
                    "message": "Accepted\nat",
                    "status": "in_transit",
                    "datetime": "2026-11-21T09:00:00Z",
                    "tracking_location": {"city": "LEIPZIG", "country": "DE"},
                }
            ],
        }
        assert jobs.poll(merchant_id=shop.id, postage_id=way_of(shop, case)[1].public_id, now=now + timedelta(days=2))
        parcel, _ = way_of(shop, case)
        assert (parcel.state, parcel.posted_on, parcel.carrier) == ("in_transit", date(2026, 11, 21), "USPS")
        assert jobs.poll_due(now=now + timedelta(days=2, hours=1)) == 0 and jobs.poll_due(now=now + timedelta(days=3)) == 1
