"""Other people's JSON, read part by part: what is not of the expected kind is refused, never guessed."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from makegood.kernel.refusal import Refusal


def unreadable(message: str) -> Refusal:
    return Refusal("order_unreadable", message, "Check the row: it is not in the form that the shop's API gives.")


def part(value: Any) -> dict[str, Any]:
    """An object; an absent one is empty. Refuses `order_unreadable` where something else stands there."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise unreadable(f"{str(value)[:40]!r} stands where an object belongs.")
    return value


def text(value: Any, most: int) -> str:
    """A text, cut to what is kept; numbers are written out, anything else is refused."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, (str, int, Decimal, float)):
        whole = str(value).replace("\x00", "")[:most]
        return whole.encode("utf-8", "replace").decode() if not whole.isascii() else whole  # half a surrogate pair is no letter
    raise unreadable(f"{str(value)[:40]!r} stands where a text belongs.")


def whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**6:
        raise unreadable(f"{str(value)[:40]!r} is no number of pieces.")
    return value


def moment(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        raise Refusal("date_unreadable", f"{str(value)[:40]!r} is no date.", "Check the order.") from None
    if not 1970 < found.year < 2200:
        raise Refusal("date_unreadable", f"{found.date()} is no day of an order.", "Check the order.")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def decimal(value: Any) -> Decimal:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal("NaN")
    if isinstance(value, bool) or not found.is_finite():
        raise Refusal("amount_unreadable", f"{str(value)[:40]!r} is no amount.", "Check the order.")
    return found
