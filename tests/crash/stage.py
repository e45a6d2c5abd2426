"""The rehearsal's stage: a template made once, and for each run a fresh copy of it below a process tree that goes on from run to run."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from makegood.localdb.cluster import ROLE, Cluster, dsn_of, socket_folder
from makegood.localdb.death import die_with_parent
from tests.crash.company import Cast, make_cast
from tests.crash.hands import Failed
from tests.crash.mailbox import Mailbox
from tests.crash.tree import READY, RENEWED

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "rehearsal-only-" + "x" * 40
CUSTOMER, SUPPLIER = "hanna@test.example", "claims@test.example"


def until(what: Callable[[], Any], why: str, seconds: float = 60) -> Any:
    """Ask again until it is so; a database that is away for a moment is asked again too."""
    end = time.monotonic() + seconds
    while True:
        with suppress(psycopg.OperationalError):
            if found := what():
                return found
        if time.monotonic() > end:
            raise Failed(f"{why} within {seconds:g} s")
        time.sleep(0.1)


class Stage:
    """One data folder for all runs. `port` is the web server's in each of them, because links in mails name it.

    Two stages may play at once, each in a process of its own: `beside` makes the second one's folder from the first one's.
    """

    def __init__(self, port: int, data: Path | None = None, cast: Cast | None = None) -> None:
        self.data = data or Path(tempfile.mkdtemp(prefix="mg-crash-"))
        self.data.chmod(0o755)
        self.port = port
        self.base = f"http://127.0.0.1:{port}"
        self.log, self.armed, self.said = self.data / "points.log", self.data / "armed", self.data / "tree.log"
        self.mailbox = Mailbox()
        self.cast = cast
        self.tree: subprocess.Popen[bytes] | None = None
        self._connection: Any = None
        self.provider: Any = None
        self.mood = "fine"

    def beside(self) -> Path:
        """A second stage's folder, with the same template in it; only while no tree runs on this one."""
        assert self.tree is None
        other = Path(tempfile.mkdtemp(prefix="mg-crash-"))
        subprocess.run(["cp", "-a", f"{self.data}/.", str(other)], check=True)
        return other

    def env(self) -> dict[str, str]:
        return {
            "MAKEGOOD_DATA": str(self.data), "MAKEGOOD_SECRET_KEYS": SECRET, "MAKEGOOD_POOL": "1", "MAKEGOOD_BASE_URL": self.base,
            "MAKEGOOD_SMTP_URL": self.mailbox.url, "MAKEGOOD_JOB_HEARTBEAT_S": "1", "MAKEGOOD_JOB_STALLED_S": "3",
            "MAKEGOOD_WEBHOOKS_PRIVATE": "1", "MAKEGOOD_CRASH_LOG": str(self.log), "MAKEGOOD_CRASH_ARMED": str(self.armed), "DJANGO_SETTINGS_MODULE": "makegood.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "MAKEGOOD_DATABASE_URL": "", "PYTHONUNBUFFERED": "1",
        }  # fmt: skip

    def prepare(self) -> None:
        """The template: tables, a shop, an order, and a case that waits. Everything of the cast is made through journeys."""
        os.environ.update(self.env() | {"MAKEGOOD_POOL": ""})
        cluster = Cluster(self.data, durable=False)
        cluster.start()
        try:
            import django
            from django.core.management import call_command
            from django.db import connections

            django.setup()
            call_command("migrate", verbosity=0, skip_checks=True)
            self.cast = make_cast()
            connections.close_all()
            with psycopg.connect(dsn_of(self.data, "postgres"), autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{READY}" TEMPLATE "{ROLE}"')
        finally:
            cluster.stop()

    @contextmanager
    def run(self, mood: str = "") -> Iterator[None]:
        """A fresh copy below the process tree, and a provider of this mood where one is named; afterwards only the tree is left.

        Where `spoiled` was called in it, or it failed, the next run begins with a new tree.
        """
        from tests.crash.provider import providing

        self.mood = mood
        for left in ("uploads", "incoming"):
            shutil.rmtree(self.data / left, ignore_errors=True)
        with providing(self.data / "provider.sqlite") if mood else nullcontext() as self.provider:
            try:
                self._begin()
                yield
            except BaseException:
                self.spoiled()
                raise
            finally:
                _forget_connections()

    def _begin(self) -> None:
        self.mailbox.mails.clear()
        for left in (self.armed, self.armed.with_suffix(".fired")):
            left.unlink(missing_ok=True)
        self.log.write_text("")
        if self.tree is not None and self.tree.poll() is None:
            self._disconnect()
            self.said.write_bytes(b"")  # the tree appends to it
            self.tree.send_signal(signal.SIGUSR1)
            until(lambda: RENEWED in self.said.read_text(errors="replace"), "no fresh copy was made")
        else:
            with open(self.said, "wb"), open(self.said, "ab") as said:
                self.tree = subprocess.Popen(
                    [sys.executable, "-m", "tests.crash.tree", str(self.data), str(self.port)], env={**os.environ, **self.env()}, cwd=ROOT,
                    stdout=said, stderr=said, preexec_fn=die_with_parent(signal.SIGTERM),
                )  # fmt: skip
        tree = self.tree
        until(lambda: tree.poll() is not None or self._up(), "the web and the worker did not start", 120)

    def spoiled(self) -> None:
        """What runs now is ended: after a run in which something did not hold, nothing of it may reach the next one."""
        _forget_connections()
        self._disconnect()
        if self.tree is not None:
            self.tree.terminate()
            self.tree.wait(40)
            self.tree = None

    def _up(self) -> bool:
        import httpx

        with suppress(httpx.TransportError):
            return httpx.get(f"{self.base}/readyz", timeout=5).status_code == 200 and bool(
                self.rows("SELECT id FROM procrastinate_workers")
            )
        return False

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """A query of the rehearsal's own, as the server's owner: no wall between shops, nothing of makegood in between."""
        given = values[0] if len(values) == 1 and isinstance(values[0], dict) else values or None
        try:
            cursor = self._connected().execute(sql, given)
        except psycopg.OperationalError:  # the database died since the last one
            self._disconnect()
            cursor = self._connected().execute(sql, given)
        return cursor.fetchall() if cursor.description else []

    def _connected(self) -> Any:
        if self._connection is None or self._connection.closed:
            dsn = f"postgresql://postgres@/{ROLE}?host={socket_folder(self.data)}"
            self._connection = psycopg.connect(dsn, autocommit=True, row_factory=dict_row, connect_timeout=5)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def ask_for(self, task: str) -> None:
        """Queue this job now: the rehearsal is the worker's clock."""

        def defer() -> bool:
            self.rows("SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', %s, 0, %s, NULL, '{\"timestamp\": 0}', NULL)::procrastinate_job_to_defer_v1])", task, task)  # fmt: skip
            return True

        if not self.rows("SELECT id FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'", task):
            until(defer, f"{task} could not be queued")

    def bystander(self) -> int:
        assert self.cast is not None
        return self.cast.bystander

    def connect_provider(self) -> None:
        """The shop's refunds go through the sandbox from now on, which tells the shop's own web server what became of them."""
        from django.db import connections

        from makegood.base.actor import SYSTEM
        from makegood.base.webhooks import PREFIX
        from makegood.journeys.choose_provider import choose_provider
        from tests.harness.sandbox import KEY

        assert self.cast is not None
        secret = PREFIX + b64encode(b"rehearsal" * 3).decode()
        made = choose_provider(
            merchant_id=self.cast.merchant_id, party="sandbox", address=self.provider.address, key=KEY, hook_secret=secret, by=SYSTEM,
            now=datetime.now(UTC),
        )  # fmt: skip
        assert made is not None
        self.provider.control(webhook={"url": f"{self.base}/hooks/payments/{self.cast.slug}/{made.public_id}/", "secret": secret})
        connections.close_all()

    def step(self, name: str) -> None:
        with open(self.log, "a") as log:
            log.write(f"step {name}\n")

    def restarts(self) -> dict[str, int]:
        """Who was started again, and how often, as the tree said it."""
        text = self.said.read_text(errors="replace")
        found = {name: text.count(f"{name} ended") for name in ("web", "worker")} | {"postgres": text.count("the database is back")}
        return {name: count for name, count in found.items() if count}

    def close(self) -> None:
        self.spoiled()
        self.mailbox.close()
        shutil.rmtree(socket_folder(self.data), ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)


def _forget_connections() -> None:
    from django.db import connections

    connections.close_all()
