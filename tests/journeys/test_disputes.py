"""A payment is disputed: told by a message, read, matched, dated, booked, answered once; and no refund is paid beside it by mistake."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

import pytest
from django.test import Client

from makegood.apps.disputes import queries as disputes
from makegood.apps.ledger import queries as books
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.deadlines import open_deadlines
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.ball import ball_of
from makegood.casefile.dispute_packet import draft_of, letters_of
from makegood.insight.invariants import wrong_disputes
from makegood.insight.provider_findings import provider_findings
from makegood.insight.today import today
from makegood.interfaces.jobs import disputes as jobs
from makegood.interfaces.jobs import payments
from makegood.journeys.approve_dispute_answer import approve_dispute_answer
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.find_dispute import find_dispute
from makegood.journeys.open_return import open_return
from makegood.journeys.pursue_transfer import pursue_transfer
from makegood.journeys.record_refund import record_refund
from makegood.journeys.refund_anyway import refund_anyway
from makegood.kernel.refusal import Refusal
from makegood.web.dispute_papers import letters_pdf
from makegood.web.follow import follow
from tests.cast import MUG, STAFF, line_of, make_shop, sell
from tests.harness import paypal, stripe
from tests.harness.standin import standing
from tests.journeys.test_refunds_by_provider import refused

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 11, 27, 23, 59, 59, tzinfo=UTC)


@pytest.fixture(scope="module")
def process() -> Iterator[stripe.FakeStripe]:
    with standing(stripe.FakeStripe()) as found:
        yield found


@pytest.fixture
def fake(process: stripe.FakeStripe) -> Iterator[stripe.FakeStripe]:
    process.clear()
    process.disputes.clear()
    yield process


class Story:
    """A shop that Stripe pays for, an order of 28.80 paid with one payment intent, and a dispute about it."""

    def __init__(self, fake: stripe.FakeStripe, now: datetime, *, pay: tuple[int, ...] = (2880,)) -> None:
        self.fake, self.now, self.shop = fake, now, make_shop("gifts", now)
        self.named = f"pi_{token_hex(6)}"
        made = choose_provider(
            merchant_id=self.shop.id, party="stripe", address=fake.address, key=stripe.KEY, hook_secret=stripe.SECRET, by=SYSTEM, now=now
        )
        assert made is not None
        self.door = f"/hooks/stripe/{self.shop.merchant.slug}/{made.public_id}/"
        self.order = sell(self.shop, now, MUG, pay=pay, named=self.named)
        self.case: Any = None

    def ask(self, kind: str = "damaged_in_transit", choose: str = "refund") -> Any:
        first = line_of(self.shop, self.order)
        ask = Ask((AskedLine(first.id, 1, (kind,), "It came in two pieces."),))
        self.case = open_return(merchant_id=self.shop.id, order_id=self.order.id, ask=ask, by=CUSTOMER, now=self.now)
        follow(merchant_id=self.shop.id, case_id=self.case.id, now=self.now, choices={first.public_id: choose})
        return self.case

    def disputed(self, name: str = "", **more: Any) -> str:
        """The dispute as Stripe has it; its name."""
        name = name or f"dp_{token_hex(6)}"
        made = dispute(name, f"{self.named}1") | more
        self.fake.disputes[name] = made
        return name

    def tell(self, name: str, kind: str = "created", event: str = "") -> int:
        """Stripe's message comes in at the door."""
        body = stripe.event(f"charge.dispute.{kind}", self.fake.disputes[name], event)
        head = {"Stripe-Signature": stripe.signature(body, at=int(self.now.timestamp()))}
        return int(Client(headers=head).post(self.door, body, content_type="application/json").status_code)

    def stand(self, name: str) -> Any:
        """The dispute as we have it, after what must hold at any moment was looked at."""
        with unit(merchants=[self.shop.id]):
            assert wrong_disputes() == []
            found = next(one for one in self.all() if one.source_id == name)
            if self.case is not None:
                case = returns.case_by_id(self.case.id)
                ball = ball_of(case)
                assert (case.ball_owner, case.ball_step, case.ball_due_at) == (ball.owner, ball.step, ball.due_at)
                assert broken_lines(returns.timeline_of(case.id)) == []
            return found

    def all(self) -> list[Any]:
        return [*disputes.disputes_of_order(self.order.id), *[one for one in disputes.waiting() if one.order_id is None]]

    def balance(self, account: str) -> int:
        with unit(merchants=[self.shop.id]):
            return books.balances().get((account, "EUR"), (0, 0))[0]


