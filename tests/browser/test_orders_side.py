"""The pages for orders that are hard to find, for presents and for cases that belong together: wide, narrow, without JavaScript."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.orders.digests import gift_code
from makegood.apps.orders.ports import ContactFacts
from makegood.base.links import link_for, token_of
from makegood.base.unit import unit
from tests.browser.test_every_page import look
from tests.cast import LAMP, make_shop
from tests.journeys.test_orders_side import ask_for, bring_in, facts_of
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_rosa_was_given_a_lamp_and_tells_on_her_phone_without_javascript(server: str, real_db: None, browser: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    order = bring_in(shop, facts_of(now, LAMP, gift=True), now)
    page = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 700}).new_page()
    page.goto(f"{server}/s/{shop.merchant.slug}/")
    page.get_by_text("It was given to me").click()
    page.get_by_label("Code for presents").fill(gift_code(order.public_id))
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Something else").click()
    page.get_by_label("The parcel was damaged, and what is in it").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="I can't take a photo").click()
    expect(page.get_by_text("The money back, to the one who bought it.")).to_be_visible()
    page.locator("input[type=radio][value=replacement]").check(force=True)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("group", name="It was given to you")).to_be_visible()
    page.get_by_role("button", name="Send me a new one").click()
    expect(page.get_by_role("heading", name=re.compile("new one"))).to_be_visible()
    expect(page.get_by_role("heading", name="Keep this page")).to_be_visible()
    assert "€" not in page.content() and "Huber" not in page.content()
    page.context.close()


def test_the_new_pages_fit_every_screen(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    order = bring_in(shop, facts_of(now, LAMP, gift=True, contact=ContactFacts("Hanna Huber", postcode="04109")), now)
    case = ask_for(shop, order, now, kind="damaged_in_transit")
    ask_for(shop, order, now, kind="damaged_in_transit")
    with unit(merchants=[shop.id]):
        token = token_of(link_for(purpose="case", subject=case.public_id, now=now))
    page, base = watched, f"{server}/s/{shop.merchant.slug}/"
    page.set_default_timeout(8000)
    for address in (base, f"{base}write/", f"{base}case/{token}/"):
        look(page, address, axe)
    page.goto(base)
    page.get_by_label("Order number").fill("1001")
    page.get_by_label("E-mail address or postcode").fill("hanna@gmial.com")
    page.get_by_role("button", name="Find my order").click()
    axe(page)
    page.get_by_role("button", name="Write to the shop").click()
    page.get_by_label("Your message").fill("It is a lamp")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", name="We have your message.")).to_be_visible()
    sign_in(page, server, shop.owner, "/desk/")
    for path in ("", "find/", "find/?q=hubber", f"order/{order.public_id}/", f"case/{case.public_id}/", f"case/{case.public_id}/link/"):
        look(page, f"{server}/desk/{path}", axe)
