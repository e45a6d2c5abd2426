"""What each way costs, on the case page: a table always, a picture once the shop has thirty cases of its own."""

from datetime import UTC, datetime
from typing import Any

import pytest

from makegood.apps.returns import queries as returns
from makegood.base.unit import unit
from tests.cast import LAMP, MUG, make_shop
from tests.insight.test_costs import with_history
from tests.journeys.test_corrections import start
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDE = "document.documentElement.scrollWidth - window.innerWidth"


def _address(server: str, shop: Any, case: Any) -> str:
    with unit(merchants=[shop.id]):
        return f"{server}/desk/case/{returns.case_by_id(case.id).public_id}/"


def test_a_case_says_what_each_way_costs(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now, page = datetime.now(UTC), watched
    shop = make_shop("gifts", now)
    case = start(shop, now, "defective", "", line=MUG)
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, "/desk/")
    for width, scheme in ((1280, "light"), (375, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(_address(server, shop, case))
        axe(page)
        assert page.evaluate(WIDE) <= 0
    block = page.locator("section.costs")
    assert "Until there are 30" in block.inner_text() and page.locator("svg.bars").count() == 0
    assert block.get_by_text("the cheapest").count() == block.get_by_text("what your rules put first").count() == 1
    block.locator("tbody tr").last.get_by_role("link").click()
    assert "240 minutes" in page.locator("details[open]").inner_text()
    assert "%" not in block.inner_text()  # no chance is put as a number before there are thirty cases


def test_with_thirty_cases_there_is_a_picture(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now, page = datetime.now(UTC), watched
    shop = make_shop("home", now)
    with_history(shop, start(shop, now, "change_of_mind"), now)
    case = start(shop, now, "defective", "", line=LAMP)
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, "/desk/")
    for width, scheme in ((1280, "light"), (1280, "dark"), (375, "light"), (375, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(_address(server, shop, case))
        axe(page)
        assert page.evaluate(WIDE) <= 0
    picture, rows = page.locator("section.costs svg.bars"), page.locator("section.costs tbody tr")
    assert picture.get_attribute("role") == "img" and "What each way costs you" in picture.text_content()
    assert picture.locator("rect").count() == rows.count() and picture.locator("rect.least").count() == 1
    assert "[style]" not in page.locator("section.costs").evaluate("node => node.querySelector('[style]') ? '[style]' : ''")
    page.locator("section.costs tbody tr").first.get_by_role("link").click()
    assert "your own history: 40 since" in page.locator("section.costs details[open]").inner_text()
