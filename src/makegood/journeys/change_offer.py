"""Staff puts another offer to the customer; what the law gives stays in the list."""

from datetime import date, datetime, timedelta
from typing import Any

from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines
from makegood.base.unit import unit
from makegood.casefile.added_offers import kept_offer
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.money import left_of
from makegood.casefile.new_goods import Goods, check_goods, exchanged
from makegood.casefile.passing import pass_ball
from makegood.casefile.telling import Telling
from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of
from makegood.policy.offers import SEND_BACK_DAYS
from makegood.policy.quote import as_json, compute
from makegood.policy.quote_input import read_input

REMEDIES = ("refund", "partial_refund", "store_credit", "replacement", "remake", "exchange", "reorder_discount")


def change_offer(
    *,
    merchant_id: int,
    line_id: int,
    remedy: str,
    amount_minor: int | None,
    note: str,
    by: Actor,
    now: datetime,
    goods: Goods | None = None,
) -> Any:
    """A Decision of cause `staff` whose record holds the earlier offers and the added one.

    `amount_minor` is of the customer's currency; needed for money remedies, never more than is left of the line. `goods`: what the customer
    gets in an exchange; what they cost less goes back, what they cost more is paid before they are sent.
    Refuses remedy_unknown, amount_needed, amount_exceeds_left, no_decision_yet, goods_needed, link_unfit, not_for_presents.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(line_id=line_id, now=now)
        line = queries.line_by_id(line_id)
        before = queries.latest_decisions(case.id).get(line.id)
        if before is None:
            raise Refusal("no_decision_yet", "This line was not decided yet.", "Wait a moment and reload.", status=409)
        if remedy not in REMEDIES:
            raise Refusal("remedy_unknown", "This can't be offered.", "Choose one of the list.", field="remedy")
        if remedy == "exchange" and case.opened_by == "recipient":
            raise Refusal(
                "not_for_presents",
                "An exchange for other goods shows prices to whoever was given it.",
                "Offer credit instead.",
                field="remedy",
            )
        send_by = local_day(now, zone_of(order.market)) + timedelta(days=SEND_BACK_DAYS)
        added = _added(before.record, line.quantity, remedy, amount_minor, goods, send_by)
        record = before.record | {"added": [*before.record["added"], added], "staff_note_given": bool(note)}
        decision = returns.add_decision(
            line=line, record=record, outcome="offered", cause="staff", policy_id=before.policy_id, previous_id=before.id, by=by, now=now
        )
        returns.move_axis(line, "decision", "offered", by=by, now=now)
        if note:
            returns.add_words(case=case, texts=[(line.id, "offer_note", note)], author="staff", by=by, now=now)
        end_deadlines(state="kept", now=now, case_id=case.id, kind="shop_decide_by")
        telling = Telling(case, order, now=now)
        notices.write_notice(kind="choose", context=telling.context(), **telling.to_customer(by))
        pass_ball(case, keep=returns.keep_ball, now=now)
        return decision


def _added(
    record: dict[str, Any], quantity: int, remedy: str, amount_minor: int | None, goods: Goods | None, send_by: date
) -> dict[str, Any]:
    document, line = record["money"]["order"], record["money"]["line"]
    offer = kept_offer(remedy, "staff", document["currency"], amount_minor or 0)
    if remedy in ("replacement", "remake"):
        return offer
    if remedy == "exchange":
        found = check_goods(goods)
        duty = {"what": "send_back", "by": send_by.isoformat(), "cost_to_customer": "label"}
        way = {"ship_back": "hub", "keep_item": None, "release_refund_on": "delivery", "duty": duty} if found.comes_back else {}
        return offer | way | exchanged(document, line, quantity, found)
    if not amount_minor or amount_minor < 1:
        raise Refusal("amount_needed", "An amount is needed for this.", "Give an amount above zero.", field="amount")
    _, read = left_of(document)
    text = text_from_minor(amount_minor, read.currency)
    offer["breakdown"] = as_json(compute(read_input({**document, "ask": {"lines": [{"id": line, "amount": text}], "shipping": "none"}})))
    return offer
