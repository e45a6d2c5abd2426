"""A provider's messages: taken once, only when they are signed and fresh, and never believed without asking."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from makegood.apps.settlement import queries as settlement
from makegood.base.actor import SYSTEM
from makegood.base.connections import connection_of
from makegood.base.unit import unit
from makegood.base.webhooks import sign
from makegood.journeys.choose_provider import choose_provider
from tests.cast import make_shop
from tests.journeys.test_refunds_by_provider import owed, stand

pytestmark = pytest.mark.django_db
SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0cw=="


class Door:
    """What the provider would post, and what it is told."""

    def __init__(self, shop: Any, now: datetime) -> None:
        self.now = now
        with unit(merchants=[shop.id]):
            found = connection_of("payments")
        assert found is not None
        self.address = f"/hooks/payments/{shop.merchant.slug}/{found.public_id}/"

    def post(self, body: bytes, *, secret: str = SECRET, name: str = "evt_1", age: int = 0, **headers: str) -> Any:
        at = int(self.now.timestamp()) - age
        signed = {
            "webhook-id": name, "webhook-timestamp": str(at), "webhook-signature": sign(secret, message_id=name, at=at, body=body), **headers,
        }  # fmt: skip
        return Client(headers=signed).post(self.address, body, content_type="application/json")


@pytest.fixture
def door(now: datetime, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Door]:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    choose_provider(merchant_id=shop.id, party="sandbox", address="http://127.0.0.1:9", key="a-key", hook_secret=SECRET, by=SYSTEM, now=now)
    yield Door(shop, now)


BODY = json.dumps({"type": "refund.succeeded", "data": {"idempotency_key": "trf_of_nobody"}}).encode()


def jobs(transfer: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'carry_transfer' AND args->>'transfer_id' = %s AND args->>'look' = 'true'",
            [transfer],
        )
        return int(cursor.fetchone()[0])


def test_a_message_is_taken_once_and_answered_each_time(door: Door) -> None:
    assert door.post(BODY).json() == {"taken": True, "new": True}
    assert door.post(BODY).json() == {"taken": True, "new": False}


def test_several_signatures_may_stand_side_by_side_while_a_secret_changes(door: Door) -> None:
    at = int(door.now.timestamp())
    right = sign(SECRET, message_id="evt_1", at=at, body=BODY)
    assert door.post(BODY, **{"webhook-signature": f"v1,AAAA v1a,BBBB {right}"}).status_code == 200


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ({"secret": "whsec_b3RoZXI="}, 401, "signature_wrong"),
        ({"age": 301}, 401, "message_too_old"),
        ({"age": -301}, 401, "message_too_old"),
        ({"webhook-signature": ""}, 401, "signature_missing"),
        ({"webhook-timestamp": "yesterday"}, 401, "signature_missing"),
        ({"webhook-id": "evt_another"}, 401, "signature_wrong"),
    ],
)
def test_what_is_not_signed_now_by_the_provider_is_refused(door: Door, how: dict[str, Any], status: int, code: str) -> None:
    answer = door.post(BODY, **how)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_changed_body_a_large_one_and_an_unknown_door_are_refused(door: Door) -> None:
    at = int(door.now.timestamp())
    signed = sign(SECRET, message_id="evt_1", at=at, body=BODY)
    assert door.post(BODY + b" ", **{"webhook-signature": signed}).json()["code"] == "signature_wrong"
    assert door.post(b"x" * 64_001).json()["code"] == "message_too_large"
    assert Client().get(door.address).json()["code"] == "post_only"
    door.address = door.address.replace("con_", "con_x")
    assert door.post(BODY).json()["code"] == "connection_unknown"


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'{"data": {"idempotency_key": 7}}', b'{"data": {"idempotency_key": "\\u0000"}}'])
def test_a_message_that_says_nothing_is_kept_all_the_same(door: Door, body: bytes) -> None:
    assert door.post(body).json() == {"taken": True, "new": True}


def test_a_message_makes_us_ask_and_moves_nothing_itself(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()

    class Nowhere:
        address = "http://127.0.0.1:9"

    shop, case = owed(Nowhere(), now)  # type: ignore[arg-type]
    choose_provider(merchant_id=shop.id, party="sandbox", address=Nowhere.address, key="", hook_secret=SECRET, by=SYSTEM, now=now)
    before = stand(shop, case)[1][0]
    body = json.dumps({"type": "refund.succeeded", "data": {"idempotency_key": before.key, "amount": 1}}).encode()
    assert Door(shop, now).post(body).status_code == 200
    assert Door(shop, now).post(body).status_code == 200
    assert (stand(shop, case)[1][0].state, jobs(before.public_id)) == ("waiting", 1)
    with unit(merchants=[shop.id]):
        assert settlement.due_transfers(now=now - timedelta(seconds=1), limit=5) == []
