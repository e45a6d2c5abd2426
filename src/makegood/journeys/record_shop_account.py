"""What the shop's system says of itself, and whether it tells us what happens."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from makegood.apps.orders import shops
from makegood.apps.orders.operations import shop as operations
from makegood.apps.orders.ports import HooksState, ShopAccount
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit


def record_shop_account(
    *, merchant_id: int, connection: str, by: Actor, now: datetime, account: ShopAccount | None = None, hooks: HooksState | None = None,
    problem: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """What is not given stays. `problem`: a refusal as JSON; {} where the system answers again."""
    with unit(merchants=[merchant_id], by=by):
        found = shops.connected_as(connection)
        if found is None:
            return
        sync = operations.lock_sync(found.id)
        values: dict[str, Any] = {}
        if account is not None:
            values |= {"account": asdict(account), "account_at": now}
        if hooks is not None:
            values |= {"hooks": asdict(hooks), "hooks_at": now}
            if hooks.made:
                timeline.note(f"shop:{merchant_id}", "shop_system.hooks_made", by=by, now=now, subject=connection, topics=list(hooks.made))
        if problem is not None:
            values["problem"] = problem
        if values:
            operations.change_sync(sync, **values)
