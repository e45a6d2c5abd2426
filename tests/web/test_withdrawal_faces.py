"""The withdrawal function towards others: another shop, Britain, Germany, other pages, paper, programs, strange input."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from makegood.apps.returns import declared
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.journeys.make_token import make_token
from makegood.web.withdrawal import receipt_data
from tests.cast import LAMP, PASSWORD, line_of, make_shop, sell
from tests.web.withdrawing import BOARD, HANNA, ONE_LAMP, fields, press, the_declaration, withdraw

pytestmark = pytest.mark.django_db


def test_another_shop_sees_nothing_of_it() -> None:
    now = datetime.now(UTC)
    shop, other = make_shop("home", now), make_shop("gifts", now)
    sell(shop, now, LAMP)
    withdraw(Client(), shop, HANNA)
    declaration = the_declaration(shop)
    staff = Client()
    staff.post("/desk/sign-in/", {"username": other.owner, "password": PASSWORD})
    assert staff.get(f"/desk/withdrawal/{declaration.public_id}/").status_code == 404
    assert declaration.number not in staff.get("/desk/withdrawals/").content.decode()
    page = withdraw(Client(), other, HANNA)
    assert b"Lamp" not in page.content and the_declaration(other).order_id is None


def test_british_customers_cancel() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, LAMP, market="GB")
    client = Client()
    page = press(client, shop, fields(client.get(f"/s/{shop.merchant.slug}/withdraw/")) | HANNA, "details")
    page = press(client, shop, fields(page), "goods")
    assert b"confirm cancellation" in page.content and b"I hereby give notice that I cancel my contract of sale" in page.content
    page = client.get(press(client, shop, fields(page), "confirm").headers["Location"])
    assert b"We received your cancellation on" in page.content and "withdraw" not in page.content.decode().split("<main")[1].split(
        "</main"
    )[0].replace("/withdrawal/", "")
    assert the_declaration(shop).zone == "Europe/London"


def test_the_page_speaks_german_with_the_statutory_words() -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    sell(shop, now, ONE_LAMP, BOARD)
    client = Client(headers={"Accept-Language": "de"})
    page = press(client, shop, fields(client.get(f"/s/{shop.merchant.slug}/withdraw/")) | HANNA, "details")
    assert "Vertrag widerrufen" in page.content.decode() and "Mit Ihrem eigenen Text gemacht." in page.content.decode()
    page = press(client, shop, fields(page), "goods")
    assert "Widerruf bestätigen" in page.content.decode() and "Hiermit widerrufe ich" in page.content.decode()
    page = client.get(press(client, shop, fields(page), "confirm").headers["Location"])
    assert "Wir haben Ihren Widerruf am " in page.content.decode() and "Dies bestätigt den Eingang." in page.content.decode()


def test_every_customers_page_links_to_it() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    client = Client()
    link = f'href="/s/{shop.merchant.slug}/withdraw/">withdraw from contract here</a>'
    step = client.post(f"/s/{shop.merchant.slug}/", {"number": "1001", "contact": "hanna@test.example"})
    pages = [client.get(path) for path in (f"/s/{shop.merchant.slug}/", step.headers["Location"], f"/s/{shop.merchant.slug}/withdraw/")]
    step = client.post(step.headers["Location"], {"tile": "broken"})
    pages.append(client.get(step.headers["Location"]))
    step = client.post(step.headers["Location"], {"no_photo": "1"})
    pages.append(client.get(step.headers["Location"]))
    pages.append(withdraw(client, shop, HANNA))
    for page in pages:
        text = page.content.decode()
        assert link in text.split("<main")[0] and link in text.split("</main>")[1], page.request["PATH_INFO"]
    assert link in client.get(f"/s/{shop.merchant.slug}/case/nothing/").content.decode()


def test_a_statement_longer_than_any_line_stays_on_the_paper() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    page = withdraw(Client(), shop, HANNA | {"name": "H" * 500}, goods="G" * 3000)
    assert Client().get(page.request["PATH_INFO"] + "receipt.pdf").content.startswith(b"%PDF")
    declaration = the_declaration(shop)
    with unit(merchants=[shop.id]):
        source = receipt_data(declaration, declared.words_of(declaration.id).statement, shop.merchant)
    for text in (*source["goods"], *(value for _, value in source["rows"])):
        assert max(len(part) for part in re.split(r"[\s\u200b]", text)) <= 40
    assert source["goods"][0].replace("\u200b", "") == "G" * 3000


def test_the_api_keeps_one_once_and_shows_it() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    line = line_of(shop, order)
    token = make_token(merchant_id=shop.id, name="shop", verbs=["read", "write"], by=SYSTEM, now=now)
    client = Client(headers={"Authorization": f"Bearer {token}"})

    def send(key: str, **body: Any) -> Any:
        return client.post("/api/v1/withdrawals", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})

    known = {"order": order.public_id, "name": "Hanna", "email": "hanna@test.example", "lines": [{"line": line.public_id, "quantity": 1}]}
    first, again = send("a", **known), send("a", **known)
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true" and first.json()["state"] == "matched" and first.json()["case"]
    other = send("b", order="4711", name="Grace\0", goods="everything", language="zz")
    assert other.status_code == 201 and other.json()["state"] == "unmatched" and other.json()["acknowledged"]["notice"]
    strange = send("c", order=order.public_id, lines=[{"line": "no such line"}])
    assert (
        strange.status_code == 201 and strange.json()["state"] == "unmatched" and strange.json()["statement"]["goods"] == ["no such line"]
    )
    assert send("d").status_code == 422
    listed = client.get("/api/v1/withdrawals").json()["items"]
    assert [one["id"] for one in listed] == [one.json()["id"] for one in (strange, other, first)]
    shown = client.get(f"/api/v1/withdrawals/{first.json()['id']}").json()
    assert [one["name"] for one in shown["timeline"]][:2] == ["withdrawal.declared", "withdrawal.acknowledged"]
    assert client.get("/api/v1/withdrawals/dcl_none").status_code == 404


def test_an_unknown_button_or_strange_numbers_break_nothing() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    line = line_of(shop, sell(shop, now, LAMP))
    for form in ({"do": "fly"}, {"do": "goods", "line": ["x", "-1", str(10**30)]}, {"do": "change", "form": "\0"}, {"asked": "\0" * 50}):
        assert Client().post(f"/s/{shop.merchant.slug}/withdraw/", HANNA | form).status_code in (200, 422)
    for text in ("0", "-3", "9" * 30, "²", "1e3", ""):
        form = HANNA | {"do": "confirm", "form": "", "line": [line.id], f"quantity_{line.id}": text}
        assert Client().post(f"/s/{shop.merchant.slug}/withdraw/", form).status_code == 302
        assert the_declaration(shop).lines[0]["quantity"] in (1, 2)
    for path in ("withdrawal/x/", "withdrawal/x/receipt.pdf"):
        assert Client().get(f"/s/{shop.merchant.slug}/{path}").status_code == 404
    assert Client().get("/s/nobody/withdraw/").status_code == 404
