"""The shop says who pays its refunds: a person, or a provider that is connected."""

from datetime import datetime
from urllib.parse import urlsplit

from makegood.apps.orders.words import SHOP_SYSTEMS
from makegood.apps.settlement.parties import HOMES, PORTS
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.connections import Connection, connection_of, end_connection
from makegood.base.sealing import seal
from makegood.base.unit import unit
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal

_HERE = ("127.0.0.1", "localhost", "::1")


def choose_provider(
    *,
    merchant_id: int,
    party: str,
    by: Actor,
    now: datetime,
    port: str = "payments",
    address: str = "",
    key: str = "",
    hook_secret: str = "",
) -> Connection | None:
    """`manual` ends the connection of this port; another key begins a new one. What was asked through an old one is asked about through it.

    `key`: what the party calls its secret key; of PayPal CLIENT_ID:SECRET. `hook_secret`: what its messages are signed with; of PayPal the
    webhook's id. A shop's own system (`shopify`, `woocommerce`) pays with the key of the shop's own connection and holds none itself.
    Refuses `provider_unknown`, `address_unreadable`, `key_needed`, `key_unreadable`, `not_connected`. What is left empty stays as it is stored.
    """
    with unit(merchants=[merchant_id], by=by):
        if party not in PORTS.get(port, ()):
            raise Refusal("provider_unknown", "This provider is not known.", "Choose one of the list.", field="party")
        old = connection_of(port)
        if party == "manual":
            made = None
        elif party in SHOP_SYSTEMS:
            made = old if old is not None and old.party == party else _by_the_shop(merchant_id, party, now)
        elif old is not None and old.party == party and not key:  # the same account, moved or with other messages
            made = old
            made.address = _address(party, address)
            made.hook_secret = seal(hook_secret, purpose="payments") if hook_secret else old.hook_secret
        else:
            same = old is not None and old.party == party
            secret = seal(hook_secret, purpose="payments") if hook_secret else old.hook_secret if old is not None and same else ""
            made = Connection(
                merchant_id=merchant_id, public_id=new_public_id("con"), port=port, party=party, address=_address(party, address),
                key=seal(_key(party, key), purpose="payments"), hook_secret=secret, made_at=now,
            )  # fmt: skip
        if old is not None and made is not old:
            end_connection(old, now=now)
        if made is not None:
            made.save()
        timeline.note(
            f"shop:{merchant_id}", "payments.chosen", by=by, now=now, subject=made.public_id if made else "", party=party, port=port
        )
        return made


def _by_the_shop(merchant_id: int, party: str, now: datetime) -> Connection:
    system = connection_of("shop")
    if system is None or system.party != party:
        raise Refusal(
            "not_connected", "The shop is not connected to this system.", "Connect it first, in the settings.", status=409, field="party"
        )
    return Connection(merchant_id=merchant_id, public_id=new_public_id("con"), port="payments", party=party, made_at=now)


def _key(party: str, key: str) -> str:
    """Refuses a key that is of another kind than the party's: it would be sent there and then turned away."""
    if not key:
        raise Refusal("key_needed", "The provider's key is needed.", "Copy it from the provider's own pages.", field="key")
    if party == "stripe" and not key.startswith(("sk_", "rk_")):
        raise Refusal("key_unreadable", "This is no secret key of Stripe.", "It begins with rk_ or sk_.", field="key")
    if party == "paypal" and not all(key.partition(":")[::2]):
        raise Refusal("key_unreadable", "PayPal needs the client id and the secret.", "Copy both from the app's page.", field="key")
    return key


def _address(party: str, address: str) -> str:
    """Refuses what is no plain http address, and of a party that has a home every other: where secrets go, nothing is guessed."""
    homes, address = HOMES.get(party, ()), address.strip().rstrip("/")
    if homes and (not address or address in homes):
        return address or homes[0]
    try:
        parts = urlsplit(address)
        plain = parts.scheme in ("http", "https") and parts.hostname and not parts.username and not parts.query and parts.port != 0
        plain = plain and (not homes or parts.hostname in _HERE)
    except ValueError:
        plain = False
    if not plain or len(address) > 200:
        remedy = f"Leave it empty for {homes[0]}." if homes else "Write it as http://127.0.0.1:8090."
        raise Refusal("address_unreadable", "This is no address of a provider.", remedy, field="address")
    return address
