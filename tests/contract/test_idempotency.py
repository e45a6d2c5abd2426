"""Idempotency-Key, a sentence a test."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from makegood.apps.returns import queries as returns
from makegood.base.actor import SYSTEM
from makegood.base.idempotency import KEPT, IdempotencyKey
from makegood.base.unit import unit
from makegood.journeys.drop_case import drop_case
from makegood.journeys.erase_customer import erase_customer
from makegood.journeys.forget_answers import forget_answers
from tests.cast import LAMP, Shop, make_shop, sell
from tests.contract.calling import Program, caller, token
from tests.stories.test_same_by_api import CASE, ORDER


@pytest.fixture
def shop(db: None, now: datetime, settings: Any) -> Shop:
    settings.MAKEGOOD_NOW = now.isoformat()
    return make_shop("home", now)


@pytest.fixture
def program(shop: Shop) -> Program:
    return Program(shop)


def kept(shop: Shop) -> int:
    with unit(merchants=[shop.id]):
        return int(IdempotencyKey.objects.count())


def test_a_call_that_is_repeated_gets_its_first_answer_with_a_header(program: Program) -> None:
    order = program.post("/orders", ORDER).json()
    body = {"order": order["id"], **CASE}
    first, again = program.post("/cases", body, key="k"), program.post("/cases", body, key="k")
    assert (first.status_code, again.status_code) == (201, 201) and first.json() == again.json()
    assert "Idempotency-Replayed" not in first.headers and again.headers["Idempotency-Replayed"] == "true"
    assert len(program.get("/cases").json()["items"]) == 1


def test_the_first_answer_stays_what_it_was_though_things_went_on(program: Program) -> None:
    order = program.post("/orders", ORDER).json()
    body = {"order": order["id"], **CASE}
    first = program.post("/cases", body, key="k").json()
    program.post(f"/cases/{first['id']}/labels")
    assert program.post("/cases", body, key="k").json() == first
    assert program.get(f"/cases/{first['id']}").json()["lines"][0]["axes"]["reception"] == "announced"


def test_another_body_under_the_same_key_is_refused(program: Program) -> None:
    order = program.post("/orders", ORDER).json()
    body = {"order": order["id"], **CASE}
    program.post("/cases", body, key="k")
    changed = program.post("/cases", {**body, "language": "de"}, key="k")
    assert changed.status_code == 422 and changed.json()["code"] == "idempotency_key_reused"


def test_what_was_refused_is_not_kept_and_can_be_mended_under_the_same_key(shop: Shop, program: Program) -> None:
    order = program.post("/orders", ORDER).json()
    before = kept(shop)
    for wrong in (
        {"order": order["id"], "lines": []},
        {"order": "ord_none", **CASE},
        {"order": order["id"], "lines": [{**CASE["lines"][0], "quantity": 9}]},
    ):  # type: ignore[dict-item]
        assert program.post("/cases", wrong, key="mended").status_code in (404, 422)
    assert kept(shop) == before
    right = program.post("/cases", {"order": order["id"], **CASE}, key="mended")
    assert right.status_code == 201 and "Idempotency-Replayed" not in right.headers


def test_a_key_belongs_to_one_token(shop: Shop, program: Program) -> None:
    order, other = program.post("/orders", ORDER, key="k").json(), Program(shop)
    assert other.post("/orders", {**ORDER, "number": "#5002"}, key="k").json()["id"] != order["id"]


def test_a_key_belongs_to_one_address(program: Program) -> None:
    order = program.post("/orders", ORDER, key="k").json()
    case = program.post("/cases", {"order": order["id"], **CASE}, key="k")
    assert case.status_code == 201 and case.json()["id"].startswith("cas_")


def test_no_key_is_told_and_none_is_needed_to_read(program: Program) -> None:
    answer = program.client.post(
        "/api/v1/orders", "{}", content_type="application/json", headers={"authorization": f"Bearer {program.secret}"}
    )
    assert answer.status_code == 422  # it is of no described form either
    assert program.post("/orders", ORDER, key="x" * 256).json()["code"] == "idempotency_key_missing"
    assert program.get("/orders").status_code == 200


def test_answers_are_kept_for_thirty_days(shop: Shop, program: Program, now: datetime) -> None:
    program.post("/orders", ORDER, key="k")
    forget_answers(now=now + KEPT - timedelta(minutes=1))
    assert program.post("/orders", ORDER, key="k").headers["Idempotency-Replayed"] == "true"
    forget_answers(now=now + KEPT + timedelta(minutes=1))
    assert kept(shop) == 0 and "Idempotency-Replayed" not in program.post("/orders", ORDER, key="k").headers


def test_an_answer_about_somebody_who_was_erased_is_erased(shop: Shop, program: Program, now: datetime) -> None:
    sold = sell(shop, now, LAMP)
    said = {"order": sold.public_id, "name": "Hanna Huber", "email": "hanna@test.example", "goods": "the lamp"}
    assert "Hanna" in str(program.post("/withdrawals", said, key="k").json())
    with unit(merchants=[shop.id]):
        cases = returns.cases_of_order(sold.id)
    for case in cases:
        drop_case(merchant_id=shop.id, case_id=case.id, by=SYSTEM, now=now)
    erase_customer(merchant_id=shop.id, order_id=sold.id, by=SYSTEM, now=now)
    again = program.post("/withdrawals", said, key="k")
    assert again.json() == {"erased": True} and again.headers["Idempotency-Replayed"] == "true"


def test_two_at_once_under_one_key_are_one_effect_and_one_409(server: str, real_db: None, now: datetime) -> None:
    """Real threads, a real server, real locks: the first waits for the order's lock while the second comes."""
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    secret, body = token(shop), {"order": order.public_id, **CASE}

    def open_case() -> Any:
        with caller(server, secret) as api:
            return api.post("/cases", json=body, headers={"Idempotency-Key": "both"})

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.merchants', %s, true)", [f"{{{shop.id}}}"])
            cursor.execute("SELECT id FROM orders_order WHERE id = %s FOR UPDATE", [order.id])
            first = pool.submit(open_case)
            waiting = 0
            while not waiting and not first.done():
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                waiting = cursor.fetchone()[0]  # type: ignore[index]
            second = pool.submit(open_case).result()
        opened = first.result()
    assert opened.status_code == 201, opened.text
    assert second.status_code == 409 and second.json()["code"] == "idempotency_in_progress" and second.headers["Retry-After"] == "1"
    with caller(server, secret) as api:
        assert len(api.get("/cases").json()["items"]) == 1
        third = api.post("/cases", json=body, headers={"Idempotency-Key": "both"})
    assert third.headers["Idempotency-Replayed"] == "true" and third.json() == opened.json()
