"""A return in a WooCommerce shop, whole: its order comes from there, its gateway pays, its order has notes, its stock is raised; and people work there too."""

import copy
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.apps.carriage import queries as carriage
from makegood.apps.mirror import queries as mirror
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.apps.worklist.words import WORK
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.elsewhere import counted_past
from makegood.insight.invariants import wrong_balls, wrong_transfers
from makegood.interfaces.jobs import errands, payments
from makegood.interfaces.jobs import shops as jobs
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.connect_shop import connect_shop
from makegood.journeys.hand_out_work import hand_out_work
from makegood.journeys.open_return import open_return
from makegood.journeys.receive_parcel import ReceivedLine, receive_parcel
from makegood.journeys.record_inspection import record_inspection
from makegood.web.follow import follow
from tests.cast import KIM, STAFF, make_shop
from tests.connectors.test_woocommerce import ORDER, _item
from tests.harness.woo_shop import KEY, SECRET, Fault, WooShop, woo_shop
from tests.journeys.woocommerce.shop import source

pytestmark = pytest.mark.django_db


@pytest.fixture
def woo() -> Iterator[WooShop]:
    with woo_shop() as found:
        yield found


class Live:
    """The lamp that the customer complains of, on both sides."""

    def __init__(self, woo: WooShop, now: datetime, kind: str) -> None:
        woo.at = now
        self.woo, self.now, self.shop, self.port = woo, now, make_shop("home", now), source(woo)
        at = f"{now - timedelta(days=9):%Y-%m-%dT%H:%M:%S}"
        line = _item(10, name="Lamp", sku="L-2", product_id=21, quantity=2, subtotal="65.54", subtotal_tax="12.46", total="65.54", total_tax="12.46",
                     taxes=[{"id": 1, "total": "12.46", "subtotal": "12.46"}])  # fmt: skip
        more: dict[str, Any] = {
            "id": 1, "number": "1001", "line_items": [line], "total": "82.90", "payment_method": "stripe", "transaction_id": "pi_1", "date_created_gmt": at,
            "date_modified_gmt": at, "date_paid_gmt": at,
        }  # fmt: skip
        woo.put(copy.deepcopy(ORDER) | more, quiet=True)
        connection = connect_shop(
            merchant_id=self.shop.id, party="woocommerce", address=woo.address, key=f"{KEY}:{SECRET}", hook_secret="s", account=self.port.account(),
            by=SYSTEM, now=now,
        )  # fmt: skip
        self.name = connection.public_id
        choose_provider(merchant_id=self.shop.id, party="woocommerce", by=SYSTEM, now=now)
        assert self.hear() == "new"
        with unit(merchants=[self.shop.id]):
            (self.order,) = orders.orders_page(number="1001")
            (sold,) = orders.lines_of(self.order.id)
        ask = Ask((AskedLine(sold.id, 1, (kind,), "Hm."),))
        self.case = open_return(merchant_id=self.shop.id, order_id=self.order.id, ask=ask, by=CUSTOMER, now=now)
        self.follow()
        with unit(merchants=[self.shop.id]):
            offered = [one.id for one in returns.lines_of_case(self.case.id) if one.decision == "offered"]
        for line_id in offered:
            accept_offer(merchant_id=self.shop.id, line_id=line_id, remedy="refund", by=STAFF, now=now)
        self.follow()

    def hear(self) -> str:
        return jobs.read_order(merchant_id=self.shop.id, connection=self.name, source_id="1", now=self.now).outcome

    def follow(self) -> None:
        follow(merchant_id=self.shop.id, case_id=self.case.id, now=self.now)

    def come_back(self) -> None:
        with unit(merchants=[self.shop.id]):
            parcel, (line,) = carriage.parcels_of_case(self.case.id)[0], returns.lines_of_case(self.case.id)
        receive_parcel(merchant_id=self.shop.id, parcel_id=parcel.id, received=[ReceivedLine(line.id, right=1)], by=KIM, now=self.now)
        record_inspection(merchant_id=self.shop.id, line_id=line.id, result="as_it_should", grade="A", by=KIM, now=self.now)
        self.follow()

    def carry(self, *, minutes: int = 0) -> None:
        """The jobs of payments and errands, here and at once."""
        self.now += timedelta(minutes=minutes)
        payments.sweep(now=self.now)
        for _ in range(3):
            with unit(merchants=[self.shop.id]):
                open_ones = [one.public_id for one in mirror.errands_of_case(self.case.id)]
            for one in open_ones:
                errands.carry(merchant_id=self.shop.id, errand_id=one, now=self.now)

    def ours(self) -> list[tuple[str, int]]:
        with unit(merchants=[self.shop.id]):
            return [(one.state, one.amount_minor) for one in settlement.reimbursements_of_case(self.case.id)]

    def paid_there(self) -> str:
        return f"{sum(float(one['amount']) for one in self.woo.refunds[1]):.2f}"

    def is_sound(self) -> None:
        with unit(merchants=[self.shop.id]):
            assert wrong_balls() == [] and wrong_transfers() == []


