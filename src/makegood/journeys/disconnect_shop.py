"""The shop's own system is no longer connected: nothing is read from it, and what it tells is no longer taken."""

from datetime import datetime

from makegood.apps.orders import shops
from makegood.apps.orders.operations import shop as operations
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.connections import Connection, end_connection
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def disconnect_shop(*, merchant_id: int, by: Actor, now: datetime, cause: str = "by_hand") -> Connection:
    """Orders that are in stay. The key is thrown away; the messages' secret stays, for a shop that left may still ask for erasure. `cause`: by_hand, uninstalled. Refuses `shop_system_unknown`."""
    with unit(merchants=[merchant_id], by=by):
        found = shops.connected()
        if found is None:
            raise Refusal("shop_system_unknown", "No shop system is connected.", "Reload the page.", status=404)
        sync = operations.lock_sync(found.id)
        ended = {f"{one}_state": "stopped" for one in ("backfill", "check") if getattr(sync, f"{one}_state") in ("waiting", "running")}
        operations.change_sync(sync, hooks={}, **ended)
        found.key = ""
        found.save(update_fields=["key"])
        end_connection(found, now=now)
        timeline.note(
            f"shop:{merchant_id}", "shop_system.disconnected", by=by, now=now, subject=found.public_id, party=found.party, cause=cause
        )
        return found
