"""The rehearsal's process tree: the real one (database, web, worker), with the armed web and worker in it. Ends when it is asked to, or with its parent."""

import signal
import sys
from pathlib import Path

import psycopg

from makegood.localdb.cluster import ROLE, Cluster, dsn_of
from makegood.localdb.tree import Tree, web_command

READY = "ready_made"  # the template: migrated, one shop, one order, one case that waits


def main() -> None:
    data, port = Path(sys.argv[1]), int(sys.argv[2])
    cluster = Cluster(data, durable=False)  # no power is cut here: what a killed server gave to the system stays (synchronous_commit is on)
    cluster.start()
    with psycopg.connect(dsn_of(data, "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{ROLE}" WITH (FORCE)')
        # FILE_COPY ends with a checkpoint. Without one a copied sequence believes that its next numbers are in the log already (they are in
        # the template's), so that a kill would turn it back.
        connection.execute(f'CREATE DATABASE "{ROLE}" TEMPLATE "{READY}" STRATEGY FILE_COPY')
    tree = Tree({}, lambda text: print(text, flush=True), cluster)
    try:
        tree.add("web", web_command("127.0.0.1", port, workers=1, application="tests.crash.web:application"))
        tree.add("worker", [sys.executable, "-m", "tests.crash.worker"], orphan=signal.SIGKILL)
        tree.run()
    finally:
        tree.stop()
        cluster.stop()


if __name__ == "__main__":
    main()
