"""A refund made in the shop's own system meets one that a provider carries, and parts that take the place of a whole."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.apps.ledger import queries as books
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.orders.ports import OrderFacts, PastFacts, PaymentFacts
from makegood.apps.returns import declared
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.ports import PaymentAnswer
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.casefile.doubts import questions
from makegood.casefile.elsewhere import counted_past, refunds_elsewhere
from makegood.casefile.said import Said
from makegood.insight.invariants import wrong_balls, wrong_transfers
from makegood.insight.today import today
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.declare_withdrawal import declare_withdrawal
from makegood.journeys.import_orders import import_orders
from makegood.journeys.match_declaration import match_declaration
from makegood.journeys.merge_cases import merge_cases
from makegood.journeys.pursue_transfer import pursue_transfer
from makegood.journeys.record_answer import record_answer
from makegood.journeys.record_refund import record_refund
from makegood.journeys.take_transfer import take_transfer
from makegood.journeys.tell_same import tell_same
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import LAMP, STAFF, Shop, make_shop
from tests.harness.sandbox import KEY
from tests.journeys.test_orders_side import ask_for, bring_in, facts_of, past, pending_case, take

pytestmark = pytest.mark.django_db


class Carried:
    """A lamp's 39.00 that a provider is to carry, by one payment or by two."""

    def __init__(self, now: datetime, *payments: PaymentFacts) -> None:
        self.now, self.shop = now, make_shop("home", now)
        choose_provider(merchant_id=self.shop.id, party="sandbox", address="http://127.0.0.1:9", key=KEY, by=SYSTEM, now=now)
        facts = facts_of(now, LAMP)
        self.facts: OrderFacts = replace(facts, payments=payments) if payments else facts
        self.order, self.case, self.ours = pending_case(self.shop, now, self.facts)

    def transfers(self) -> list[Any]:
        with unit(merchants=[self.shop.id]):
            assert wrong_transfers() == [] and wrong_balls() == []
            return settlement.transfers_of_case(self.case.id)

    def take(self, place: int = 0) -> Any:
        return take_transfer(merchant_id=self.shop.id, transfer_id=self.transfers()[place].public_id, now=self.now)

    def answer(self, state: Any, moved: int = 0, place: int = 0) -> None:
        said = PaymentAnswer(state, ref="re_1" if moved else "", moved_minor=moved)
        record_answer(
            merchant_id=self.shop.id, transfer_id=self.transfers()[place].public_id, answer=said, by=SYSTEM, now=self.now
        )  # fmt: skip
        follow(merchant_id=self.shop.id, case_id=self.case.id, now=self.now)

    def learn(self, *rows: PastFacts) -> None:
        self.now += timedelta(hours=1)
        self.facts = replace(self.facts, past=(*self.facts.past, *rows))
        bring_in(self.shop, self.facts, self.now)

    def tell(self, *, same: bool, refund: str = "r1") -> None:
        tell_same(
            merchant_id=self.shop.id, order_id=self.order.id, past=f"manual:{refund}", other=self.ours.public_id, same=same, by=STAFF,
            now=self.now,
        )  # fmt: skip
        follow(merchant_id=self.shop.id, case_id=self.case.id, now=self.now)

    def states(self) -> list[tuple[str, int]]:
        with unit(merchants=[self.shop.id]):
            payable = books.balances(self.case.id).get(("customer:refund_payable", "EUR"), (0, 0))
            found = settlement.reimbursements_of_case(self.case.id)
            short = sum(one.amount_minor - one.moved_minor for one in found if one.state == "failed")  # nothing carries it: a person's turn
            assert payable[0] + payable[1] == -short
            return [(one.state, one.amount_minor) for one in found]

    def counted(self) -> int:
        with unit(merchants=[self.shop.id]):
            return sum(one.amount_minor + one.shipping_minor for one in counted_past(self.order.id))


def refused(code: str, step: Any) -> None:
    with pytest.raises(Refusal) as found:
        step()
    assert found.value.code == code


def test_what_may_have_been_paid_elsewhere_is_not_sent_until_somebody_has_said(now: datetime) -> None:
    one = Carried(now)
    one.learn(past("r1-rest", 1000, now))
    assert one.take() is None
    held = one.transfers()[0]
    assert (held.state, held.problem, held.next_try_at) == ("waiting", "refunded_elsewhere", None)
    with unit(merchants=[one.shop.id]):
        assert [row["question"].past.amount_minor for row in today(now=one.now).same] == [1000]
        assert returns.case_by_id(one.case.id).ball_owner == "shop"
    send = {"merchant_id": one.shop.id, "transfer_id": held.public_id, "call": "send", "by": STAFF, "now": one.now}
    refused("same_refund_open", lambda: pursue_transfer(**send))
    one.tell(same=False)
    assert one.take() is not None
    one.answer("succeeded", 3900)
    assert one.states() == [("posted", 3900)] and one.counted() == 1000


