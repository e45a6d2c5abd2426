"""Credit on the desk, by the API, as files and on the customer's page: the same figures everywhere, and codes in full for owners alone."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import SYSTEM
from makegood.base.links import link_for, token_of
from makegood.base.timeline import TimelineLine
from makegood.base.unit import unit
from makegood.insight.invariants import wrong_credits
from makegood.journeys.invite_member import invite_member
from tests.cast import PASSWORD, Shop, make_shop
from tests.journeys.test_credit import credit_for_a_lamp
from tests.journeys.test_credit_ends import shop_whose_bonus_ends
from tests.journeys.test_credit_spent import code_of, spend
from tests.stories.test_same_by_api import Api

pytestmark = pytest.mark.django_db


def desk(shop: Shop) -> Client:
    client = Client()
    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    return client


def case_of(shop: Shop, credit: str) -> Any:
    with unit(merchants=[shop.id]):
        return returns.case_by_id(settlement.reimbursement_of(credit).case_id)


def customer_page(shop: Shop, credit: str, now: datetime) -> str:
    with unit(merchants=[shop.id]):
        link = link_for(purpose="case", subject=case_of(shop, credit).public_id, now=now)
    assert link is not None
    return Client().get(f"/s/{shop.merchant.slug}/case/{token_of(link)}/").content.decode()


def test_by_the_api_a_spending_is_told_once_and_what_is_left_is_read(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("gifts", now)
    name = credit_for_a_lamp(shop, now)
    code, api, case = code_of(shop, name), Api(shop), case_of(shop, name)
    body = {"code": code, "order": "#2001", "amount": "10.00", "currency": "EUR"}
    first = api.post("/credits/spendings", body).json()
    assert first["known"] is False and first["credit"]["left"] == {"amount": "32.90", "currency": "EUR"}
    assert api.post("/credits/spendings", body).json()["known"] is True
    (found,) = api.get(f"/cases/{case.public_id}/credits").json()["items"]
    assert found == api.get(f"/credits/{name}").json() == api.get("/credits").json()["items"][0]
    assert code not in str(found) and found["code"] == f"…{code[-4:]}"
    assert [(one["kind"], one["left"]["amount"], one["ends_on"]) for one in found["lines"]] == [
        ("bonus", "0.00", None),
        ("owed", "32.90", None),
    ]
    back = api.post("/credits/returns", {"code": code, "order": "2001", "amount": "4.00", "reference": "re_1"}).json()
    assert back["credit"]["left"]["amount"] == "36.90"
    assert api.post("/credits/returns", {"code": code, "order": "2001"}).json()["credit"]["left"]["amount"] == "42.90"
    assert api.post("/credits/spendings", body | {"order": "2002", "amount": "50.00"}).json()["code"] == "credit_too_small"
    assert api.post("/credits/spendings", body | {"currency": "USD", "order": "2003"}).json()["code"] == "currency_mismatch"
    assert Api(shop, ("read", "write")).post("/credits/spendings", body).status_code == 403
    assert api.get("/credits/rmb_nothing").status_code == 404


def test_a_person_records_it_on_the_case_without_typing_the_code(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("gifts", now)
    name = credit_for_a_lamp(shop, now)
    client, path = desk(shop), f"/desk/case/{case_of(shop, name).public_id}/"
    page = client.get(path).content.decode()
    assert code_of(shop, name) not in page and "€42.90 of €42.90 is left" in page and "no end date" in page
    client.post(f"{path}do/", {"do": "credit_spent", "credit": name, "order": "2001", "amount": "10,00"})
    page = client.get(path).content.decode()
    assert "€32.90 of €42.90 is left" in page and "€10.00 spent on order 2001" in page
    wrong = client.post(f"{path}do/", {"do": "credit_spent", "credit": name, "order": "2002", "amount": "99"})
    assert wrong.status_code == 409 and "Only 32.90 EUR of this credit" in wrong.content.decode()
    client.post(f"{path}do/", {"do": "credit_back", "credit": name, "order": "2001", "amount": ""})
    assert "€42.90 of €42.90 is left" in client.get(path).content.decode()
    other = make_shop("gifts", now)
    theirs = credit_for_a_lamp(other, now)
    assert client.post(f"{path}do/", {"do": "credit_spent", "credit": theirs, "order": "1", "amount": "1"}).status_code == 404


def test_a_table_of_spendings_comes_in_twice_and_counts_once(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("gifts", now)
    code = code_of(shop, credit_for_a_lamp(shop, now))
    rows = [
        "Code;Order;Amount;Day;Kind;Reference", f"{code};2001;10,00;2026-11-20;;", f"{code};2002;5.00;;spent;", f"{code};2002;2.00;;given_back;re_1",
        f"{code};2003;99.00;;;", "NOSUCH;2004;1.00;;;", f"{code};2005;1.00;tomorrow;;", f"{code};2006;1.00;;stolen;",
    ]  # fmt: skip
    client = desk(shop)

    def bring() -> str:
        file = SimpleUploadedFile("spent.csv", "\n".join(rows).encode(), "text/csv")
        return client.post("/desk/credits/", {"do": "file", "file": file}, follow=True).content.decode()

    page = bring()
    assert "3 rows are new." in page and "Customers can still spend €29.90." in page
    assert all(f"Row {n}:" in page for n in (5, 6, 7, 8)) and "Row 2:" not in page
    page = bring()
    assert "0 rows are new." in page and "3 rows were known." in page and "€29.90" in page
    with unit(merchants=[shop.id]):
        assert wrong_credits() == []
    rows[0] = "Number;Value"
    assert "These columns are missing: code, order, amount." in bring()


def test_codes_in_full_are_for_owners_by_a_button_and_written_down(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("gifts", now)
    spent, full = code_of(shop, credit_for_a_lamp(shop, now)), code_of(shop, credit_for_a_lamp(shop, now, "#1002"))
    spend(shop, spent, "2001", 4290, now)
    client = desk(shop)
    assert full not in client.get("/desk/credits/").content.decode()
    assert client.get("/desk/credits/codes-plain.csv").status_code == 302
    rows = {
        form: list(csv.reader(io.StringIO(client.post(f"/desk/credits/codes-{form}.csv").content.decode())))
        for form in ("plain", "shopify", "woocommerce")
    }
    assert [row[:4] for row in rows["plain"][1:]] == [[full, "42.90", "EUR", ""]]
    assert rows["shopify"][0] == ["code", "initial_value", "expires_on", "note"] and rows["shopify"][1][:3] == [full, "42.90", ""]
    assert rows["woocommerce"][1][0] == full and rows["woocommerce"][1][3:] == ["smart_coupon", "42.90", ""]
    assert client.post("/desk/credits/codes-excel.csv").status_code == 404
    with unit(merchants=[shop.id]):
        lines = TimelineLine.objects.filter(chain=f"credits:{shop.id}")
        assert [(line.name, line.body["codes"]) for line in lines] == [("credit.codes_fetched", 1)] * 3
    email = f"ben-{shop.id}@test.example"
    address = invite_member(merchant_id=shop.id, email=email, name="Ben", role="support", inviter="Anna", by=SYSTEM, now=now)
    member = Client()
    member.post("/desk/join/" + address.split("/desk/join/")[1], {"name": "Ben", "password": PASSWORD})
    member.post("/desk/sign-in/", {"username": email, "password": PASSWORD})
    assert member.get("/desk/credits/").status_code == 200
    assert member.post("/desk/credits/codes-plain.csv").status_code == 403


def test_the_customer_sees_what_is_left_and_until_when(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = shop_whose_bonus_ends(now)
    name = credit_for_a_lamp(shop, now)
    page = customer_page(shop, name, now)
    assert "It has no end date" not in page and "€42.90 of €42.90 is left." in page
    assert "€3.90 given on top, until 18 Feb 2027" in page and "€39.00 for your money, no end date" in page
    spend(shop, code_of(shop, name), "2001", 1000, now)
    page = customer_page(shop, name, now)
    assert "€32.90 of €42.90 is left." in page and "given on top, until" not in page


def test_a_credit_that_never_ends_says_so_and_no_more_until_something_is_spent(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("gifts", now)
    name = credit_for_a_lamp(shop, now)
    assert "It has no end date" in (page := customer_page(shop, name, now)) and "Your credit" not in page
    spend(shop, code_of(shop, name), "2001", 4290, now + timedelta(days=1))
    assert "€0.00 of €42.90 is left." in customer_page(shop, name, now)
