"""Questions whose answer must be empty: asked by tests, by the nightly job and by the doctor."""

from makegood.apps.returns import queries as returns
from makegood.casefile.ball import ball_of


def wrong_balls() -> list[str]:
    """Public ids of open cases whose kept ball is not the computed one."""
    found = []
    for case in returns.open_cases():
        ball = ball_of(case)
        if (case.ball_owner, case.ball_step, case.ball_due_at) != (ball.owner, ball.step, ball.due_at):
            found.append(case.public_id)
    return found
