"""Questions whose answer must be empty: asked by tests, by the nightly job and by the doctor."""

from makegood.apps.ledger import queries as ledger
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.casefile.ball import ball_of


def wrong_balls() -> list[str]:
    """Public ids of open cases whose kept ball is not the computed one."""
    found = []
    for case in returns.open_cases():
        ball = ball_of(case)
        if (case.ball_owner, case.ball_step, case.ball_due_at) != (ball.owner, ball.step, ball.due_at):
            found.append(case.public_id)
    return found


def wrong_transfers() -> list[str]:
    """What can't be about money that providers move, a sentence each.

    What the books say has left is what the transfers say has left; what is open goes on by itself or stands before a person.
    """
    found = []
    moved, booked = settlement.moved_by_transfer(), ledger.net_by_subject("refund_paid", "provider:clearing", prefix="trf_")
    found += [
        f"{name}: {moved.get(name, 0)} moved, the books say {-booked.get(name, 0)}"
        for name in sorted(moved.keys() | booked.keys())
        if moved.get(name, 0) != -booked.get(name, 0)
    ]
    shown = {one.id for one in settlement.pending_reimbursements()}
    for transfer in settlement.open_transfers():
        if transfer.next_try_at is None and transfer.reimbursement_id not in shown:
            found.append(f"{transfer.public_id}: {transfer.state}, nothing goes on and nobody is asked")
    return found