def test_the_same_refund_closes_ours_and_stops_what_was_not_sent(now: datetime) -> None:
    one = Carried(now)
    one.learn(past("r1-rest", 3900, now))
    one.tell(same=True)
    assert one.states() == [("posted", 3900)] and one.counted() == 0
    assert [(made.provider, made.state, made.moved_minor) for made in one.transfers()] == [
        ("sandbox", "stopped", 0),
        ("manual", "succeeded", 3900),
    ]
    assert one.take() is None


def test_a_part_that_was_given_elsewhere_leaves_the_rest_to_the_provider(now: datetime) -> None:
    one = Carried(now)
    one.learn(past("r1-rest", 1000, now))
    one.tell(same=True)
    assert one.states() == [("voided", 3900), ("pending", 2900)]
    assert [(made.state, made.amount_minor) for made in one.transfers()] == [("stopped", 3900), ("waiting", 2900)]
    assert one.take(1).order.amount_minor == 2900


def test_the_provider_is_asked_before_ours_is_closed_where_it_may_have_paid(now: datetime) -> None:
    one = Carried(now)
    one.take()
    one.learn(past("r1-rest", 3900, now))
    refused("outcome_unknown", lambda: one.tell(same=True))
    assert one.states() == [("pending", 3900)] and one.counted() == 3900  # nothing half-done
    one.answer("succeeded", 3900)
    assert one.states() == [("posted", 3900)] and one.counted() == 0  # the shop's system told of it before the provider did
    with unit(merchants=[one.shop.id]):
        assert questions(one.order.id, settlement.reimbursements_of_order(one.order.id)) == []


def test_a_refund_that_a_provider_made_in_two_counts_once_whichever_way_it_comes_back(now: datetime) -> None:
    payments = (PaymentFacts(2000, "EUR", "p1", "card", "Visa"), PaymentFacts(6190, "EUR", "p2", "card", "Gift card"))
    one = Carried(now, *payments)
    sizes = [made.amount_minor for made in one.transfers()]
    assert len(sizes) == 2 and sum(sizes) == 3900
    for place, size in enumerate(sizes):
        one.take(place)
        one.answer("succeeded", size, place)
    one.learn(*(past(f"r{place}-rest", size, now) for place, size in enumerate(sizes)))
    assert one.counted() == 0 and one.states() == [("posted", 3900)]
    one.learn(past("r9-rest", sizes[0], now))  # a third of the same amount is another one
    assert one.counted() == sizes[0]


def test_what_has_moved_stands_and_only_what_has_not_is_closed(now: datetime) -> None:
    payments = (PaymentFacts(2000, "EUR", "p1", "card", "Visa"), PaymentFacts(6190, "EUR", "p2", "card", "Gift card"))
    one = Carried(now, *payments)
    first, second = (made.amount_minor for made in one.transfers())
    one.take()
    one.answer("succeeded", first)
    one.learn(past("r1-rest", first, now))  # the mirror of what the provider moved: no question
    assert one.counted() == 0 and one.states() == [("pending", 3900)]
    one.learn(past("r2-rest", second - 100, one.now))
    assert one.take(1) is None
    one.tell(same=True, refund="r2")
    assert one.states() == [("failed", 3900)] and one.counted() == 0
    record_refund(merchant_id=one.shop.id, reimbursement_id=one.ours.public_id, outcome="retried", by=STAFF, now=one.now)
    assert [(made.state, made.amount_minor) for made in one.transfers()][-1] == ("waiting", 100)
    one.take(3)
    one.answer("succeeded", 100, 3)
    assert one.states() == [("posted", 3900)] and one.counted() == 0


def whole(minor: int, at: datetime) -> PastFacts:
    return PastFacts("refund", "18", at, minor, of="18")


def parts(*sizes: int, at: datetime) -> tuple[PastFacts, ...]:
    return tuple(
        PastFacts("refund", f"18:{place}", at, minor, 0, 0, "L1" if not place else "", of="18") for place, minor in enumerate(sizes)
    )


@pytest.mark.parametrize("same", [True, False])
def test_what_was_said_of_a_refund_as_a_whole_holds_for_its_parts(same: bool, now: datetime) -> None:
    one = Shopped(now)
    one.learn(whole(3900, now))
    tell_same(merchant_id=one.shop.id, order_id=one.order.id, past="manual:18", other=one.ours.public_id, same=same, by=STAFF, now=one.now)
    one.facts = replace(one.facts, past=())
    one.learn(*parts(3000, 900, at=now))
    with unit(merchants=[one.shop.id]):
        assert questions(one.order.id, settlement.reimbursements_of_order(one.order.id)) == []
        found = refunds_elsewhere(one.order.id)
        assert [(each.key, each.amount_minor, each.left_minor) for each in found] == [("manual:18", 3900, 0 if same else 3900)]
        assert sum(each.amount_minor for each in counted_past(one.order.id)) == (0 if same else 3900)
        assert len(orders.past_returns_of(one.order.id)) == 4  # the whole, the row that takes it out, and its parts: nothing was deleted


