"""What Stripe and PayPal say of a dispute, state by state, and the published fixture read as it is."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from makegood.apps.disputes.ports import Answer
from makegood.apps.disputes.states import DISPUTE_STATES
from makegood.apps.disputes.words import DISPUTE_REASONS, EVIDENCE_FILES, EVIDENCE_TEXTS
from makegood.connectors.paypal import disputes as paypal
from makegood.connectors.stripe import disputes as stripe
from tests.journeys.disputes.story import dispute, moved

SHARED = Path(os.environ.get("MAKEGOOD_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data" / "stripe"

# Stripe's status -> (kind, state, may we answer)
STRIPE = {
    "warning_needs_response": ("inquiry", "needs_response", True), "warning_under_review": ("inquiry", "under_review", False),
    "warning_closed": ("inquiry", "closed", False), "needs_response": ("dispute", "needs_response", True),
    "under_review": ("dispute", "under_review", False), "appeal_needs_response": ("dispute", "needs_response", True),
    "appeal_under_review": ("dispute", "under_review", False), "won": ("dispute", "won", False), "lost": ("dispute", "lost", False),
    "prevented": ("inquiry", "closed", False),
}  # fmt: skip


@pytest.mark.parametrize("status", STRIPE)
def test_each_status_of_stripe_is_what_it_means(status: str) -> None:
    found = stripe.facts_of(dispute("dp_1", "pi_1") | {"status": status})
    assert found is not None
    assert (found.kind, found.state, found.may_answer) == STRIPE[status]
    assert found.status == status and found.payments == ("pi_1", "ch_1")


@pytest.mark.parametrize(
    ("moves", "taken", "fee", "currency"),
    [([], 0, 0, "EUR"), ([moved(-2880, 2000)], 2880, 2000, "EUR"), ([moved(-2880, 2000), moved(2880, -2000)], 0, 0, "EUR"),
     ([moved(-3100, 1500) | {"currency": "usd"}], 2880, 1500, "USD"), ([moved(-3100, 0) | {"currency": "usd"}, moved(3100, 0) | {"currency": "usd"}], 0, 0, "USD")],
)  # fmt: skip
def test_what_was_taken_follows_the_accounts_own_movements(moves: list[Any], taken: int, fee: int, currency: str) -> None:
    found = stripe.facts_of(dispute("dp_1", "pi_1") | {"balance_transactions": moves})
    assert found is not None
    assert (found.taken_minor, found.fee_minor, found.fee_currency) == (taken, fee, currency)


@pytest.mark.parametrize(
    "more", [{"status": "dreaming"}, {"amount": "x"}, {"currency": None}, {"evidence_details": 7}, {"created": 10**30}]
)
def test_what_can_not_be_read_is_not_believed(more: dict[str, Any]) -> None:
    assert stripe.facts_of(dispute("dp_1", "pi_1") | more) is None
    assert stripe.facts_of(None) is None and paypal.facts_of([]) is None


def test_past_due_takes_no_answer_and_an_expanded_payment_is_read() -> None:
    late = dispute("dp_1", "pi_1")
    late["evidence_details"] |= {"past_due": True}
    found = stripe.facts_of(late | {"payment_intent": {"id": "pi_9", "object": "payment_intent"}})
    assert found is not None and not found.may_answer and found.payments == ("pi_9", "ch_1")


@pytest.mark.skipif(not SHARED.exists(), reason="the published fixtures are not here (MAKEGOOD_SHARED)")
def test_the_published_fixture_is_read_and_has_every_field_that_we_send() -> None:
    published = json.loads((SHARED / "dispute.json").read_text())
    found = stripe.facts_of(published)
    assert found is not None
    assert (found.kind, found.state, found.reason, found.amount_minor, found.currency) == (
        "inquiry",
        "needs_response",
        "other_reason",
        1000,
        "USD",
    )
    assert found.due_at == datetime(2024, 8, 14, 23, 59, 59, tzinfo=UTC)
    assert {*EVIDENCE_TEXTS, *EVIDENCE_FILES} <= published["evidence"].keys()
    assert dispute("dp_1", "pi_1").keys() == published.keys()


PAYPAL = {
    ("OPEN", ""): "needs_response", ("WAITING_FOR_SELLER_RESPONSE", ""): "needs_response", ("WAITING_FOR_BUYER_RESPONSE", ""): "under_review",
    ("UNDER_REVIEW", ""): "under_review", ("OTHER", ""): "under_review", ("RESOLVED", "RESOLVED_SELLER_FAVOUR"): "won",
    ("RESOLVED", "RESOLVED_BUYER_FAVOUR"): "lost", ("RESOLVED", "RESOLVED_WITH_PAYOUT"): "won", ("RESOLVED", "CANCELED_BY_BUYER"): "won",
    ("RESOLVED", "ACCEPTED"): "lost", ("RESOLVED", "DENIED"): "won", ("RESOLVED", "NONE"): "closed",
}  # fmt: skip


def of_paypal(status: str, outcome: str = "", **more: Any) -> dict[str, Any]:
    return {
        "dispute_id": "PP-D-1", "create_time": "2026-11-19T10:00:00.000Z", "reason": "UNAUTHORISED", "status": status,
        "dispute_life_cycle_stage": "CHARGEBACK", "dispute_amount": {"currency_code": "HUF", "value": "1200.00"},
        "disputed_transactions": [{"seller_transaction_id": "8AB12345CD678901E"}], "links": [{"rel": "self"}],
    } | ({"dispute_outcome": {"outcome_code": outcome}} if outcome else {}) | more  # fmt: skip


@pytest.mark.parametrize(("status", "outcome"), PAYPAL)
def test_each_status_of_paypal_is_what_it_means(status: str, outcome: str) -> None:
    found = paypal.facts_of(of_paypal(status, outcome))
    assert found is not None
    assert (found.state, found.amount_minor, found.currency, found.reason) == (PAYPAL[(status, outcome)], 120_000, "HUF", "not_authorised")
    assert found.state in DISPUTE_STATES and not found.may_answer


def test_what_paypal_took_is_what_it_says_it_moved() -> None:
    took = {
        "affected_party": "SELLER",
        "amount": {"currency_code": "HUF", "value": "1200.00"},
        "type": "DEBIT",
        "reason": "DISPUTE_SETTLEMENT",
    }
    fee = took | {"reason": "DISPUTE_FEE", "amount": {"currency_code": "HUF", "value": "500"}}
    others = took | {"affected_party": "BUYER"}
    found = paypal.facts_of(of_paypal("UNDER_REVIEW", money_movements=[took, fee, others]))
    assert found is not None and (found.taken_minor, found.fee_minor) == (120_000, 50_000)
    found = paypal.facts_of(of_paypal("UNDER_REVIEW", money_movements=[took, took | {"type": "CREDIT"}]))
    assert found is not None and found.taken_minor == 0
    lost = {"outcome_code": "RESOLVED_BUYER_FAVOUR", "amount_refunded": {"currency_code": "HUF", "value": "1200"}}
    found = paypal.facts_of(of_paypal("RESOLVED", dispute_outcome=lost))
    assert found is not None and (found.state, found.taken_minor) == ("lost", 120_000)


def test_paypal_is_told_in_its_own_form() -> None:
    told = paypal.evidence_of(Answer("dan_1", "dan_1-1", "PP-D-1", {"uncategorized_text": "x" * 3000, "product_description": "A mug"}))
    assert (told["evidence_type"], len(told["notes"])) == ("OTHER", 2000)
    told = paypal.evidence_of(Answer("dan_1", "dan_1-1", "PP-D-1", {"shipping_tracking_number": "1, 2", "shipping_carrier": "dhl, UPS"}))
    assert told["evidence_info"] == {"tracking_info": [{"carrier_name": "DHL", "tracking_number": "1"}]}


def test_every_reason_is_one_that_people_can_read() -> None:
    assert {*stripe.REASONS.values(), *paypal.REASONS.values(), "other_reason"} <= set(DISPUTE_REASONS)


@pytest.mark.parametrize("name", ["", "../charges", "dp_1/close", "dp_1?x", "dp 1", "dp_" + "x" * 130])
def test_a_name_that_is_none_is_never_asked_for(name: str) -> None:
    assert stripe.StripeDisputes("rk_test", address="http://127.0.0.1:9").read(name).problem == "bad_request"
    assert paypal.PayPalDisputes("a:b", address="http://127.0.0.1:9").read(name).problem == "bad_request"
