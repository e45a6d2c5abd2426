"""What happened to the order later: refunds (with lines, without, or only as a summary), and its cancelling."""

import re
from datetime import datetime
from typing import Any

from makegood.apps.orders.ports import PastFacts
from makegood.base.loose import moment, text
from makegood.connectors.woocommerce.fees import Surcharge
from makegood.connectors.woocommerce.money import lists, minor, taxed

KEY = "_makegood_key"  # in a refund's meta
_OURS = re.compile(
    r"\b(?:trf|err)_\w{4,40}\b"
)  # the key of one of our own movements, or of one that we had written down, which we write into a refund's reason too


def cancelled_at(order: dict[str, Any], placed_at: datetime) -> datetime | None:
    """When it was changed last, where it is cancelled: WooCommerce keeps no other moment."""
    return (moment(order.get("date_modified_gmt") or None) or placed_at) if order.get("status") == "cancelled" else None


def past(order: dict[str, Any], currency: str, placed_at: datetime, surcharges: dict[str, Surcharge]) -> tuple[PastFacts, ...]:
    """A row for each refunded line, one for shipping, one for what is of neither. A summary ({id, reason, total}) is one row."""
    found: list[PastFacts] = []
    at = moment(order.get("date_modified_gmt") or None) or placed_at
    lines = {fee: line for line, extra in surcharges.items() for fee in extra.fees}
    for refund in lists(order, "refunds"):
        found += _refund(refund, currency, moment(refund.get("date_created_gmt") or None) or at, lines)
    return tuple(found)


def _refund(refund: dict[str, Any], currency: str, at: datetime, lines: dict[str, str]) -> list[PastFacts]:
    key, reason = text(refund.get("id"), 60), text(refund.get("reason"), 300)
    said: dict[str, Any] = {"text": reason, "of": key, "ours": _ours(refund)}
    whole = abs(minor(refund.get("amount") or refund.get("total"), currency))
    rows = []
    fees = lists(refund, "fee_lines")
    for place, one in enumerate(lists(refund, "line_items") + fees):
        net, tax = taxed(one, "total", currency)
        units = one.get("quantity")
        units = abs(units) if isinstance(units, int) and not isinstance(units, bool) and abs(units) < 10**6 else 0
        line = _refunded(one)
        line = lines.get(line, f"fee-{line}") if line and one in fees else line
        if net or tax or units:
            rows.append(PastFacts("refund", f"{key}:{place}", at, abs(net + tax), 0, units, line, text(one.get("sku"), 80), **said))
    shipping = sum(abs(sum(taxed(one, "total", currency))) for one in lists(refund, "shipping_lines"))
    if shipping:
        rows.append(PastFacts("refund", f"{key}:shipping", at, shipping_minor=shipping, **said))
    rest = whole - sum(one.amount_minor + one.shipping_minor for one in rows)
    if rest > 0:
        rows.append(PastFacts("refund", f"{key}:rest" if rows else key, at, rest, **said))
    return rows


def _ours(refund: dict[str, Any]) -> str:
    """The key of a movement of our own that the refund bears, in its meta or in its reason; "" where it bears none, or two."""
    named = {
        text(one.get("value"), 64) for one in lists(refund, "meta_data") if one.get("key") == KEY and isinstance(one.get("value"), str)
    }
    found = named or set(_OURS.findall(text(refund.get("reason"), 1000)))
    return found.pop() if len(found) == 1 else ""


def _refunded(one: dict[str, Any]) -> str:
    """The id of the order's line that this line of a refund takes back."""
    for meta in lists(one, "meta_data"):
        if meta.get("key") == "_refunded_item_id" and not isinstance(meta.get("value"), (dict, list)):
            return text(meta.get("value"), 120)
    return ""
