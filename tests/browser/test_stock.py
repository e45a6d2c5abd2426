"""A shop writes down what lies where, and a case shows where a new one leaves from."""

from datetime import UTC, datetime
from typing import Any

import pytest

from makegood.journeys.keep_source import Maker, keep_source
from makegood.journeys.keep_stock import Shelf, keep_stock
from tests.browser.test_every_page import look
from tests.cast import STAFF, make_shop
from tests.journeys.test_corrections import start
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_what_lies_where_is_written_down_and_a_person_chooses_the_shelf(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    keep_source(merchant_id=shop.id, maker=Maker("L-2", "maker", 1, {"DE": 2}, 1450), by=STAFF, now=now)
    page = watched
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, "/desk/settings/stock/")
    page.get_by_text("Count or add a product").click()
    page.locator("#s-sku").fill("L-2")
    page.locator("#s-place").fill("Hub Leipzig, shelf B-04")
    page.locator("#s-there").fill("3")
    page.locator("#s-transit").fill("DE 2, * 9")
    page.locator("#s-cost").fill("19.00")
    page.locator("#shelf").get_by_role("button", name="Save").click()
    page.get_by_role("cell", name="Hub Leipzig, shelf B-04").wait_for()
    look(page, f"{server}/desk/settings/stock/", axe)
    keep_stock(merchant_id=shop.id, shelf=Shelf("L-2", "Ulm", "hub", on_hand=0, transit={"DE": 1}, cost_minor=800), by=STAFF, now=now)
    case = start(shop, now, kind="damaged_in_transit", remedy="replacement")
    look(page, f"{server}/desk/case/{case.public_id}/", axe)
    page.get_by_text("It leaves from: Maker.").wait_for()
    page.get_by_text("Where else it could come from").click()
    page.get_by_text("Too few are there.").wait_for()
    page.get_by_role("button", name="Send it from here").first.click()
    page.get_by_text("You chose it.").wait_for()
