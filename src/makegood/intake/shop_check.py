"""The nightly comparison with a connected shop system: what no message told comes in, and messages that stopped are asked for again."""

from collections import Counter
from datetime import datetime
from typing import Any

from makegood.apps.orders import shops
from makegood.apps.orders.ports import ChangedPage, ShopSourcePort, ShopWaits
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.intake.run import Follow
from makegood.intake.shop_order import OF_THE_SYSTEM, Reading, read_shop_order
from makegood.journeys.record_shop_account import record_shop_account
from makegood.journeys.record_shop_check import begin_shop_check, record_shop_check
from makegood.kernel.refusal import Refusal

MOST_TRIES = 10
FIRST_PAUSE_S, LONGEST_PAUSE_S = 10, 1800
CLOSER = "closer"  # the cursor after the last page: orders that came in without all they have


def check_shop(
    *, merchant_id: int, connection: str, port: ShopSourcePort, hook: str, by: Actor, now: datetime, follow: Follow
) -> int | None:  # fmt: skip
    """Begin one, or go on with the one that runs, until it is done or the system wants to be left alone.

    Returns the seconds until it should go on; None where it is over. `hook`: the address for messages; "" where it has none.
    """
    if not begin_shop_check(merchant_id=merchant_id, connection=connection, by=by, now=now):
        return None
    with unit(merchants=[merchant_id], by=by):
        found = shops.connected_as(connection)
        sync = shops.sync_of(found.id) if found is not None else None
    if found is None or sync is None:
        return None
    since, began_at = sync.check_from, sync.check_began_at
    assert since is not None and began_at is not None
    run = _Run(merchant_id, connection, found.id, port, by, now, follow, Counter(sync.check_counts))
    try:
        if not sync.check_cursor and not run.counts:
            look_at_shop(merchant_id=merchant_id, connection=connection, port=port, hook=hook, by=by, now=now)
        cursor = sync.check_cursor
        while cursor != CLOSER:
            page = port.changed(since, cursor)
            run.page(page, cursor)
            cursor = page.cursor or CLOSER
            run.record(cursor=cursor, tries=0)
            if page.pause_s:
                return page.pause_s
        run.closer(began_at)
    except ShopWaits as waits:
        return _put_off(waits, sync.check_tries, run)
    except Refusal as refusal:
        run.record("failed", problem=refusal.as_json())
        if refusal.code in OF_THE_SYSTEM:
            record_shop_account(merchant_id=merchant_id, connection=connection, by=by, now=now, problem=refusal.as_json())
        return None
    run.record("done", cursor="", problem={}, tries=0)
    return None


def look_at_shop(*, merchant_id: int, connection: str, port: ShopSourcePort, hook: str, by: Actor, now: datetime) -> None:
    """What the system says of itself, and its messages asked for again where it no longer sends them. Raises ShopWaits, Refusal."""
    account = port.account()
    record_shop_account(merchant_id=merchant_id, connection=connection, by=by, now=now, account=account, problem={})
    if hook:
        record_shop_account(merchant_id=merchant_id, connection=connection, by=by, now=now, hooks=port.set_hooks(hook))


class _Run:
    """What one comparison works with. `counts`: read, new, changed, unchanged, refused, gone."""

    def __init__(
        self, merchant_id: int, connection: str, connection_id: int, port: ShopSourcePort, by: Actor, now: datetime, follow: Follow,
        counts: Counter[str],
    ) -> None:  # fmt: skip
        self.merchant_id, self.connection, self.connection_id = merchant_id, connection, connection_id
        self.port, self.by, self.now, self.follow, self.counts = port, by, now, follow, counts

    def record(self, state: str = "running", **values: Any) -> None:
        record_shop_check(
            merchant_id=self.merchant_id,
            connection=self.connection,
            by=self.by,
            now=self.now,
            state=state,
            counts=dict(self.counts),
            **values,
        )

    def page(self, page: ChangedPage, cursor: str) -> None:
        """Read what is newer there than what we read. Raises ShopWaits with the page begun: it is gone through once more, and is shorter then."""
        with unit(merchants=[self.merchant_id], by=self.by):
            known = shops.read_before(self.connection_id, [source_id for source_id, _, _ in page.orders])
        for source_id, _, updated_at in page.orders:
            before = known.get(source_id)
            if before is None or before.updated_at is None or before.updated_at < updated_at:
                self.read(source_id)

    def closer(self, began_at: datetime) -> None:
        """Orders that a bulk file gave without all they have, and those that could not come in: each tried once a comparison."""
        while True:
            with unit(merchants=[self.merchant_id], by=self.by):
                left = shops.to_read_closer(self.connection_id, before=began_at)
            if not left:
                return
            for source_id in left:
                self.read(source_id)

    def read(self, source_id: str) -> None:
        found: Reading = read_shop_order(
            merchant_id=self.merchant_id, connection=self.connection, source_id=source_id, port=self.port, by=self.by, now=self.now,
            follow=self.follow,
        )  # fmt: skip
        if found.outcome == "waits":
            raise ShopWaits(found.problem, found.pause_s)
        if found.problem in OF_THE_SYSTEM:  # it would be the next order's too
            raise Refusal(found.problem, "The shop's system refuses us.", "See the shop system's settings.", status=409)
        self.counts["read"] += 1
        self.counts[found.outcome] += 1


def _put_off(waits: ShopWaits, tries: int, run: _Run) -> int | None:
    problem = {"code": waits.problem, "message": "The shop's system did not answer.", "remedy": "The next comparison goes on."}
    if tries + 1 >= MOST_TRIES:
        run.record("failed", problem=problem, tries=tries + 1)
        return None
    run.record(problem=problem, tries=tries + (waits.problem != "asked_to_wait"))
    return max(waits.pause_s, min(FIRST_PAUSE_S * 2**tries, LONGEST_PAUSE_S))