def test_a_return_is_told_paid_and_put_back_into_stock_once(woo: WooShop, now: datetime) -> None:
    live = Live(woo, now, "change_of_mind")
    assert woo.products[21]["stock_quantity"] == 48
    live.come_back()
    woo.faults = [Fault("POST", "refunds", then_dies=True), Fault("PUT", "products/21", then_dies=True)]
    for minutes in (0, 1, 10, 30, 60):
        live.carry(minutes=minutes)
    assert live.ours() == [("posted", 3900)] and live.paid_there() == "39.00"
    assert live.hear() in ("changed", "unchanged")
    with unit(merchants=[live.shop.id]):
        assert [(one.kind, one.state) for one in mirror.errands_of_case(live.case.id)] and all(
            one.state == "done" for one in mirror.errands_of_case(live.case.id)
        )
        assert sum(one.amount_minor for one in counted_past(live.order.id)) == 0  # read back, it is ours and no second one
    assert woo.products[21]["stock_quantity"] == 49 and len(woo.refunds[1]) == 1
    assert [live.case.number in one["note"] for one in woo.notes[1]][:1] == [True]
    live.is_sound()
    assert hand_out_work(merchant_id=live.shop.id, by=STAFF, now=live.now) is None and "refund" in WORK  # a connected shop needs no list


def test_our_own_refund_is_ours_though_its_answer_was_lost_and_its_message_came_first(woo: WooShop, now: datetime) -> None:
    live = Live(woo, now, "change_of_mind")
    live.come_back()
    woo.faults = [Fault("POST", "refunds", then_dies=True)]
    live.carry()
    assert live.hear() == "changed"
    live.follow()
    for minutes in (1, 10, 60):
        live.carry(minutes=minutes)
    assert live.ours() == [("posted", 3900)] and live.paid_there() == "39.00" and len(woo.refunds[1]) == 1
    with unit(merchants=[live.shop.id]):
        assert sum(one.amount_minor for one in counted_past(live.order.id)) == 0
    live.is_sound()


def test_a_refund_by_a_person_there_closes_ours_whichever_comes_first(woo: WooShop, now: datetime) -> None:
    live = Live(woo, now, "change_of_mind")
    live.come_back()
    named = [{"id": 10, "quantity": 1, "refund_total": "32.77", "refund_tax": [{"id": 1, "refund_total": "6.23"}]}]
    woo.by_hand(1, "39.00", line_items=named)
    live.carry()  # no message told us: ours looks first, and finds one that it does not know
    assert live.ours()[0][0] == "pending" and live.paid_there() == "39.00"
    live.hear()
    live.follow()
    for minutes in (1, 10, 60):
        live.carry(minutes=minutes)
    assert [state for state, _amount in live.ours()] == ["posted"] and live.paid_there() == "39.00" and len(woo.refunds[1]) == 1
    live.is_sound()


def test_what_can_not_be_paid_back_there_waits_for_a_person(woo: WooShop, now: datetime) -> None:
    live = Live(woo, now, "change_of_mind")
    woo.gateways["stripe"] = ["products"]
    live.come_back()
    live.carry()
    assert live.ours()[0][0] in ("pending", "failed") and woo.refunds[1] == []
    with unit(merchants=[live.shop.id]):
        (transfer,) = settlement.transfers_of_case(live.case.id)
        assert (transfer.state, transfer.problem) == ("failed", "paid_by_hand")
    live.is_sound()
