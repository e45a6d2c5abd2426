"""The shop's system did not answer when it was asked about its message: it is asked again, a bounded number of times."""

from datetime import datetime, timedelta

from makegood.apps.orders.operations import shop as operations
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit

MOST_TRIES = 8
FIRST_PAUSE_S, LONGEST_PAUSE_S = 10, 3600


def put_off_shop_message(
    *, merchant_id: int, job: str, lock: str, messages: tuple[int, ...], tries: int, problem: str, pause_s: int, by: Actor, now: datetime,
    **ids: str,
) -> datetime | None:  # fmt: skip
    """When `job` runs again: after what the system asked for, or twice the last pause. None: after eight tries a person has to look, or the
    nightly comparison finds it. `ids` are the job's own."""
    pause = max(pause_s, min(FIRST_PAUSE_S * 2**tries, LONGEST_PAUSE_S))
    with unit(merchants=[merchant_id], by=by):
        said = {"code": problem, "message": "The shop's system did not answer.", "remedy": "Read it again."}
        if tries + 1 >= MOST_TRIES:
            operations.end_messages(messages, state="refused", now=now, problem=said)
            return None
        operations.count_tries(messages, problem=said)
        defer(job, lock=lock, run_at=now + timedelta(seconds=pause), merchant_id=merchant_id, tries=tries + 1, **ids)
        return now + timedelta(seconds=pause)
