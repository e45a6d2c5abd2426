"""A rule said no: on a phone and on a desk the way to a person is one tap, and says by when they answer."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import make_shop
from tests.journeys.test_ask_person import page_of, refused

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDE = "document.documentElement.scrollWidth - window.innerWidth"


def test_one_tap_asks_for_a_person(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    _, case = refused(shop, now)
    path, page = page_of(shop, case, now)[1], watched
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(server + path)
        axe(page)
        assert page.evaluate(WIDE) <= 0
    expect(page.get_by_text("worked out by a rule, not by a person")).to_be_visible()
    page.get_by_role("button", name="Ask a person to look at it").click()
    expect(page.locator("h1")).to_contain_text("A person looks at it and answers by")
    axe(page)
    expect(page.get_by_role("button", name="Ask a person to look at it")).to_have_count(0)
