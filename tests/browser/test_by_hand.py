"""The main job without a mouse, and without JavaScript: customer, hub, shop, supplier."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.returns import queries as returns
from makegood.base.links import link_for, token_of
from makegood.base.unit import unit
from tests.cast import LAMP, PASSWORD, make_shop, sell

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# The element that has the focus, and whether that can be seen: on itself, or on what stands for a hidden tick.
FOCUSED = """selector => {
  const at = document.activeElement, shown = at.matches(".tile input, .card input") ? at.nextElementSibling : at;
  return [at.matches(selector), at === document.body || getComputedStyle(shown).outlineStyle !== "none"];
}"""


def tab_to(page: Any, selector: str, most: int = 60) -> None:
    """Press Tab until it is there; each stop on the way can be seen, and there is no trap."""
    for _ in range(most):
        there, seen = page.evaluate(FOCUSED, selector)
        assert seen or not there, f"the focus on {selector} can't be seen"
        if there:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab on {page.url}")


def press(page: Any, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


def go(page: Any, selector: str) -> None:
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Any, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.insert_text(text)


def _sign_in(page: Any, server: str, who: str, to: str) -> None:
    page.goto(f"{server}/desk/sign-in/?next={to}")
    write(page, "[name=username]", who)
    write(page, "[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_whole_job_by_keyboard_alone(server: str, real_db: None, watched: Any) -> None:
    now = datetime.now(UTC)
    shop, page = make_shop("home", now), watched
    sell(shop, now, LAMP)
    page.set_default_timeout(8000)
    page.goto(f"{server}/s/{shop.merchant.slug}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    write(page, "#number", "1001")
    write(page, "#contact", "04109")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    go(page, ".actions button")
    expect(page.locator("#refusal")).to_be_focused()
    press(page, "[name=tile][value=broken]", "Space")
    go(page, ".actions button")
    go(page, "[name=no_photo]")
    tab_to(page, ".card input")
    while page.evaluate("document.activeElement.value") != "refund":  # one of a group: the arrows go through it
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    go(page, ".actions button")
    go(page, ".actions button")
    case_page = page.url
    with unit(merchants=[shop.id]):
        case = returns.cases_page()[0]
        parcel = carriage.parcels_of_case(case.id)[0]

    _sign_in(page, server, shop.worker, "/dock/")
    expect(page.locator("#code")).to_be_focused()  # the scanner types into it at once
    page.locator("html[data-device]").wait_for()
    page.keyboard.insert_text(parcel.code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What is in it?")).to_be_focused()
    press(page, ".goods[data-sku='L-2'] input[type=radio]", "Space")
    press(page, "[data-all]")
    press(page, "[data-questions] button:nth-of-type(2)")
    expect(page.locator(".shelf")).to_be_visible()
    expect(page.get_by_text("Sent.")).to_be_visible()
    page.goto(f"{server}/dock/")
    go(page, ".bar form button")

    _sign_in(page, server, shop.owner, "/desk/")
    go(page, "#today form:has([value=paid]) button")
    page.get_by_text("Done.").wait_for()
    go(page, "#today form:has([value=submit_claim]) button")
    page.get_by_text("Done.").wait_for()
    with unit(merchants=[shop.id]):
        link = link_for(purpose="supplier", subject=claims.claims_of_case(case.id)[0].public_id, now=datetime.now(UTC))
    assert link is not None
    page.goto(f"{server}/supplier/{token_of(link)}/")
    go(page, "nav a[lang=en]")
    page.get_by_text("Please answer by").wait_for()
    go(page, "[value=credit_note]")
    go(page, "[name=confirmed]")
    page.get_by_text("We expect the credit by").wait_for()
    page.goto(case_page)
    expect(page.get_by_role("heading", name="€39.00 was sent to you.")).to_be_visible()


def test_the_whole_job_without_javascript(server: str, real_db: None, browser: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 700}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(f"{server}/s/{shop.merchant.slug}/")
    page.get_by_label("Order number").fill("1001")
    page.get_by_label("E-mail address or postcode").fill("04109")
    page.get_by_role("button", name="Find my order").click()
    page.locator("input[name=tile][value=broken]").check(force=True)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="I can't take a photo").click()
    page.locator("input[value=refund]").check(force=True)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Get my label").click()
    case_page = page.url
    with unit(merchants=[shop.id]):
        case = returns.cases_page()[0]
        parcel = carriage.parcels_of_case(case.id)[0]
    page.goto(f"{server}/dock/")
    page.get_by_label("E-mail address").fill(shop.worker)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code on the label").fill(parcel.code)
    page.get_by_role("button", name="Find").click()
    page.locator(".goods[data-sku='L-2'] input[value='1']").check(force=True)
    page.get_by_role("button", name="That is all").click()
    page.get_by_role("button", name="Broken").click()
    expect(page.locator(".shelf")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    page.goto(f"{server}/desk/")
    page.get_by_label("E-mail address").fill(shop.owner)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="I have paid it").click()
    page.get_by_role("button", name="Send", exact=True).click()
    page.goto(f"{server}/desk/case/{case.public_id}/")
    page.get_by_text("For a chat").click()
    chat = page.locator(f"#chat-{_claim(shop, case).id}").inner_text()
    address = re.search(r"/supplier/\S+", chat)
    assert address is not None and "您的订单" in chat
    page.goto(server + address.group())
    page.get_by_role("button", name="同意退 €12.40").click()
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("谢谢。")).to_be_visible()
    page.goto(case_page)
    expect(page.get_by_role("heading", name="€39.00 was sent to you.")).to_be_visible()
    context.close()


def _claim(shop: Any, case: Any) -> Any:
    with unit(merchants=[shop.id]):
        return claims.claims_of_case(case.id)[0]
