"""`makegood shop-system`: connect a shop's own system, see how it goes, bring its orders in, compare."""

import os
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Any, Literal

import cyclopts

from makegood.interfaces.console.output import DONE, WANTING, answer, day_of, say
from makegood.interfaces.console.run import database, django
from makegood.kernel.refusal import Refusal

app = cyclopts.App(name="shop-system", help="A shop's own system (Shopify, WooCommerce): connect, look, bring in, compare.")


@app.command
def connect(
    shop: str, *, address: str, system: Literal["shopify", "woocommerce"] = "shopify", client_id: str = "", since: str = "", json: bool = False
) -> int:  # fmt: skip
    """Connect SHOP to the shop system at ADDRESS.

    Secrets come from the environment only: MAKEGOOD_SHOP_SECRET (client secret, or an older app's API secret key), and MAKEGOOD_SHOP_TOKEN for
    an app with an access token. Of WooCommerce, --client-id is the consumer key and MAKEGOOD_SHOP_SECRET the consumer secret. SINCE: the day from which orders come in (two years ago). Its orders come in by the worker, or by
    `makegood shop-system bring-in SHOP`.
    """
    first = day_of(since)
    with database():
        django()
        from makegood import wiring
        from makegood.apps.orders.ports import ShopWaits
        from makegood.base.actor import Actor
        from makegood.journeys.connect_shop import connect_shop

        merchant, (place, key, secret) = _shop(shop), _typed(system, address, client_id)
        secret = secret or _own_secret(merchant, system, place)
        try:
            account = wiring.typed_shop_source(party=system, address=place, key=key, merchant=merchant).account()
        except ShopWaits as waits:
            raise Refusal(waits.problem, "The shop system did not answer.", "Check the address, then try again.") from None
        made = connect_shop(
            merchant_id=merchant.id, party=system, address=place, key=key, hook_secret=secret, account=account, by=Actor("system", "console"),
            now=datetime.now(UTC), since=first,
        )  # fmt: skip
        found = {
            "connection": made.public_id,
            "name": account.name,
            "currency": account.currency,
            "missing": [one for one, _ in account.missing],
        }
    answer(found, as_json=json, human=_connected)
    return DONE


def _typed(system: str, address: str, client_id: str) -> tuple[str, str, str]:
    """(the shop's base URL, the key as it is sealed, what its messages are signed with). Refuses `key_needed`, `address_unreadable`."""
    secret, token = os.environ.get("MAKEGOOD_SHOP_SECRET", ""), os.environ.get("MAKEGOOD_SHOP_TOKEN", "")
    if not secret or not (client_id or (token and system == "shopify")):
        raise Refusal("key_needed", "The app's key is needed.", "Set MAKEGOOD_SHOP_SECRET, and --client-id or MAKEGOOD_SHOP_TOKEN.")
    if system == "woocommerce":
        from makegood.connectors.woocommerce.client import shop_address as woo_address

        return woo_address(address), f"{client_id}:{secret}", ""
    from makegood.connectors.shopify.source import shop_address
    from makegood.connectors.shopify.token import pair

    return shop_address(address), token or pair(client_id, secret), secret


def _own_secret(merchant: Any, system: str, place: str) -> str:
    """What WooCommerce is told to sign with: made here; "" keeps the one that it was told when it was connected."""
    from makegood.apps.orders import shops
    from makegood.base.unit import unit

    with unit(merchants=[merchant.id]):
        old = shops.connected()
    return "" if old is not None and (old.party, old.address) == (system, place) and old.hook_secret else token_urlsafe(32)


def _connected(found: dict[str, Any]) -> str:
    lacking = f" The app lacks: {', '.join(found['missing'])}; `makegood doctor` says what that costs." if found["missing"] else ""
    return f"Connected: {found['name']} ({found['currency']}).{lacking}"


@app.command
def show(shop: str, *, json: bool = False) -> int:
    """How SHOP's system goes: how far its orders are in, what it tells, when it was last compared; 1 where it refuses us."""
    with database():
        django()
        found = _state(_shop(shop))
    answer(found, as_json=json, human=lambda value: "\n".join(f"{name}: {text}" for name, text in value.items()))
    return WANTING if found["problem"] else DONE


def _state(merchant: Any) -> dict[str, Any]:
    from makegood.apps.orders import shops
    from makegood.base.unit import unit

    with unit(merchants=[merchant.id]):
        connection = shops.connected()
        if connection is None:
            raise Refusal("shop_system_unknown", "No shop system is connected.", "`makegood shop-system connect` connects one.")
        sync = shops.sync_of(connection.id)
        refused = len(shops.refused_orders(connection.id))
    return {
        "system": connection.party, "name": sync.account.get("name", ""), "problem": sync.problem.get("message", ""),
        "orders": sync.backfill_state, "counts": {name: count for name, count in sync.backfill_counts.items() if name != "part"},
        "refused": refused, "topics": len(sync.hooks.get("topics", ())), "compared": sync.checked_at.isoformat() if sync.checked_at else None,
        "found": sync.check_counts,
    }  # fmt: skip


@app.command(name="bring-in")
def bring_in(shop: str, *, json: bool = False) -> int:
    """Bring SHOP's orders in here and now, instead of by the worker; safe to stop and to run twice. 1 where it could not be done."""
    return _until_done(shop, "step", json)


@app.command
def compare(shop: str, *, json: bool = False) -> int:
    """Compare SHOP with its system here and now: what no message told comes in. 1 where it could not be done."""
    return _until_done(shop, "check", json)


def _until_done(shop: str, what: str, json: bool) -> int:
    import time

    with database():
        django()
        from makegood.apps.orders import shops
        from makegood.base.unit import unit
        from makegood.interfaces.jobs import shops as jobs

        merchant = _shop(shop)
        with unit(merchants=[merchant.id]):
            connection = shops.connected()
        if connection is None:
            raise Refusal("shop_system_unknown", "No shop system is connected.", "`makegood shop-system connect` connects one.")
        run = jobs.step if what == "step" else jobs.check
        while (pause := run(merchant_id=merchant.id, connection=connection.public_id, now=datetime.now(UTC), alone=True)) is not None:
            say(f"the shop system asks us to wait {pause} s" if pause > 5 else "the shop system gathers the orders")
            time.sleep(pause)
        found = _state(merchant)
    answer(found, as_json=json, human=lambda value: "\n".join(f"{name}: {text}" for name, text in value.items()))
    return WANTING if found["problem"] or found["orders"] == "failed" else DONE


def _shop(slug: str) -> Any:
    from makegood.base.tenancy import Merchant

    found = Merchant.objects.filter(slug=slug).first()
    if found is None:
        raise Refusal("shop_unknown", f"There is no shop {slug}.", "Give its short name, as in /s/SHOP/.")
    return found
