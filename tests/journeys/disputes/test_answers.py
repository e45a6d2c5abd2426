"""A dispute is answered: drafted from what is known, approved by a person, sent once."""

from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

import pytest

from makegood.apps.disputes import queries as disputes
from makegood.apps.ledger import queries as books
from makegood.apps.returns import queries as returns
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.casefile.dispute_packet import draft_of, letters_of
from makegood.insight.invariants import wrong_disputes
from makegood.insight.today import today
from makegood.interfaces.jobs import disputes as jobs
from makegood.interfaces.jobs import payments
from makegood.journeys.approve_dispute_answer import approve_dispute_answer
from makegood.journeys.choose_provider import choose_provider
from makegood.web.dispute_papers import letters_pdf
from tests.cast import MUG, STAFF, make_shop, sell
from tests.harness import paypal, stripe
from tests.harness.standin import standing
from tests.journeys.disputes.story import DUE, TAKEN, Story, stripe_port
from tests.journeys.test_refunds_by_provider import refused

pytestmark = pytest.mark.django_db


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
