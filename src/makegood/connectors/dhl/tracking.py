"""TrackingPort over DHL's "Shipment Tracking - Unified" (GET /track/shipments, key in the header DHL-API-Key): for labels that DHL sold the shop.

Its `status` is free text beside `statusCode`; where the two contradict each other, neither is believed. Its times may lack an offset.
"""

import hashlib
from datetime import datetime
from typing import Any

import httpx

from makegood.apps.carriage.ports import Said
from makegood.base.http import ask

ADDRESS, TIMEOUT_S = "https://api-eu.dhl.com", 15.0
MEANS = {"pre-transit": "announced", "transit": "in_transit", "delivered": "delivered", "failure": "failed"}


class DhlTracking:
    def __init__(self, key: str, *, address: str = ADDRESS, transport: httpx.BaseTransport | None = None) -> None:
        self.key, self.address, self.transport = key, address.rstrip("/"), transport

    def track(self, *, tracker: str, tracking_number: str) -> tuple[Said, ...] | None:
        reply = ask(
            "GET", f"{self.address}/track/shipments", headers={"DHL-API-Key": self.key}, timeout_s=TIMEOUT_S,
            query={"trackingNumber": tracking_number}, transport=self.transport,
        )  # fmt: skip
        if reply.outcome == "refused" and reply.status == 404:
            return ()
        return events_of(reply.body) if reply.outcome == "answered" else None

    def greet(self) -> str:
        reply = ask(
            "GET", f"{self.address}/track/shipments", headers={"DHL-API-Key": self.key}, timeout_s=TIMEOUT_S,
            query={"trackingNumber": "00340434161094042557"}, transport=self.transport,
        )  # fmt: skip
        return "" if reply.outcome == "answered" or reply.status == 404 else "key_refused" if reply.outcome == "refused" else reply.problem


def events_of(body: Any) -> tuple[Said, ...]:
    """Of the first shipment of an answer: its events and its own status, each once."""
    shipments = body.get("shipments") if isinstance(body, dict) else None
    first = next((one for one in shipments if isinstance(one, dict)), {}) if isinstance(shipments, list) else {}
    events = first.get("events")
    rows = [one for one in (events if isinstance(events, list) else [])[:500] if isinstance(one, dict)]
    status = first.get("status")
    if isinstance(status, dict) and all(_same(status) != _same(one) for one in rows):
        rows.append(status)
    return tuple({one.key: one for one in (_said(row) for row in rows)}.values())


def _same(row: dict[str, Any]) -> tuple[str, str, str]:
    return _text(row, "timestamp")[:19], _text(row, "statusCode"), _text(row, "status")


def _said(row: dict[str, Any]) -> Said:
    code, words, at_text = _text(row, "statusCode"), _text(row, "status"), _text(row, "timestamp")
    means = MEANS.get(code, "unknown")
    if _contradicts(code, words):
        means = "unknown"
    location = row.get("location")
    address = location.get("address") if isinstance(location, dict) else None
    place = _text(address, "addressLocality")[:80] if isinstance(address, dict) else ""
    try:
        moment = datetime.fromisoformat(at_text)
    except ValueError:
        moment = None
    key = hashlib.sha256("\x1f".join((at_text, code, words, place)).encode("utf-8", "replace")).hexdigest()
    said = code if means != "unknown" else " / ".join(filter(None, (code, words)))[:60] or "unknown"
    return Said(key, said, means, moment if moment is not None and moment.tzinfo is not None else None, at_text[:40], words[:200], place)


def _contradicts(code: str, words: str) -> bool:
    """The text is one of the other codes' own names."""
    named = words.strip().lower().replace(" ", "-").replace("_", "-")
    return named in MEANS and named != code


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())[:300] if isinstance(value, str) else ""
