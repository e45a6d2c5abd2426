"""How far the new one is: made, posted, there, or gone wrong; said by the shop, or by the supplier on its page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as orders
from makegood.apps.replacements import operations as replacements
from makegood.apps.replacements import queries as replaced
from makegood.apps.replacements.states import MOVES, WITH_PARTY
from makegood.apps.replacements.words import REASONS
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.stock import operations as stock
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines, keep_or_break, open_deadlines, set_deadline
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.days import end_of_day, local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.new_goods import as_said, covered, goods_of
from makegood.casefile.passing import pass_ball
from makegood.casefile.telling import Telling
from makegood.casefile.ways import sender_of
from makegood.kernel.refusal import Refusal

_NOTICES = {"in_production": "remake_started", "shipped": "remake_shipped", "failed": "remake_failed"}
MOST_DAYS = 365  # a day further off is a slip of the keyboard


@dataclass(frozen=True, slots=True)
class Said:
    """What whoever sends it says with the step: the day on which it leaves, its tracking number, why it can't."""

    ready_on: date | None = None
    tracking: str = ""
    reason: str = ""
    words: str = ""


def record_remake(*, merchant_id: int, line_id: int, to: str, by: Actor, now: datetime, said: Said = Said()) -> None:
    """`to`: approved (to be ordered again), in_production, shipped, delivered or failed; all pieces that the line's order sends go along.
    Of goods that are being made already, in_production with another day moves the day.

    Refuses `step_not_possible`, `order_answered`, `day_not_possible`, `reason_needed`.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(line_id=line_id, now=now)
        line, rows = queries.line_by_id(line_id), queries.lines_of_case(case.id)
        placed = _order_of(line, rows)
        _check(placed, to, said, by, local_day(now, merchant_of(merchant_id).zone))
        lines = covered(placed, rows) if placed is not None else [line]
        unsent = placed is not None and placed.state in ("drafted", *WITH_PARTY)
        only_day = to == line.remake == "in_production"
        for one in lines:
            for step in ("in_production", "shipped") if to == "shipped" and one.remake == "approved" else (to,):
                returns.move_axis(one, "remake", step, by=by, now=now)
        later = _redated(lines, said.ready_on, to, now, merchant_of(merchant_id).zone)
        if placed is not None and to in MOVES:
            _move_order(placed, to, said, case, by, now)
        for one in lines:
            if to == "delivered":
                keep_or_break(now=now, case_id=case.id, line_id=one.id, kind="remake_deliver_by")
        if to == "failed" and unsent and _other_sends(placed, line, order, rows, now):
            for one in lines:
                returns.move_axis(one, "remake", "approved", by=by, now=now)
        elif to in _NOTICES and (later or not only_day):
            choice = queries.choices_of(case.id).get(line.id)
            telling = Telling(case, order, now=now)
            promised = choice.offer["eta_until"] if choice else None
            context = telling.context(tracking=said.tracking, by=later.isoformat() if later else promised, was=promised if later else "")
            notices.write_notice(kind=_NOTICES[to], context=context, **telling.to_customer(by))
        pass_ball(case, keep=returns.keep_ball, now=now)


def _order_of(line: Any, rows: list[Any]) -> Any:
    """The order that sends this line's pieces: its own, or that of the line from which they came apart."""
    live = replaced.live_by_line([one.id for one in rows])
    return next((one for one in live.values() if any(found.id == line.id for found in covered(one, rows))), None)


def _other_sends(placed: Any, line: Any, order: Any, rows: list[Any], now: datetime) -> bool:
    """Whoever was asked can't, and somebody else can: then nothing has gone wrong for the customer, and order_new_goods asks the next."""
    choice = queries.choices_of(line.case_id).get(line.id)
    if choice is None or placed.party != "supplier":
        return False
    item = next(one for one in orders.lines_of(order.id) if one.id == line.order_line_id)
    goods = goods_of(choice.offer, item)
    return sender_of(
        item, pieces=placed.quantity, market=order.market, today=local_day(now, merchant_of(line.merchant_id).zone),
        promised=choice.offer.get("eta_until"), sku=goods["sku"], order_id=order.id,
        before=[one for one in replaced.replacements_of_case(line.case_id) if one.line_id == placed.line_id],
    ).is_able  # fmt: skip