def test_a_whole_of_which_nobody_spoke_makes_way_and_its_parts_are_as_old_as_it(now: datetime) -> None:
    shop, facts = make_shop("home", now), facts_of(now, LAMP)
    facts = replace(facts, refunded_minor=500)
    order = bring_in(shop, facts, now)
    later = now + timedelta(hours=2)
    ask_for(shop, order, now + timedelta(hours=1), kind="damaged_in_transit")
    bring_in(shop, replace(facts, past=(past("r1-0", 500, now, "L1"),)), later)
    bring_in(shop, replace(facts, refunded_minor=700, past=(past("r1-0", 500, now, "L1"),)), later + timedelta(hours=1))
    with unit(merchants=[shop.id]):
        rows = orders.past_returns_of(order.id)
        assert [(row.source_key, row.amount_minor, row.known_at) for row in rows] == [
            ("r1-0", 500, now), ("#1001-refunded-700", 200, later + timedelta(hours=1)),
        ]  # fmt: skip


def test_a_preview_of_an_import_weighs_and_writes_nothing(now: datetime) -> None:
    one = Shopped(now)
    facts = replace(one.facts, past=(past("r1-rest", 3900, now),))
    counts = import_orders(merchant_id=one.shop.id, facts=[facts], by=STAFF, now=now, write=False)
    assert (counts.changed, counts.refunded) == (1, [])
    with unit(merchants=[one.shop.id]):
        assert orders.past_returns_of(one.order.id) == []


class Shopped:
    """A lamp's 39.00 that a person is to pay."""

    def __init__(self, now: datetime) -> None:
        self.now, self.shop, self.facts = now, make_shop("home", now), facts_of(now, LAMP)
        self.order, self.case, self.ours = pending_case(self.shop, now, self.facts)

    def learn(self, *rows: PastFacts) -> None:
        self.now += timedelta(hours=1)
        self.facts = replace(self.facts, past=(*self.facts.past, *rows))
        bring_in(self.shop, self.facts, self.now)


def withdrawn(shop: Shop, order: Any, line: Any, now: datetime, name: str = "Hanna Huber") -> Any:
    said = Said(name, "hanna@test.example", order.number, lines=((line.id, 1),))
    made = declare_withdrawal(merchant_id=shop.id, said=said, by=SYSTEM, now=now, order_id=order.id)
    match_declaration(merchant_id=shop.id, declaration_id=made.id, order_id=order.id, by=SYSTEM, now=now)
    with unit(merchants=[shop.id]):
        return returns.cases_of_order(order.id)[0]


def test_a_withdrawal_is_joined_only_into_a_withdrawal_and_its_receipt_goes_with_it(now: datetime) -> None:
    shop = make_shop("home", now)
    order = bring_in(shop, facts_of(now, replace(LAMP, quantity=3)), now)
    with unit(merchants=[shop.id]):
        line = orders.lines_of(order.id)[0]
    other = ask_for(shop, order, now, kind="damaged_in_transit")
    one, two = withdrawn(shop, order, line, now), withdrawn(shop, order, line, now, "H. Huber")
    assert len({one.id, two.id, other.id}) == 3
    refused("withdrawal_apart", lambda: merge_cases(merchant_id=shop.id, case_id=other.id, into_id=one.id, by=STAFF, now=now))
    merge_cases(merchant_id=shop.id, case_id=two.id, into_id=one.id, by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        assert len(declared.declarations_of_case(one.id)) == 2 and declared.declarations_of_case(two.id) == []


@pytest.mark.parametrize(("state", "kinds"), [("succeeded", ["gift_refunded"]), ("failed", [])])
def test_of_a_present_the_provider_s_answer_tells_the_buyer_an_amount_and_whoever_was_given_it_none(
    state: Any, kinds: list[str], now: datetime
) -> None:
    shop = make_shop("home", now)
    choose_provider(merchant_id=shop.id, party="sandbox", address="http://127.0.0.1:9", key=KEY, by=SYSTEM, now=now)
    order = bring_in(shop, facts_of(now, LAMP, gift=True), now)
    who = {"opened_by": "recipient", "recipient_email": "rosa@test.example", "acts_for_buyer": True}
    case = ask_for(shop, order, now, kind="damaged_in_transit", **who)
    take(shop, case, "refund", now)
    with unit(merchants=[shop.id]):
        carried = settlement.transfers_of_case(case.id)[0]
    take_transfer(merchant_id=shop.id, transfer_id=carried.public_id, now=now)
    answer = PaymentAnswer(
        state, ref="re_1", moved_minor=3900 if state == "succeeded" else 0, problem="" if state == "succeeded" else "card_gone"
    )
    record_answer(merchant_id=shop.id, transfer_id=carried.public_id, answer=answer, by=SYSTEM, now=now)
    with unit(merchants=[shop.id]):
        letters = notices.notices_of_case(case.id)
    assert [(one.kind, one.to) for one in letters if one.audience == "buyer"] == [(kind, "hanna@test.example") for kind in kinds]
    rosa = [one for one in letters if one.audience == "customer"]
    assert rosa[-1].kind == ("refund_posted" if state == "succeeded" else "refund_delayed") and {one.to for one in rosa} == {
        "rosa@test.example"
    }
    assert not any("€" in one.text + one.subject or "Hanna" in one.text or "39.00" in one.text for one in rosa)
