"""The owner connects Stripe and PayPal: keys that are sealed, what they may do in words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.base.actor import SYSTEM
from makegood.base.connections import connection_of
from makegood.base.unit import unit
from makegood.journeys.choose_provider import choose_provider
from tests.cast import make_shop
from tests.harness import paypal, stripe
from tests.harness.standin import standing
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def fake() -> Iterator[stripe.FakeStripe]:
    with standing(stripe.FakeStripe()) as found:
        yield found


def test_the_owner_connects_stripe_and_paypal(fake: stripe.FakeStripe, server: str, real_db: None, watched: Any, axe: Any) -> None:
    page, shop = watched, make_shop("home", datetime.now(UTC))
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, "/desk/")
    page.goto(f"{server}/desk/settings/payments/")
    axe(page)
    page.get_by_label("Who pays refunds").select_option("stripe")
    page.get_by_label("Its address").fill("https://stripe.evil.example")
    page.get_by_label("Key").fill(stripe.KEY)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#address-note")).to_contain_text("no address of a provider")
    page.get_by_label("Its address").fill(fake.address)
    page.get_by_label("Key").fill("pk_test_published")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#key-note")).to_contain_text("It begins with rk_ or sk_.")
    axe(page)
    page.get_by_label("Key").fill(stripe.KEY)
    page.get_by_label("Secret of its messages").fill(stripe.SECRET)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Refunds leave by themselves, through Stripe.")).to_be_visible()
    expect(page.get_by_text(f"/hooks/stripe/{shop.merchant.slug}/con_")).to_be_visible()
    fake.may = {"refunds", "files"}
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("The provider answers and knows us.")).to_be_visible()
    expect(page.get_by_text("It may pay refunds.")).to_be_visible()
    expect(page.get_by_text("It may not read disputes: you would hear of them on the provider's pages only.")).to_be_visible()
    axe(page)
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    with standing(paypal.FakePayPal()) as beside:
        page.get_by_label("What was paid with PayPal").select_option("paypal")
        page.get_by_label("Client id of the app").fill(paypal.CLIENT)
        page.get_by_role("button", name="Set PayPal up").click()
        expect(page.locator("#paypal-key-note")).to_contain_text("PayPal needs the client id and the secret.")
        choose_provider(
            merchant_id=shop.id,
            party="paypal",
            port="payments_paypal",
            address=beside.address,
            key=paypal.KEY,
            by=SYSTEM,
            now=datetime.now(UTC),
        )
        page.goto(f"{server}/desk/settings/payments/")
        expect(page.get_by_text("What was paid with PayPal goes back through PayPal.")).to_be_visible()
        page.get_by_role("button", name="Try PayPal").click()
        expect(page.get_by_text("It may not answer disputes: evidence must be sent on the provider's pages.")).to_be_visible()
        page.get_by_label("Webhook id").fill(paypal.WEBHOOK)
        page.get_by_role("button", name="Set PayPal up").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
    for secret in (stripe.KEY, stripe.SECRET, paypal.PASSWORD, paypal.WEBHOOK):
        assert secret not in page.content()
    with unit(merchants=[shop.id]):
        for port in ("payments", "payments_paypal"):
            kept = connection_of(port)
            assert kept is not None and stripe.KEY not in kept.key and paypal.PASSWORD not in kept.key
    page.get_by_label("What was paid with PayPal").select_option("manual")
    page.get_by_role("button", name="Set PayPal up").click()
    expect(page.get_by_text("What was paid with PayPal goes back through PayPal.")).to_have_count(0)