def _check(placed: Any, to: str, said: Said, by: Actor, today: date) -> None:
    if by.kind == "supplier" and (placed is None or placed.state not in (*WITH_PARTY, "sent")):
        raise Refusal("order_answered", "This order is answered or was called off.", "Nothing is left to do here.", status=409)
    if said.ready_on is not None and not today <= said.ready_on <= today + timedelta(days=MOST_DAYS):
        raise Refusal("day_not_possible", "This day can't be.", "Give a day from today on, within a year.", field="ready_on")
    if said.reason and said.reason not in REASONS:
        raise Refusal("reason_unknown", "This reason is not known.", "Choose one of the list.", field="reason")
    if by.kind == "supplier" and to == "failed" and not (said.reason or said.words.strip()):
        raise Refusal("reason_needed", "A no needs a reason.", "Choose one, or write it in your own words.", field="reason")


def _redated(lines: list[Any], ready_on: date | None, to: str, now: datetime, zone: str) -> date | None:
    """Where it leaves later than was promised, the day of its arrival moves as far, and what was promised is owned up to: the new day; else None."""
    found: date | None = None
    choices = queries.choices_of(lines[0].case_id) if ready_on is not None and to == "in_production" else {}
    for line in lines:
        offer = choices[line.id].offer if line.id in choices else {}
        until = as_said(offer, ready_on).get("eta_until")
        if until is None or until == offer["eta_until"]:
            continue
        found = date.fromisoformat(until)
        due_at = end_of_day(found, zone)
        if any(one.kind == "remake_deliver_by" and one.line_id == line.id and one.due_at == due_at for one in open_deadlines(line.case_id)):
            return None  # the day that stands already
        end_deadlines(state="broken", now=now, case_id=line.case_id, line_id=line.id, kind="remake_deliver_by")
        set_deadline(
            kind="remake_deliver_by", owner="shop", due_at=due_at, now=now, source="the sender's day", case_id=line.case_id,
            line_id=line.id, told_on=local_day(now, zone),
        )  # fmt: skip
    return found


def _move_order(placed: Any, to: str, said: Said, case: Any, by: Actor, now: datetime) -> None:
    fields: dict[str, Any] = {"answered_at": placed.answered_at or now}
    if said.tracking:
        fields["tracking"] = said.tracking[:80]
    if said.ready_on is not None:
        fields["ready_on"] = said.ready_on
    if to == "failed":
        fields |= {"reason": said.reason[:24], "words": said.words.strip()[:5000]}
    if placed.state == MOVES[to]:
        end_deadlines(state="void", now=now, case_id=case.id, subject=placed.public_id, kind="remake_ship_by")
        replacements.redate(placed, by=by, now=now, **fields)
    else:
        replacements.move(placed, MOVES[to], by=by, now=now, **fields)
    if to in ("shipped", "delivered"):
        stock.take(placed.public_id, by=by, now=now)
    elif to == "failed":
        stock.release(placed.public_id, by=by, now=now)
    keep_or_break(now=now, case_id=case.id, subject=placed.public_id, kind="order_answer_by")
    if to == "in_production" and said.ready_on is not None:
        zone = merchant_of(placed.merchant_id).zone
        set_deadline(
            kind="remake_ship_by", owner="supplier", due_at=end_of_day(said.ready_on, zone), now=now, source="the sender's day", case_id=case.id,
            line_id=placed.line_id, subject=placed.public_id, told_on=local_day(now, zone),
        )  # fmt: skip
    if to in ("shipped", "failed"):
        keep_or_break(now=now, case_id=case.id, subject=placed.public_id, kind="remake_ship_by")
    if to == "shipped":
        _earn(placed, case, by, now)


def _earn(placed: Any, case: Any, by: Actor, now: datetime) -> None:
    """The goods are on their way: what was paid for them is the shop's."""
    for one in replaced.differences_of_case(case.id):
        if one.state == "paid" and one.decision_id == placed.decision_id:
            replacements.move_difference(one, "earned", by=by, now=now)
            parts = (("customer:exchange_advance", one.currency, one.amount_minor), ("income:exchange", one.currency, -one.amount_minor))
            ledger.write([NewEntry("posted", "difference_earned", one.public_id, parts, case.id)], by=by, now=now)
