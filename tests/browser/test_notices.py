"""A shop writes a mail in its own words, and looks at it as its customer will, in a real browser."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.notices import queries as notices
from makegood.base.unit import unit
from tests.browser.test_first_hour import _look
from tests.cast import make_shop
from tests.notices.test_own_words import _open
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_shop_writes_its_own_words_and_sees_the_mail(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop, page = make_shop("gifts", now), watched
    case = _open(shop, now)
    sign_in(page, server, shop.owner, "/desk/settings/notices/")
    _look(page, axe)
    page.get_by_role("link", name=re.compile("English.*We have it")).click()
    page.get_by_label("Text", exact=True).fill("We read about {{ item }} and answer within 3 days.")
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("alert")).to_contain_text("“3 days” is a span of time typed by hand.")
    expect(page.get_by_role("alert")).to_contain_text("“answer_by” is missing")
    _look(page, axe)
    page.get_by_label("Text", exact=True).fill("We read about {{ item }}. Anna answers by {{ answer_by }}.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("your own words, version 1")).to_be_visible()
    expect(page.locator(".letter")).to_contain_text("Anna answers by")
    _look(page, axe)
    page.goto(f"{server}/desk/mail/?case={case.number}")
    _look(page, axe)
    page.locator("td a").first.click()
    _look(page, axe)
    with unit(merchants=[shop.id]):
        letter = notices.notices_of_case(case.id)[0].public_id
    page.goto(f"{server}/desk/mail/{letter}/html/")
    for width in (375, 600):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_role("heading")).to_be_visible()
        expect(page.get_by_role("link", name="Your page for this, always up to date")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") == "22px"  # its own styles are let in
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.querySelector('.s')).backgroundColor") == "rgb(31, 34, 37)"
