"""What an owner types to connect the shop's own system, each system's fields read in a place of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from secrets import token_urlsafe
from typing import Any

from makegood.base.connections import Connection
from makegood.connectors.shopify.source import shop_address
from makegood.connectors.shopify.token import pair
from makegood.connectors.woocommerce.client import shop_address as woo_address
from makegood.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Typed:
    """`key` as it is sealed; `since`: from which day on orders come in."""

    party: str
    address: str
    key: str
    hook_secret: str
    since: date | None


def typed_in(form: Mapping[str, Any], old: Connection | None) -> Typed:
    """Refuses `shop_system_unknown`, `address_unreadable`, `key_needed`, `secret_needed`, `date_unreadable`. `old`: what is connected now."""
    party = str(form.get("party", ""))
    read = _READERS.get(party)
    if read is None:
        raise Refusal("shop_system_unknown", "This shop system is not known.", "Choose one of the list.", field="party")
    since = str(form.get("since", "")).strip()
    try:
        day = date.fromisoformat(since) if since else None
    except ValueError:
        raise Refusal("date_unreadable", "This is no date.", "Write it as 2026-10-26.", field="since") from None
    return read(form, old, day)


def _shopify(form: Mapping[str, Any], old: Connection | None, since: date | None) -> Typed:
    """An app of today has a client id and a secret; one that was made before 2026 a token, and an API secret for its messages."""
    address = shop_address(str(form.get("address", "")))
    client_id, secret, token = (str(form.get(name, "")).strip()[:400] for name in ("client_id", "secret", "token"))
    if not token and not (client_id and secret):
        raise Refusal("key_needed", "The app's key is needed.", "Copy client ID and secret, or an older app's token.", field="client_id")
    same = old is not None and (old.party, old.address) == ("shopify", address)
    if not secret and not (same and old is not None and old.hook_secret):
        raise Refusal(
            "secret_needed", "The app's secret is needed: its messages are checked with it.", "Copy it from the app's page.", field="secret"
        )
    return Typed("shopify", address, token or pair(client_id, secret), secret, since)


def _woocommerce(form: Mapping[str, Any], old: Connection | None, since: date | None) -> Typed:
    """Consumer key and secret as WooCommerce shows them once. What its messages are signed with is made here: nobody types it."""
    address = woo_address(str(form.get("address", "")))
    key, secret = (str(form.get(name, "")).strip()[:200] for name in ("consumer_key", "consumer_secret"))
    if not key.startswith("ck_") or not secret.startswith("cs_"):
        field = "consumer_secret" if key.startswith("ck_") else "consumer_key"
        raise Refusal("key_needed", "Consumer key and consumer secret are needed.", "Copy both: they begin with ck_ and cs_.", field=field)
    same = old is not None and (old.party, old.address) == ("woocommerce", address) and bool(old.hook_secret)
    return Typed("woocommerce", address, f"{key}:{secret}", "" if same else token_urlsafe(32), since)


_READERS: dict[str, Callable[[Mapping[str, Any], Connection | None, date | None], Typed]] = {
    "shopify": _shopify,
    "woocommerce": _woocommerce,
}
