"""The owner brings a report in, deals with what differs, and reads the month."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.journeys.issue_credit_note import issue_credit_note
from tests.cast import MUG, STAFF, sell
from tests.reconciliation.story import refunded, stripe_file, stripe_line, stripe_shop
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


def test_an_owner_deals_with_what_differs(server: str, real_db: None, watched: Any, axe: Any, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    shop = stripe_shop(now)
    one = refunded(shop, now - timedelta(minutes=9), number="#1", ref="re_1")
    refunded(shop, now - timedelta(minutes=8), number="#2", ref="re_2", named="pi_5678")
    sell(shop, now, MUG, number="#3", named="pi_9999")
    issue_credit_note(merchant_id=shop.id, case_id=one.case_id, by=STAFF, now=now)
    at = now - timedelta(minutes=5)
    path = stripe_file(
        tmp_path, stripe_line("txn_1", at, "-28.80", ref="re_1", fee="0.25"), stripe_line("txn_2", at, "-28.00", ref="re_2", payment="pi_56781"),
        stripe_line("txn_3", at, "-5.00", ref="re_hand", payment="pi_99991"),
    )  # fmt: skip
    page = watched
    sign_in(page, server, shop.owner, "/desk/")
    page.goto(f"{server}/desk/books/")
    page.get_by_role("link", name="Reconciliation with the providers' reports").click()
    expect(page.get_by_text("No provider's report is here yet")).to_be_visible()
    _look(page, axe, "reconciliation-empty")
    page.get_by_label("File (CSV)").set_input_files(path)
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("2 differences wait for you.")).to_be_visible()
    expect(page.get_by_text("3 lines of 3 are new.")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="Refunded there, and not known here.")
    row.get_by_text("Deal with it").click()
    _look(page, axe, "reconciliation")
    row.get_by_role("button", name="Take it in as refunded elsewhere").click()
    expect(page.get_by_text("Refunded there by hand, and recorded here.")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="Another amount left than we have booked.")
    row.get_by_text("Deal with it").click()
    row.get_by_role("button", name="It is settled").click()
    expect(page.get_by_text("A reason is needed.")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="Another amount left than we have booked.")
    row.get_by_text("Deal with it").click()
    row.get_by_label("What it was").fill("The bank kept 80 cents")
    row.get_by_role("button", name="It is settled").click()
    expect(page.get_by_text("Everything is explained.")).to_be_visible()
    expect(page.get_by_text("The bank kept 80 cents")).to_be_visible()
    _look(page, axe, "reconciliation-done")
    page.get_by_role("button", name="Open it again").click()
    expect(page.get_by_text("1 difference waits for you.")).to_be_visible()
    page.goto(f"{server}/desk/")
    expect(page.get_by_text("1 difference between a provider's report and the books")).to_be_visible()
    page.goto(f"{server}/desk/books/month/")
    expect(page.get_by_role("heading", name="Credit notes by country and rate")).to_be_visible()
    _look(page, axe, "month")
    page.get_by_role("link", name="Money back: Stripe").click()
    expect(page.get_by_text("€57.60")).to_be_visible()
    _look(page, axe, "month-rows")
    page.go_back()
    page.get_by_label("Your accountant's e-mail address").fill("books@test.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Your accountant's e-mail address")).to_have_value("books@test.example")


def test_it_is_read_at_night_too(server: str, real_db: None, watched: Any, axe: Any) -> None:
    shop = stripe_shop(datetime.now(UTC))
    page = watched
    page.emulate_media(color_scheme="dark")
    sign_in(page, server, shop.owner, "/desk/")
    for path in ("reconciliation/", "month/"):
        page.goto(f"{server}/desk/books/{path}")
        axe(page)
