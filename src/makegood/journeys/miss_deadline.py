"""A day has passed: what was promised is owned up to, and the ball moves."""

from datetime import date, datetime, timedelta
from typing import Any

from makegood.apps.carriage import operations as carriage_operations
from makegood.apps.carriage import queries as carriage
from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns_operations
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.deadlines import case_of_deadline, end_deadlines, mark_swept, open_deadlines, set_deadline
from makegood.base.unit import unit
from makegood.casefile.days import end_of_day, local_day
from makegood.casefile.elsewhere import MONEY
from makegood.casefile.holding import hold_case
from makegood.casefile.money_first import ASKED_AGAIN, MORE_DAYS, REMINDER, follows, reminded_at
from makegood.casefile.passing import begin_sweep, pass_ball
from makegood.casefile.telling import Telling
from makegood.law.load import zone_of


def miss_deadline(*, merchant_id: int, deadline_id: int, now: datetime, by: Actor = SYSTEM) -> int | None:
    """Mark an open deadline that is past as swept and say so in the timeline; returns the case's id, None where nothing was due.

    A label that was not used in time expires; a right that the law gives does not end by it (it has its own clock). The step has no day
    then until renew_promise, in the same unit and after what follows by itself, gives it one and says so.
    """
    with unit(merchants=[merchant_id], by=by):
        case_id = case_of_deadline(deadline_id)
        if case_id is None:
            return None
        case, order = hold_case(case_id=case_id, now=now)
        deadline = next((one for one in open_deadlines(case.id) if one.id == deadline_id), None)
        if deadline is None or deadline.swept_at is not None or deadline.due_at > now:
            return None
        begin_sweep(case.id)
        mark_swept(deadline, now=now)
        timeline.note(
            f"case:{case.id}",
            "deadline.missed",
            by=by,
            now=now,
            subject=deadline.subject,
            kind=deadline.kind,
            due_at=deadline.due_at.isoformat(),
        )
        if deadline.kind == "customer_send_by":
            _nothing_came(case, order, deadline, by, now)
        pass_ball(case, keep=returns_operations.keep_ball, now=now)
        return case.id


def _nothing_came(case: Any, order: Any, deadline: Any, by: Actor, now: datetime) -> None:
    """By the promise's word where the money went first: asked once more, noted as owed, or let be; otherwise a person says what now."""
    missed = [parcel for parcel in carriage.parcels_of_case(case.id) if parcel.public_id == deadline.subject]
    late = {line_id for parcel in missed for line_id in carriage.line_ids_in(parcel)}
    over = [line for line in returns.lines_of_case(case.id) if line.reception == "announced" and line.id in late]
    if not over:
        return
    choices, zone = returns.choices_of(case.id), zone_of(order.market)
    was = local_day(deadline.due_at - timedelta(seconds=1), zone)
    words = {line.id: follows(case, line, choices[line.id].offer if line.id in choices else None) for line in over}
    telling = Telling(case, order, now=now)
    if "ask_again" in words.values() and deadline.source != ASKED_AGAIN:
        again = local_day(now, zone) + timedelta(days=MORE_DAYS)
        _ask_again(deadline, again, zone, now)
        carriage_operations.move_send_by(missed[0], again)
        context = telling.context(until=was, new_day=again)
        notices.write_notice(kind="send_back_again", context=context, **telling.to_customer(by))
        return
    for line in over:
        returns_operations.move_axis(line, "reception", "expired", by=by, now=now)
        if words[line.id] in ("note_debt", "let_be"):
            returns_operations.move_axis(line, "reception", "not_coming", by=by, now=now)
    owed = _note_debts(case, [line.id for line in over if words[line.id] == "note_debt"], was, by, now)
    let_be = not owed and any(word == "let_be" for word in words.values())
    context = telling.context(until=was, owed=owed or "", let_be=let_be)
    notices.write_notice(kind="send_back_over", context=context, **telling.to_customer(by))


def _ask_again(deadline: Any, again: date, zone: str, now: datetime) -> None:
    """The first day ends as broken; the second is the same promise of the customer's, and is not asked for a third time."""
    end_deadlines(state="broken", now=now, case_id=deadline.case_id, id=deadline.id)
    set_deadline(
        kind="customer_send_by", owner="customer", due_at=end_of_day(again, zone), now=now, source=ASKED_AGAIN, case_id=deadline.case_id,
        subject=deadline.subject, told_on=now.date(),
    )  # fmt: skip
    if (at := reminded_at(again, zone, now)) is not None:
        set_deadline(
            kind=REMINDER, owner="system", due_at=at, now=now, source=ASKED_AGAIN, case_id=deadline.case_id, subject=deadline.subject
        )


def _note_debts(case: Any, line_ids: list[int], was: date, by: Actor, now: datetime) -> tuple[int, str] | None:
    """What has left for these lines is noted as owed; (minor units, currency), None where nothing is."""
    paid = [
        one for one in settled.reimbursements_of_case(case.id) if one.line_id in line_ids and one.state == "posted" and one.kind in MONEY
    ]
    entries = []
    for one in paid:
        settlement.note_debt(one, due_was=was, by=by, now=now)
        parts = (("customer:receivable", one.currency, one.amount_minor), ("recovery", one.currency, -one.amount_minor))
        entries.append(NewEntry("posted", "debt_noted", one.public_id, parts, case.id))
    ledger.write(entries, by=by, now=now)
    return (sum(one.amount_minor for one in paid), paid[0].currency) if paid else None
