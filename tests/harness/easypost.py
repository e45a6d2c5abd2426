"""A stand-in for EasyPost with a memory, over HTTP: the fields that we read, as its recorded answers have them. Faults on demand."""

import contextlib
import io
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pypdf import PdfWriter

KEY = "EZTK-tests-only"
RATES = [("rate_1", "USPS", "Express", "34.15"), ("rate_2", "USPS", "GroundAdvantage", "6.07"), ("rate_3", "USPS", "Priority", "7.42")]


def label_pdf(width: int = 288) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=width, height=432)
    writer.write(out)
    return out.getvalue()


@dataclass
class Post:
    """`faults`: for each next call to buy, one of: error_before, error_after, reset_after, throttle, no_funds; `charged`: shipments whose label was bought."""

    faults: list[str] = field(default_factory=list)
    shipments: dict[str, dict[str, Any]] = field(default_factory=dict)
    trackers: dict[str, dict[str, Any]] = field(default_factory=dict)
    charged: list[str] = field(default_factory=list)
    refunded: list[str] = field(default_factory=list)
    refund_status: str = "submitted"
    lost_label: bool = False
    base: str = ""
    calls: list[str] = field(default_factory=list)

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        name = f"shp_{len(self.shipments) + 1}"
        rates = [
            {"id": f"{rate}_{name}", "object": "Rate", "carrier": carrier, "service": service, "rate": price, "currency": "EUR", "shipment_id": name}
            for rate, carrier, service, price in RATES
        ]  # fmt: skip
        made = {
            **body["shipment"], "id": name, "object": "Shipment", "mode": "test", "rates": rates, "messages": [], "selected_rate": None,
            "postage_label": None, "tracker": None, "tracking_code": None, "refund_status": None,
        }  # fmt: skip
        self.shipments[name] = made
        return made

    def find(self, name: str) -> dict[str, Any] | None:
        return next((one for one in self.shipments.values() if name in (one["id"], one["reference"])), None)

    def buy(self, shipment: dict[str, Any], rate: str) -> None:
        tracker = {
            "id": f"trk_{shipment['id']}",
            "object": "Tracker",
            "status": "pre_transit",
            "tracking_code": f"9400100{shipment['id'][4:]:>015}",
            "tracking_details": [],
        }
        label = {"label_url": f"{self.base}/labels/{shipment['id']}.pdf", "label_pdf_url": None, "label_file_type": "application/pdf"}
        chosen = next(one for one in shipment["rates"] if one["id"] == rate)
        shipment |= {"postage_label": label, "tracker": tracker, "tracking_code": tracker["tracking_code"], "selected_rate": chosen}
        self.trackers[str(tracker["id"])] = tracker
        self.charged.append(shipment["id"])


class _Handler(BaseHTTPRequestHandler):
    post: Post

    def log_message(self, *args: Any) -> None:
        pass

    def _say(self, status: int, body: Any, kind: str = "application/json") -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _error(self, status: int, code: str, message: str = "no") -> None:
        self._say(status, {"error": {"code": code, "message": message, "errors": []}})

    def do_GET(self) -> None:
        self.post.calls.append(f"GET {self.path}")
        if self.path.startswith("/labels/"):
            if self.post.lost_label:
                return self._error(404, "NOT_FOUND")
            assert "Authorization" not in self.headers
            return self._say(200, label_pdf(280 + len(self.path)), "application/pdf")
        if not self._knows():
            return None
        kind, _, name = self.path.removeprefix("/v2/").partition("/")
        found = self.post.find(name) if kind == "shipments" else self.post.trackers.get(name)
        if kind.startswith("trackers?"):
            return self._say(200, {"trackers": [], "has_more": False})
        return self._say(200, found) if found is not None else self._error(404, "NOT_FOUND", "The requested resource could not be found.")

    def _knows(self) -> bool:
        import base64

        if self.headers.get("Authorization") == "Basic " + base64.b64encode(f"{KEY}:".encode()).decode():
            return True
        self._error(401, "APIKEY.INACTIVE", "This api key is no longer active.")
        return False

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        self.post.calls.append(f"POST {self.path}")
        if not self._knows():
            return None
        if self.path == "/v2/shipments":
            return self._say(201, self.post.create(body))
        _, _, _, name, verb = self.path.split("/")
        shipment = self.post.shipments[name]
        if verb == "refund":
            shipment["refund_status"] = self.post.refund_status
            self.post.refunded.append(name)
            return self._say(200, shipment)
        fault = self.post.faults.pop(0) if self.post.faults else ""
        if fault == "throttle":
            return self._error(429, "RATE_LIMITED")
        if fault == "error_before":
            return self._error(500, "INTERNAL")
        if fault == "no_funds":
            return self._error(402, "PAYMENT_REQUIRED", "Insufficient funds in your account.")
        if shipment["postage_label"]:
            return self._error(422, "SHIPMENT.POSTAGE.EXISTS", "Postage already exists for this shipment")
        self.post.buy(shipment, body["rate"]["id"])
        if fault == "error_after":
            return self._error(500, "INTERNAL")
        if fault == "reset_after":
            self.connection.close()
            return None
        return self._say(200, shipment)


@contextlib.contextmanager
def easypost() -> Iterator[Post]:
    post = Post()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"post": post}))
    post.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield post
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
