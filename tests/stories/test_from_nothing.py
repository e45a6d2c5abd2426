"""From nothing to a live portal: a shop is founded, connected to its Shopify, and pays its first customer back through it."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from makegood.apps.orders import shops
from makegood.base.tenancy import Merchant
from makegood.base.unit import unit
from makegood.connectors.shopify.client import Shopify
from makegood.connectors.shopify.source import ShopifySource
from makegood.insight.invariants import wrong_balls, wrong_transfers
from makegood.interfaces.console import run
from makegood.interfaces.jobs import errands, payments
from makegood.interfaces.jobs import shops as jobs
from tests.cast import PASSWORD
from tests.harness.twin import TwinShop, fresh_shop, order_node
from tests.stories.test_whole_return import picture, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Owner:
    """Counts what the owner has to type and press."""

    def __init__(self, page: Page) -> None:
        self.page, self.typed, self.pressed = page, 0, 0

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)
        self.typed += 1

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.pressed += 1

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).click()
        self.pressed += 1


def founded() -> Merchant:
    """`makegood shop SLUG --email ... --password ...`: what the person who installs it types."""
    slug = f"new-{secrets.token_hex(4)}"
    run._shop(slug, name="Tassen & Text", country="DE", currency="EUR", policy="", email=f"{slug}@test.example", password=PASSWORD)
    return Merchant.objects.get(slug=slug)


def orders_come_in(merchant: Merchant, twin: TwinShop) -> None:
    """What the worker does meanwhile."""
    with unit(merchants=[merchant.id]):
        found = shops.connected()
    assert found is not None
    port = ShopifySource(Shopify(twin.address, twin.token), default_market="DE")
    for _ in range(5):
        jobs.step(merchant_id=merchant.id, connection=found.public_id, now=datetime.now(UTC), port=port)


def test_an_owner_connects_their_shop_and_its_first_customer_is_paid_back_there(
    twin: Any, server: str, real_db: None, watched: Any, axe: Any, record_property: Any
) -> None:
    began, now, page = monotonic(), datetime.now(UTC), watched
    page.set_default_timeout(15_000)
    own = fresh_shop(twin, clock="")
    stamp = (now - timedelta(days=3)).isoformat(timespec="seconds").replace("+00:00", "Z")
    node = order_node(("Mug", 1, "20.00"), name="#5001", at=stamp)
    own.seed(node)
    merchant = founded()

    owner = Owner(page)
    sign_in(page, server, f"{merchant.slug}@test.example", "/desk/settings/")
    owner.fill("Legal name", "Tassen & Text GmbH")
    owner.fill("Address", "Kirchgasse 3\n04109 Leipzig")
    owner.fill("E-mail address", "hello@tassen.example")
    owner.fill("Who signs", "Anna")
    owner.press("Save")
    owner.follow("Shop system")
    owner.fill("The shop's address at Shopify", own.address)
    owner.fill("Client secret", own.secret)
    owner.fill("Admin API access token", own.token)
    owner.press("Connect")
    expect(page.get_by_text(re.compile("Shopify is connected"))).to_be_visible()
    orders_come_in(merchant, own)
    owner.follow("Payments")
    page.get_by_label("Who pays refunds").select_option("shopify")
    owner.press("Save")
    expect(page.get_by_text("Refunds leave by themselves, through Shopify.")).to_be_visible()
    axe(page)
    ready = monotonic() - began
    assert (owner.typed, owner.pressed) == (7, 5)  # with a minute for each key and address that is looked up, far within ten

    page.set_viewport_size({"width": 375, "height": 760})
    page.goto(f"{server}/s/{merchant.slug}/")
    page.get_by_label("Order number").fill("5001")
    page.get_by_label("E-mail address or postcode").fill("lena@kunde.example")
    page.get_by_role("button", name="Find my order").click()
    page.locator("input[name=tile][value=broken]").check(force=True)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Photo").set_input_files(picture())
    page.get_by_role("button", name="Go on").click()
    page.locator("input[value=refund]").check(force=True)
    page.get_by_role("button", name="Go on").click()
    axe(page)
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile("/case/"))
    case_page = page.url

    later = datetime.now(UTC) + timedelta(minutes=15)  # Shopify hears of the case first, and is asked for money then
    errands.sweep(now=later)
    payments.sweep(now=later)
    errands.sweep(now=later + timedelta(minutes=1))
    order = own.order("#5001")
    assert [Decimal(own.shop.find(one["transactions"][0])["amountSet"]["shopMoney"]["amount"]) for one in order["refunds"]] == [25]
    assert "makegood" in (order["note"] or "") or order["tags"]
    page.goto(case_page)
    expect(page.get_by_role("heading", name="€25.00 was sent to you.")).to_be_visible()
    axe(page)
    with unit(merchants=[merchant.id]):
        assert wrong_balls() == [] and wrong_transfers() == []
    record_property("seconds_to_a_live_portal", round(ready, 1))
