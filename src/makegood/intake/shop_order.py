"""One order of a connected shop system, read anew and brought in. The port is asked outside any transaction."""

from dataclasses import dataclass
from datetime import datetime

from makegood.apps.orders import shops
from makegood.apps.orders.ports import ShopSourcePort, ShopWaits
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.intake.run import Follow
from makegood.journeys.import_orders import Counts, import_orders
from makegood.journeys.record_shop_account import record_shop_account
from makegood.journeys.record_shop_reading import record_shop_reading
from makegood.kernel.refusal import Refusal

OF_THE_SYSTEM = ("token_refused", "shop_frozen", "shop_unknown", "shop_locked", "access_denied", "secret_unreadable")
"""Refusals that would be every order's: the connection itself says them too."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`outcome`: new, changed, unchanged, refused, gone, or `waits` (then `problem` and `pause_s` say why and for how long).

    `problem` of a refusal is its code.
    """

    outcome: str
    problem: str = ""
    pause_s: int = 0


def read_shop_order(
    *, merchant_id: int, connection: str, source_id: str, port: ShopSourcePort, by: Actor, now: datetime, follow: Follow
) -> Reading:  # fmt: skip
    """Ask for the order as it stands there, whatever anybody told of it, and bring it in. Messages that came before the asking are followed."""
    with unit(merchants=[merchant_id], by=by):
        found = shops.connected_as(connection)
        messages = tuple(shops.waiting_messages(found.id, source_id)) if found is not None else ()
    if found is None:
        return Reading("refused", "shop_system_unknown")

    def record(**values: object) -> None:
        record_shop_reading(
            merchant_id=merchant_id, connection=connection, source_id=source_id, by=by, now=now, messages=messages, **values  # type: ignore[arg-type]
        )  # fmt: skip

    try:
        facts = port.read_order(source_id)
    except ShopWaits as waits:
        return Reading("waits", waits.problem, waits.pause_s)
    except Refusal as refusal:
        record(problem=refusal.as_json())
        if refusal.code in OF_THE_SYSTEM:
            record_shop_account(merchant_id=merchant_id, connection=connection, by=by, now=now, problem=refusal.as_json())
        return Reading("refused", refusal.code)
    if facts is None:
        record(gone=True)
        return Reading("gone")

    def watch(counts: Counts) -> None:
        follow(counts.refunded, counts.unsent)
        problem = counts.refused[0][1].as_json() if counts.refused else None
        record(number=facts.number, updated_at=facts.updated_at, problem=problem)

    counts = import_orders(merchant_id=merchant_id, facts=[facts], by=by, now=now, watch=watch)
    if counts.refused:
        return Reading("refused", counts.refused[0][1].code)
    return Reading("new" if counts.new else "changed" if counts.changed else "unchanged")
