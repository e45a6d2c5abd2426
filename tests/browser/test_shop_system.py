"""An owner connects the shop's own system: wide and narrow, and without JavaScript."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from makegood.apps.orders import shops
from makegood.base.unit import unit
from makegood.connectors.shopify.client import Shopify
from makegood.connectors.shopify.source import ShopifySource
from makegood.interfaces.jobs import shops as jobs
from tests.cast import Shop, make_shop
from tests.harness.twin import TwinShop, fresh_shop, order_node
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGE = "/desk/settings/shop-system/"


@pytest.fixture
def own(twin: Any) -> Any:
    """A shop of the twin whose clock goes on, as the server's does."""
    shop = fresh_shop(twin, clock="")
    shop.control("setup", scopes=[one for one in shop.shop.setup["scopes"] if one != "read_all_orders"], client_id="app-1")
    yield shop
    shop.http.close()


def work(shop: Shop, twin: TwinShop) -> None:
    """What the worker does with the jobs that were deferred."""
    with unit(merchants=[shop.id]):
        found = shops.connected()
    assert found is not None
    port = ShopifySource(Shopify(twin.address, twin.token), default_market="DE")
    for _ in range(5):
        jobs.step(merchant_id=shop.id, connection=found.public_id, now=datetime.now(UTC), port=port)
    jobs.check(merchant_id=shop.id, connection=found.public_id, now=datetime.now(UTC), port=port)


def fit(page: Page, axe: Any) -> None:
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 800})
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_shop_is_connected_and_shows_how_it_goes(own: TwinShop, server: str, real_db: None, watched: Any, axe: Any) -> None:
    now, page = datetime.now(UTC), watched
    page.set_default_timeout(15_000)
    stamp = now.isoformat().replace("+00:00", "Z")
    lost = order_node(name="#9009", at=stamp) | {"shippingAddress": {"countryCodeV2": "MG", "name": "Lemur"}}
    own.seed(order_node(name="#9001", at=stamp), lost)
    shop = make_shop("home", now)
    sign_in(page, server, shop.owner, PAGE)
    expect(page.get_by_text("No shop system is connected")).to_be_visible()
    fit(page, axe)
    page.get_by_label("The shop's address at Shopify").fill("https://elsewhere.example")
    page.get_by_label("Client ID").fill("app-1")
    page.get_by_label("Client secret").fill("wrong")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("no address of a Shopify shop").first).to_be_visible()
    page.get_by_label("The shop's address at Shopify").fill(own.address)
    page.get_by_label("Client secret").fill("wrong")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("does not accept the key").first).to_be_visible()
    assert "wrong" not in page.content() and page.get_by_label("Client ID").input_value() == "app-1"
    fit(page, axe)
    page.get_by_label("Client secret").fill(own.secret)
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("Shopify is connected: Twin shop.")).to_be_visible()
    expect(page.get_by_text("The shop system gathers your orders.")).to_be_visible()
    work(shop, own)
    page.goto(f"{server}{PAGE}")
    expect(page.get_by_text("1 order came in.")).to_be_visible()
    expect(page.get_by_text("Only orders of the last 60 days come in.")).to_be_visible()
    expect(page.get_by_role("heading", name="Orders that did not come in")).to_be_visible()
    expect(page.get_by_text("Last compared on")).to_be_visible()
    page.get_by_role("button", name="Read again").click()
    expect(page.get_by_text("It is read again.")).to_be_visible()
    fit(page, axe)
    assert own.token not in page.content() and own.secret not in page.content()
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("Disconnected.")).to_be_visible()
    assert own.shop.all("WebhookSubscription") == []


def test_it_is_connected_without_javascript(own: TwinShop, server: str, real_db: None, browser: Browser) -> None:
    shop = make_shop("home", datetime.now(UTC))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(15_000)
    sign_in(page, server, shop.owner, PAGE)
    page.get_by_label("The shop's address at Shopify").fill(own.address)
    page.get_by_label("Client secret").fill(own.secret)
    page.get_by_label("Admin API access token").fill(own.token)
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("Shopify is connected: Twin shop.")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("It was stopped.")).to_be_visible()
    page.get_by_text("Bring all orders in once more").click()
    page.get_by_role("button", name="Bring in").click()
    expect(page.get_by_text("The shop system gathers your orders.")).to_be_visible()
    context.close()
