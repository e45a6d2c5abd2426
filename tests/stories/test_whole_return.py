"""The whole main job in a real browser: customer, hub, shop, supplier."""

import io
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.ledger import queries as books
from makegood.apps.returns import queries as returns
from makegood.base.links import link_for, token_of
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from tests.cast import LAMP, MUG, PASSWORD, make_shop, sell

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def picture() -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), "tan").save(out, "PNG")
    return {"name": "crack.png", "mimeType": "image/png", "buffer": out.getvalue()}


def sign_in(page: Any, server: str, email: str, to: str) -> None:
    page.goto(f"{server}/desk/sign-in/?next={to}")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def ask(page: Any, server: str, shop: Any, number: str, what: str, axe: Any) -> None:
    page.goto(f"{server}/s/{shop.merchant.slug}/")
    axe(page)
    page.get_by_label("Order number").fill(number)
    page.get_by_label("E-mail address or postcode").fill("HANNA@test.example ")
    page.get_by_role("button", name="Find my order").click()
    page.locator(f"input[name=tile][value={what}]").check(force=True)
    axe(page)
    page.get_by_role("button", name="Go on").click()


def broken_at_the_hub(page: Any, server: str, who: str, parcel: Any, axe: Any) -> None:
    """Counted, then looked at; of the customer nothing is shown before."""
    sign_in(page, server, who, "/dock/")
    page.goto(f"{server}/dock/")
    page.locator("html[data-device]").wait_for()
    page.get_by_label("Code on the label").fill(parcel.code.lower())
    page.keyboard.press("Enter")
    page.locator(".goods[data-sku='L-2'] input[value='1']").check(force=True)
    assert "Hanna" not in page.content()
    axe(page)
    page.get_by_role("button", name="That is all").click()
    expect(page.get_by_role("heading", name="1 × Lamp L-2")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Broken").click()
    expect(page.locator(".shelf")).to_be_visible()
    expect(page.get_by_text("Sent.")).to_be_visible()
    axe(page)
    page.goto(f"{server}/dock/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()


def credited_by_the_supplier(page: Any, address: str, axe: Any) -> None:
    """Who sees neither the customer's name nor what they paid."""
    page.goto(address)
    assert "Hanna" not in page.content() and "39.00" not in page.content()
    axe(page)
    page.get_by_role("button", name="Credit €12.40").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("We expect the credit by")).to_be_visible()
    axe(page)


def test_a_lamp_goes_back_from_the_customer_to_the_suppliers_credit(
    server: str, real_db: None, watched: Any, axe: Any, context: Any
) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    page = watched
    page.set_default_timeout(8000)
    ask(page, server, shop, " 1001", "broken", axe)
    page.get_by_label("Photo").set_input_files(picture())
    axe(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("€39.00 back to Visa 4242.")).to_be_visible()
    axe(page)
    page.locator("input[value=refund]").check(force=True)
    page.get_by_role("button", name="Go on").click()
    axe(page)
    page.get_by_role("button", name="Get my label").click()
    page.wait_for_url(re.compile("/case/"))
    case_address = page.url
    expect(page.get_by_role("heading", name=re.compile("Please send it by"))).to_be_visible()
    axe(page)
    label = page.request.get(case_address + "label.pdf")
    assert label.body().startswith(b"%PDF")
    with unit(merchants=[shop.id]):
        case = returns.cases_page()[0]
        parcel = carriage.parcels_of_case(case.id)[0]

    broken_at_the_hub(page, server, shop.worker, parcel, axe)
    sign_in(page, server, shop.owner, "/desk/")
    expect(page.get_by_role("heading", name=re.compile("need"))).to_be_visible()
    axe(page)
    page.get_by_role("button", name="I have paid it").click()
    page.get_by_role("button", name="Send", exact=True).click()
    with unit(merchants=[shop.id]):
        claim = claims.claims_of_case(case.id)[0]
        link = link_for(purpose="supplier", subject=claim.public_id, now=datetime.now(UTC))
    assert link is not None

    credited_by_the_supplier(page, f"{server}/supplier/{token_of(link)}/?lang=en", axe)
    page.goto(f"{server}/desk/case/{case.public_id}/")
    axe(page)
    page.get_by_label("Credit that has come").fill("12,40")
    page.get_by_role("button", name="Record").click()
    page.goto(case_address)
    expect(page.get_by_role("heading", name="€39.00 was sent to you.")).to_be_visible()
    note = page.get_by_role("link", name=re.compile("Credit note CN-")).get_attribute("href")
    assert page.request.get(server + note).body().startswith(b"%PDF")
    with unit(merchants=[shop.id]):
        case = returns.case_by_id(case.id)
        assert case.closed_as == "settled"
        assert broken_lines(returns.timeline_of(case.id)) == []
        money = {key: posted for key, (posted, pending) in books.balances(case.id).items()}
    assert money[("supplier:receivable", "EUR")] == money[("customer:refund_payable", "EUR")] == 0
    assert (money[("provider:clearing", "EUR")], money[("claims:unmatched", "EUR")]) == (
        -3900,
        1240,
    )  # came for the shop, matched to this case


def test_a_cracked_mug_is_made_again_on_a_phone_without_javascript(server: str, real_db: None, browser: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    sell(shop, now, MUG)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 700})
    page = context.new_page()
    page.goto(f"{server}/s/{shop.merchant.slug}/")
    page.get_by_label("Order number").fill("#1001")
    page.get_by_label("E-mail address or postcode").fill("04109")
    page.get_by_role("button", name="Find my order").click()
    page.locator("input[name=tile][value=broken]").check(force=True)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="I can't take a photo").click()
    page.locator("input[value=remake]").check(force=True)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("H a n n a")).to_be_visible()
    expect(page.get_by_text("Same as before?")).to_be_visible()
    page.get_by_role("button", name="Make my new mug").click()
    expect(page.get_by_role("heading", name=re.compile("Your mug is at the engraver until .+ You have nothing to do."))).to_be_visible()
    context.close()


def test_an_order_is_not_found_by_its_number_alone(server: str, real_db: None, watched: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    sell(shop, now, MUG)
    page = watched
    page.set_default_timeout(8000)
    page.goto(f"{server}/s/{shop.merchant.slug}/")
    page.get_by_label("Order number").fill("1001")
    page.get_by_label("E-mail address or postcode").fill("somebody@else.example")
    page.get_by_role("button", name="Find my order").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_label("Order number").input_value() == "1001"
