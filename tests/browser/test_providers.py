"""The owner connects Stripe and PayPal: keys that are sealed, what they may do in words. Staff answers a dispute."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.disputes import queries as disputes
from makegood.base.actor import SYSTEM
from makegood.base.connections import connection_of
from makegood.base.unit import unit
from makegood.interfaces.jobs import disputes as jobs
from makegood.journeys.choose_provider import choose_provider
from tests.cast import make_shop
from tests.harness import paypal, stripe
from tests.harness.standin import standing
from tests.journeys.disputes.story import TAKEN, Story
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


def test_staff_answers_a_dispute(fake: stripe.FakeStripe, server: str, real_db: None, watched: Any, axe: Any) -> None:
    page, now = watched, datetime.now(UTC)
    page.set_default_timeout(8000)
    story = Story(fake, now)
    case = story.ask()
    late = {"due_by": int((now + timedelta(days=6)).timestamp()), "has_evidence": False, "past_due": False, "submission_count": 0}
    name = story.disputed(balance_transactions=TAKEN, evidence_details=late)
    assert story.tell(name) == 200
    with unit(merchants=[story.shop.id]):
        told = disputes.due_looks(now=now + timedelta(minutes=1), limit=50)
        mine = next(one.public_id for one in told if one.merchant_id == story.shop.id)
    jobs.look(merchant_id=story.shop.id, dispute_id=mine, now=now)
    sign_in(page, server, story.shop.owner, "/desk/")
    expect(page.get_by_role("heading", name="Disputed payments")).to_be_visible()
    expect(page.get_by_text("€28.80, never came: answer by")).to_be_visible()
    axe(page)
    page.goto(f"{server}/desk/case/{case.public_id}/")
    expect(page.get_by_role("heading", name="Disputed payment")).to_be_visible()
    expect(page.get_by_text("We hold: What was sold,")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="€28.80, never came").click()
    expect(page.get_by_text("You can send once.")).to_be_visible()
    expect(page.get_by_text("Don't fight: you owe the customer this refund.")).to_be_visible()
    expect(page.get_by_text("Refunds of this order are held")).to_be_visible()
    expect(page.get_by_label("What was sold")).to_have_value("1 x Engraved mug, 24.90 EUR")
    axe(page)
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_label("What happened, day by day").fill("")
    page.get_by_label("What was decided, and why").fill("")
    page.get_by_role("button", name="Approve and send").click()
    expect(page.get_by_text("The bank needs your side in words.").first).to_be_visible()
    axe(page)
    page.get_by_label("What happened, day by day").fill("It was delivered on 12 November 2026.")
    page.get_by_role("button", name="Approve and send").click()
    expect(page.get_by_text("It is on its way to the provider. It can be sent once.")).to_be_visible()
    with unit(merchants=[story.shop.id]):
        answer = disputes.answer_to(disputes.dispute_of(mine).id)
    assert answer is not None
    jobs.carry(merchant_id=story.shop.id, answer_id=answer.public_id, now=datetime.now(UTC))  # what the worker does
    page.reload()
    expect(page.get_by_text("Our answer was sent on")).to_be_visible()
    expect(page.get_by_text("The bank decides.")).to_be_visible()
    axe(page)
    assert fake.disputes[name]["evidence"]["uncategorized_text"] == "It was delivered on 12 November 2026."
    page.get_by_role("button", name="Refund all the same").click()
    expect(page.get_by_text("Refunds of this order leave again.")).to_be_visible()
    page.goto(f"{server}/desk/")
    expect(page.get_by_role("heading", name="Disputed payments")).to_have_count(0)
