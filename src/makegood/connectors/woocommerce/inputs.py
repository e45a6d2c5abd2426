"""What the customer typed: the visible meta of a line, without what the shop and its plugins keep there."""

import re
from typing import Any

from makegood.base.loose import text
from makegood.connectors.woocommerce.money import lists

_GIFT = re.compile(
    r"gift.?(message|wrap|note|card|option|box)|geschenk|gru(ss|ß)(karte|text|botschaft)|message.cadeau|emballage.cadeau|cadeau(bericht|verpakking|papier)"
    r"|mensaje.de.regalo|envoltorio|confezione.regalo|messaggio.regalo", re.IGNORECASE,
)  # fmt: skip
_NOTHING = ("", "-", "–", "—", "none", "n/a")
_THE_SHOPS_OWN = ("backordered", "items")  # WooCommerce itself and its bundles show these


def _visible(of: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(key, name as shown, value as typed); the value as typed keeps its line breaks, the shown one does not."""
    found = []
    for one in lists(of, "meta_data"):
        key, value = one.get("key"), one.get("value")
        if not isinstance(key, str) or key.startswith("_") or isinstance(value, (dict, list, bool)) or value is None:
            continue
        name = one.get("display_key")
        typed = text(value, 2000)
        if typed.strip().casefold() not in _NOTHING and key.casefold() not in _THE_SHOPS_OWN:
            found.append((key, text(name if isinstance(name, str) and name else key, 120), typed))
    return found


def _is_choice(key: str, of: dict[str, Any]) -> bool:
    """An attribute of the chosen variation: `pa_size`, or a slug where the line is a variation."""
    return key.startswith("pa_") or (bool(of.get("variation_id")) and re.fullmatch(r"[a-z0-9_%-]+", key) is not None)


def variant_of(of: dict[str, Any]) -> str:
    return ", ".join(value for key, _, value in _visible(of) if _is_choice(key, of))[:200]


def inputs_of(of: dict[str, Any]) -> tuple[str, tuple[dict[str, str], ...]]:
    """(customer_input, [{name, value}]). Gift messages and wrapping are no text on the goods (promise.md)."""
    seen = _visible(of)
    typed = tuple(
        {"name": name, "value": value} for key, name, value in seen if not _is_choice(key, of) and not _GIFT.search(f"{key} {name}")
    )
    if not typed:
        return ("preset_choice" if any(_is_choice(key, of) for key, _, _ in seen) else "none"), ()
    return ("own_image" if any(re.search(r"https?://", one["value"]) for one in typed) else "own_text"), typed


def is_gift(order: dict[str, Any]) -> bool:
    """A gift message or wrapping was chosen somewhere in the order."""
    places = [order, *lists(order, "line_items")]
    return any(_GIFT.search(f"{key} {name}") for place in places for key, name, _ in _visible(place))
