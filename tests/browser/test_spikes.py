"""A spike's page, wide and narrow, with its drawing, and what a person does there."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.browser.test_every_page import look
from tests.stories.test_packaging import bought, broken_mugs, spikes_of
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_person_sees_it_on_today_and_changes_the_box(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop, spike = broken_mugs(now)
    bought(shop, now, range(60, 50, -1), 2, 10)  # thirty-two cases: from thirty on the weeks are drawn
    page = watched
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, "/desk/")
    page.get_by_role("region", name="Comes back more often than before").get_by_role("link", name="Look at it").click()
    for address in (page.url, f"{server}/desk/spikes/"):
        look(page, address, axe)
    page.goto(f"{server}/desk/spikes/{spike.public_id}/")
    assert page.locator("svg rect").count() > 5
    page.get_by_role("button", name="It is paused").click()
    page.get_by_text("The listing is paused since").wait_for()
    page.get_by_label("What, in a few words").fill("double-wall box")
    page.get_by_role("button", name="Do this").click()
    page.get_by_text("Too early to say").wait_for()
    look(page, page.url, axe)
    assert [one.state for one in spikes_of(shop)] == ["acting"]