def dispute(name: str, payment: str) -> dict[str, Any]:
    return {
        "amount": 2880, "balance_transactions": [], "charge": "ch_1", "created": int(datetime(2026, 11, 19, tzinfo=UTC).timestamp()),
        "currency": "eur", "evidence": {}, "evidence_details": {
            "due_by": int(DUE.timestamp()), "has_evidence": False, "past_due": False, "submission_count": 0, "enhanced_eligibility": {},
        },
        "id": name, "is_charge_refundable": False, "livemode": False, "metadata": {}, "object": "dispute", "payment_intent": payment,
        "payment_method_details": {"card": {"brand": "visa", "case_type": "chargeback", "network_reason_code": "13.1", "network": "visa"}, "type": "card"},
        "reason": "product_not_received", "status": "needs_response", "enhanced_eligibility_types": [],
    }  # fmt: skip


def moved(amount: int, fee: int = 0) -> dict[str, Any]:
    return {
        "id": f"txn_{token_hex(6)}",
        "object": "balance_transaction",
        "amount": amount,
        "fee": fee,
        "net": amount - fee,
        "currency": "eur",
    }


TAKEN = [moved(-2880, 2000)]


@pytest.fixture
def story(fake: stripe.FakeStripe, now: datetime, settings: Any) -> Story:
    settings.MAKEGOOD_NOW = now.isoformat()
    return Story(fake, now)


def test_a_message_makes_it_known_and_reading_makes_it_a_deadline(story: Story) -> None:
    case = story.ask()
    name = story.disputed(balance_transactions=TAKEN)
    assert story.tell(name, event="evt_a") == story.tell(name, event="evt_a") == 200
    with unit(merchants=[story.shop.id]):
        assert [(one.state, one.order_id) for one in disputes.due_looks(now=story.now, limit=9)] == [("told", None)]
    jobs.sweep(now=story.now)
    found = story.stand(name)
    assert (found.state, found.kind, found.reason, found.amount_minor, found.due_at) == (
        "needs_response",
        "dispute",
        "not_received",
        2880,
        DUE,
    )
    assert (found.order_id, found.case_id, found.taken_minor, found.fee_minor) == (story.order.id, case.id, 2880, 2000)
    with unit(merchants=[story.shop.id]):
        assert [(one.kind, one.owner, one.due_at) for one in open_deadlines(case.id) if one.subject == found.public_id] == [
            ("dispute_answer_by", "shop", DUE)
        ]
        fresh = returns.case_by_id(case.id)
        assert (fresh.ball_owner, fresh.ball_step, fresh.ball_due_at) == ("shop", "answer_dispute", DUE)
        assert [one.id for one in today(now=story.now).disputes] == [found.id]
    assert (story.balance("provider:disputed"), story.balance("expense:fees")) == (2880, 2000)


@pytest.mark.parametrize("order", [("created", "closed"), ("closed", "created"), ("closed",)])
def test_messages_in_any_order_end_where_the_provider_is(story: Story, order: tuple[str, ...]) -> None:
    story.ask()
    name = story.disputed(balance_transactions=[*TAKEN, moved(2880, -2000)], status="won")
    for kind in order:
        story.tell(name, kind)
        jobs.sweep(now=story.now)
    found = story.stand(name)
    assert (found.state, found.taken_minor, found.next_look_at) == ("won", 0, None)
    assert (story.balance("provider:disputed"), story.balance("provider:clearing"), story.balance("expense:fees")) == (0, 0, 0)


# what the provider says next -> provider:disputed, write_off, expense:fees afterwards; and what is open
ENDS = [
    ("won", [*TAKEN, moved(2880, -2000)], 0, 0, 0),
    ("won", [*TAKEN, moved(2880)], 0, 0, 2000),
    ("lost", TAKEN, 0, 2880, 2000),
]


