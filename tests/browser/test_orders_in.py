"""Orders from a file, by a person on the desk: chosen, looked at, brought in once."""

import gzip
import os
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.orders import queries as orders
from makegood.base.unit import unit
from makegood.intake.uploads import path_of
from tests.cast import make_shop
from tests.crash.test_killed_worker import worker
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TABLE = (
    "Bestellnummer;Bestelldatum;E-Mail;Land;PLZ;Artikelnummer;Artikel;Menge;Einzelpreis;Gravur;Versandkosten;Gesamtbetrag\r\n"
    '2001;03.11.2026;hanna@test.example;Deutschland;\'01067;MUG-E;Becher, graviert;1;24,90;"Für Oma\nHeidi";3,90;28,80\r\n'
    "2002;04.11.2026;ben@test.example;Österreich;1010;L-2;Lampe;2;39,00;-;0,00;78,00\r\n"
    "2003;31.02.2026;zoe@test.example;Frankreich;69001;L-2;Lampe;1;39,00;;0,00;39,00\r\n"
).encode("windows-1252")


def _choose(page: Any, server: str, name: str, content: bytes) -> None:
    page.goto(f"{server}/desk/orders-in/")
    page.get_by_label("A file of orders").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Look at it").click()


def _shot(page: Any, name: str) -> None:
    if folder := os.environ.get("MAKEGOOD_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 375])
def test_a_table_is_looked_at_and_brought_in_once(server: str, real_db: None, watched: Any, axe: Any, width: int) -> None:
    shop = make_shop("gifts", datetime.now(UTC))
    page = watched
    page.set_default_timeout(8000)
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, server, shop.owner, "/desk/")
    page.get_by_role("link", name="Orders in").click()
    axe(page)
    _shot(page, f"choose-{width}")
    _choose(page, server, "bestellungen.csv", TABLE)
    expect(page.get_by_role("button", name="Bring in 2 orders")).to_be_visible()
    expect(page.get_by_text("Gravur: Für Oma")).to_be_visible()
    expect(page.get_by_text("'31.02.2026' is no date.")).to_be_visible()
    assert "hanna@" not in page.content()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    _shot(page, f"look-{width}")
    with unit(merchants=[shop.id]):
        assert orders.orders_page() == []
        upload = orders.recent_uploads()[0]
    page.get_by_label("Menge").select_option("")
    page.get_by_role("button", name="Bring in 2 orders").click()
    expect(page.get_by_text("You changed how the file is read.")).to_be_visible()
    page.get_by_label("Menge").select_option("quantity")
    page.get_by_role("button", name="Look again").click()
    page.get_by_role("button", name="Bring in 2 orders").click()
    expect(page.get_by_text("2 orders came in.")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    _shot(page, f"result-{width}")
    with page.expect_download() as download:
        page.get_by_role("link", name="All of them as a table").click()
    assert "date_unreadable" in download.value.path().read_text("utf-8-sig")
    with unit(merchants=[shop.id]):
        mug = orders.orders_page(number="2001")[0]
        assert (mug.total_minor, mug.market, len(orders.orders_page())) == (2880, "DE", 2)
        line = orders.lines_of(mug.id)[0]
        assert orders.words_of_lines([line.id])[line.id] == [{"name": "Gravur", "value": "Für Oma\nHeidi"}]
    assert path_of(shop.id, upload.public_id).exists()
    _choose(page, server, "naechste.csv", TABLE.replace(b"2002;", b"2004;"))
    expect(page.get_by_role("button", name="Bring in 1 order")).to_be_visible()
    expect(page.get_by_text("This table is new here.")).not_to_be_visible()


def test_without_javascript_a_packed_file_comes_in_and_a_wrong_one_is_refused_beside_its_field(
    server: str, real_db: None, browser: Any
) -> None:
    shop = make_shop("gifts", datetime.now(UTC))
    context = browser.new_context(java_script_enabled=False, locale="de-DE", viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(f"{server}/desk/sign-in/?next=/desk/orders-in/")
    page.locator("#id_username, input[type=email], input[name=username]").first.fill(shop.owner)
    page.locator("input[type=password]").fill("long-enough-for-tests")
    page.locator("main button").first.click()
    for content in (b"PK\x03\x04" + b"x" * 99, b"\x1f\x8b" + b"broken", b"", b"one word"):
        page.goto(f"{server}/desk/orders-in/")
        page.locator("#file").set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": content})
        page.locator("main button").click()
        expect(page.locator("#file-wrong")).to_be_visible()
    page.locator("#file").set_input_files({"name": "x.csv.gz", "mimeType": "application/gzip", "buffer": gzip.compress(TABLE)})
    page.locator("main button").click()
    _shot(page, "look-de-375")
    page.get_by_role("button", name="2 Bestellungen").click()
    expect(page.locator("#state")).to_contain_text("2 Bestellungen")
    _shot(page, "result-de-375")
    context.close()
    with unit(merchants=[shop.id]):
        assert len(orders.orders_page()) == 2


def test_a_large_file_comes_in_as_a_job_whose_page_tells_how_far_it_is(server: str, real_db: None, watched: Any) -> None:
    shop = make_shop("home", datetime.now(UTC))
    page = watched
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, "/desk/")
    rows = "".join(f"{number},2026-10-01,L-2,Lamp,1,39.00\n" for number in range(1, 901))
    _choose(page, server, "many.csv", f"Order,Date,SKU,Item,Quantity,Price\n{rows}".encode())
    page.get_by_role("button", name="Bring in 900 orders").click()
    expect(page.get_by_text("On its way in: 0 orders so far.")).to_be_visible()
    _shot(page, "waiting")
    with worker():
        expect(page.get_by_text("900 orders came in.")).to_be_visible(timeout=40_000)
    with unit(merchants=[shop.id]):
        assert orders.placed_between(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)) == 900


def test_an_upload_is_seen_by_its_own_shop_only(server: str, real_db: None, watched: Any) -> None:
    mine, theirs = make_shop("gifts", datetime.now(UTC)), make_shop("gifts", datetime.now(UTC))
    page = watched
    page.set_default_timeout(8000)
    sign_in(page, server, mine.owner, "/desk/")
    _choose(page, server, "orders.csv", TABLE)
    address = page.url
    page.get_by_role("button", name="Bring in 2 orders").click()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, server, theirs.owner, "/desk/")
    for path in ("", "progress", "refused.csv"):
        assert page.goto(address + path).status == 404
    _choose(page, server, "orders.csv", TABLE)
    expect(page.get_by_text("This table is new here.")).to_be_visible()
