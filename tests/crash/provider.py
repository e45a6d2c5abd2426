"""The sandbox provider as the rehearsal has it: a thread of the rehearsal, which nobody kills, with books of its own for each run.

What it holds back (late, slow) it holds until the rehearsal's worker has given up (worker.PATIENCE_S), and lets go by itself.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from makegood.connectors.sandbox.server import Sandbox
from makegood.connectors.sandbox.store import Store
from tests.harness.sandbox import KEY, Hand

HELD_S = 1.5


class Unhurried(Sandbox):
    def hold(self) -> None:
        time.sleep(HELD_S)

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked was killed, or gave up: there is nobody to answer."""


class Books(Hand):
    """A hand on it, and on its books themselves."""

    def __init__(self, address: str, store: Store) -> None:
        super().__init__(address)
        self.store = store


@contextmanager
def providing(books: Path) -> Iterator[Books]:
    for file in books.parent.glob(f"{books.name}*"):
        file.unlink()
    store = Store(books, delay_s=0)
    server = Unhurried(0, store, KEY)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    hand = Books(f"http://127.0.0.1:{server.server_address[1]}", store)
    try:
        yield hand
    finally:
        hand.http.close()
        server.stopping.set()
        server.let_go()
        server.shutdown()
        server.server_close()
        thread.join(5)
        store.close()
