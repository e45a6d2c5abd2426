"""The policy, raised to the law, decides; an offer that was chosen already is taken at once."""

from datetime import date, datetime
from typing import Any

from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as order_queries
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines
from makegood.base.unit import unit
from makegood.casefile.by_rule import reason_of
from makegood.casefile.days import end_of_day
from makegood.casefile.deciding import Asked, Decided, decide_lines
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.said import refusal_of
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of
from makegood.law.words import words_for


def decide_return(
    *, merchant_id: int, case_id: int, by: Actor, now: datetime, cause: str = "opened", choices: dict[str, str] | None = None,
    only: frozenset[int] | None = None,
) -> list[Any]:  # fmt: skip
    """Decide every line that is undecided (cause `opened`) or whose facts changed (`facts_changed`, `approved`,
    `refunded_elsewhere`, `text_told`): the Decisions. `only`: ids of the lines that may be decided; all that wait where it is None.

    `choices`: public id of a case line, or of its order line, to the remedy that was chosen before submitting.
    Staff's approval is cause `approved`: what waited for review is offered as it stands.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        lines = [line for line in queries.lines_of_case(case.id) if _waits(line, cause) and (only is None or line.id in only)]
        if not lines:
            return []
        decided = _decide(order, case, lines, now)
        previous = {} if cause == "opened" else queries.latest_decisions(case.id)
        made, offered, taken = [], False, False
        for line, one in zip(lines, decided, strict=True):
            before = previous.get(line.id)
            outcome = "offered" if cause == "approved" and one.outcome != "refused" and one.offers else one.outcome
            decision = returns.add_decision(
                line=line, record=one.record, outcome=outcome, cause=cause, policy_id=one.policy_id,
                previous_id=before.id if before else None, by=by, now=now,
            )  # fmt: skip
            made.append(decision)
            chosen = (choices or {}).get(line.public_id) or (choices or {}).get(one.order_line.public_id) or _withdrawn(case, one)
            if _settle_axis(line, outcome, by, now) and chosen:
                _take(line, decision, one, chosen, order, by, now)
                taken = True
            elif outcome == "offered":
                offered = True
        if all(decision.outcome != "needs_review" for decision in made):
            end_deadlines(state="kept", now=now, case_id=case.id, kind="shop_decide_by")
        if case.declared_at is not None:
            _answer_withdrawal(case, order, lines, made, by, now)
        elif by.kind != "staff":
            _tell_refused(case, order, lines, made, by, now)
        if offered:
            _tell_to_choose(case, order, by, now)
        elif taken:
            end_deadlines(state="kept", now=now, case_id=case.id, kind="customer_choose_by")
        pass_ball(case, keep=returns.keep_ball, now=now)
        return made


def _withdrawn(case: Any, one: Decided) -> str | None:
    """A withdrawal asks for the money: wherever a refund is offered it is taken, and nothing is put in its place."""
    return "refund" if case.declared_at is not None and any(offer["remedy"] == "refund" for offer in one.offers) else None


def _waits(line: Any, cause: str) -> bool:
    states = {
        "opened": ("undecided",),
        "approved": ("needs_review", "undecided"),
        "refunded_elsewhere": ("undecided", "offered"),  # what was taken and can't be paid any more goes to a person (weigh_refunds)
    }
    return line.decision in states.get(cause, ("undecided", "needs_review", "offered"))


def _decide(order: Any, case: Any, lines: list[Any], now: datetime) -> list[Decided]:
    photos = queries.photos_of(case.id)
    asked = [Asked(line.order_line_id, line.quantity, tuple(line.kinds), line.major, photos.get(line.id, 0)) for line in lines]
    return decide_lines(order, asked, now=now, notified_on=case.notified_on, needed_by=case.needed_by)


def _settle_axis(line: Any, outcome: str, by: Actor, now: datetime) -> bool:
    """Move the line to what was decided; True where an offer can be taken."""
    to = {"offered": "offered", "needs_review": "needs_review", "refused": "refused"}[outcome]
    returns.move_axis(line, "decision", to, by=by, now=now)
    return outcome == "offered"


def _take(line: Any, decision: Any, one: Decided, remedy: str, order: Any, by: Actor, now: datetime) -> None:
    offer = next((offer for offer in one.offers if offer["remedy"] == remedy), None)
    if offer is None:
        raise Refusal(
            "offer_gone", "This is not offered for the item.", "Look at what you can get and choose again.", status=409, field="remedy"
        )
    zone = zone_of(order.market)
    pay_by = end_of_day(date.fromisoformat(offer["pay_by"]), zone) if offer["pay_by"] else None
    deliver_by = end_of_day(date.fromisoformat(offer["eta_until"]), zone) if offer["eta_until"] else None
    returns.take_offer(line=line, decision=decision, offer=offer, pay_by=pay_by, deliver_by=deliver_by, by=by, now=now)


def _answer_withdrawal(case: Any, order: Any, lines: list[Any], made: list[Any], by: Actor, now: datetime) -> None:
    """Lines for which nothing follows are answered with the reason, by mail and on the case's page; never left in silence."""
    order_lines = {line.id: line for line in order_queries.lines_of(order.id)}
    refused = [
        {"title": order_lines[line.order_line_id].title, **refusal_of(decision.record)}
        for line, decision in zip(lines, made, strict=True)
        if decision.outcome == "refused"
    ]
    if refused:
        noun = words_for(order.market, case.language, on=case.notified_on).noun
        telling = Telling(case, order, order_lines, now=now)
        notices.write_notice(kind="withdrawal_answered", context=telling.context(noun=noun, refused=refused), **telling.to_customer(by))


def _tell_refused(case: Any, order: Any, lines: list[Any], made: list[Any], by: Actor, now: datetime) -> None:
    """What a rule refused is said with the reason and with the way to a person; never left in silence."""
    order_lines = {line.id: line for line in order_queries.lines_of(order.id)} if any(one.outcome == "refused" for one in made) else {}
    refused = [
        {"title": order_lines[line.order_line_id].title, "reason": reason_of(decision.record)}
        for line, decision in zip(lines, made, strict=True)
        if decision.outcome == "refused"
    ]
    if refused:
        telling = Telling(case, order, order_lines, now=now)
        notices.write_notice(kind="refused_by_rule", context=telling.context(refused=refused), **telling.to_customer(by))


def _tell_to_choose(case: Any, order: Any, by: Actor, now: datetime) -> None:
    telling = Telling(case, order, {line.id: line for line in order_queries.lines_of(order.id)}, now=now)
    notices.write_notice(kind="choose", context=telling.context(), **telling.to_customer(by))
