"""A worker is killed in the middle of a job: the job is done all the same, and nothing is lost or sent twice."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from procrastinate.exceptions import AlreadyEnqueued

from makegood.apps.notices import queries as notices
from makegood.base.actor import CUSTOMER
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.interfaces.jobs import sweeps
from makegood.journeys.open_return import open_return
from makegood.localdb.death import die_with_parent
from tests.cast import LAMP, line_of, make_shop, sell

pytestmark = pytest.mark.slow


@contextlib.contextmanager
def worker(**env: str) -> Iterator["subprocess.Popen[bytes]"]:
    settings = {
        "MAKEGOOD_JOB_HEARTBEAT_S": "1",
        "MAKEGOOD_JOB_STALLED_S": "3",
        "MAKEGOOD_SECRET_KEYS": "test-secret-for-tests-only-0123456789",
    }
    command = [sys.executable, "-c", "from makegood.interfaces.console.app import main; main()", "work"]
    child = subprocess.Popen(
        command, env={**os.environ, **settings, **env}, preexec_fn=die_with_parent(signal.SIGTERM), stderr=subprocess.DEVNULL
    )
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def _until(what: Callable[[], Any], seconds: float = 40) -> Any:
    """Ask again until it is so."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
    return found


def _jobs(status: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE task_name = 'send_mails' AND status = %s", [status])
        return [row[0] for row in cursor.fetchall()]


def test_a_killed_workers_job_is_taken_up_again(real_db: None) -> None:
    sent: list[str] = []

    class Box:
        def send(self, *, to: str, **more: Any) -> None:
            sent.append(to)

    now = datetime.now(UTC)
    sweeps.send_mails(now=now, port=Box())  # what other tests have left waiting
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    line = line_of(shop, order)
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, ("defective",)),)), by=CUSTOMER, now=now)
    with socket.socket() as deaf:  # a mail server that takes the call and never says a word
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        with worker(MAKEGOOD_SMTP_URL=f"smtp://127.0.0.1:{deaf.getsockname()[1]}?tls=none") as first:
            with contextlib.suppress(AlreadyEnqueued):
                defer("send_mails", timestamp=0)
            _until(lambda: _waiting(shop, case)[0].attempts)  # an earlier turn may have had nothing to send
            held = _until(lambda: _jobs("doing"))
            first.send_signal(signal.SIGKILL)
            first.wait()
        assert _jobs("doing") == held  # its lock would stop every later mail
    with worker():
        with contextlib.suppress(AlreadyEnqueued):
            defer("retry_stalled", timestamp=0)
        _until(lambda: not set(held) & set(_jobs("doing")))
        _until(lambda: not set(held) & set(_jobs("todo")))
    kept = _waiting(shop, case)[0]
    assert kept.state == "pending" and kept.attempts == 1  # taken once, not lost
    sent.clear()
    later = now + timedelta(minutes=5)
    sweeps.send_mails(now=later, port=Box())
    sweeps.send_mails(now=later, port=Box())
    assert sent.count("hanna@test.example") == len(_waiting(shop, case))
    assert {one.state for one in _waiting(shop, case)} == {"sent"}


def _waiting(shop: Any, case: Any) -> list[Any]:
    with unit(merchants=[shop.id]):
        return [one for one in notices.notices_of_case(case.id) if one.direction == "out" and one.to]
