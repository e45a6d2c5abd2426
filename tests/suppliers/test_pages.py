"""Settings > Suppliers: from a pack to confirmed terms, by form; what was typed stays; the list of the unprotected and its file."""

import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from makegood.apps.suppliers import queries as suppliers
from makegood.apps.suppliers.packs import pack_of, packs
from makegood.base.unit import unit
from makegood.web.agreement_words import NOTES, REFUSES, parts_of
from tests.cast import LAMP, PASSWORD, Shop, make_shop, sell
from tests.suppliers.test_agreements import DRONE, NOBODYS
from tests.suppliers.test_waiting_claim import late_case, shop_of
from tests.web.test_second_factor import signed_in

pytestmark = pytest.mark.django_db
HOME = "/desk/settings/suppliers/"


class _Form(HTMLParser):
    """What a browser would send of the page's last form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select = self.area = ""
        self.first = ""
        self.feed(html[html.rindex("<form") : html.rindex("</form>")])

    def handle_starttag(self, tag: str, given: Any) -> None:
        at = dict(given)
        if tag == "input" and (at.get("type") != "checkbox" or "checked" in at):
            self.sent.setdefault(at["name"], []).append(at.get("value", "on"))
        if tag == "select":
            self.select, self.first = at["name"], "?"
        if tag == "option" and self.select and ("selected" in at or self.first == "?"):
            self.sent[self.select], self.first = [at["value"]], ""
        if tag == "textarea":
            self.area = at["name"]
            self.sent[self.area] = [""]

    def handle_endtag(self, tag: str) -> None:
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area][0] += data


def sent_by(html: str) -> dict[str, list[str]]:
    return {name: values for name, values in _Form(html).sent.items() if name != "csrfmiddlewaretoken"}


def desk(shop: Shop) -> Client:
    return signed_in(shop.owner)


def text_of(answer: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.mark.parametrize("pack", [name for name in packs() if name != "blank"])
def test_a_pack_goes_through_the_form_unchanged(now: datetime, pack: str) -> None:
    shop = make_shop("home", now)
    client = desk(shop)
    page = client.get(f"{HOME}new/?pack={pack}")
    assert "Check it against your contract." in text_of(page) and packs()[pack].sources[0] in text_of(page)
    made = client.post(f"{HOME}new/?pack={pack}", sent_by(page.content.decode()))
    assert made.status_code == 302, text_of(made)
    with unit(merchants=[shop.id]):
        (kept,) = suppliers.versions_of(pack)
    assert kept.terms == pack_of(pack).terms and kept.pack == pack_of(pack).frozen() and not kept.confirmed
    shown = client.get(made["Location"])
    for part in parts_of(kept.terms, kept.pack["terms"])[:-1]:
        for said in part.says:
            assert said.of_pack and said.text in text_of(shown), part.title
    assert client.post(made["Location"]).status_code == 302 and "Nobody has confirmed" not in text_of(client.get(made["Location"]))
    again = client.get(f"{made['Location']}change/")
    same = client.post(f"{made['Location']}change/", sent_by(again.content.decode()) | {"from_on": [kept.from_on.isoformat()]})
    assert (same.status_code, "These are the terms as they stand." in text_of(same)) == (422, True)


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(now: datetime) -> None:
    shop = make_shop("home", now)
    client = desk(shop)
    address = f"{HOME}new/?pack=zendrop&code=zen"
    form = sent_by(client.get(address).content.decode())
    for change, field, word in (
        ({"a_closes": "3x"}, "a_closes", "no whole number"), ({"b_opens": "40"}, "b_closes", "closes before it opens"),
        ({"a_markets": "United States 45"}, "a_markets", "US 45-90"), ({"c_percent": "50"}, "c_from", "This window is for nothing"),
        ({"returns_restocking_fee_percent": "200"}, "returns_restocking_fee_percent", "no whole number"), ({"prices": "abc"}, "prices", "article number"),
        ({"prices": "D-1 x"}, "prices", "no price"), ({"from_on": ""}, "from_on", "can't be read"), ({"name": ""}, "name", "needs a name"),
        ({"country": "x"}, "country", "two letters"), ({"currency": "AAA"}, "currency", "not known"), ({"email": "a@"}, "email", "e-mail address"),
        ({"code": "a b"}, "code", "short name"), ({"transit_days": "Germany 2"}, "transit_days", "no market"),
    ):  # fmt: skip
        answer = client.post(address, form | {name: [value] for name, value in change.items()} | {"a_says": ["Section <9>"]})
        html = answer.content.decode()
        assert answer.status_code == 422 and f'id="{field}-wrong"' in html, (field, text_of(answer)[:3000])
        assert word in unescape(re.search(rf'id="{field}-wrong">([^<]*)', html)[1]), field  # type: ignore[index]
        kept = sent_by(html)
        assert kept["a_says"][0].strip() == "Section <9>"
        assert all(kept[name][0].strip() == value for name, value in change.items())
    with unit(merchants=[shop.id]):
        assert suppliers.versions_of("zen") == []


def test_the_list_names_the_suppliers_and_what_sells_without_them_and_its_file_bears_no_formula(now: datetime) -> None:
    shop = make_shop("home", now)
    client = desk(shop)
    sell(shop, now, DRONE, number="#1")
    sell(shop, now, replace(NOBODYS, title="=HYPERLINK(1)"), number="#2")
    sell(shop, now, LAMP, number="#3")
    page = text_of(client.get(HOME))
    assert "Shenzhen Home Goods" in page and "2 products of the last 90 days. At risk each month: €13.00." in page and "at most" in page
    assert "Your orders name these, and nothing is written down with them: zendrop" in page
    today = client.get("/desk/").content.decode()
    assert "2 products sell without a confirmed agreement with their supplier." in today and f"{HOME}#unprotected" in today
    lines = client.get(f"{HOME}unprotected.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("sku,title,supplier,why") and lines[1] == "D-1,Drone,zendrop,no_agreement,1,10.00,10.00,EUR,upper,0,1"
    assert "'=HYPERLINK(1)" in lines[2]
    assert client.post(HOME, {"code": "maker"}).status_code == 422
    assert client.post(HOME, {"code": "maker", "sku": ["N-1", "D-1"]}).status_code == 302
    page = text_of(client.get(HOME))
    assert "Nothing: whatever sold in the last 90 days has a supplier whose terms are confirmed." in page
    assert "confirmed agreement" not in client.get("/desk/").content.decode()


def test_a_claim_that_waits_says_so_on_its_case_and_goes_only_where_a_person_says_so(now: datetime) -> None:
    shop = shop_of(now)
    shop = replace(shop, owner=f"o-{shop.id}@test.example")
    from makegood.apps.parties import operations as parties

    with unit(merchants=[shop.id]):
        person = parties.add_person(email=shop.owner, name="Anna", password=PASSWORD)
        parties.add_member(person=person, role="owner", now=now, merchant_id=shop.id)
    case = late_case(shop, now)
    client = desk(shop)
    page = client.get(f"/desk/case/{case.public_id}/")
    shown = text_of(page)
    assert "The supplier takes it only from" in shown and "the customer's money does not." in shown
    assert "To be shown: a letter of the carrier that it was not delivered." in shown
    claim = re.search(r'name="claim" value="(clm_\w+)"', page.content.decode())[1]  # type: ignore[index]
    refused = client.post(f"/desk/case/{case.public_id}/do/", {"do": "submit_claim", "claim": claim})
    assert refused.status_code == 409 and "It is kept until that day." in text_of(refused)
    assert client.post(f"/desk/case/{case.public_id}/do/", {"do": "submit_claim", "claim": claim, "early": "1"}).status_code == 302


def test_every_code_of_the_packs_has_its_words() -> None:
    used = [code for pack in packs().values() for code in pack.terms.get("notes", [])]
    refused = [code for pack in packs().values() for code in pack.terms.get("refuses_when", [])]
    assert set(used) == set(NOTES) and set(refused) == set(REFUSES)
