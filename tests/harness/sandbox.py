"""The sandbox provider as a child of the test process, and a hand on its controls."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from makegood.localdb.death import die_with_parent
from tests.harness.server import free_port

KEY = "sandbox-key-of-the-tests"


class Hand:
    """What a test tells the sandbox, and what it asks of the sandbox's own books."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.http = httpx.Client(base_url=address, headers={"Authorization": f"Bearer {KEY}"}, timeout=20, trust_env=False)

    def mood(self, *names: str, **more: Any) -> None:
        """The next calls meet these moods, in this order."""
        self.control(moods=[{"mood": name, **more} for name in names])

    def control(self, **what: Any) -> Any:
        return self._post("/control", what)

    def release(self, **what: Any) -> Any:
        return self._post("/control/release", what)

    def bounce(self, refund: str) -> Any:
        return self._post("/control/bounce", {"refund": refund})

    def deliver(self, **what: Any) -> list[int]:
        return list(self._post("/control/deliver", what)["statuses"])

    def _post(self, path: str, body: Any) -> Any:
        answer = self.http.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def movements(self, payment: str = "") -> list[dict[str, Any]]:
        """The money that really moved."""
        return [one for one in self.http.get("/v1/movements").json()["data"] if payment in ("", one["payment"])]

    def moved(self, *payments: str) -> int:
        """In minor units, of these payments."""
        return sum(one["amount"] for one in self.movements() if one["payment"] in payments)

    def by_key(self, key: str) -> dict[str, Any] | None:
        """What it really did under this key; no mood gets in the way of this question."""
        return self.refunds().get(key)

    def refunds(self) -> dict[str, dict[str, Any]]:
        """{key: refund}."""
        return {one["idempotency_key"]: one for one in self.http.get("/control").json()["refunds"]}


@contextlib.contextmanager
def sandbox(state: Path, *, port: int = 0, delay: float = 0) -> Iterator[Hand]:
    """A running sandbox over this state file; killed at the end (what it knows is on disk)."""
    port = port or free_port()
    command = [
        sys.executable, "-m", "makegood", "sandbox", "--port", str(port), "--state", str(state), "--delay", str(delay), "--key", KEY,
    ]  # fmt: skip
    child = subprocess.Popen(command, env=dict(os.environ), preexec_fn=die_with_parent(signal.SIGKILL), stderr=subprocess.DEVNULL)
    hand = Hand(f"http://127.0.0.1:{port}")
    try:
        _until_it_answers(hand, child)
        yield hand
    finally:
        child.kill()
        child.wait()
        hand.http.close()


def _until_it_answers(hand: Hand, child: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert child.poll() is None, "the sandbox ended"
        with contextlib.suppress(httpx.HTTPError):
            hand.http.get("/healthz")
            return
        time.sleep(0.05)
    raise AssertionError("the sandbox did not answer")
