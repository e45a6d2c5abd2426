"""What became of a payment: staff, or a provider, says so."""

from datetime import datetime
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger import queries as books
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as order_queries
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.apps.settlement.states import OPEN
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break
from makegood.base.jobs import defer
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.doubts import check_elsewhere
from makegood.casefile.elsewhere import MONEY
from makegood.casefile.holding import hold_case, money_wanted
from makegood.casefile.passing import pass_ball
from makegood.casefile.providers import provider_for, providers
from makegood.casefile.telling import Telling
from makegood.casefile.transfers import may_stop, rest_by_payment
from makegood.kernel.refusal import Refusal


def record_refund(
    *, merchant_id: int, reimbursement_id: str, outcome: str, by: Actor, now: datetime, provider_ref: str = "", problem: str = ""
) -> Any:
    """`outcome`: posted, failed, or retried (a failed one goes out again under a new key). The pending entry is posted or voided with it.

    Where a provider pays: posted says that a person paid, by other means, what has not left yet; retried sends just that anew. Refuses
    `outcome_unknown` while a transfer may still leave, and `provider_answers` for `failed`: only the provider knows that.
    Refuses `same_refund_open` to a person where a refund made elsewhere may be this one: that must be said first (tell_same); and
    `more_than_paid` where both together would be.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=settled.reimbursement_of(reimbursement_id).case_id, now=now)
        reimbursement = settled.reimbursement_of(reimbursement_id)
        line = queries.line_by_id(reimbursement.line_id)
        if by.kind != "system" and outcome in ("posted", "retried"):
            read_together(*money_wanted(order.id), order_queries.lines_wanted(order.id))
            check_elsewhere(order, reimbursement)
        transfers = settled.transfers_of(reimbursement)
        if transfers and outcome == "failed":
            raise Refusal("provider_answers", "The provider says what became of it.", "Ask it again, or stop the refund.", status=409)
        if outcome == "posted":
            was = reimbursement.state
            settlement.move(reimbursement, "posted", by=by, now=now, provider_ref=provider_ref)
            if transfers:
                _paid_by_hand(reimbursement, transfers, provider_ref, by, now)
            else:
                ledger.post_entry(_pending(reimbursement), by=by, now=now)
            if was == "failed":
                returns.move_axis(line, "money", "pending", by=by, now=now)
            returns.move_axis(line, "money", "paid", by=by, now=now)
            keep_or_break(now=now, case_id=case.id, line_id=line.id, kind="refund_due")
            telling = Telling(case, order, now=now)
            context = telling.context(amount=(reimbursement.amount_minor, reimbursement.currency))
            notices.write_notice(kind="refund_posted", context=context, **telling.to_customer(by))
            if telling.is_recipient and reimbursement.kind in MONEY:
                notices.write_notice(kind="gift_refunded", context=telling.for_buyer(amount=context["amount"]), **telling.to_buyer(by))
        elif outcome == "failed":
            settlement.move(reimbursement, "failed", by=by, now=now, problem=problem)
            returns.move_axis(line, "money", "failed", by=by, now=now)
        elif outcome == "retried":
            settlement.move(reimbursement, "pending", by=by, now=now)
            if transfers:
                _send_rest(reimbursement, transfers, order_queries.payments_of(order.id), by, now)
            returns.move_axis(line, "money", "pending", by=by, now=now)
        else:
            raise Refusal("outcome_unknown", "This outcome is not known.", "Say posted, failed or retried.", field="outcome")
        pass_ball(case, keep=returns.keep_ball, now=now)
        return reimbursement


def _paid_by_hand(reimbursement: Any, transfers: list[Any], provider_ref: str, by: Actor, now: datetime) -> None:
    """What has not left yet was paid by other means; what was not sent is stopped, so that it never is."""
    for transfer in transfers:
        if transfer.state in OPEN:
            if not may_stop(transfer, now=now):
                raise Refusal("outcome_unknown", "It may still leave through the provider.", "Ask the provider first.", status=409)
            settlement.change_transfer(transfer, by=by, now=now, state="stopped", next_try_at=None)
            if (entry := books.entry_for(transfer.public_id, "refund_paid", "pending")) is not None:
                ledger.void_entry(entry, by=by, now=now)
    rest = reimbursement.amount_minor - reimbursement.moved_minor
    made = settlement.add_transfer(
        reimbursement=reimbursement, provider="manual", amount_minor=rest, moved_minor=rest, state="succeeded", provider_ref=provider_ref[:120],
        answered_at=now, by=by, now=now,
    )  # fmt: skip
    settlement.stand(reimbursement, moved_minor=reimbursement.amount_minor, excess_minor=reimbursement.excess_minor)
    parts = (("customer:refund_payable", made.currency, rest), ("provider:clearing", made.currency, -rest))
    ledger.write([NewEntry("posted", "refund_paid", made.public_id, parts, made.case_id)], by=by, now=now)


def _send_rest(reimbursement: Any, transfers: list[Any], payments: list[Any], by: Actor, now: datetime) -> None:
    """New transfers, under new keys, for what the old ones did not move. Refuses `no_provider` where none that knows the payment is connected."""
    if any(one.state in OPEN for one in transfers):
        raise Refusal("outcome_unknown", "It may still leave through the provider.", "Ask the provider first.", status=409)
    connected, named = providers(reimbursement.case.order.source), {f"pay_{one.id}": one for one in payments}
    goods: dict[str, Any] = (
        {} if any(one.goods and one.state == "succeeded" for one in transfers) else next((one.goods for one in transfers if one.goods), {})
    )
    for name, amount in rest_by_payment(reimbursement, transfers, {key: one.source_id for key, one in named.items()}):
        connection = provider_for(named[name].source_id, connected)
        if connection is None:
            raise Refusal("no_provider", "No payment provider is connected.", "Pay it by hand and record it.", status=409)
        made = settlement.add_transfer(
            reimbursement=reimbursement, provider=connection.party, connection=connection.public_id, payment=named[name].source_id,
            method=named[name].method, amount_minor=amount, next_try_at=now, goods=goods, by=by, now=now,
        )  # fmt: skip
        goods = {}
        parts = (("customer:refund_payable", made.currency, amount), ("provider:clearing", made.currency, -amount))
        ledger.write([NewEntry("pending", "refund_paid", made.public_id, parts, made.case_id)], by=by, now=now)
        defer("carry_transfer", lock=reimbursement.public_id, merchant_id=reimbursement.merchant_id, transfer_id=made.public_id)


def _pending(reimbursement: Any) -> Any:
    entry = books.entry_for(reimbursement.public_id, "refund_paid", "pending")
    if entry is None:
        raise Refusal("entry_settled", "This was booked already.", "Reload the case.", status=409)
    return entry
