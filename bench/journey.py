"""One return over the API, and clients that give things back: how long each call took, and how much it sent and got."""

import json
import secrets
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

WARM = 4
STEPS = ("open", "label", "receive", "inspect", "settle")
Post = Callable[[str, str, Any], Any]  # (step, path, body) -> the answer


def new_order(post: Post) -> str:
    lines = [{"ref": "L1", "sku": "L-2", "quantity": 1, "unit_price": "39.00", "tax_rate": "0.19", "customer_input": "none"}]
    body = {"number": secrets.token_hex(6), "placed_at": "2026-11-01T10:00:00Z", "market": "DE", "currency": "EUR", "lines": lines,
            "delivered_on": "2026-11-10"}  # fmt: skip
    return str(post("order", "/orders", body)["id"])


def give_back(post: Post, order: str) -> str:
    """Open, label, receive, inspect, settle; the case's id."""
    asked = {"order": order, "lines": [{"line": "L1", "quantity": 1, "kinds": ["defective"], "choose": "refund"}]}
    case = post("open", "/cases", asked)
    parcel = post("label", f"/cases/{case['id']}/labels", {})
    post("receive", f"/parcels/{parcel['id']}/receive", {})
    found = {"line": case["lines"][0]["id"], "result": "not_right", "grade": "C", "finding": "broken"}
    post("inspect", f"/cases/{case['id']}/inspections", found)
    assert post("settle", f"/cases/{case['id']}/settle", {})["state"] == "settled"
    return str(case["id"])


class Journey:
    """One client on one connection. As bare as it can be: it shares our cores.

    `took`: {step: seconds of each call}; `carried`: bytes of bodies sent and got in the steps of a return.
    """

    def __init__(self, base: str, token: str) -> None:
        import http.client

        self.client = http.client.HTTPConnection(base.removeprefix("http://"), timeout=30)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.took: dict[str, list[float]] = defaultdict(list)
        self.carried = 0

    def post(self, step: str, path: str, body: Any, method: str = "POST") -> Any:
        sent = json.dumps(body)
        began = time.perf_counter()
        self.client.request(method, f"/api/v1{path}", sent, self.headers | {"Idempotency-Key": secrets.token_hex(8)})
        answer = self.client.getresponse()
        text = answer.read()
        self.took[step].append(time.perf_counter() - began)
        if answer.status >= 300:
            raise RuntimeError(f"{path}: {answer.status} {text[:300]!r}")
        if step in STEPS:
            self.carried += len(sent) + len(text)
        return json.loads(text)

    def order(self) -> str:
        return new_order(self.post)

    def give_back(self, order: str) -> str:
        return give_back(self.post, order)


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


def percentiles(journeys: list[Journey]) -> str:
    """Median, 95th and 99th of all calls of a return in ms, and the slowest step by its median."""
    every = sorted(one for journey in journeys for step in STEPS for one in journey.took[step])
    at = [every[min(len(every) - 1, int(len(every) * share))] * 1000 for share in (0.5, 0.95, 0.99)]
    medians = {step: sorted(one for journey in journeys for one in journey.took[step]) for step in STEPS}
    slowest = max(STEPS, key=lambda step: medians[step][len(medians[step]) // 2])
    return f"p50 {at[0]:.1f}, p95 {at[1]:.1f}, p99 {at[2]:.1f} ms a call; {slowest} is the slowest"
