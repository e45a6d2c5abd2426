"""Hanna in Munich withdraws from a mixed basket: a stock lamp, and a board with her family's name (phone, desktop, German, no JavaScript)."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.returns import declared
from makegood.apps.returns import queries as returns
from makegood.base.unit import unit
from tests.cast import make_shop, sell
from tests.stories.test_whole_return import picture, sign_in
from tests.web.test_withdrawal import BOARD, ONE_LAMP

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _fits(page: Any, axe: Any) -> None:
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_a_mixed_basket_on_a_phone(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    sell(shop, now, ONE_LAMP, BOARD)
    page = watched
    page.set_default_timeout(8000)
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{server}/s/{shop.merchant.slug}/")
    page.get_by_role("banner").get_by_role("link", name="withdraw from contract here").click()
    _fits(page, axe)
    page.get_by_label("Your name").fill("Hanna Huber")
    page.get_by_label("Order number").fill("1001")
    page.get_by_label("E-mail address for the receipt").fill("hanna at test")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No mail can be sent to this address.")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Hanna Huber")
    _fits(page, axe)
    page.get_by_label("E-mail address for the receipt").fill("hanna@test.example")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Lamp L-2")).to_be_checked()
    expect(page.get_by_label("Board with a family's name")).to_be_checked()
    expect(
        page.get_by_text(
            re.compile("Made with your own text. We think the law gives no withdrawal for it; you can declare it all the same")
        )
    ).to_be_visible()
    _fits(page, axe)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="This is what you send")).to_be_visible()
    expect(page.get_by_text("1 × Board with a family's name", exact=True)).to_be_visible()
    _fits(page, axe)
    page.get_by_role("button", name="Change something").click()
    expect(page.get_by_label("Lamp L-2")).to_be_checked()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="confirm withdrawal").click()
    expect(page.get_by_role("heading", name=re.compile("We received your withdrawal on .* 20.., ..:..\\."))).to_be_visible()
    expect(page.get_by_text("This confirms receipt.")).to_be_visible()
    _fits(page, axe)
    receipt = page.url
    pdf = page.request.get(server + page.get_by_role("link", name="Receipt as a PDF").get_attribute("href"))
    assert pdf.body().startswith(b"%PDF")

    page.get_by_role("link", name="Your page for what follows").click()
    expect(page.get_by_role("heading", name=re.compile("Send Lamp L-2 by .* to Gravur & Garn .*Hub Leipzig."))).to_be_visible()
    expect(
        page.get_by_text(re.compile("€39.00 goes back to your Visa 4242 by .*, or on the day your parcel or posting receipt reaches us"))
    ).to_be_visible()
    expect(page.get_by_text(re.compile("You pay the postage."))).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("We think the law gives no withdrawal for it."))).to_be_visible()
    _fits(page, axe)
    page.get_by_label("A photo of the posting receipt").set_input_files(picture())
    page.get_by_role("button", name="I've posted it").click()
    expect(page.get_by_role("heading", name=re.compile("€39.00 goes back to you by"))).to_be_visible()
    with unit(merchants=[shop.id]):
        case = returns.cases_page()[0]
        assert [one.kind for one in returns.evidence_of(case.id)] == ["receipt"]
        assert returns.lines_of_case(case.id)[0].money == "pending"
    page.goto(receipt)
    expect(page.get_by_text("1 × Lamp L-2")).to_be_visible()


def test_without_javascript_and_cookies_in_german(server: str, real_db: None, browser: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    sell(shop, now, ONE_LAMP, BOARD)
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    context.route("**/*", lambda route: route.continue_(headers={**route.request.headers, "cookie": ""}))
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(f"{server}/s/{shop.merchant.slug}/withdraw/")
    page.get_by_label("Ihr Name").fill("Hanna Huber")
    page.get_by_label("Bestellnummer").fill("1001")
    page.get_by_label("E-Mail-Adresse für die Bestätigung").fill("hanna@test.example")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Board with a family's name").uncheck()
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("button", name="Widerruf bestätigen").click()
    expect(page.get_by_role("heading", name=re.compile("Wir haben Ihren Widerruf am .* erhalten."))).to_be_visible()
    expect(page.get_by_text("Hiermit widerrufe ich den von mir abgeschlossenen Vertrag")).to_be_visible()
    context.close()
    with unit(merchants=[shop.id]):
        (only,) = declared.declarations_page()
        assert only.state == "matched" and len(only.lines) == 1 and only.language == "de"


def test_staff_matches_one_on_the_desk(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    sell(shop, now, ONE_LAMP, BOARD)
    page = watched
    page.set_default_timeout(8000)
    page.goto(f"{server}/s/{shop.merchant.slug}/withdraw/")
    page.get_by_label("Your name").fill("Hanna H.")
    page.get_by_label("Order number").fill("10001")
    page.get_by_label("E-mail address for the receipt").fill("other@test.example")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("In your own words").fill("the lamp")
    _fits(page, axe)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="confirm withdrawal").click()
    expect(page.get_by_text("the lamp")).to_be_visible()
    sign_in(page, server, shop.owner, "/desk/")
    expect(page.get_by_text("no order is known for it")).to_be_visible()
    _fits(page, axe)
    page.get_by_role("link", name="Withdrawals").click()
    _fits(page, axe)
    page.get_by_role("link", name="Look at it").click()
    _fits(page, axe)
    page.get_by_label("Order number").fill("1001")
    page.get_by_role("button", name="Look for it").click()
    page.get_by_label("Board with a family's name").uncheck()
    page.set_viewport_size({"width": 375, "height": 800})
    _fits(page, axe)
    page.get_by_role("button", name="This is the order").click()
    expect(page.get_by_text("withdrawal.matched")).to_be_visible()
    with unit(merchants=[shop.id]):
        case = returns.cases_page()[0]
        assert [line.decision for line in returns.lines_of_case(case.id)] == ["accepted_by_customer"]
        assert declared.waiting() == []
