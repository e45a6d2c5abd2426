"""What the web processes count. Labels are few and closed: no shop, no address, no person."""

import os
from collections.abc import Iterable
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

REQUESTS = Counter("makegood_requests", "Requests answered, by named route and class of status.", ("route", "method", "status"))
SECONDS = Histogram(
    "makegood_request_seconds", "From the request's first byte here to its answer.", ("route",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
REFUSALS = Counter("makegood_refusals", "Requests that ended in a typed refusal, by its code.", ("code",))


def count_request(*, route: str, method: str, status: int, seconds: float, refusal: str) -> None:
    """`route` is the pattern of the address, never the address: a private link's token is part of one."""
    REQUESTS.labels(route, method if method in ("GET", "POST", "HEAD") else "other", f"{status // 100}xx").inc()
    SECONDS.labels(route).observe(seconds)
    if refusal:
        REFUSALS.labels(refusal).inc()


class _Now(Collector):
    def __init__(self, gauges: Iterable[tuple[str, str, str, dict[str, float]]]) -> None:
        self.gauges = gauges

    def collect(self) -> Any:
        for name, text, label, values in self.gauges:
            family = GaugeMetricFamily(f"makegood_{name}", text, labels=[label] if label else None)
            for key, value in values.items():
                family.add_metric([key] if label else [], value)
            yield family


def exposition(gauges: Iterable[tuple[str, str, str, dict[str, float]]]) -> bytes:
    """The text format of Prometheus: what all web processes counted, and `gauges` (name, help, label or "", values) as they are now."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    else:
        counted = REGISTRY
    current = CollectorRegistry()
    current.register(_Now(gauges))
    return generate_latest(counted) + generate_latest(current)
