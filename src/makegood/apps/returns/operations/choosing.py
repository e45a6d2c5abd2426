"""An offer is taken: the choice, the axes that it sets going, and the promises that it makes."""

from datetime import datetime
from typing import Any

from makegood.apps.returns.models import CaseLine, Choice, Decision
from makegood.apps.returns.operations.deciding import add_choice
from makegood.apps.returns.operations.moving import set_axes
from makegood.apps.returns.queries import choices_of
from makegood.apps.returns.words import GOODS_REMEDIES
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines, set_deadline

MONEY_REMEDIES = ("refund", "partial_refund", "store_credit", "gift_card", "reorder_discount")
_REASONS = {"statutory": "the law", "extra": "the shop's promise", "staff": "staff"}


def take_offer(
    *,
    line: CaseLine,
    decision: Decision,
    offer: dict[str, Any],
    pay_by: datetime | None,
    deliver_by: datetime | None,
    by: Actor,
    now: datetime,
) -> Choice:
    """`pay_by` and `deliver_by` are the ends of the days that the offer named; each becomes a promise."""
    before = choices_of(line.case_id).get(line.id) if line.remake != "none" else None
    choice = add_choice(line=line, decision=decision, offer=offer, by=by, now=now)
    steps = {"decision": "accepted_by_customer"}
    if line.remake != "none":  # another one was agreed on before: its days are not promised any more
        end_deadlines(state="void", now=now, case_id=line.case_id, line_id=line.id, kind="remake_deliver_by")
    gives_money = offer["remedy"] in MONEY_REMEDIES or (offer["remedy"] == "exchange" and offer["amount_minor"] > 0)
    if gives_money and line.money in ("nothing_due", "reversed"):
        steps["money"] = "due"
    if not gives_money and line.money in ("due", "failed"):
        steps["money"] = "nothing_due"
        end_deadlines(state="void", now=now, case_id=line.case_id, line_id=line.id, kind="refund_due")
    others = "exchange" in offer or (before is not None and "exchange" in before.offer)  # not the goods that are being made
    if offer["remedy"] in GOODS_REMEDIES and line.remake in ("none", "failed", *(("in_production",) if others else ())):
        steps["remake"] = "approved"
    if offer["remedy"] not in GOODS_REMEDIES and line.remake in ("proof", "approved", "in_production", "failed"):
        steps["remake"] = "none"
    if offer["ship_back"] == "none" and line.reception == "not_required" and line.disposition == "none":
        steps["disposition"] = "customer_keeps"
    set_axes(line, steps, by=by, now=now)
    source = _REASONS.get(offer["basis"], offer["basis"])
    told_on = now.date()
    for kind, due_at in (("refund_due", pay_by), ("remake_deliver_by", deliver_by)):
        if due_at is not None:
            set_deadline(
                kind=kind, owner="shop", due_at=due_at, now=now, source=source, case_id=line.case_id, line_id=line.id, told_on=told_on
            )
    return choice
