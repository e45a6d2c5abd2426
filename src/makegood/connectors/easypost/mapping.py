"""EasyPost's answers as our plain facts. Field names and states: its public documentation and the answers that its own client's tests recorded."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from makegood.apps.carriage.ports import Address, PostageAnswer, PostageOrder, Said
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal

MEANS = {
    "pre_transit": "announced", "in_transit": "in_transit", "out_for_delivery": "near", "delivered": "delivered", "available_for_pickup": "held",
    "return_to_sender": "going_back", "failure": "failed", "cancelled": "failed",
}  # fmt: skip
OUNCE_G, INCH_MM = 28.349523125, 25.4  # exact by definition (1959)


def shipment_body(order: PostageOrder) -> dict[str, Any]:
    """A return: addresses as of the way out, and EasyPost turns them round (its guide "Returns"). Ounces and inches with one decimal, rounded up."""
    length, width, height = (_up(side / INCH_MM) for side in order.box_mm)
    return {
        "shipment": {
            "is_return": True, "reference": order.key, "from_address": _address(order.to), "to_address": _address(order.sender),
            "parcel": {"length": length, "width": width, "height": height, "weight": _up(order.weight_g / OUNCE_G)},
            "options": {"label_format": "PDF", "label_size": "4x6"},
        }
    }  # fmt: skip


def _up(value: float) -> float:
    return -(-int(round(value * 1000)) // 100) / 10


def _address(one: Address) -> dict[str, str]:
    found = {
        "name": one.name, "company": one.company, "street1": one.lines[0] if one.lines else "", "street2": ", ".join(one.lines[1:]), "city": one.town,
        "state": one.state, "zip": one.postcode, "country": one.country,
    }  # fmt: skip
    return {name: text for name, text in found.items() if text}


def pick_rate(shipment: dict[str, Any], order: PostageOrder) -> tuple[dict[str, Any] | None, str]:
    """(the cheapest that the shop allows, "") or (None, why): no_rate, too_dear."""
    wanted = {one.lower() for one in order.services}
    rates = [one for one in _rows(shipment.get("rates")) if not wanted or f"{one.get('carrier')} {one.get('service')}".lower() in wanted]
    priced = [(price, one) for one in rates if (price := _price(one)) is not None]
    if not priced:
        return None, "no_rate"
    if order.most_minor:
        fits = [(price, one) for price, one in priced if one.get("currency") == order.currency and _minor(one) <= order.most_minor]
        if not fits:
            return None, "too_dear"
        priced = fits
    return min(priced, key=lambda pair: (pair[0], str(pair[1].get("id"))))[1], ""


def _rows(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _price(rate: dict[str, Any]) -> Decimal | None:
    try:
        price = Decimal(str(rate.get("rate")))
    except InvalidOperation:
        return None
    return price if price.is_finite() and price >= 0 and isinstance(rate.get("id"), str) else None


def _minor(rate: dict[str, Any]) -> int:
    try:
        return minor_from_text(str(rate.get("rate")), str(rate.get("currency")))
    except Refusal:
        return 10**12


def answer_of(shipment: dict[str, Any], outcome: str, **more: Any) -> PostageAnswer:
    """What a shipment says of itself."""
    rate, label, tracker = (_dict(shipment.get(name)) for name in ("selected_rate", "postage_label", "tracker"))
    cost = _minor(rate) if rate and _price(rate) is not None else None
    return PostageAnswer(
        outcome, shipment=_text(shipment.get("id"), 64), tracker=_text(tracker.get("id"), 64), carrier=_text(rate.get("carrier"), 40),
        service=_text(rate.get("service"), 60), tracking_number=_text(shipment.get("tracking_code"), 80),
        cost_minor=cost if cost is not None and cost < 10**12 else None, currency=_text(rate.get("currency"), 3),
        label_url=_text(label.get("label_pdf_url") or label.get("label_url"), 500), said=events_of(tracker), **more,
    )  # fmt: skip


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any, most: int) -> str:
    """A text of ours; nothing in place of what is none, is too long or holds what no column takes."""
    return value if isinstance(value, str) and len(value) <= most and value.isprintable() else ""


def is_bought(shipment: dict[str, Any]) -> bool:
    return bool(_dict(shipment.get("postage_label")))


def void_outcome(shipment: dict[str, Any]) -> str:
    """By `refund_status`: void (refunded, or never charged), void_asked, refused, or "" where nobody asked."""
    return {"refunded": "void", "not_applicable": "void", "submitted": "void_asked", "rejected": "refused"}.get(
        str(shipment.get("refund_status")), ""
    )


def events_of(tracker: dict[str, Any]) -> tuple[Said, ...]:
    """Each detail, and the tracker's own status where no detail bears it."""
    details = _rows(tracker.get("tracking_details"))[:500]
    found = [_said(one, one.get("datetime")) for one in details]
    status = tracker.get("status")
    if isinstance(status, str) and status not in ("unknown", "") and all(one.get("status") != status for one in details):
        found.append(_said({"status": status, "status_detail": tracker.get("status_detail")}, tracker.get("updated_at")))
    return tuple({one.key: one for one in found}.values())


def _said(detail: dict[str, Any], when: Any) -> Said:
    status = _text(detail.get("status"), 60) or "unknown"
    at, at_text = time_of(when)
    where = _dict(detail.get("tracking_location"))
    place = ", ".join(filter(None, (_text(where.get(name), 60) for name in ("city", "state", "country"))))
    words = _clean(detail.get("message"))
    return Said(
        event_key(at_text, status, detail.get("status_detail"), words, place),
        status,
        MEANS.get(status, "unknown"),
        at,
        at_text,
        words,
        place[:80],
    )


def _clean(value: Any) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())[:200] if isinstance(value, str) else ""


def event_key(*parts: Any) -> str:
    return hashlib.sha256("\x1f".join(str(part or "") for part in parts).encode("utf-8", "replace")).hexdigest()


def time_of(value: Any) -> tuple[datetime | None, str]:
    """(the moment, as written). A time without a zone is kept as written and is no moment: we do not guess where its clock stood."""
    text = _text(value, 40)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None, text
    return (found if found.tzinfo is not None else None), text


def messages_of(body: Any) -> str:
    """An error's own words, one line."""
    error = _dict(_dict(body).get("error"))
    parts: Iterable[Any] = (error.get("code"), error.get("message"))
    return _clean(": ".join(part for part in parts if isinstance(part, str)))
