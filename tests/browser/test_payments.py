"""Money that nobody knows of: staff asks the provider, and the provider's own messages come in at the real door."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.settlement import queries as settlement
from makegood.base.actor import SYSTEM
from makegood.base.connections import connection_of
from makegood.base.unit import unit
from makegood.insight.invariants import wrong_transfers
from makegood.interfaces.jobs import payments
from makegood.journeys.choose_provider import choose_provider
from tests.cast import make_shop
from tests.harness.sandbox import KEY, Hand, sandbox
from tests.journeys.test_refunds_by_provider import owed
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0cw=="


@pytest.fixture
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    with sandbox(tmp_path_factory.mktemp("sandbox") / "state.sqlite") as found:
        found.control(auto_deliver=False)
        yield found


def transfers_of(shop: Any, case: Any) -> list[Any]:
    with unit(merchants=[shop.id]):
        assert wrong_transfers() == []
        return settlement.transfers_of_case(case.id)


def test_staff_asks_again_where_nobody_knows(hand: Hand, server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop, case = owed(hand, now)
    hand.mood("error_after")
    hand.mood("error_before", call="look_up")
    name = transfers_of(shop, case)[0].public_id
    payments.carry(merchant_id=shop.id, transfer_id=name, now=now)
    payments.carry(merchant_id=shop.id, transfer_id=name, now=now)
    page = watched
    sign_in(page, server, shop.owner, "/desk/")
    expect(page.get_by_text("nobody knows yet whether it left")).to_be_visible()
    axe(page)
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Ask again now").click()
    payments.carry(merchant_id=shop.id, transfer_id=name, now=datetime.now(UTC))  # what the worker does
    page.goto(f"{server}/desk/")
    expect(page.get_by_text("nobody knows yet")).to_have_count(0)
    page.goto(f"{server}/desk/case/{case.public_id}/")
    expect(page.get_by_text("Left on")).to_be_visible()
    axe(page)
    assert [one["amount"] for one in hand.movements()] == [2880]


def test_too_much_and_too_little_stand_before_a_person(hand: Hand, server: str, real_db: None, watched: Any, axe: Any) -> None:
    now, page = datetime.now(UTC), watched
    page.set_default_timeout(8000)
    for moved, step, after in ((5000, "The customer may keep it", "€50.00 left on"), (2000, "Send the rest", "Will be sent|It is sent at")):
        shop, case = owed(hand, now)
        hand.mood("wrong_amount", moved=moved)
        payments.carry(merchant_id=shop.id, transfer_id=transfers_of(shop, case)[0].public_id, now=now)
        page.context.clear_cookies()
        sign_in(page, server, shop.owner, "/desk/")
        expect(page.get_by_role("heading", name=re.compile("Money out"))).to_be_visible()
        axe(page)
        page.goto(f"{server}/desk/case/{case.public_id}/")
        axe(page)
        page.get_by_role("button", name=step).click()
        expect(page.get_by_text(re.compile(after)).first).to_be_visible()
    last = transfers_of(shop, case)[-1]
    payments.carry(merchant_id=shop.id, transfer_id=last.public_id, now=datetime.now(UTC))
    assert sorted(one["amount"] for one in hand.movements()) == [880, 2000, 5000]


def test_the_providers_messages_come_twice_and_the_wrong_way_round(hand: Hand, server: str, real_db: None) -> None:
    now = datetime.now(UTC)
    shop, case = owed(hand, now)
    with unit(merchants=[shop.id]):
        found = connection_of("payments")
        assert found is not None
    choose_provider(merchant_id=shop.id, party="sandbox", address=hand.address, hook_secret=SECRET, by=SYSTEM, now=now)
    hand.control(webhook={"url": f"{server}/hooks/payments/{shop.merchant.slug}/{found.public_id}/", "secret": SECRET})
    hand.mood("hold")
    name = transfers_of(shop, case)[0].public_id
    payments.carry(merchant_id=shop.id, transfer_id=name, now=now)
    hand.release()
    assert hand.deliver(reverse=True) == [200, 200]
    assert hand.deliver(again=True) == [200, 200]
    assert transfers_of(shop, case)[0].state == "pending"  # a message alone moves nothing
    payments.carry(merchant_id=shop.id, transfer_id=name, now=now, look=True)
    assert transfers_of(shop, case)[0].state == "succeeded"
    hand.control(webhook={"url": f"{server}/hooks/payments/{shop.merchant.slug}/{found.public_id}/", "secret": "whsec_AAAA"})
    assert hand.deliver(again=True) == [401, 401]


def test_the_owner_connects_a_provider(hand: Hand, server: str, real_db: None, watched: Any, axe: Any) -> None:
    page, shop = watched, make_shop("home", datetime.now(UTC))
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, "/desk/")
    page.goto(f"{server}/desk/settings/payments/")
    axe(page)
    page.get_by_label("Who pays refunds").select_option("sandbox")
    page.get_by_label("Its address").fill("not an address")
    page.get_by_label("Key").fill(KEY)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#address-note")).to_contain_text("no address of a provider")
    expect(page.get_by_label("Its address")).to_have_value("not an address")
    axe(page)
    page.get_by_label("Its address").fill(hand.address)
    page.get_by_label("Key").fill("a wrong key")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("It does not work yet: the provider does not accept our key.")).to_be_visible()
    page.get_by_label("Key").fill(KEY)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("The provider answers and knows us.")).to_be_visible()
    assert KEY not in page.content()
