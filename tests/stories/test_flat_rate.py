"""The way back of a changed mind at a flat rate: in money on the offer, never more than was shown before the purchase, nothing where it was not."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.apps.orders import queries as orders
from makegood.apps.orders.ports import OrderFacts, PaymentFacts
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.interfaces.portal.words import offer_card, recipient_card
from makegood.journeys.import_orders import import_orders
from makegood.journeys.preview_return import preview_return
from makegood.journeys.publish_policy import publish_policy
from makegood.policy.presets.presets import suggested
from makegood.policy.presets.write import write_policy
from tests.cast import LAMP, STAFF, Shop, line_of, make_shop, sell

pytestmark = pytest.mark.django_db


def promise(rate: str, now: datetime, **more: Any) -> str:
    answers = suggested(
        "scaling", currency="EUR", markets=["DE", "GB", "US"], return_rate=rate, true_postage="12.00", credit_bonus="no", **more
    )
    return write_policy("scaling", answers, on=now.date())


@pytest.fixture
def shop(now: datetime) -> Shop:
    found = make_shop("home", now)
    publish_policy(merchant_id=found.id, text=promise("4.90", now), by=STAFF, now=now - timedelta(days=600))
    return found


def untold(now: datetime, market: str) -> OrderFacts:
    """An order like Hanna's, of somebody who was told of the right and not of what the way back costs."""
    return OrderFacts(
        source="manual", source_id=f"untold-{market}", number="#2001", placed_at=now - timedelta(days=14), market=market, currency="EUR", lines=(LAMP,),
        shipping_minor=390, shipping_tax_rate="0.19", standard_shipping_minor=390, delivered_on=(now - timedelta(days=8)).date(),
        shipped_on=(now - timedelta(days=11)).date(), payment_method="Visa 4242", disclosures=("withdrawal_info",),
        payments=(PaymentFacts(2 * 3900 + 390, "EUR", "p1", "card", "Visa 4242", None, now.date()),),
    )  # fmt: skip


def refund_of(shop: Shop, order: Any, now: datetime) -> tuple[dict[str, Any], Any]:
    line = line_of(shop, order)
    asked = Ask((AskedLine(line.id, line.quantity, ("change_of_mind",)),))
    decided = preview_return(merchant_id=shop.id, order_id=order.id, ask=asked, now=now).lines[0]
    assert decided.decision.lifted == []
    return next(offer for offer in decided.record["offers"] if offer["remedy"] == "refund"), line


def test_what_it_costs_stands_on_the_offer_in_money(shop: Shop, now: datetime) -> None:
    offer, line = refund_of(shop, sell(shop, now, LAMP), now)
    assert offer["breakdown"]["fees"] == [{"kind": "label", "amount": "4.90"}]
    assert offer["amount_minor"] == 2 * 3900 + 390 - 490
    card = offer_card(offer, line, "Visa 4242", market="DE")
    assert "81.90" not in card["title"] and "77.00" in card["title"]
    assert "You pay the postage: €4.90, which is taken off already." in card["text"]
    present = recipient_card(offer, line, market="DE")
    assert "4.90" not in present["text"] and "You pay the postage." in present["text"]


@pytest.mark.parametrize("market", ["DE", "GB"])
def test_where_it_was_not_shown_the_shop_pays(shop: Shop, now: datetime, market: str) -> None:
    counts = import_orders(merchant_id=shop.id, facts=[untold(now, market)], by=SYSTEM, now=now)
    with unit(merchants=[shop.id]):
        order = orders.order_by_id(counts.ids[0])
    offer, line = refund_of(shop, order, now)
    assert offer["breakdown"]["fees"] == [] and offer["amount_minor"] == 2 * 3900 + 390
    assert "The shop pays the postage." in offer_card(offer, line, market=market)["text"]


def test_a_dearer_rate_of_later_is_not_taken_from_who_ordered_before(shop: Shop, now: datetime) -> None:
    order = sell(shop, now, LAMP)
    dearer = promise("9.90", now).replace(
        "remedies: [refund]\n      ship_back: hub", "remedies: [refund, store_credit]\n      ship_back: hub"
    )
    assert "store_credit" in dearer
    publish_policy(merchant_id=shop.id, text=dearer, by=STAFF, now=now)
    offer, _line = refund_of(shop, order, now)
    assert offer["breakdown"]["fees"] == [{"kind": "label", "amount": "4.90"}]


def test_a_lower_one_is_given_to_them_too(shop: Shop, now: datetime) -> None:
    order = sell(shop, now, LAMP)
    publish_policy(merchant_id=shop.id, text=promise("1.90", now), by=STAFF, now=now)
    offer, _line = refund_of(shop, order, now)
    assert offer["breakdown"]["fees"] == [{"kind": "label", "amount": "1.90"}]
