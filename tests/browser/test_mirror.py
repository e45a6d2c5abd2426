"""What the shop's own system was not told, and a refund made there: a person sees both sides and deals with it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.base.actor import SYSTEM
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.record_refund import record_refund
from makegood.journeys.record_shop_account import record_shop_account
from tests.cast import STAFF
from tests.harness.live import Live
from tests.harness.twin import fresh_shop, order_node, running
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def live(real_db: None) -> Iterator[Live]:
    with running() as twin:
        yield Live(fresh_shop(twin, clock=""), datetime.now(UTC))


def fits(page: Any, axe: Any) -> None:
    axe(page)
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.set_viewport_size({"width": 1280, "height": 800})


def test_what_was_not_told_stands_on_today_with_its_reason_and_two_ways_out(live: Live, server: str, watched: Any, axe: Any) -> None:
    page = watched
    for message, button in (("Return reason is gone.", "Try again"), ("The shop is on holiday.", "I've done it there")):
        live.twin.mood("user_error", call="returnCreate", message=message, code="INVALID")
        sold = live.sell()
        sold.complain(kind="change_of_mind")
        sold.tell()
        page.context.clear_cookies()
        sign_in(page, server, live.shop.owner, "/desk/")
        expect(page.get_by_text(f"It refused it. {message} Look there, and do it by hand.")).to_be_visible()
        fits(page, axe)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text("Done.")).to_be_visible()
        sold.live.now = datetime.now(UTC)
        sold.tell()  # what the worker does
        page.goto(f"{server}/desk/")
        expect(page.get_by_text("Not told to the shop's system")).to_have_count(0)
        page.goto(f"{server}/desk/case/{sold.case.public_id}/")
        panel = page.locator("#mirror")
        expect(panel.get_by_role("heading", name="Shopify")).to_be_visible()
        panel.get_by_text("What it was told").click()
        expect(
            panel.get_by_text(re.compile("The return: " + ("It knows since" if button == "Try again" else "Done there by a person")))
        ).to_be_visible()
        if button == "Try again":
            expect(panel.get_by_text(f"{sold.node['name']}-R1")).to_be_visible()
        expect(panel.get_by_role("link", name=re.compile("in Shopify"))).to_have_attribute(
            "href", re.compile(f"/admin/orders/{sold.number}$")
        )
        fits(page, axe)


def test_a_refund_that_may_be_ours_shows_both_sides_and_what_is_said_holds(live: Live, server: str, watched: Any, axe: Any) -> None:
    page, sold = watched, live.sell()
    sold.complain()
    live.tick()
    sold.staff_refunds("10.00")
    sold.hear()
    sign_in(page, server, live.shop.owner, "/desk/")
    expect(page.get_by_text(f"€10.00 went back elsewhere for order {sold.node['name']}")).to_be_visible()
    page.get_by_role("link", name="Look at it").first.click()
    expect(page.get_by_text("Is this the same money?")).to_be_visible()
    expect(page.get_by_text("Our payment, not made yet")).to_be_visible()
    fits(page, axe)
    page.get_by_role("button", name="It is the same").click()
    sold.live.now = datetime.now(UTC)
    sold.send()
    assert sold.given_back() == 3900  # 10.00 by hand, and the rest by us
    page.goto(f"{server}/desk/case/{sold.case.public_id}/")
    expect(page.locator("#mirror").get_by_text("refunded there by a person")).to_be_visible()


def test_the_owner_says_at_which_location_a_hub_is(live: Live, server: str, watched: Any, axe: Any) -> None:
    record_shop_account(
        merchant_id=live.shop.id, connection=live.connection.public_id, by=SYSTEM, now=live.now, account=live.source.account()
    )
    page = watched
    sign_in(page, server, live.shop.owner, "/desk/settings/shop-system/places/")
    fits(page, axe)
    page.get_by_label("Hub Leipzig").select_option(index=1)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert page.get_by_label("Hub Leipzig").input_value().startswith("gid://shopify/Location/")


def test_the_desk_says_where_the_new_goods_are_ordered(live: Live, server: str, watched: Any, axe: Any) -> None:
    page = watched
    sign_in(page, server, live.shop.owner, "/desk/")
    for text, words in (("", "send them from there"), ("Hanna", "bears no text")):
        sold = live.sell(stock=True, text=text)
        sold.complain(kind="defective", remedy="replacement")
        sold.live.now = datetime.now(UTC)
        sold.tell()
        page.goto(f"{server}/desk/case/{sold.case.public_id}/")
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.locator(".note").get_by_role("link", name=re.compile("in Shopify"))).to_be_visible()
        fits(page, axe)


@pytest.mark.parametrize(
    ("gateway", "said"), [("manual", "paid outside it, and written down there by us"), ("shopify_payments", "can't write this refund down")]
)
def test_a_refund_that_was_paid_outside_stands_there_or_says_why_not(
    live: Live, server: str, watched: Any, axe: Any, gateway: str, said: str
) -> None:
    page, node = watched, order_node(("Lamp", 2, "39.00"), shipping="3.90", at="2026-11-10T09:00:00Z")
    node["transactions"][0]["gateway"] = gateway
    choose_provider(merchant_id=live.shop.id, party="manual", by=STAFF, now=live.now)
    sold = live.sell_node(node)
    sold.complain()
    sold.tell()
    record_refund(merchant_id=live.shop.id, reimbursement_id=sold.ours()[0].public_id, outcome="posted", by=STAFF, now=live.now)
    sold.follow()
    sold.tell()
    sold.hear()
    page.context.clear_cookies()
    sign_in(page, server, live.shop.owner, "/desk/")
    expect(page.get_by_text("the refund that was paid outside it")).to_have_count(1 if gateway != "manual" else 0)
    fits(page, axe)
    page.goto(f"{server}/desk/case/{sold.case.public_id}/")
    expect(page.locator("#mirror").get_by_text(said).first).to_be_visible()
    fits(page, axe)