@pytest.mark.parametrize(("status", "moves", "disputed", "written_off", "fees"), ENDS)
def test_the_end_is_booked(story: Story, status: str, moves: list[Any], disputed: int, written_off: int, fees: int) -> None:
    case = story.ask()
    name = story.disputed(balance_transactions=TAKEN)
    story.tell(name)
    jobs.sweep(now=story.now)
    story.fake.disputes[name] |= {"status": status, "balance_transactions": moves}
    story.tell(name, "closed")
    for _ in range(2):  # twice is once
        jobs.look(merchant_id=story.shop.id, dispute_id=story.stand(name).public_id, now=story.now)
    found = story.stand(name)
    assert (found.state, found.ended_at) == (status, story.now)
    assert (story.balance("provider:disputed"), story.balance("write_off"), story.balance("expense:fees")) == (disputed, written_off, fees)
    with unit(merchants=[story.shop.id]):
        assert [one for one in open_deadlines(case.id) if one.kind == "dispute_answer_by"] == []
    story.fake.disputes[name] |= {"status": "won", "balance_transactions": [*moves, moved(2880)] if status == "lost" else moves}
    jobs.look(merchant_id=story.shop.id, dispute_id=found.public_id, now=story.now)  # the scheme's arbiter turned it round
    assert (story.balance("provider:disputed"), story.balance("write_off")) == (0, 0)
    story.stand(name)


def test_a_refund_is_held_while_a_dispute_is_open_and_leaves_when_a_person_says_so(story: Story) -> None:
    case = story.ask()
    name = story.disputed(balance_transactions=TAKEN)
    story.tell(name)
    jobs.sweep(now=story.now)
    assert payments.sweep(now=story.now) == 1
    with unit(merchants=[story.shop.id]):
        transfer, owed = settlement.transfers_of_case(case.id)[0], settlement.reimbursements_of_case(case.id)[0]
        assert (transfer.state, transfer.problem, transfer.next_try_at, transfer.tries) == ("waiting", "disputed", None, 0)
        assert [one.id for one in settlement.pending_reimbursements()] == [owed.id]
    assert story.fake.total(f"{story.named}1") == 0
    who = {"merchant_id": story.shop.id, "by": STAFF, "now": story.now}
    refused(lambda: pursue_transfer(**who, transfer_id=transfer.public_id, call="send"), "disputed")
    refused(lambda: record_refund(**who, reimbursement_id=owed.public_id, outcome="posted"), "disputed")
    refund_anyway(**who, dispute_id=story.stand(name).public_id)
    assert payments.sweep(now=story.now) == 1
    assert story.fake.total(f"{story.named}1") == 2880
    story.stand(name)


@pytest.mark.parametrize(
    "more", [{"status": "warning_needs_response"}, {"status": "won"}, {"payment_intent": "pi_another", "charge": "ch_2"}]
)
def test_an_inquiry_a_won_dispute_and_one_of_another_payment_hold_nothing(story: Story, more: dict[str, Any]) -> None:
    story.ask()
    name = story.disputed(**more)
    story.tell(name)
    jobs.sweep(now=story.now)
    payments.sweep(now=story.now)
    assert story.fake.total(f"{story.named}1") == 2880


def test_the_draft_says_what_is_known_and_nothing_else(story: Story) -> None:
    story.ask()
    payments.sweep(now=story.now)
    with unit(merchants=[story.shop.id]):
        draft = draft_of(story.order, story.case)
        bare = draft_of(story.order, None)
        pdf = letters_pdf(story.shop.merchant, story.order, letters_of(story.case))
    assert draft["product_description"] == "1 x Engraved mug, 24.90 EUR"
    assert (draft["customer_name"], draft["shipping_address"]) == ("Hanna Huber", "Hanna Huber, Lindenstr. 5, 04109 Leipzig")
    assert "the right of withdrawal, its conditions and period" in draft["refund_policy_disclosure"]
    story_told = draft["uncategorized_text"].splitlines()
    assert story_told[0] == "6 November 2026: Order #1001 was placed and paid (28.80 EUR)."
    assert "12 November 2026: The goods were delivered." in story_told
    assert any(line.startswith("20 November 2026: We gave back 28.80 EUR (reference re_") for line in story_told)
    assert "shipping_tracking_number" not in draft and "refund_refusal_explanation" not in bare
    assert pdf.startswith(b"%PDF") and b"/s/" not in pdf


