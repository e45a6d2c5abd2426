"""The pages of a missing text, of lists of work and of a WooCommerce connection: looked at wide and narrow, and used."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.intake import folder
from makegood.interfaces.jobs import folders
from makegood.journeys.open_return import open_return
from makegood.web.follow import follow
from tests.browser.test_every_page import look
from tests.cast import LAMP, MUG, line_of, make_shop, sell
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_missing_text_is_told_and_a_list_is_made(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    order = sell(shop, now, replace(LAMP, customer_input="unknown", quantity=1))
    with unit(merchants=[shop.id]):
        ask = Ask((AskedLine(line_of(shop, order).id, 1, ("change_of_mind",), "Hm."),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    mug = sell(shop, now, MUG, number="#1002")
    asked = Ask((AskedLine(line_of(shop, mug).id, 1, ("customization_error",), "Wrong."),))
    made = open_return(merchant_id=shop.id, order_id=mug.id, ask=asked, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=made.id, now=now, choices={line_of(shop, mug).public_id: "remake"})
    (folder.watch(shop.merchant) / "orders.csv").write_text("Order,Date,Item,Price\n1,2026-11-02,Mug,24.90\n")
    folders.look(now=now)
    folders.look(now=now.replace(year=now.year + 1))
    page = watched
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, "/desk/")
    for path in ("", "orders-in/", f"order/{order.public_id}/", f"case/{case.public_id}/", "to-do/", "settings/shop-system/"):
        look(page, f"{server}/desk/{path}", axe)
    page.goto(f"{server}/desk/settings/shop-system/")
    page.get_by_text("It is a WooCommerce shop").click()
    axe(page)
    page.get_by_label("Consumer key").fill("ck_1")
    page.locator("form", has=page.get_by_label("Consumer key")).get_by_role("button", name="Connect").click()
    assert page.get_by_label("Consumer key").input_value() in ("ck_1", "")
    axe(page)
    page.goto(f"{server}/desk/case/{case.public_id}/")
    page.get_by_label("What was on it, letter by letter").fill("Hanna")
    page.get_by_role("button", name="This was on it").click()
    expect(page).to_have_url(f"{server}/desk/case/{case.public_id}/")
    expect(page.get_by_text("Text missing")).to_have_count(0)
    page.goto(f"{server}/desk/to-do/")
    page.get_by_role("button", name="Make a list of what is new").click()
    expect(page.get_by_text("Make a new one")).to_have_count(1)
    look(page, page.url, axe)
