"""The shop's own system is connected: whom the key opens was asked before; the key is sealed and never shown again."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

from makegood.apps.orders import shops
from makegood.apps.orders.operations import shop as operations
from makegood.apps.orders.ports import ShopAccount
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.connections import Connection, connection_of, end_connection
from makegood.base.jobs import defer
from makegood.base.sealing import seal
from makegood.base.unit import unit
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal

PARTIES = ("shopify", "woocommerce")
BACK = timedelta(days=731)  # how far back orders are brought in where nobody says: two years, as long as a guarantee runs


def connect_shop(
    *, merchant_id: int, party: str, address: str, key: str, hook_secret: str, account: ShopAccount, by: Actor, now: datetime,
    since: date | None = None,
) -> Connection:  # fmt: skip
    """`account` is what the port answered with this very key. The same shop again is the same connection with another key: its address for
    messages stays. Another shop begins a new one. `hook_secret` left empty stays as it is stored.

    Then the system is asked to tell us what happens, and its orders placed from `since` on (two years) come in, each by a job.
    Refuses `shop_system_unknown`.
    """
    with unit(merchants=[merchant_id], by=by):
        if party not in PARTIES:
            raise Refusal("shop_system_unknown", "This shop system is not known.", "Choose one of the list.", field="party")
        old = connection_of(shops.PORT)
        same = old is not None and (old.party, old.address) == (party, address)
        made = old if old is not None and same else Connection(
            merchant_id=merchant_id, public_id=new_public_id("con"), port=shops.PORT, party=party, address=address, made_at=now
        )  # fmt: skip
        made.key = seal(key, purpose=shops.PORT)
        made.hook_secret = seal(hook_secret, purpose=shops.PORT) if hook_secret else made.hook_secret
        if old is not None and not same:
            end_connection(old, now=now)
        made.save()
        sync = operations.lock_sync(made.id) if same else operations.add_sync(made.id)
        operations.change_sync(sync, account=asdict(account), account_at=now, problem={})
        timeline.note(
            f"shop:{merchant_id}", "shop_system.key_changed" if same else "shop_system.connected", by=by, now=now, subject=made.public_id,
            party=party, missing=[scope for scope, _ in account.missing],
        )  # fmt: skip
        if not same:
            operations.change_sync(
                sync, backfill_state="waiting", backfill_since=since or (now - BACK).date(), backfill_began_at=now, backfill_cursor="",
                checked_to=now,
            )  # fmt: skip
            defer("step_backfill", lock=f"backfill:{made.public_id}", merchant_id=merchant_id, connection=made.public_id)
        defer("set_shop_hooks", lock=f"hooks:{made.public_id}", merchant_id=merchant_id, connection=made.public_id)
        return made