def approve(story: Story, name: str, **more: Any) -> Any:
    texts = more.pop("texts", {"uncategorized_text": "It was delivered.", "shipping_tracking_number": "00340434"})
    return approve_dispute_answer(
        merchant_id=story.shop.id, dispute_id=story.stand(name).public_id, texts=texts, files=more.pop("files", ()), by=STAFF, now=story.now
    )


def test_an_approved_answer_goes_once_with_its_papers(story: Story) -> None:
    story.ask()
    name = story.disputed(balance_transactions=TAKEN)
    story.tell(name)
    jobs.sweep(now=story.now)
    answer = approve(story, name, files=[("customer_communication", "letters.pdf", "application/pdf", b"%PDF-1.7 letters")])
    with unit(merchants=[story.shop.id]):
        assert today(now=story.now).disputes == []
        assert returns.case_by_id(story.case.id).ball_step != "answer_dispute"
    assert story.fake.disputes[name]["evidence"] == {}  # nothing leaves inside a transaction
    assert jobs.sweep(now=story.now) >= 1
    there = story.fake.disputes[name]
    assert (there["status"], there["evidence_details"]["submission_count"]) == ("under_review", 1)
    assert there["evidence"]["uncategorized_text"] == "It was delivered."
    file = story.fake.files[there["evidence"]["customer_communication"]]
    assert (file["content"], file["purpose"], file["type"]) == (b"%PDF-1.7 letters", "dispute_evidence", "pdf")
    assert there["metadata"]["makegood_answer"] == answer.public_id
    assert story.stand(name).state == "under_review"
    refused(lambda: approve(story, name), "answer_given")
    assert jobs.carry(merchant_id=story.shop.id, answer_id=answer.public_id, now=story.now) is None


# what befalls the first call -> how often evidence was submitted, whatever we do afterwards
WEATHER = ["error_after", "reset_after", "error_before", "reset_before", "throttle", "garbage", "late"]


@pytest.mark.parametrize("mood", WEATHER)
def test_evidence_is_submitted_once_whatever_the_first_call_came_to(story: Story, mood: str) -> None:
    story.ask()
    name = story.disputed()
    story.tell(name)
    jobs.sweep(now=story.now)
    answer = approve(story, name)
    story.fake.mood(mood, call="evidence")
    port = stripe_port(story)
    for minutes in (0, 2, 10, 60, 24 * 60 + 61):
        if minutes == 10:
            story.fake.let_go()
            story.fake.forget()
        jobs.sweep(now=story.now + timedelta(minutes=minutes), port=port)
    with unit(merchants=[story.shop.id]):
        assert disputes.answer_by_key(answer.public_id).state == "sent"
    assert story.fake.disputes[name]["evidence_details"]["submission_count"] == 1
    assert story.stand(name).state == "under_review"


def stripe_port(story: Story) -> Any:
    from makegood.connectors.stripe.disputes import StripeDisputes

    return StripeDisputes(stripe.KEY, address=story.fake.address, timeout_s=0.3)


@pytest.mark.parametrize(
    ("more", "problem"),
    [({"status": "under_review"}, "too_late"), ({"status": "lost"}, "too_late"),
     ({"status": "under_review", "evidence_details": {"submission_count": 1, "due_by": None}}, "answered_there")],
)  # fmt: skip
def test_what_a_person_answered_there_or_is_over_is_said_and_not_sent(story: Story, more: dict[str, Any], problem: str) -> None:
    story.ask()
    name = story.disputed()
    story.tell(name)
    jobs.sweep(now=story.now)
    answer = approve(story, name)
    story.fake.disputes[name] |= more
    jobs.sweep(now=story.now)
    with unit(merchants=[story.shop.id]):
        kept = disputes.answer_by_key(answer.public_id)
    assert (kept.state, kept.problem) == ("failed", problem)
    assert story.fake.disputes[name]["evidence"] == {}


