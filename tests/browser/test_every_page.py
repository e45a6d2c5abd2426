"""Every page, wide and narrow: no accessibility violation, no console error, nothing from elsewhere, nothing wider than the screen."""

from datetime import UTC, datetime
from typing import Any

import pytest

from makegood.apps.carriage import queries as carriage
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.open_return import open_return
from makegood.journeys.receive_parcel import receive_parcel
from makegood.web.follow import follow
from tests.cast import KIM, LAMP, PASSWORD, line_of, make_shop, sell
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def look(page: Any, address: str, axe: Any) -> None:
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.goto(address).status < 500
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{address} is wider than {width}"


def test_every_page_of_shop_and_hub(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    line = line_of(shop, order)
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, ("defective",)),)), by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
    page = watched
    page.set_default_timeout(8000)
    look(page, f"{server}/desk/sign-in/", axe)
    look(page, f"{server}/nowhere/", axe)
    sign_in(page, server, shop.owner, "/desk/")
    for path in (
        "",
        "cases/",
        "cases/?q=1001",
        "credits/",
        "strays/",
        "mail/",
        "people/",
        "orders-in/",
        "books/",
        "books/reconciliation/",
        "books/month/",
        "me/second/",
        "settings/privacy/looks/",
        "settings/privacy/processing/",
        "new/",
        "new/?number=1001",
        f"case/{case.public_id}/",
    ):
        look(page, f"{server}/desk/{path}", axe)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    sign_in(page, server, shop.worker, "/dock/")
    for path in ("", "unknown/", f"parcel/{parcel.public_id}/"):
        look(page, f"{server}/dock/{path}", axe)
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, by=KIM, now=now)
    look(page, f"{server}/dock/parcel/{parcel.public_id}/", axe)


def test_a_stranger_sees_neither_desk_nor_dock(server: str, real_db: None, watched: Any) -> None:
    shop = make_shop("home", datetime.now(UTC))
    page = watched
    page.goto(f"{server}/desk/")
    assert "/desk/sign-in/" in page.url
    sign_in(page, server, shop.worker, "/desk/")
    assert page.goto(f"{server}/desk/").status == 403
    assert PASSWORD not in page.content()
