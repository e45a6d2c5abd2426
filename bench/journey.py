"""One client of the API that gives things back, and what it saw: how long each call took, and how much it sent and got."""

import json
import secrets
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

WARM = 4
STEPS = ("open", "label", "receive", "inspect", "settle")


class Journey:
    """One client on one connection: open, label, receive, inspect, settle over HTTP. As bare as it can be: it shares our cores.

    `took`: {step: seconds of each call}; `carried`: bytes of bodies sent and got in those steps.
    """

    def __init__(self, base: str, token: str) -> None:
        import http.client

        self.client = http.client.HTTPConnection(base.removeprefix("http://"), timeout=30)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.took: dict[str, list[float]] = defaultdict(list)
        self.carried = 0

    def post(self, step: str, path: str, body: Any = None) -> Any:
        headers = self.headers | {"Idempotency-Key": secrets.token_hex(8)}
        sent = json.dumps(body or {})
        began = time.perf_counter()
        self.client.request("POST", f"/api/v1{path}", sent, headers)
        answer = self.client.getresponse()
        text = answer.read()
        self.took[step].append(time.perf_counter() - began)
        if answer.status >= 300:
            raise RuntimeError(f"{path}: {answer.status} {text[:300]!r}")
        if step in STEPS:
            self.carried += len(sent) + len(text)
        return json.loads(text)

    def order(self) -> str:
        lines = [{"ref": "L1", "sku": "L-2", "quantity": 1, "unit_price": "39.00", "tax_rate": "0.19", "customer_input": "none"}]
        body = {"number": secrets.token_hex(6), "placed_at": "2026-11-01T10:00:00Z", "market": "DE", "currency": "EUR", "lines": lines,
                "delivered_on": "2026-11-10"}  # fmt: skip
        return str(self.post("order", "/orders", body)["id"])

    def give_back(self, order: str) -> str:
        """The case's id."""
        asked = {"order": order, "lines": [{"line": "L1", "quantity": 1, "kinds": ["defective"], "choose": "refund"}]}
        case = self.post("open", "/cases", asked)
        parcel = self.post("label", f"/cases/{case['id']}/labels")
        self.post("receive", f"/parcels/{parcel['id']}/receive")
        found = {"line": case["lines"][0]["id"], "result": "not_right", "grade": "C", "finding": "broken"}
        self.post("inspect", f"/cases/{case['id']}/inspections", found)
        assert self.post("settle", f"/cases/{case['id']}/settle")["state"] == "settled"
        return str(case["id"])


def at_once(clients: int, work: Callable[[int], Any]) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, range(clients)))
    return time.perf_counter() - began


def ready(base: str, token: str, clients: int, each: int) -> list[tuple[Journey, list[str]]]:
    """Clients, each with the orders that it will give back."""
    return [(journey, [journey.order() for _ in range(each)]) for journey in (Journey(base, token) for _ in range(clients))]


def run(found: list[tuple[Journey, list[str]]]) -> float:
    """Seconds for all of them to give all of theirs back, at once."""
    return at_once(len(found), lambda place: [found[place][0].give_back(order) for order in found[place][1]])


def warm(base: str, token: str, clients: int) -> None:
    """Each connection of each server process has met each statement."""
    run(ready(base, token, clients, WARM))
