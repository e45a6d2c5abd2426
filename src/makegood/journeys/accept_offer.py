"""The customer takes one of the offers (or staff for them)."""

from datetime import date, datetime
from typing import Any

from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines
from makegood.base.unit import unit
from makegood.casefile.days import end_of_day, local_day
from makegood.casefile.gift import check_recipient
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.promising import taken_on
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of


def accept_offer(*, merchant_id: int, line_id: int, remedy: str, by: Actor, now: datetime, acts_for_buyer: bool = False) -> Any:
    """The Choice. Refuses `offer_gone` where the remedy is not (or no longer) offered, `step_not_possible` where money has left.

    Whoever was given a present takes the buyer's money back only where they say that they act for the buyer: `buyer_decides`.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(line_id=line_id, now=now)
        line = queries.line_by_id(line_id)
        if case.opened_by == "recipient" and by.kind == "customer":
            check_recipient(remedy, acts_for_buyer)
            if acts_for_buyer:
                timeline.note(f"case:{case.id}", "recipient.acts_for_buyer", by=by, now=now, subject=line.public_id, remedy=remedy)
        decision = queries.latest_decisions(case.id).get(line.id)
        offers = [] if decision is None else decision.open_offers
        offer = next((one for one in offers if one["remedy"] == remedy), None)
        if decision is None or offer is None or line.decision != "offered":
            raise Refusal(
                "offer_gone", "This can no longer be chosen.", "Reload the page to see what is possible now.", status=409, field="remedy"
            )
        zone = zone_of(order.market)
        offer = taken_on(offer, local_day(decision.made_at, zone), local_day(now, zone))
        choice = returns.take_offer(
            line=line,
            decision=decision,
            offer=offer,
            pay_by=end_of_day(date.fromisoformat(offer["pay_by"]), zone) if offer["pay_by"] else None,
            deliver_by=end_of_day(date.fromisoformat(offer["eta_until"]), zone) if offer["eta_until"] else None,
            by=by,
            now=now,
        )
        end_deadlines(state="kept", now=now, case_id=case.id, kind=("customer_choose_by", "shop_decide_by"))
        pass_ball(case, keep=returns.keep_ball, now=now)
        return choice
