"""New goods that were agreed on become an order of their own; what is agreed on no more is called off."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as order_queries
from makegood.apps.replacements import operations as replacements
from makegood.apps.replacements import queries as replaced
from makegood.apps.replacements.states import LIVE, NEXT, WITH_PARTY
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.stock import operations as stock
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines, set_deadline
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.days import end_of_day, local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.new_goods import covered, goes_at_once, goods_of, is_agreed, is_over, to_pay
from makegood.casefile.passing import pass_ball
from makegood.casefile.promising import working_end
from makegood.casefile.telling import Telling
from makegood.casefile.ways import Sender, sender_of

PAY_DAYS = 14  # calendar days to pay a difference; then the customer is asked again
BACK_WORKING_DAYS = 2  # for a difference that was paid in vain


@dataclass(slots=True)
class _Held:
    case: Any
    order: Any
    lines: list[Any]
    choices: dict[int, Any]
    made: list[Any]
    by: Actor
    now: datetime
    placed: list[str] = field(default_factory=list)
    changed: bool = False

    def root_of(self, line: Any) -> Any:
        """The line from which this one's pieces came apart after the same offer was taken: what was asked of it was asked for all of them."""
        rows = {one.id: one for one in self.lines}
        while (above := rows.get(line.split_from_id)) is not None and _decision(self, above) == _decision(self, line):
            line = above
        return line


