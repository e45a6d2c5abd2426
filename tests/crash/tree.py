"""The rehearsal's process tree: the real one (database, web, worker), with the armed web and worker in it. Ends when it is asked to, or with its parent.

SIGUSR1 puts a fresh copy of the template under the running database and web server, and starts a new worker. The web server loses its
connections by it, as it does when a database falls. So a cell costs a copy and a fork, not four starts.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from makegood.localdb.cluster import ROLE, Cluster, socket_folder
from makegood.localdb.tree import Tree
from tests.crash.forked import Forked

READY = "ready_made"  # the template: migrated, one shop, one order, one case that waits
RENEWED = "a fresh copy is there"


class Company(Tree):
    """`renew` asks for the fresh copy; falls are counted anew with it."""

    asked = False

    def renew(self, *_: Any) -> None:
        self.asked = True

    def __init__(self, *given: Any, ways: dict[str, Callable[[], None]]) -> None:
        super().__init__(*given)
        self.ways = ways

    def _start(self, name: str) -> None:
        self.children[name] = Forked(self.ways[name], self.orphans[name])  # type: ignore[assignment]
        self.began[name] = time.monotonic()

    def _look(self) -> None:
        super()._look()
        if self.asked and self.cluster is not None and not self.cluster.fell():
            self.asked = False
            last = self.children["worker"]
            with suppress(ProcessLookupError):
                os.killpg(last.pid, signal.SIGKILL)  # it would take its five seconds to notice
            last.wait()
            fresh(self.cluster.data)
            self._start("worker")
            self.falls.clear()
            self.due.clear()
            self.say(RENEWED)


def fresh(data: Path) -> None:
    with psycopg.connect(f"postgresql://postgres@/postgres?host={socket_folder(data)}", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{ROLE}" WITH (FORCE)')
        # FILE_COPY ends with a checkpoint. Without one a copied sequence believes that its next numbers are in the log already (they are in
        # the template's), so that a kill would turn it back.
        connection.execute(f'CREATE DATABASE "{ROLE}" TEMPLATE "{READY}" STRATEGY FILE_COPY OWNER "{ROLE}"')


def main() -> None:
    data, port = Path(sys.argv[1]), int(sys.argv[2])
    cluster = Cluster(data, durable=False)  # no power is cut here: what a killed server gave to the system stays (synchronous_commit is on)
    cluster.start()
    fresh(data)
    from tests.crash import web, worker  # they load the application, which this process hands on

    worker.ready()
    web.ready()
    ways = {"web": lambda: web.main(port), "worker": worker.main}
    tree = Company({}, lambda text: print(text, flush=True), cluster, ways=ways)
    signal.signal(signal.SIGUSR1, tree.renew)
    try:
        tree.add("web", [])
        tree.add("worker", [], orphan=signal.SIGKILL)
        tree.run()
    finally:
        tree.stop()
        cluster.stop()


if __name__ == "__main__":
    main()