def test_an_answer_that_was_refused_is_a_persons_turn_again_while_there_is_time(story: Story) -> None:
    story.ask()
    name = story.disputed()
    story.tell(name)
    jobs.sweep(now=story.now)
    answer = approve(story, name)
    story.fake.mood("refuse", call="evidence", status=400, body=stripe.error("invalid_request_error", "", "Too long", param="evidence"))
    jobs.sweep(now=story.now)
    with unit(merchants=[story.shop.id]):
        assert returns.case_by_id(story.case.id).ball_step == "answer_dispute"
        assert [one.source_id for one in today(now=story.now).disputes] == [name]
    story.now += timedelta(minutes=5)
    again = approve(story, name, texts={"uncategorized_text": "Shorter."})
    assert again.public_id == answer.public_id
    jobs.sweep(now=story.now)  # under another key: Stripe repeats its error to the first one for a day
    assert story.fake.disputes[name]["evidence"]["uncategorized_text"] == "Shorter."
    story.stand(name)


@pytest.mark.parametrize(
    ("texts", "files", "code"),
    [({}, (), "evidence_needed"), ({"uncategorized_text": "x" * 20_001}, (), "evidence_too_long"), ({"colour": "red", "uncategorized_text": "x"}, (), "evidence_unknown"),
     ({"uncategorized_text": "x"}, (("customer_communication", "a.exe", "application/x-msdownload", b"MZ"),), "evidence_unknown"),
     ({"uncategorized_text": "x"}, (("uncategorized_file", "a.png", "image/png", b"x" * 4_500_001),), "evidence_too_large")],
)  # fmt: skip
def test_what_the_provider_would_refuse_is_refused_here(story: Story, texts: dict[str, str], files: Any, code: str) -> None:
    story.ask()
    name = story.disputed()
    story.tell(name)
    jobs.sweep(now=story.now)
    refused(lambda: approve(story, name, texts=texts, files=files), code)
    story.fake.disputes[name] |= {"status": "lost"}
    jobs.look(merchant_id=story.shop.id, dispute_id=story.stand(name).public_id, now=story.now)
    refused(lambda: approve(story, name), "dispute_closed")


def test_one_that_no_message_told_of_is_found_and_one_that_can_not_be_read_stands_before_a_person(story: Story) -> None:
    story.ask()
    name = story.disputed()
    assert jobs.find(now=story.now, port=stripe_port(story)) == 1
    assert jobs.find(now=story.now, port=stripe_port(story)) == 0
    story.fake.may = {"refunds"}
    at = story.now
    for _ in range(12):
        jobs.sweep(now=at)
        at += timedelta(hours=5)
    with unit(merchants=[story.shop.id]):
        waiting = today(now=at).disputes
        assert [(one.source_id, one.state, one.problem) for one in waiting] == [(name, "told", "not_allowed")]
    story.fake.may = {"refunds", "disputes", "files"}
    story.tell(name)
    jobs.sweep(now=story.now)
    assert story.stand(name).state == "needs_response"


def test_a_dispute_before_any_case_is_the_orders_and_becomes_the_cases(story: Story) -> None:
    name = story.disputed()
    story.tell(name)
    jobs.sweep(now=story.now)
    found = story.stand(name)
    assert (found.order_id, found.case_id) == (story.order.id, None)
    case = story.ask()
    jobs.look(merchant_id=story.shop.id, dispute_id=found.public_id, now=story.now)
    assert story.stand(name).case_id == case.id
    with unit(merchants=[story.shop.id]):
        assert returns.case_by_id(case.id).ball_step == "answer_dispute"


def test_the_shop_next_door_sees_nothing_of_it(story: Story, now: datetime) -> None:
    story.ask()
    name = story.disputed()
    story.tell(name)
    jobs.sweep(now=story.now)
    other, known = make_shop("home", now), story.stand(name).public_id
    with unit(merchants=[other.id]):
        assert disputes.waiting() == []
        with pytest.raises(Refusal):
            disputes.dispute_of(known)