def order_new_goods(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> list[str]:
    """Public ids of the orders that go to their supplier at once, because the agreement says so (place_replacement).

    An order is drafted once a customer owes nothing for it; where other goods cost more, they are first asked for the difference. What was
    agreed on before and is no more is called off, and a difference that was paid for it goes back.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        lines, made = queries.lines_of_case(case.id), replaced.replacements_of_case(case.id)
        held = _Held(case, order, lines, queries.choices_of(case.id), made, by, now)
        live = {one.line_id: one for one in made if one.state in LIVE}
        differences = replaced.differences_of_case(case.id)
        for line_id, one in list(live.items()):
            line = next(row for row in held.lines if row.id == line_id)
            if is_over(line, held.choices.get(line_id), one.decision_id, one.remedy):
                _call_off(held, one, line)
                del live[line_id]
            elif _is_silent(held, one, line):
                _call_off(held, one, line, then=NEXT)
                del live[line_id]
        for asked in differences:
            _look_at_difference(held, asked)
        sent = {line.id for one in live.values() for line in covered(one, held.lines)}
        for line in held.lines:
            if line.id not in sent and is_agreed(line, held.choices.get(line.id)):
                _begin(held, line, differences)
        if held.changed:
            pass_ball(case, keep=returns.keep_ball, now=now)
        return held.placed


def _decision(held: _Held, line: Any) -> int | None:
    return held.choices[line.id].decision_id if line.id in held.choices else None


def _begin(held: _Held, line: Any, differences: list[Any]) -> None:
    choice, root = held.choices[line.id], held.root_of(line)
    pay = to_pay(choice.offer)
    if pay:
        asked = next((one for one in differences if (one.line_id, one.decision_id) == (root.id, choice.decision_id)), None)
        if asked is None:
            differences.append(_ask(held, root, choice, pay))
        if asked is None or asked.state not in ("paid", "earned"):
            return
    item = next(one for one in order_queries.lines_of(held.order.id) if one.id == line.order_line_id)
    goods = goods_of(choice.offer, item)
    sender = _sender(held, line, choice, item, goods)
    made = replacements.draft(
        line=line, decision_id=choice.decision_id, remedy=choice.remedy, party="supplier" if sender.agreement else "shop",
        agreement=sender.agreement, stock_id=sender.stock_id, way=sender.way, plan=sender.plan, quantity=line.quantity, by=held.by, now=held.now,
        **goods,
    )  # fmt: skip
    if sender.stock_id is not None:
        stock.reserve(sender.stock_id, line.quantity, subject=made.public_id, by=held.by, now=held.now)
    held.changed = True
    if goes_at_once(made.agreement, choice.offer, item):
        held.placed.append(made.public_id)


def _is_silent(held: _Held, one: Any, line: Any) -> bool:
    """A supplier let its day to answer pass, and somebody else can send it."""
    if one.state != "placed" or one.answer_by is None or one.answer_by > held.now or line.id not in held.choices:
        return False
    item = next(row for row in order_queries.lines_of(held.order.id) if row.id == line.order_line_id)
    goods = goods_of(held.choices[line.id].offer, item)
    return _sender(held, line, held.choices[line.id], item, goods, passing=one).is_able


def _sender(held: _Held, line: Any, choice: Any, item: Any, goods: dict[str, Any], *, passing: Any = None) -> Sender:
    """Who sends it: of the ways that are known, the one that keeps the promised day at the least cost (casefile/sourcing)."""
    stock.hold(goods["sku"])
    before = [one for one in held.made if one.line_id == held.root_of(line).id]
    return sender_of(
        item, pieces=line.quantity, market=held.order.market, today=local_day(held.now, merchant_of(line.merchant_id).zone),
        promised=choice.offer.get("eta_until"), sku=goods["sku"], order_id=held.order.id, before=before, passing=passing,
    )  # fmt: skip


def _ask(held: _Held, line: Any, choice: Any, pay: int) -> Any:
    currency, link = choice.offer["currency"], choice.offer["exchange"]["pay_link"]
    made = replacements.ask_difference(
        line=line, decision=choice.decision, amount_minor=pay, currency=currency, pay_link=link, by=held.by, now=held.now
    )
    zone = merchant_of(line.merchant_id).zone
    until = local_day(held.now, zone) + timedelta(days=PAY_DAYS)
    set_deadline(
        kind="difference_by", owner="customer", due_at=end_of_day(until, zone), now=held.now, source="the exchange", case_id=held.case.id,
        line_id=line.id, subject=made.public_id, told_on=local_day(held.now, zone),
    )  # fmt: skip
    telling = Telling(held.case, held.order, now=held.now)
    context = telling.context(amount=(pay, currency), goods=choice.offer["exchange"]["title"], until=until, pay_link=link)
    notices.write_notice(kind="difference_asked", context=context, **telling.to_customer(held.by))
    held.changed = True
    return made


def _call_off(held: _Held, order: Any, line: Any, *, then: str = "") -> None:
    """Whoever sends it hears of it where they were asked already."""
    told = order.state in WITH_PARTY and order.agreement is not None
    replacements.move(order, "voided", by=held.by, now=held.now, then=then)
    stock.release(order.public_id, by=held.by, now=held.now)
    end_deadlines(state="void", now=held.now, case_id=held.case.id, subject=order.public_id)
    held.changed = True
    if told:
        context = {
            "reference": held.order.number,
            "pieces": order.quantity,
            "goods": order.title,
            "shop_name": merchant_of(order.merchant_id).name,
        }
        notices.write_notice(
            kind="replacement_called_off", case=held.case, audience="supplier", to=order.agreement.email, language=order.agreement.language,
            context=context, by=held.by, now=held.now,
        )  # fmt: skip


def _look_at_difference(held: _Held, one: Any) -> None:
    """What was asked for goods that do not come is asked no more; what was paid for them goes back, by a day that is said."""
    line = next((row for row in held.lines if row.id == one.line_id), None)
    if line is None or one.state not in ("asked", "paid", "earned"):
        return
    over = is_over(line, held.choices.get(line.id), one.decision_id, "exchange")
    if not over or (one.state == "earned" and line.remake != "none"):
        return
    held.changed = True
    end_deadlines(state="void", now=held.now, case_id=held.case.id, subject=one.public_id)
    if one.state == "asked":
        replacements.move_difference(one, "voided", by=held.by, now=held.now)
        return
    if one.state == "earned":
        ledger.undo(one.public_id, "difference_earned", by=held.by, now=held.now)
    replacements.move_difference(one, "back_due", by=held.by, now=held.now)
    merchant = merchant_of(one.merchant_id)
    due_at = working_end(merchant, BACK_WORKING_DAYS, now=held.now)
    by_day = local_day(due_at - timedelta(seconds=1), merchant.zone)
    telling = Telling(held.case, held.order, now=held.now)
    set_deadline(
        kind="difference_back_by", owner="shop", due_at=due_at, now=held.now, source="the exchange", case_id=held.case.id, line_id=one.line_id,
        subject=one.public_id, told_on=local_day(held.now, merchant.zone),
    )  # fmt: skip
    context = telling.context(amount=(one.amount_minor, one.currency), until=by_day)
    notices.write_notice(kind="difference_back", context=context, **telling.to_customer(held.by))
