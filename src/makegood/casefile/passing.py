"""The ball is passed: whoever has it now, has a day. No open case is ever without one.

What dates a step is, where there is one, the law's day, the promise that was made, the agreement's or the hub's. Where none of them does,
the step gets a day of its own (kind `step_by`), by the allowances below: days that we chose ourselves (docs/adr/0037), in the shop's working
days where the shop, the hub or the supplier works on it, in calendar days where the customer or a carrier has it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from makegood.base.deadlines import Deadline, let_go, open_deadlines, set_deadline
from makegood.base.tenancy import current_scope, merchant_of
from makegood.casefile.ball import CHASES, STEP_BY, STEPS, Ball, ball_of, steps_of
from makegood.casefile.days import end_of_day, local_day
from makegood.casefile.promising import working_end


@dataclass(frozen=True, slots=True)
class Allowance:
    """Days until the step must be done: `first`, `again` after the first was missed, and `later` from then on."""

    first: int
    again: int
    later: int
    working: bool = True

    def days(self, rung: int) -> int:
        return (self.first, self.again)[rung] if rung < 2 else self.later


SHOP = Allowance(2, 2, 5)
ALLOWANCES = {
    "resolve_expired": Allowance(3, 3, 5), "dispose": Allowance(5, 3, 5), "resolve_silent": Allowance(3, 3, 5), "chase_hub": Allowance(1, 1, 3),
    "send_claim": Allowance(3, 2, 5), "review_claim": Allowance(3, 2, 5),
    "choose": Allowance(14, 14, 14, working=False), "approve_proof": Allowance(7, 7, 7, working=False),
    "send_back": Allowance(14, 7, 7, working=False),
    "carry_back": Allowance(10, 5, 5, working=False), "carry_remake": Allowance(10, 5, 5, working=False),
    "inspect": Allowance(2, 1, 3), "make": Allowance(7, 3, 5),
    "answer_claim": Allowance(5, 3, 5), "credit_claim": Allowance(10, 5, 5), "answer_carrier": Allowance(10, 10, 10), "credit_carrier": Allowance(10, 10, 10),
    "await_info": Allowance(7, 7, 7, working=False), "settle": Allowance(1, 1, 1), "send_refund": Allowance(1, 1, 1), "close": Allowance(1, 1, 1), "await_claim": Allowance(1, 1, 1),
}  # fmt: skip
SWEEPING = "sweeping"  # a day has passed in this unit: whoever runs the sweep says what comes of it (renew_promise)


def due_of(step: str, *, merchant: Any, now: datetime, rung: int = 0) -> datetime:
    """The end of the days that a step is given, in the shop's zone; later for a later `now`."""
    allowance = ALLOWANCES.get(step, SHOP)
    days = allowance.days(rung)
    if allowance.working:
        return working_end(merchant, days, now=now)
    return end_of_day(local_day(now, merchant.zone) + timedelta(days=days), merchant.zone)


def give_day(case: Any, step: str, *, now: datetime, rung: int = 0, told_on: date | None = None) -> Deadline:
    """A day of its own for this step."""
    due_at = due_of(step, merchant=merchant_of(case.merchant_id), now=now, rung=rung)
    return set_deadline(
        kind=STEP_BY, owner=STEPS[step][0], due_at=due_at, now=now, source="our own day" if rung == 0 else "promised again", case_id=case.id,
        subject=step, rung=rung, told_on=told_on,
    )  # fmt: skip


def pass_ball(case: Any, *, keep: Callable[[Any, Ball], None], now: datetime) -> Ball:
    """Compute who has the ball, give the step a day where it has none, and `keep` it (returns.operations.keep_ball)."""
    waited = set(steps_of(case))
    theirs = {step for step, chase in CHASES.items() if chase in waited}  # their own day stands beside the shop's
    for one in open_deadlines(case.id):
        if one.kind == STEP_BY and one.subject not in waited | theirs:
            let_go(one, now=now)
    ball = ball_of(case)
    if ball.due_at is None and case.closed_at is None and not is_sweeping(case.id):
        ball = replace(ball, due_at=give_day(case, ball.step, now=now).due_at)
    keep(case, ball)
    return ball


def begin_sweep(case_id: int) -> None:
    """From here on a missed day is not replaced in silence, until `end_sweep`."""
    current_scope().known[(SWEEPING, case_id)] = True


def is_sweeping(case_id: int) -> bool:
    return (SWEEPING, case_id) in current_scope().known


def end_sweep(case_id: int) -> None:
    current_scope().known.pop((SWEEPING, case_id), None)
