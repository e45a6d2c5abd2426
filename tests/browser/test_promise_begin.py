"""A shop owner who is no programmer writes a promise: at a desk and on a phone."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.policies import queries as policies
from makegood.base.unit import unit
from tests.cast import LAMP, MUG, make_shop, sell
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGE = "/desk/settings/promise/begin/"


def _narrow_enough(page: Any, axe: Any) -> None:
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 800})
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"wider than {width}"


def test_twelve_questions_and_six_switches(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now, page = datetime.now(UTC), watched
    shop = make_shop("home", now)
    sell(shop, now, LAMP, MUG)
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, PAGE)
    expect(page.get_by_text("1 of your 2 products can be sent back in Germany")).to_be_visible()
    assert page.get_by_label("Germany").is_checked() and page.get_by_label("Personalised goods").is_checked()
    _narrow_enough(page, axe)
    page.get_by_role("link", name="Established brand").click()
    page.get_by_label("How many days may a customer change their mind?").fill("a few")
    page.get_by_label("What does a parcel back really cost?").fill("5.20")
    page.get_by_role("button", name="Show what my customers will read").click()
    expect(page.locator("#mind_days-wrong")).to_have_text("A whole number is needed. From 14 to 365.")
    assert page.get_by_label("What does a parcel back really cost?").input_value() == "5.20"
    _narrow_enough(page, axe)
    page.get_by_label("How many days may a customer change their mind?").fill("45")
    page.get_by_role("button", name="Show what my customers will read").click()
    expect(page.get_by_role("heading", name="This is what your customers will read")).to_be_visible()
    expect(page.get_by_text("You have 45 days from the day it comes.").first).to_be_visible()
    _narrow_enough(page, axe)
    page.get_by_role("button", name="Make it our promise").click()
    expect(page.get_by_text("This is your promise from now on.")).to_be_visible()
    expect(page.get_by_text("In force: promise.")).to_be_visible()
    _narrow_enough(page, axe)
    with unit(merchants=[shop.id]):
        version = policies.version_in_force(datetime.now(UTC))
    assert version is not None and "return_fee: 2.00" in version.text and "days: 45" in version.text


def test_the_same_without_a_script(server: str, real_db: None, browser: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, server, shop.owner, PAGE)
    page.get_by_label("What does the way back of a changed mind cost your customer?").fill("2,90")
    page.get_by_role("button", name="Show what my customers will read").click()
    expect(page.get_by_text(re.compile(r"The way back costs you \D*2[.,]90")).first).to_be_visible()
    page.context.close()