def test_paypals_dispute_is_read_answered_and_ended(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    with standing(paypal.FakePayPal()) as fake:
        shop, named = make_shop("gifts", now), token_hex(8).upper()
        made = choose_provider(
            merchant_id=shop.id,
            party="paypal",
            port="payments_paypal",
            address=fake.address,
            key=paypal.KEY,
            hook_secret=paypal.WEBHOOK,
            by=SYSTEM,
            now=now,
        )
        assert made is not None
        order = sell(shop, now, MUG, named=named)
        fake.disputes["PP-D-1"] = {
            "dispute_id": "PP-D-1", "create_time": "2026-11-19T10:00:00.000Z", "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
            "status": "WAITING_FOR_SELLER_RESPONSE", "dispute_life_cycle_stage": "CHARGEBACK", "dispute_amount": {"currency_code": "EUR", "value": "28.80"},
            "disputed_transactions": [{"seller_transaction_id": f"{named}1"}], "seller_response_due_date": "2026-11-27T23:59:59.000Z",
            "links": [{"rel": "provide_evidence", "href": "x", "method": "POST"}],
        }  # fmt: skip
        assert jobs.find(now=now) == 1
        jobs.sweep(now=now)
        with unit(merchants=[shop.id]):
            found = disputes.disputes_of_order(order.id)[0]
            assert (found.state, found.due_at, found.may_answer, found.provider) == ("needs_response", DUE, True, "paypal")
        answer = approve_dispute_answer(
            merchant_id=shop.id, dispute_id=found.public_id, by=STAFF, now=now, files=[("customer_communication", "l.pdf", "application/pdf", b"%PDF")],
            texts={"uncategorized_text": "Delivered.", "shipping_tracking_number": "00340434", "shipping_carrier": "Hermes"},
        )  # fmt: skip
        fake.mood("error_after", call="evidence")
        for minutes in (0, 2, 10):
            jobs.sweep(now=now + timedelta(minutes=minutes))
        with unit(merchants=[shop.id]):
            assert disputes.answer_by_key(answer.public_id).state == "sent"
        assert fake.evidence == [{
            "dispute": "PP-D-1", "files": ["file1"], "input": {"evidences": [{
                "evidence_type": "PROOF_OF_FULFILLMENT", "notes": "Delivered.",
                "evidence_info": {"tracking_info": [{"carrier_name": "OTHER", "carrier_name_other": "Hermes", "tracking_number": "00340434"}]},
            }]},
        }]  # fmt: skip
        took = {
            "affected_party": "SELLER",
            "amount": {"currency_code": "EUR", "value": "28.80"},
            "type": "DEBIT",
            "reason": "DISPUTE_SETTLEMENT",
        }
        fake.disputes["PP-D-1"] |= {
            "status": "RESOLVED",
            "dispute_outcome": {"outcome_code": "RESOLVED_BUYER_FAVOUR"},
            "money_movements": [took],
        }
        jobs.look(merchant_id=shop.id, dispute_id=found.public_id, now=now)
        with unit(merchants=[shop.id]):
            assert disputes.dispute_of(found.public_id).state == "lost"
            assert books.balances().get(("write_off", "EUR")) == (2880, 0)
            assert wrong_disputes() == []


def test_the_doctor_names_what_is_due_what_is_unread_and_who_does_not_listen(story: Story, now: datetime) -> None:
    story.ask()
    soon = story.disputed()
    story.fake.disputes[soon]["evidence_details"]["due_by"] = int((now + timedelta(days=1)).timestamp())
    story.tell(soon)
    jobs.sweep(now=now)

    def found() -> set[str]:
        with unit(merchants=[story.shop.id]):
            return {number for number, _, _ in provider_findings(story.shop.merchant.slug, now)}

    assert found() == {"071"}
    choose_provider(
        merchant_id=story.shop.id, party="paypal", port="payments_paypal", address=story.fake.address, key=paypal.KEY, by=SYSTEM, now=now
    )
    assert found() == {"070", "071"}
    story.disputed("dp_unread")
    with unit(merchants=[story.shop.id]):
        told = find_dispute(merchant_id=story.shop.id, connection="con_gone", provider="stripe", names=["dp_unread"], by=SYSTEM, now=now)
        name = next(one.public_id for one in disputes.due_looks(now=now, limit=9) if one.source_id == "dp_unread")
    for hours in range(9):
        jobs.look(merchant_id=story.shop.id, dispute_id=name, now=now + timedelta(hours=hours))
    assert told == 1 and found() == {"070", "071", "072"}
