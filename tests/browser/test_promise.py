"""The promise as its readers see it: the page, the form, a text that was kept, and the part in another shop page's frame."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import make_shop

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_promise_wide_and_narrow(server: str, real_db: None, watched: Any, axe: Any) -> None:
    shop = make_shop("gifts", datetime.now(UTC))
    base, page = f"{server}/s/{shop.merchant.slug}", watched
    page.set_default_timeout(8000)
    found = page.request.get(f"{base}/promise.json?market=DE&language=de&at=checkout").json()
    paths = ("promise/", "promise/?market=DE&language=de", "promise/form/?market=DE&language=de", f"promise/shown/{found['shown']}/", "promise.html?market=GB&language=en&at=checkout&frame=1")  # fmt: skip
    for path in paths:
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.goto(f"{base}/{path}").status == 200
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{path} is wider than {width}"
    page.goto(f"{base}/")
    page.get_by_role("contentinfo").get_by_role("link", name="What we promise").click()
    page.get_by_text("Another country or language").click()
    page.get_by_label("Where do you live?").select_option("AU")
    page.get_by_label("Language").select_option("en")
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_text("Our goods come with guarantees that cannot be excluded under the Australian Consumer Law.")).to_be_visible()
    expect(page.get_by_text("The law where you live (Australia) gives no right to return goods")).to_be_visible()
    page.get_by_text("Another country or language").click()
    page.get_by_label("Where do you live?").select_option("DE")
    page.get_by_label("Language").select_option("de")
    page.get_by_role("button", name="Show it").press("Enter")
    expect(page.get_by_role("heading", name="Widerrufsbelehrung")).to_be_visible()


def test_another_page_frames_it(server: str, real_db: None, page: Any) -> None:
    shop = make_shop("gifts", datetime.now(UTC))
    address = f"{server}/s/{shop.merchant.slug}/promise.html?market=DE&language=en&at=product&frame=1"
    text = f'<!doctype html><title>Shop</title><h1>Mug</h1><iframe title="What we promise" src="{address}"></iframe>'
    elsewhere = f"{server}/mug"  # on this host: a browser lets no other page frame what is on the machine itself
    page.route(elsewhere, lambda route: route.fulfill(body=text, content_type="text/html"))
    page.goto(elsewhere)
    expect(page.frame_locator("iframe").get_by_text("You have 30 days from the day it comes.")).to_be_visible(timeout=8000)
