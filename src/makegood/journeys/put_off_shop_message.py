"""The shop's system did not answer when it was asked about its message: it is asked again, a bounded number of times."""

from datetime import datetime, timedelta

from makegood.apps.orders import shops
from makegood.apps.orders.operations import shop as operations
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit

MOST_TRIES = 8
FIRST_PAUSE_S, LONGEST_PAUSE_S = 10, 3600


def put_off_shop_message(
    *, merchant_id: int, connection: str, source_id: str, messages: tuple[int, ...], tries: int, problem: str, pause_s: int, by: Actor,
    now: datetime,
) -> datetime | None:  # fmt: skip
    """When the order is read again: after what the system asked for, or twice the last pause. None: after eight tries it stands in the
    settings for a person, and the nightly comparison reads it once more."""
    pause = max(pause_s, min(FIRST_PAUSE_S * 2**tries, LONGEST_PAUSE_S))
    with unit(merchants=[merchant_id], by=by):
        said = {"code": problem, "message": "The shop's system did not answer.", "remedy": "Read it again."}
        found = shops.connected_as(connection)
        if found is None or tries + 1 >= MOST_TRIES:
            operations.end_messages(messages, state="refused", now=now, problem=said)
            if found is not None:
                operations.keep_read(found.id, [(source_id, "", None, said)], now=now)
            return None
        operations.count_tries(messages, problem=said)
        defer(
            "read_shop_order", lock=f"shop-order:{connection}:{source_id}", run_at=now + timedelta(seconds=pause), merchant_id=merchant_id,
            connection=connection, source_id=source_id, tries=tries + 1,
        )  # fmt: skip
        return now + timedelta(seconds=pause)
