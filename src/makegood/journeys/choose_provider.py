"""The shop says who pays its refunds: a person, or a provider that is connected."""

from datetime import datetime
from urllib.parse import urlsplit

from makegood.apps.orders.words import SHOP_SYSTEMS
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.connections import Connection, connection_of, end_connection
from makegood.base.sealing import seal
from makegood.base.unit import unit
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal

PARTIES = ("manual", "sandbox", "shopify", "woocommerce")


def choose_provider(
    *, merchant_id: int, party: str, by: Actor, now: datetime, address: str = "", key: str = "", hook_secret: str = ""
) -> Connection | None:
    """`manual` ends the connection; another key begins a new one. What was asked through an old one is asked about through it.

    `shopify` pays with the key of the shop's own connection and holds none itself.
    Refuses `provider_unknown`, `address_unreadable`, `key_needed`, `not_connected`. What is left empty stays as it is stored.
    """
    with unit(merchants=[merchant_id], by=by):
        if party not in PARTIES:
            raise Refusal("provider_unknown", "This provider is not known.", "Choose one of the list.", field="party")
        old = connection_of("payments")
        if party == "manual":
            made = None
        elif party in SHOP_SYSTEMS:
            made = old if old is not None and old.party == party else _by_the_shop(merchant_id, party, now)
        elif old is not None and old.party == party and not key:  # the same account, moved or with other messages
            made = old
            made.address = _readable(address)
            made.hook_secret = seal(hook_secret, purpose="payments") if hook_secret else old.hook_secret
        elif not key:
            raise Refusal("key_needed", "The provider's key is needed.", "Copy it from the provider's own pages.", field="key")
        else:
            secret = seal(hook_secret, purpose="payments") if hook_secret else old.hook_secret if old else ""
            made = Connection(
                merchant_id=merchant_id, public_id=new_public_id("con"), port="payments", party=party, address=_readable(address), key=seal(key, purpose="payments"),
                hook_secret=secret, made_at=now,
            )  # fmt: skip
        if old is not None and made is not old:
            end_connection(old, now=now)
        if made is not None:
            made.save()
        timeline.note(f"shop:{merchant_id}", "payments.chosen", by=by, now=now, subject=made.public_id if made else "", party=party)
        return made


def _by_the_shop(merchant_id: int, party: str, now: datetime) -> Connection:
    system = connection_of("shop")
    if system is None or system.party != party:
        raise Refusal(
            "not_connected", "The shop is not connected to this system.", "Connect it first, in the settings.", status=409, field="party"
        )
    return Connection(merchant_id=merchant_id, public_id=new_public_id("con"), port="payments", party=party, made_at=now)


def _readable(address: str) -> str:
    """Refuses what is no plain http address: where secrets go, nothing is guessed."""
    try:
        parts = urlsplit(address.strip())
        plain = parts.scheme in ("http", "https") and parts.hostname and not parts.username and not parts.query and parts.port != 0
    except ValueError:
        plain = False
    if not plain or len(address) > 200:
        raise Refusal("address_unreadable", "This is no address of a provider.", "Write it as http://127.0.0.1:8090.", field="address")
    return address.strip().rstrip("/")
