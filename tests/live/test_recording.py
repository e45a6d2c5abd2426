"""A refund that the shop's own system did not make is written down there once, after it is paid, and never counted as a second one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.apps.mirror import queries as mirror
from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.ports import PaymentAnswer
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.casefile.elsewhere import counted_past
from makegood.interfaces.jobs import errands
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.record_answer import record_answer
from makegood.journeys.record_refund import record_refund
from makegood.journeys.settle_errand import settle_errand
from makegood.journeys.tell_same import tell_same
from makegood.journeys.void_refund import void_refund
from makegood.web.follow import follow_import
from tests.cast import STAFF
from tests.harness import live as shopify
from tests.harness.twin import fresh_shop, order_node, running
from tests.harness.woo_shop import Fault, WooShop, woo_shop
from tests.live.test_woocommerce import Live

pytestmark = pytest.mark.django_db
NAMED = [{"id": 10, "quantity": 1, "refund_total": "32.77", "refund_tax": [{"id": 1, "refund_total": "6.23"}]}]


@pytest.fixture
def woo() -> Iterator[WooShop]:
    with woo_shop() as found:
        yield found


def owed(woo: WooShop, now: datetime, party: str = "manual") -> Live:
    """39.00 for the lamp that came back; `party` pays, not the shop's own gateway."""
    live = Live(woo, now, "change_of_mind")
    more = {"address": "http://127.0.0.1:9", "key": "k"} if party == "sandbox" else {}
    choose_provider(merchant_id=live.shop.id, party=party, by=SYSTEM, now=now, **more)
    live.come_back()
    return live


def pay(live: Any, case: Any, minutes: int = 5) -> None:
    """A person has paid by bank transfer, and says so."""
    live.now += timedelta(minutes=minutes)
    with unit(merchants=[live.shop.id]):
        (ours,) = settlement.reimbursements_of_case(case.id)
    record_refund(merchant_id=live.shop.id, reimbursement_id=ours.public_id, outcome="posted", by=STAFF, now=live.now)


def recorded(shop: Any, case: Any) -> list[tuple[str, str]]:
    with unit(merchants=[shop.id]):
        return [(one.state, one.problem) for one in mirror.errands_of_case(case.id) if one.kind in ("record_refund", "undo_refund")]


def counted(live: Any, order: Any) -> int:
    with unit(merchants=[live.shop.id]):
        return sum(one.amount_minor + one.shipping_minor for one in counted_past(order.id))


def ends_once(live: Live) -> None:
    """However it is heard, and however often: one refund there, none counted beside ours, nobody asked."""
    for _ in range(2):
        live.hear()
        live.follow()
        live.carry(minutes=15)
    assert live.ours() == [("posted", 3900)] and live.paid_there() == "39.00" and len(live.woo.refunds[1]) == 1
    assert counted(live, live.order) == 0
    with unit(merchants=[live.shop.id]):
        assert settlement.in_question() == [] and mirror.errands_before_person() == []
    live.is_sound()


@pytest.mark.parametrize("heard", ["at once", "twice", "late", "never"])
@pytest.mark.parametrize("lost", [False, True])
def test_what_was_paid_by_hand_is_written_down_once_with_its_pieces_and_moves_nothing(
    woo: WooShop, now: datetime, heard: str, lost: bool
) -> None:
    live = owed(woo, now)
    live.carry()
    assert woo.refunds[1] == [] and recorded(live.shop, live.case) == []  # owed is not paid
    pay(live, live.case)
    live.follow()
    woo.faults = [Fault("POST", "refunds", then_dies=True)] if lost else []
    live.carry()
    for _ in range({"at once": 1, "twice": 2}.get(heard, 0)):
        live.hear()
    live.carry(minutes=2)
    if heard == "late":
        live.hear()
    live.carry(minutes=60)
    (made,) = woo.refunds[1]
    assert made["refunded_payment"] is False and live.case.number in made["reason"] and "err_" in made["reason"]
    assert [(one["quantity"], one["total"], one["total_tax"]) for one in made["line_items"]] == [(-1, "-32.77", "-6.23")]
    assert woo.products[21]["stock_quantity"] == 49  # put back by its own errand, and only by that
    if heard == "never":
        assert recorded(live.shop, live.case) == [("done", "")]
    ends_once(live)


def test_what_a_provider_beside_the_shop_paid_is_written_down_when_it_says_so_and_not_before(woo: WooShop, now: datetime) -> None:
    live = owed(woo, now, "sandbox")
    live.carry()
    assert woo.refunds[1] == []
    with unit(merchants=[live.shop.id]):
        (transfer,) = settlement.transfers_of_case(live.case.id)
    for moved in (2000, 3900):  # it said 20.00 first, and corrects itself
        answer = PaymentAnswer("succeeded", moved_minor=moved, ref="re_1")
        record_answer(merchant_id=live.shop.id, transfer_id=transfer.public_id, answer=answer, by=SYSTEM, now=live.now)
        live.follow()
        live.carry(minutes=1)
        live.hear()
    assert live.paid_there() == "39.00" and [one["amount"] for one in woo.refunds[1]] == ["20.00", "19.00"]
    assert counted(live, live.order) == 0 and live.ours() == [("posted", 3900)]
    live.is_sound()


