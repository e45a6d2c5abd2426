"""Every slot that a policy may fill, and how its value is checked."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal

REMEDIES = (
    "refund", "partial_refund", "store_credit", "gift_card", "replacement", "remake", "exchange", "repair", "reorder_discount", "none",
)  # fmt: skip
RELEASES = ("approval", "proof_of_sending", "carrier_scan", "delivery", "inspection", "supplier_credit")
# What may release money that the law owes, in the order of time; an inspection only lowers it by a reasoned deduction (promise.md).
LAWFUL_RELEASES = RELEASES[:4]
KEEP_ITEM = ("keep", "donate", "recycle", "destroy_with_photo")
EVIDENCE = ("photo", "photo_of_packaging", "video", "receipt", "document")


class BadSlot(ValueError):
    """A slot's value is not of its kind; the message says what would be."""


def _word(words: tuple[str, ...]) -> Callable[[Any, str], Any]:
    def check(value: Any, currency: str) -> Any:
        if value not in words:
            raise BadSlot(f"{value!r} is not one of {', '.join(words)}")
        return value

    return check


def _words(words: tuple[str, ...]) -> Callable[[Any, str], Any]:
    def check(value: Any, currency: str) -> Any:
        if not isinstance(value, list) or any(word not in words for word in value):
            raise BadSlot(f"a list of {', '.join(words)} is needed")
        return list(dict.fromkeys(value))

    return check


def _remedies(value: Any, currency: str) -> Any:
    if isinstance(value, list):
        value = ["partial_refund" if word == "price_reduction" else word for word in value]
    found = _words(REMEDIES)(value, currency)
    if "none" in found and len(found) > 1:
        raise BadSlot("none stands alone")
    return found


def _whole(least: int, most: int) -> Callable[[Any, str], Any]:
    def check(value: Any, currency: str) -> Any:
        if isinstance(value, str) and re.fullmatch(r"\d{1,6}", value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise BadSlot(f"a whole number from {least} to {most} is needed")
        return value

    return check


def _yes(value: Any, currency: str) -> Any:
    if not isinstance(value, (bool, str)) or value not in ("true", "false", True, False):
        raise BadSlot("true or false is needed")
    return value in ("true", True)


def _money(value: Any, currency: str) -> Any:
    text = str(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    try:
        if minor_from_text(text, currency) < 0:
            raise BadSlot("an amount may not be negative")
    except Refusal as refusal:
        raise BadSlot(refusal.message) from None
    return text


def _fee(value: Any, currency: str) -> Any:
    if isinstance(value, dict) and set(value) == {"percent"}:
        return {"percent": _whole(0, 100)(value["percent"], currency)}
    return _money(value, currency)


def _window(value: Any, currency: str) -> Any:
    if not isinstance(value, dict) or not set(value) & {"days", "until"} or set(value) - {"days", "from", "until"}:
        raise BadSlot("a window has days and from, or until")
    found: dict[str, Any] = {}
    if "days" in value:
        found |= {
            "days": _whole(0, 36_500)(value["days"], currency),
            "from": _word(("delivery", "order", "shipment"))(value.get("from", "delivery"), currency),
        }
    if "until" in value:
        try:
            found["until"] = date.fromisoformat(value["until"]).isoformat()
        except (TypeError, ValueError):
            raise BadSlot("until is a day such as 2026-12-31") from None
    return found


def _evidence(value: Any, currency: str) -> Any:
    if not isinstance(value, list):
        raise BadSlot("evidence is a list")
    found = []
    for one in value:
        kind, count = (one, 1) if isinstance(one, str) else (one.get("kind"), one.get("count", 1)) if isinstance(one, dict) else (None, 1)
        found.append({"kind": _word(EVIDENCE)(kind, currency), "count": _whole(1, 20)(count, currency)})
    return found


def _text(value: Any, currency: str) -> Any:
    if not isinstance(value, str) or len(value) > 2000:
        raise BadSlot("a text of up to 2,000 characters is needed")
    return value


def _contingent(value: Any, currency: str) -> Any:
    if not isinstance(value, dict) or set(value) != {"offer", "then", "after_days"}:
        raise BadSlot("contingent has offer, then and after_days")
    words = _word(REMEDIES)
    days = _whole(1, 365)(value["after_days"], currency)
    return {"offer": words(value["offer"], currency), "then": words(value["then"], currency), "after_days": days}


_percent = _whole(0, 100)
SLOTS: dict[str, Callable[[Any, str], Any]] = {
    "window": _window,
    "eligible": _word(("yes", "no", "review")),
    "remedies": _remedies,
    "partial_percent": _percent,
    "store_credit_bonus_percent": _percent,
    "reorder_discount_percent": _percent,
    "customer_share_percent": _percent,
    "ship_back": _word(("hub", "supplier", "shop", "none")),
    "keep_item": _word(KEEP_ITEM),
    "return_paid_by": _word(("customer", "shop")),
    "return_fee": _money,
    "restocking_fee": _fee,
    "refund_outbound_shipping": _yes,
    "release_refund_on": _word(RELEASES),
    "chooser": _word(("customer", "shop")),
    "evidence": _evidence,
    "approval": _word(("auto", "review")),
    "claim_on": _words(("supplier", "carrier", "insurer")),
    "answer_within_hours": _whole(1, 720),
    "message": _text,
    "contingent": _contingent,
}
