"""A replacement order's page: no login, nothing by opening, to whom it goes only where it may be shown; and the same over the API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.apps.parties.models import Look
from makegood.apps.replacements import queries as replacements
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.links import link_for, revoke_links, token_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.make_token import make_token
from makegood.journeys.open_return import open_return
from makegood.journeys.place_replacement import place_replacement
from makegood.journeys.record_remake import record_remake
from makegood.web.follow import follow
from tests.cast import LAMP, MUG, STAFF, line_of, make_shop, sell
from tests.journeys.test_new_goods import set_term

pytestmark = pytest.mark.django_db


def asked(
    shop: Any, now: datetime, line: Any = LAMP, kind: str = "damaged_in_transit", remedy: str = "replacement", number: str = "#1001"
) -> tuple[Any, str]:
    """(the order, its page's address) of a supplier who was asked for new goods."""
    order = sell(shop, now, line, number=number)
    first = line_of(shop, order)
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(first.id, 1, (kind,)),)), by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={first.public_id: remedy})
    with unit(merchants=[shop.id]):
        made = replacements.replacements_of_case(case.id)[0]
    place_replacement(merchant_id=shop.id, replacement_id=made.public_id, by=STAFF, now=now)
    return made, page_of(shop, made, now)


def page_of(shop: Any, made: Any, now: datetime) -> str:
    with unit(merchants=[shop.id]):
        return f"/supplier/order/{token_of(link_for(purpose='replacement', subject=made.public_id, now=now))}/?lang=en"


def stands(shop: Any, made: Any) -> Any:
    with unit(merchants=[shop.id]):
        return replacements.replacement_of(made.public_id)


def test_opening_changes_nothing_and_a_supplier_abroad_reads_no_name_without_transfer_clauses() -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    made, page = asked(shop, now, MUG, "customization_error", "remake")
    for _ in range(2):
        shown = Client().get(page).content.decode()
    assert stands(shop, made).state == "placed"
    assert "Hanna" not in shown and "Lindenstr" not in shown and "To the same address as order #1001" in shown
    with unit(merchants=[shop.id]):
        assert not Look.objects.filter(role="supplier").exists()
    set_term(shop, transfer_clauses="2021/914")
    shown = Client().get(page).content.decode()
    assert "Hanna Huber" in shown and "Lindenstr. 5" in shown and 'class="letters">Hanna<' in shown and "hanna@test.example" not in shown
    with unit(merchants=[shop.id]):
        looks = list(Look.objects.filter(role="supplier"))
        assert [one.subject for one in looks] == [returns.case_by_id(made.case_id).public_id]
    record_remake(merchant_id=shop.id, line_id=made.line_id, to="failed", by=STAFF, now=now)
    assert "Hanna Huber" not in Client().get(page).content.decode()  # nothing is to be sent any more


def test_the_supplier_says_the_day_then_that_it_left_each_beside_its_field_where_it_can_t_be() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    made, page = asked(shop, now)
    client, day = Client(), (now + timedelta(days=4)).date().isoformat()
    for bad in ("", "31 June", (now - timedelta(days=3)).date().isoformat(), "9999-12-31"):
        refused = client.post(page, {"answer": "accepted", "ready_on": bad})
        assert refused.status_code == 422 and b'aria-invalid="true"' in refused.content, bad
    assert client.post(page, {"answer": "nonsense"}).status_code == 422
    refused = client.post(page, {"answer": "refused", "reason": "because"})
    assert refused.status_code == 422 and stands(shop, made).state == "placed"
    assert client.post(page, {"answer": "accepted", "ready_on": day}).status_code == 302
    assert stands(shop, made).state == "accepted"
    assert client.post(page, {"answer": "sent", "tracking": "LX 99"}).status_code == 302
    assert (stands(shop, made).state, stands(shop, made).tracking) == ("sent", "LX 99")
    again = client.post(page, {"answer": "accepted", "ready_on": day})
    assert again.status_code == 409 and stands(shop, made).state == "sent"
    assert b"You sent it" in client.get(page).content


def test_several_orders_stand_on_each_other_s_page_and_never_another_shop_s() -> None:
    now = datetime.now(UTC)
    shop, other = make_shop("home", now), make_shop("home", now)
    _, page = asked(shop, now)
    _, second = asked(shop, now, number="#1002")
    asked(other, now, number="#7777")
    shown = Client().get(page).content.decode()
    assert second.partition("?")[0] in shown and "#7777" not in shown


def test_a_link_that_was_ended_or_is_another_purpose_s_opens_nothing() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    made, page = asked(shop, now)
    assert Client().get(page.replace("/order/", "/")).status_code == 404  # a claim's page takes no order's link
    with unit(merchants=[shop.id]):
        revoke_links(purpose="replacement", subject=made.public_id, now=now)
    assert Client().get(page).status_code == 410


def test_a_program_sees_what_is_to_be_sent_and_says_how_far_it_is() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    token = make_token(merchant_id=shop.id, name="warehouse", verbs=["read", "write", "money"], by=STAFF, now=now)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    order = sell(shop, now, LAMP)
    body = {
        "order": order.public_id,
        "lines": [{"line": line_of(shop, order).public_id, "quantity": 1, "kinds": ["damaged_in_transit"], "choose": "replacement"}],
    }
    case = client.post("/api/v1/cases", body, content_type="application/json", headers={"Idempotency-Key": "a-1"}).json()
    (one,) = client.get("/api/v1/replacements?state=drafted").json()["items"]
    assert (one["case"], one["party"], one["supplier"], one["title"]) == (case["id"], "supplier", "maker", "Lamp L-2")
    placed = client.post(f"/api/v1/replacements/{one['id']}/place", headers={"Idempotency-Key": "a-2"}).json()
    assert placed["state"] == "placed" and "/supplier/order/" in placed["link"]
    day = (now + timedelta(days=3)).date().isoformat()
    said = client.post(
        f"/api/v1/replacements/{one['id']}/answer",
        {"answer": "accepted", "ready_on": day},
        content_type="application/json",
        headers={"Idempotency-Key": "a-3"},
    ).json()
    assert (said["state"], said["ready_on"]) == ("accepted", day)
    offer = {"line": case["lines"][0]["id"], "remedy": "exchange", "goods": {"title": "Lamp L-3", "price": "59.00"}}
    assert (
        client.post(
            f"/api/v1/cases/{case['id']}/offers", offer, content_type="application/json", headers={"Idempotency-Key": "a-4"}
        ).status_code
        == 200
    )
    chosen = client.post(
        f"/api/v1/cases/{case['id']}/choices",
        {"line": offer["line"], "remedy": "exchange"},
        content_type="application/json",
        headers={"Idempotency-Key": "a-5"},
    )
    assert chosen.status_code == 200
    whole = client.get(f"/api/v1/cases/{case['id']}").json()
    assert [row["state"] for row in whole["replacements"]] == ["voided"] and whole["differences"][0]["amount"] == {
        "amount": "20.00",
        "currency": "EUR",
    }
    paid = client.post(
        f"/api/v1/replacements/differences/{whole['differences'][0]['id']}", {"what": "paid", "reference": "INV-1"}, content_type="application/json",
        headers={"Idempotency-Key": "a-6"},
    )  # fmt: skip
    assert paid.json()["state"] == "paid"
    assert [row["title"] for row in client.get("/api/v1/replacements?state=drafted").json()["items"]] == ["Lamp L-3"]
