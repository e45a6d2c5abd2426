"""The worker makes each night's backup: in a process of its own, so that mails and payments never wait for it."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from makegood.backup.nightly import is_due, status
from makegood.localdb.death import die_with_parent

log = logging.getLogger(__name__)
SETTLE_S, LOOK_S = 600.0, 60.0
COMMAND = (sys.executable, "-m", "makegood", "backup", "--nightly", "--json")


async def keep_backups(
    stop: asyncio.Event, *, settle_s: float = SETTLE_S, look_s: float = LOOK_S, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> None:
    """Until it is asked to stop: look each minute whether one is due, not before the worker has settled. The demo's data is made again instead."""
    if settings.MAKEGOOD_DEMO:
        return
    pause = settle_s
    while not await _stops_within(stop, pause):
        pause = look_s
        found = status(Path(settings.MAKEGOOD_DATA))
        if is_due(found, clock()):
            await _make(stop)


async def _stops_within(stop: asyncio.Event, seconds: float) -> bool:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()


async def _make(stop: asyncio.Event) -> None:
    tie = die_with_parent(signal.SIGTERM)

    def begin() -> None:
        tie()
        os.nice(10)  # the night's visitors come first

    child = await asyncio.create_subprocess_exec(
        *COMMAND, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, preexec_fn=begin, start_new_session=True
    )
    talking, asked = asyncio.ensure_future(child.communicate()), asyncio.ensure_future(stop.wait())
    await asyncio.wait({talking, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if not talking.done():
        child.terminate()
    _, said = await talking
    problem = status(Path(settings.MAKEGOOD_DATA)).problem
    if child.returncode == 0:
        log.info("the night's backup is made")
    elif not stop.is_set():
        log.error("the night's backup failed", extra={"problem": problem or said.decode(errors="replace")[-500:]})
