"""How often a program may call. Counted in memory, by each web process for itself: no statement, and no row that two calls wait for.

Header fields as draft-ietf-httpapi-ratelimit-headers-10 writes them.
"""

import time
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from makegood.kernel.refusal import Refusal
from makegood.web.security import address_of

WINDOW_S = 60
MOST_CALLERS = 20_000


@dataclass(frozen=True, slots=True)
class Rate:
    """Where a caller stands: `left` calls of `most`, for `seconds` more."""

    most: int
    left: int
    seconds: int


class Counter:
    """Calls of each caller in the running window. A caller's first window begins with its first call."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: dict[str, tuple[float, int]] = {}

    def add(self, who: str, most: int, *, by: int = 1) -> Rate:
        """Count `by` calls; `left` is below zero where that was too much."""
        now = time.monotonic()
        with self._lock:
            began, count = self._seen.get(who, (now, 0))
            if now - began >= WINDOW_S:
                began, count = now, 0
            if len(self._seen) >= MOST_CALLERS and who not in self._seen:
                self._seen = {one: seen for one, seen in self._seen.items() if now - seen[0] < WINDOW_S}
                if len(self._seen) >= MOST_CALLERS:
                    self._seen.clear()
            self._seen[who] = (began, count + by)
        return Rate(most, most - count - by, max(1, int(began + WINDOW_S - now) + 1))

    def knows(self, who: str) -> bool:
        return who in self._seen

    def clear(self) -> None:
        with self._lock:
            self._seen.clear()


calls, refused = Counter(), Counter()


def before(request: HttpRequest, token: str) -> None:
    """Before the token is looked up: one that was good a moment ago is counted; whoever guesses is slowed down by address, without a look.

    Refuses `too_many_calls` (429). A program whose token is good never waits for somebody else at its address.
    """
    if calls.knows(token):
        _count(request, token)
        return
    rate = refused.add(address_of(request), settings.MAKEGOOD_API_REFUSED_PER_MINUTE, by=0)
    if rate.left <= 0:
        request.rate = rate  # type: ignore[attr-defined]
        raise _too_many(rate)


def after(request: HttpRequest, token: str, *, good: bool) -> None:
    """What the look-up said."""
    if not good:
        refused.add(address_of(request), settings.MAKEGOOD_API_REFUSED_PER_MINUTE)
    elif not hasattr(request, "rate"):
        _count(request, token)


def _count(request: HttpRequest, token: str) -> None:
    rate = calls.add(token, settings.MAKEGOOD_API_PER_MINUTE)
    request.rate = rate  # type: ignore[attr-defined]
    if rate.left < 0:
        raise _too_many(rate)


def _too_many(rate: Rate) -> Refusal:
    return Refusal(
        "too_many_calls", f"At most {rate.most} calls in {WINDOW_S} seconds.", f"Go on in {rate.seconds} seconds.", status=429,
        retry_after_s=rate.seconds,
    )  # fmt: skip


def tell(request: HttpRequest, response: HttpResponse) -> None:
    rate: Rate | None = getattr(request, "rate", None)
    if rate is not None:
        response["RateLimit-Policy"] = f'"calls";q={rate.most};w={WINDOW_S}'
        response["RateLimit"] = f'"calls";r={max(0, rate.left)};t={rate.seconds}'
