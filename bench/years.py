"""P15 and P17: the same work and the same pages in a shop that has closed many cases, against one that has closed few."""

import statistics
import time
from typing import Any

import grown
import journey

ROUNDS, EACH, LOOKS = 5, 5, 15
FEW, MANY = 2_000, 100_000
PAGES = {
    "queue": "/desk/",
    "cases": "/desk/cases/",
    "search": "/desk/find/?q={number}",
    "case": "/desk/case/{case}/",
    "mail": "/desk/mail/",
}


def closed(base: str, token: str, shop: Any, count: int) -> list[str]:
    """Orders whose returns are over, paid and closed."""
    from datetime import UTC, datetime

    from makegood.apps.returns import queries as returns
    from makegood.base.actor import SYSTEM
    from makegood.base.unit import unit
    from makegood.journeys.close_return import close_return

    client = journey.Journey(base, token)
    orders = [client.order() for _ in range(count)]
    for order in orders:
        name = client.give_back(order)
        for owed in client.post("read", f"/cases/{name}", {}, "GET")["reimbursements"]:
            client.post("paid", f"/reimbursements/{owed['id']}/outcome", {"outcome": "posted"})
        with unit(merchants=[shop.id]):
            case = returns.case_of(name)
        close_return(merchant_id=shop.id, case_id=case.id, by=SYSTEM, now=datetime.now(UTC))
    return orders


def speed(base: str, token: str) -> list[float]:
    """Returns a second with 8 clients, of each round."""
    journey.warm(base, token, 8)
    return [8 * EACH / journey.run(journey.ready(base, token, 8, EACH)) for _ in range(ROUNDS)]


def pages(base: str, shop: Any, names: dict[str, str]) -> dict[str, float]:
    """{page: seconds at the 95th percentile} as the owner sees them."""
    import http.client

    from django.test import Client

    from makegood.apps.parties.models import Person

    browser = Client()
    browser.force_login(Person.objects.get(email=shop.owner))
    headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())}
    wire = http.client.HTTPConnection(base.removeprefix("http://"), timeout=60)
    found = {}
    for page, path in PAGES.items():
        took = []
        for _ in range(LOOKS + 3):
            began = time.perf_counter()
            wire.request("GET", path.format(**names), headers=headers)
            answer = wire.getresponse()
            answer.read()
            took.append(time.perf_counter() - began)
            if answer.status != 200:
                raise RuntimeError(f"{page}: {answer.status}")
        found[page] = sorted(took[3:])[int(LOOKS * 0.95)]
    return found


def measure(base: str, token: str, shop: Any, superuser: str, show: Any) -> None:
    """Prints P15 and P17."""
    orders = closed(base, token, shop, 50)
    client = journey.Journey(base, token)
    opened = client.order()
    asked = {"order": opened, "lines": [{"line": "L1", "quantity": 1, "kinds": ["defective"], "choose": "refund"}]}
    names = {"case": client.post("open", "/cases", asked)["id"], "number": client.post("read", f"/orders/{opened}", {}, "GET")["number"]}
    few = speed(base, token)
    grown.grow(superuser, shop.id, orders, FEW // len(orders))
    before = pages(base, shop, names)
    grown.grow(superuser, shop.id, orders, (MANY - FEW) // len(orders), after=FEW // len(orders))
    many, after = speed(base, token), pages(base, shop, names)
    ratios = [there / here for there, here in zip(many, few, strict=True)]
    show(f"P15 returns/s with {MANY:,} closed cases / with none", ratios, ">= 0.8", f"  ({statistics.median(many):.1f} a second)")
    for page, took in after.items():
        show(f"P17 {page}: p95 with {MANY:,} closed cases / {FEW:,}", [took / before[page]], "<= 1.5", f"  ({took * 1000:.0f} ms)")
