"""What the stand-ins for real payment providers share: a server on this machine with moods, held calls, and books of what really moved."""

import contextlib
import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from makegood.base.stand_in import Answering

LONGEST_HOLD_S = 30
Answer = tuple[int, Any, dict[str, str]]


class StandIn(ABC):
    """`handle(method, path, query, headers, body)` of a subclass is the provider; moods are taken by the next call that moves money, or that asks."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.held, self.releases = threading.Condition(), 0
        self.moods: list[tuple[str, str, dict[str, Any]]] = []
        self.refunds: list[dict[str, Any]] = []
        self.moved: list[tuple[str, int]] = []  # (payment, amount), in what the provider counts in
        self.calls: list[tuple[str, str]] = []
        self.address = ""

    def mood(self, *names: str, call: str = "refund", **more: Any) -> None:
        with self.lock:
            self.moods += [(name, call, more) for name in names]

    def take(self, call: str) -> tuple[str, dict[str, Any]]:
        with self.lock:
            for place, (name, which, more) in enumerate(self.moods):
                if which == call:
                    del self.moods[place]
                    return name, more
        return "fine", {}

    def hold(self) -> None:
        with self.held:
            before = self.releases
            self.held.wait_for(lambda: self.releases > before, LONGEST_HOLD_S)

    def let_go(self) -> None:
        with self.held:
            self.releases += 1
            self.held.notify_all()

    def clear(self) -> None:
        with self.lock:
            self.moods.clear()
        self.let_go()

    def total(self, payment: str) -> int:
        return sum(amount for name, amount in self.moved if name == payment)

    @abstractmethod
    def handle(self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> Answer: ...


T = TypeVar("T", bound=StandIn)


class Reset(Exception):
    """The connection is cut instead of an answer."""


def reply(status: int, body: Any, **headers: str) -> Answer:
    return status, body, {name.replace("_", "-"): value for name, value in headers.items()}


def form_of(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def misbehave(stand_in: StandIn, name: str, more: dict[str, Any], act: Callable[[], Answer], error: Callable[[int], Any]) -> Answer:
    """The call, as the mood has it: before it, after it, late, or not at all."""
    if name == "slow":
        stand_in.hold()
    elif name == "reset_before":
        raise Reset
    elif name == "error_before":
        return reply(500, error(500))
    elif name == "throttle":
        return reply(429, error(429), Retry_After=str(more.get("retry_after", 30)))
    elif name == "refuse":
        return reply(int(more.get("status", 400)), more["body"])
    done = act()
    if name == "late":
        stand_in.hold()
    elif name == "reset_after":
        raise Reset
    elif name == "error_after":
        return reply(500, error(500))
    elif name == "garbage":
        return reply(200, "<html>")
    elif name == "huge":
        return reply(200, {"id": "x" * 3_000_000})
    return done


class Handler(Answering):
    server: Any
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def _do(self) -> None:
        stand_in: StandIn = self.server.stand_in
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        stand_in.calls.append((self.command, parts.path))
        try:
            status, answer, headers = stand_in.handle(
                self.command, parts.path, dict(parse_qsl(parts.query)), {name.lower(): value for name, value in self.headers.items()}, body
            )
        except Reset:
            return self._reset()
        content = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        self._send(status, content, headers | {"Content-Type": "application/json"})

    do_GET = do_POST = _do


@contextlib.contextmanager
def standing(stand_in: T) -> Iterator[T]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.stand_in = True, stand_in
    stand_in.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield stand_in
    finally:
        stand_in.let_go()
        server.shutdown()
        server.server_close()
