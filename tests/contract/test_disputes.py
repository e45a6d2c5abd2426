"""Disputes in the API: read, page by page, by whoever may read, and only the shop's own."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.apps.disputes.models import Dispute, DisputeAnswer
from makegood.apps.orders import queries as orders
from makegood.apps.orders.models import OrderPayment
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.journeys.make_token import make_token
from tests.cast import LAMP, Shop, make_shop, sell

pytestmark = pytest.mark.django_db


def caller(shop: Shop, now: datetime, *verbs: str) -> Client:
    token = make_token(merchant_id=shop.id, name="any", verbs=list(verbs), by=SYSTEM, now=now)
    return Client(headers={"Authorization": f"Bearer {token}"})


def disputed(shop: Shop, order: Any, now: datetime, number: int, **more: Any) -> Any:
    known: dict[str, Any] = {
        "public_id": f"dsp_{number}", "connection": "con_1", "provider": "stripe", "source_id": f"dp_{number}", "order": order, "payment": "pi_1",
        "state": "needs_response", "reason": "not_received", "amount_minor": 2880, "currency": "EUR", "told_at": now, "opened_at": now,
        "due_at": now + timedelta(days=7),
    }  # fmt: skip
    with unit(merchants=[shop.id]):
        return Dispute.objects.create(merchant_id=shop.id, **known | more)


def test_disputes_are_read_page_by_page(now: datetime) -> None:
    shop, other = make_shop("home", now), make_shop("home", now)
    order = sell(shop, now, LAMP)
    for number in (1, 2, 3):
        disputed(shop, order, now, number, state="won" if number == 1 else "needs_response")
    disputed(shop, None, now, 4, currency="", state="told")
    disputed(other, None, now, 5)
    with unit(merchants=[shop.id]):
        DisputeAnswer.objects.create(
            merchant_id=shop.id, public_id="dan_1", dispute=Dispute.objects.get(public_id="dsp_3"), texts={"summary": "Hanna Huber has it."},
            actor="staff:1", approved_at=now,
        )  # fmt: skip
    client = caller(shop, now, "read")
    first = client.get("/api/v1/disputes?limit=3").json()
    rest = client.get(f"/api/v1/disputes?limit=3&cursor={first['next']}").json()
    assert [one["id"] for one in first["items"] + rest["items"]] == ["dsp_4", "dsp_3", "dsp_2", "dsp_1"] and rest["next"] is None
    one = client.get("/api/v1/disputes/dsp_3").json()
    assert one == first["items"][1] and "Hanna" not in str(first)
    with unit(merchants=[shop.id]):
        assert one["order"] == orders.order_by_id(order.id).public_id and one["case"] is None
    assert (one["reason"], one["state"], one["amount"], one["answer"]["state"]) == (
        "not_received", "needs_response", {"amount": "28.80", "currency": "EUR"}, "approved",
    )  # fmt: skip
    assert one["answer_by"].startswith("2026-11-27") and first["items"][0]["amount"] is None
    assert [each["id"] for each in client.get("/api/v1/disputes?state=won").json()["items"]] == ["dsp_1"]


def test_what_is_not_there_and_who_may_not_are_problem_documents(now: datetime) -> None:
    shop, other = make_shop("home", now), make_shop("home", now)
    disputed(other, None, now, 9)
    client = caller(shop, now, "read")
    for address, status, code in (
        ("/dsp_9", 404, "dispute_unknown"), ("?state=lots", 422, "state_unknown"), ("?cursor=xx", 400, "cursor_invalid"),
    ):  # fmt: skip
        answer = client.get(f"/api/v1/disputes{address}")
        assert (answer.status_code, answer.json()["code"]) == (status, code) and answer.json()["remedy"]
    assert caller(shop, now, "receive").get("/api/v1/disputes").status_code == 403
    assert Client().get("/api/v1/disputes").status_code == 401
    assert "/api/v1/disputes/{dispute_id}" in client.get("/api/v1/openapi.json").json()["paths"]


def test_a_payment_is_found_by_its_name_through_an_index(now: datetime) -> None:
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    with unit(merchants=[shop.id]), CaptureQueriesContext(connection) as asked, connection.cursor() as cursor:
        OrderPayment.objects.bulk_create(
            OrderPayment(merchant_id=shop.id, order=order, source_id=f"pi_{number}", amount_minor=1, currency="EUR")
            for number in range(2000)
        )
        cursor.execute("ANALYZE orders_payment")
        orders.payment_named(["pi_1"])
        sql = next(one["sql"] for one in asked.captured_queries if one["sql"].startswith("SELECT") and "orders_payment" in one["sql"])
        cursor.execute(f"EXPLAIN {sql.partition('ORDER BY')[0]}")
        assert "payment_source" in "".join(row[0] for row in cursor.fetchall())
