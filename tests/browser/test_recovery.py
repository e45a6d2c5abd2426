"""Recovery in a browser: a credit is typed and matched, fault is shared, and the customer shows one more picture on a phone."""

import os
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.journeys.ask_customer import ask_customer
from tests.cast import STAFF, make_shop
from tests.recovery.test_info import asked, link_in, to_customer
from tests.recovery.world import broken, owed
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS", "")


def _look(page: Any, axe: Any, name: str) -> None:
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_credit_fault_and_one_more_picture(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    owed(shop, now, number="#1")
    owed(shop, now, number="#2")
    case, _line = broken(shop, now, kind="damaged_in_transit", delivered=3, number="#3")
    waiting, claim = asked(shop, now)
    page = watched
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, "/desk/recovery/")
    page.get_by_label("Amount").fill("20,00")
    page.get_by_role("button", name="Record").first.click()
    expect(page.get_by_text("Credits that wait for you")).to_be_visible()
    _look(page, axe, "recovery-held")
    for number in ("#1", "#2"):
        page.locator("label.tick").filter(has_text=re.compile(rf"^\s*{number}, ")).get_by_role("checkbox").check()
    page.get_by_role("button", name="It is for these").click()
    expect(page.get_by_text("2 claims have their credit.")).to_be_visible()
    _look(page, axe, "recovery")
    page.goto(f"{server}/desk/case/{case.public_id}/")
    page.get_by_text("Who bears it").click()
    page.get_by_label("The supplier").fill("60")
    page.get_by_label("The carrier").fill("40")
    page.locator("details[open]").get_by_role("button", name="Record").click()
    expect(page.get_by_text("File this with the carrier")).to_be_visible()
    _look(page, axe, "fault")
    page.goto(f"{server}/desk/case/{waiting.public_id}/")
    page.get_by_text("You don't have it: ask the customer, once").click()
    _look(page, axe, "claim-info")
    ask_customer(merchant_id=shop.id, claim_id=claim.public_id, words="Could you show the sticker below?", photos=1, by=STAFF, now=now)
    page.goto(f"{server}{link_in(to_customer(shop, waiting)[0])}")
    _look(page, axe, "one-more-picture")
    page.get_by_role("button", name="I can't").click()
    expect(page.get_by_text("Nothing more is needed from you.")).to_be_visible()