@pytest.mark.parametrize("when", ["before it was paid", "before the errand", "unheard"])
def test_a_person_who_wrote_it_down_there_first_is_not_repeated(woo: WooShop, now: datetime, when: str) -> None:
    live = owed(woo, now)
    person = {"line_items": NAMED, "api_refund": False}
    if when == "before it was paid":
        woo.by_hand(1, "39.00", **person)
        live.hear()  # the piece says that it is ours: ours is closed by it
    else:
        pay(live, live.case)
        live.follow()
        woo.by_hand(1, "39.00", **person)
        if when == "before the errand":
            live.hear()
        live.carry()  # unheard: looks first, and writes nothing
        assert len(woo.refunds[1]) == 1
        if when == "unheard":
            assert recorded(live.shop, live.case) == [("waiting", "unseen_refund")]
    ends_once(live)
    assert all(state == "dropped" for state, _ in recorded(live.shop, live.case))


def test_while_a_person_must_say_whether_it_stands_there_nothing_is_written_down(woo: WooShop, now: datetime) -> None:
    live = owed(woo, now)
    woo.by_hand(
        1, "20.00", line_items=[{"id": 10, "quantity": 1, "refund_total": "16.81", "refund_tax": [{"id": 1, "refund_total": "3.19"}]}]
    )
    live.hear()
    with unit(merchants=[live.shop.id]):
        (ours,) = settlement.in_question()
    (one,) = woo.refunds[1]
    tell_same(
        merchant_id=live.shop.id, order_id=live.order.id, past=f"woocommerce:{one['id']}", other=ours.public_id, same=False, by=STAFF, now=live.now
    )  # fmt: skip
    follow_import(merchant_id=live.shop.id, order_ids=[live.order.id], now=live.now)
    pay(live, live.case)
    live.follow()
    live.carry()
    assert sorted(one["amount"] for one in woo.refunds[1]) == ["20.00", "39.00"] and counted(live, live.order) == 2000


def test_what_was_taken_back_here_stands_there_before_a_person_until_it_is_gone(woo: WooShop, now: datetime) -> None:
    live = owed(woo, now)
    pay(live, live.case)
    live.follow()
    live.carry()
    with unit(merchants=[live.shop.id]):
        (ours,) = settlement.reimbursements_of_case(live.case.id)
    void_refund(merchant_id=live.shop.id, reimbursement_id=ours.public_id, reason="wrong account", by=STAFF, now=live.now)
    live.follow()
    live.carry(minutes=1)
    assert recorded(live.shop, live.case) == [("done", ""), ("failed", "undo_there")]
    assert sum("39.00 EUR" in one["note"] for one in woo.notes[1]) == 1
    assert len(woo.refunds[1]) == 1  # a person deletes it


def test_what_woocommerce_will_not_write_down_is_shown_in_its_words(woo: WooShop, now: datetime) -> None:
    live = owed(woo, now)
    pay(live, live.case)
    live.follow()
    woo.faults = [Fault("POST", "refunds", 500, {"code": "woocommerce_rest_cannot_create_order_refund", "message": "Nope.", "data": 500})]
    live.carry()
    assert recorded(live.shop, live.case) == [("failed", "refused")] and woo.refunds[1] == []
    with unit(merchants=[live.shop.id]):
        (row,) = mirror.errands_before_person()
        assert row.words == "Nope."
    woo.by_hand(1, "39.00", line_items=NAMED, api_refund=False)
    settle_errand(merchant_id=live.shop.id, errand_id=row.public_id, how="by_hand", by=STAFF, now=live.now)
    ends_once(live)


@pytest.fixture(scope="module")
def twin() -> Iterator[Any]:
    with running() as found:
        yield found


def bank_transfer(twin: Any, now: datetime, gateway: str = "manual") -> tuple[shopify.Live, shopify.Sold]:
    live = shopify.Live(fresh_shop(twin), now, pays=False)
    node = order_node(("Lamp", 2, "39.00"), shipping="3.90", at="2026-11-10T09:00:00Z")
    node["transactions"][0]["gateway"] = gateway
    sold = live.sell_node(node)
    sold.complain()
    sold.tell()
    pay(live, sold.case)
    sold.follow()
    return live, sold


@pytest.mark.parametrize("mood", ["", "reset_after", "reset_before"])
def test_shopify_writes_down_what_a_manual_gateway_was_paid_back_once(twin: Any, now: datetime, mood: str) -> None:
    live, sold = bank_transfer(twin, now)
    if mood:
        live.twin.mood(mood, call="refundCreate")
    sold.tell()
    for minutes in (2, 15, 60):
        live.wait(minutes)
        sold.hear()
        sold.tell()
    refunds = live.twin.order(sold.node["id"])["refunds"]
    assert [state for state, _ in recorded(live.shop, sold.case)] == ["done"] and len(refunds) == 1 and sold.given_back() == 3900
    assert "err_" in refunds[0]["note"] and counted(live, sold.order) == 0
    assert [one.state for one in sold.ours()] == ["posted"]


def test_shopify_would_pay_again_through_its_own_gateway_so_a_note_and_a_person_do(twin: Any, now: datetime) -> None:
    live, sold = bank_transfer(twin, now, "shopify_payments")
    sold.tell()
    assert recorded(live.shop, sold.case) == [("failed", "cant_record")] and sold.given_back() == 0
    note = str(live.twin.order(sold.node["id"])["note"])
    assert "39.00 EUR refunded outside Shopify" in note
    with unit(merchants=[live.shop.id]):
        (row,) = mirror.errands_before_person()
    errands.carry(merchant_id=live.shop.id, errand_id=row.public_id, now=live.now)
    assert str(live.twin.order(sold.node["id"])["note"]) == note
