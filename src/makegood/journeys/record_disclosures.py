"""A shop says which of our texts it had shown to the customer of an order, where and when."""

from collections.abc import Sequence
from datetime import datetime

from makegood.apps.orders.locking import lock_order
from makegood.apps.orders.operations import disclosing
from makegood.apps.policies import queries as policies
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.casefile.disclosed import known_or_refused, told_by
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of

MOST = 20


def record_disclosures(*, merchant_id: int, order_id: int, shown: Sequence[tuple[str, datetime | None]], by: Actor, now: datetime) -> int:
    """How many were new to the order. `shown`: (id of the text, when; None: by the order at the latest). Telling it twice changes nothing.

    Refuses `shown_unknown`, `future_date`, `nothing_shown`.
    """
    if not 0 < len(shown) <= MOST:
        raise Refusal("nothing_shown", f"From 1 to {MOST} texts can be told at once.", "Name them in `shown`.", status=422, field="shown")
    if any(at is not None and at > now for _, at in shown):
        raise Refusal("future_date", "It was shown at a moment that lies ahead.", "Check `at`.", status=422, field="shown")
    with unit(merchants=[merchant_id], by=by):
        order = lock_order(order_id)
        found = policies.showings(digest for digest, _ in shown)
        known_or_refused(found, [digest for digest, _ in shown])
        told = [told_by(found[digest], market=order.market, placed_at=order.placed_at, shown_at=at) for digest, at in shown]
        new = disclosing.keep(order.id, merchant_id, told, by=by, now=now)
        late, zone = [one for one in told if one.late], zone_of(order.market)
        disclosing.tell_words(
            order,
            [word for one in told for word in one.words],
            late=min((local_day(one.shown_at, zone) for one in late), default=None),
            late_words=[word for one in late for word in found[one.digest].words],
        )
        return new
