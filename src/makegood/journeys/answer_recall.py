"""A customer of a recall chooses, by one tap: a case for each of their orders, with the remedy taken, or the case that was open before."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from makegood.apps.orders import queries as orders
from makegood.apps.recalls import operations as recalls
from makegood.apps.recalls import queries
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries as returned
from makegood.apps.returns import standing
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.days import end_of_day, local_day
from makegood.casefile.deciding import Asked, Decided, decide_lines
from makegood.casefile.holding import begins, hold_case, hold_order
from makegood.casefile.passing import pass_ball
from makegood.casefile.recalling import is_open, offers_of
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of


def answer_recall(*, merchant_id: int, contact_id: str, remedy: str, by: Actor, now: datetime) -> list[int]:
    """Ids of the cases in which it is made good; each goes on by itself from here. What was made good before is left as it is.

    Refuses remedy_unknown, already_answered, nothing_left.
    """
    with unit(merchants=[merchant_id], by=by):
        contact = queries.contact_of(contact_id)
        if remedy not in contact.recall.remedies:
            raise Refusal("remedy_unknown", "This is not offered.", "Choose one of the two.", field="remedy")
        units: dict[int, list[Any]] = defaultdict(list)
        for one in queries.units_of([contact.id])[contact.id]:
            units[one.order_id].append(one)
        held = [hold_order(order_id=order_id, now=now) for order_id in sorted(units)]
        contact = queries.lock_contact(contact_id)
        recalls.move_contact(contact, "answered", answer=remedy, answered_at=now)
        cases: list[int] = []
        for order in held:
            cases += _of_order(order, units[order.id], contact.recall, remedy, by, now)
        if not cases:
            raise Refusal("nothing_left", "All of it was made good before.", "Its case says how.", status=409)
        return cases


def _of_order(order: Any, units: list[Any], recall: Any, remedy: str, by: Actor, now: datetime) -> list[int]:
    in_cases = standing.in_cases([one.order_line_id for one in units])
    cases, free = [], []
    for one in units:
        lines = in_cases.get(one.order_line_id, [])
        for line in lines:
            if is_open(line):
                _take_in_case(line, recall, remedy, by, now)
                cases.append(line.case_id)
        if rest := one.quantity - sum(line.quantity for line in lines):
            free.append((one, rest))
        elif lines:
            recalls.tie(one, lines[-1].case_id)
    if free:
        cases.append(_open(order, free, recall, remedy, by, now))
    return list(dict.fromkeys(cases))


def _take_in_case(line: Any, recall: Any, remedy: str, by: Actor, now: datetime) -> None:
    case, order = hold_case(line_id=line.id, now=now)
    line = returned.line_by_id(line.id)
    asked = Asked(line.order_line_id, line.quantity, ("recalled",))
    returns.call_back(line, by=by, now=now)
    _take(line, decide_lines(order, [asked], now=now)[0], recall, remedy, order, by, now)
    pass_ball(case, keep=returns.keep_ball, now=now)


def _open(order: Any, free: list[tuple[Any, int]], recall: Any, remedy: str, by: Actor, now: datetime) -> int:
    """A case of its own, which says nothing that the customer did not say."""
    sold = {line.id: line for line in orders.lines_of(order.id)}
    rows = [
        {
            "order_line_id": one.order_line_id, "quantity": pieces, "kinds": ["recalled"], "major": None,
            "value_minor": sold[one.order_line_id].gross_minor * pieces // sold[one.order_line_id].quantity,
        }
        for one, pieces in free
    ]  # fmt: skip
    case, lines = returns.open_case(
        order=order, lines=rows, opened_by="customer", notified_on=local_day(now, zone_of(order.market)), language=order.language or "en",
        needed_by=None, by=by, now=now,
    )  # fmt: skip
    begins(case)
    decided = decide_lines(order, [Asked(one.order_line_id, pieces, ("recalled",)) for one, pieces in free], now=now)
    for line, one, (unit_of, _) in zip(lines, decided, free, strict=True):
        _take(line, one, recall, remedy, order, by, now)
        recalls.tie(unit_of, case.id)
    Telling(case, order, sold, now=now).make_link()
    pass_ball(case, keep=returns.keep_ball, now=now)
    return int(case.id)


def _take(line: Any, decided: Decided, recall: Any, remedy: str, order: Any, by: Actor, now: datetime) -> None:
    """A decision whose record says what the recall added to what promise and law give."""
    zone = zone_of(order.market)
    added = offers_of(decided, recall.remedies, on=local_day(now, zone), market=order.market)
    offer = next((one for one in added if one["remedy"] == remedy), None)
    if offer is None:
        raise Refusal("nothing_left", "Nothing is left to refund of it.", "Choose a new one, or write to us.", status=409, field="remedy")
    before = returned.latest_decisions(line.case_id).get(line.id)
    decision = returns.add_decision(
        line=line, record=decided.record | {"added": added, "recall": recall.public_id}, outcome="offered", cause="recalled", policy_id=decided.policy_id,
        previous_id=before.id if before else None, by=by, now=now,
    )  # fmt: skip
    returns.move_axis(line, "decision", "offered", by=by, now=now)
    pay_by = end_of_day(date.fromisoformat(offer["pay_by"]), zone) if offer["pay_by"] else None
    deliver_by = end_of_day(date.fromisoformat(offer["eta_until"]), zone) if offer["eta_until"] else None
    returns.take_offer(line=line, decision=decision, offer=offer, pay_by=pay_by, deliver_by=deliver_by, by=by, now=now)
