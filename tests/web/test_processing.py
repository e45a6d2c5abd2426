"""The records of processing: made from what a shop holds and has set, and from nothing else."""

from datetime import date, datetime
from typing import Any

import pytest

from makegood.apps.parties.words import PROCESSING_SAYS
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.evidence import store
from makegood.base.tenancy import Merchant
from makegood.base.timeline import broken_lines, lines_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.processing import Recipient, processing_of
from makegood.journeys.add_webhook import add_webhook
from makegood.journeys.erase_customer import erase_customer
from makegood.journeys.open_return import open_return
from makegood.journeys.set_letting_go import set_letting_go
from makegood.law.places import in_eea, is_third
from tests.cast import MUG, line_of, make_shop, sell
from tests.web.test_second_factor import signed_in

pytestmark = pytest.mark.django_db
TEXT = "/desk/settings/privacy/processing.txt"
PAGE = "/desk/settings/privacy/processing/"


def _records(shop: Any) -> Any:
    with unit(merchants=[shop.id]):
        return processing_of(Merchant.objects.get(id=shop.id), mail=None, today=date(2026, 11, 20))


def test_what_is_not_there_is_not_written_down(now: datetime) -> None:
    shop = make_shop("gifts", now)
    found = _records(shop)
    assert [one.code for one in found.purposes] == ["people"] and found.markets == []
    order = sell(shop, now, MUG)
    found = {one.code: one for one in _records(shop).purposes}
    assert set(found) == {"orders", "people"} and set(found["orders"].kinds) == {"order", "name", "email", "address", "payment", "input"}
    with unit(merchants=[shop.id]):
        picture = store(b"x" * 40, "image/jpeg", now=now).id
    ask = Ask((AskedLine(line_of(shop, order).id, 1, ("defective",), "It broke.", (picture,)),))
    open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    found = {one.code: one for one in _records(shop).purposes}
    assert {"returns", "mails"} <= set(found) and {"words", "picture", "input"} <= set(found["returns"].kinds)
    assert "refunds" not in found and "disputes" not in found and "phone" not in found["returns"].kinds


def test_what_was_erased_is_not_held_any_more(now: datetime) -> None:
    shop = make_shop("gifts", now)
    order = sell(shop, now, MUG)
    erase_customer(merchant_id=shop.id, order_id=order.id, by=SYSTEM, now=now)
    kinds = {kind for one in _records(shop).purposes for kind in one.kinds}
    assert not kinds & {"name", "email", "address", "input"} and "order" in kinds


def test_recipients_are_those_that_the_shop_really_has_and_their_countries_those_of_their_rows(now: datetime) -> None:
    shop = make_shop("home", now)
    add_webhook(merchant_id=shop.id, url="https://erp.shop.example/hook", types=["case.opened"], by=SYSTEM, now=now)
    found = _records(shop)
    assert [(one.part, one.name.split(",")[0], one.country) for one in found.recipients] == [
        ("hub", found.recipients[0].name.split(",")[0], "DE"), ("supplier", "Shenzhen Home Goods", "CN"), ("program", "erp.shop.example", ""),
    ]  # fmt: skip
    assert [one.name for one in found.third] == ["Shenzhen Home Goods"]
    assert [one.name for one in found.unplaced] == ["erp.shop.example"]
    with unit(merchants=[shop.id]):
        merchant = Merchant.objects.get(id=shop.id)
        mailed = processing_of(merchant, mail=Recipient("mail", "postmark", "", "smtp.postmarkapp.com"), today=date(2026, 11, 20))
    assert "postmark" in [one.name for one in mailed.unplaced]


def test_the_page_and_the_text_say_the_same_and_ask_what_only_the_shop_knows(now: datetime) -> None:
    shop = make_shop("gifts", now)
    sell(shop, now, MUG)
    set_letting_go(merchant_id=shop.id, by_itself=True, by=SYSTEM, now=now)
    owner = signed_in(shop.owner)
    page, text = owner.get(PAGE).content.decode(), owner.get(TEXT)
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    said = text.content.decode()
    for words in (
        "Gravur &amp; Garn",
        "Kirchgasse 3",
        "Shenzhen Home Goods",
        "China",
        "Germany",
        "goes by itself each night",
        "Not said yet.",
    ):
        assert words in page and words.replace("&amp;", "&") in said, words
    for letter in "abcdefg":
        assert f"(30(1)({letter}))" in said
    assert "AO 147" in said, "the years stand with their articles"
    says = {
        "officer": "Dr. Kern, kern@dpo.example",
        "safeguards": "Standard contractual clauses of 4 June 2021",
        "measures": "<b>Doors</b>",
    }
    assert owner.post(PAGE, says).status_code == 302
    said, page = owner.get(TEXT).content.decode(), owner.get(PAGE).content.decode()
    assert all(words in said for words in says.values()) and "&lt;b&gt;Doors" in page and "<b>Doors" not in page
    assert owner.post(PAGE, {"officer": "x" * 2001}).status_code == 422
    with unit(merchants=[shop.id]):
        lines = list(lines_of(f"shop:{shop.id}"))
    assert lines[-1].name == "shop.processing_said" and broken_lines(lines) == []
    assert "kern" not in str([one.body for one in lines]).lower(), "the chain holds no personal words"
    assert "Representative in the Union" not in page.split("What only you know")[1]


def test_a_shop_elsewhere_that_sells_here_is_asked_for_its_representative(now: datetime) -> None:
    shop = make_shop("gifts", now)
    sell(shop, now, MUG)
    Merchant.objects.filter(id=shop.id).update(country="US")
    assert _records(shop).needs_representative
    page = signed_in(shop.owner).get(PAGE).content.decode()
    assert "Representative in the Union" in page.split("What only you know")[1]


def test_third_countries_are_those_outside_the_area_of_the_shops_law() -> None:
    assert all(in_eea(code) for code in ("DE", "FR", "NO", "IS", "LI", "MT")) and not any(
        in_eea(code) for code in ("GB", "CH", "CN", "US", "EU", "", "XX")
    )
    assert is_third("CN", home="DE") and not is_third("NO", home="DE") and is_third("DE", home="US") and not is_third("US", home="US")
    assert len(PROCESSING_SAYS) == 5
