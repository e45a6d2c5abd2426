"""The worker's life: it runs jobs until it is asked to stop, and waits for a database that has gone away."""

import asyncio
import contextlib
import logging
import signal
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, connections
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from makegood.interfaces.jobs.app import rescue
from makegood.interfaces.jobs.nightly import keep_backups

log = logging.getLogger(__name__)
LOOK_AGAIN_S = 0.5
AWAY = (ConnectorException, DatabaseError, OSError)


async def work(*, alone: bool = False) -> None:
    """Until SIGTERM or SIGINT. A database that goes away ends nothing: what ran then is queued again when it is back.

    `alone`: there can be no other worker, so that what is marked as running when we begin belongs to a dead one. Otherwise its
    heartbeat must be missing for MAKEGOOD_JOB_STALLED_S first.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    backups = asyncio.ensure_future(keep_backups(stop))
    while not stop.is_set():
        try:
            if alone:
                await _take_over()
            await _work_until(stop)
        except AWAY as error:
            log.warning("the database does not answer; the worker waits for it", extra={"problem": type(error).__name__})
        await sync_to_async(connections.close_all)()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_AGAIN_S)
    await backups


async def _take_over() -> None:
    """Forget the workers that were, and queue again what they had begun."""
    await app.job_manager.prune_stalled_workers(0)
    await rescue()


async def _work_until(stop: asyncio.Event) -> None:
    """One procrastinate worker. It ends when it is asked to, or when it loses the database (its listener says so)."""
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()) as queue:
        async with queue.open_async():
            running = asyncio.ensure_future(
                queue.run_worker_async(
                    delete_jobs="successful",
                    update_heartbeat_interval=settings.MAKEGOOD_JOB_HEARTBEAT_S,
                    stalled_worker_timeout=settings.MAKEGOOD_JOB_STALLED_S,
                    shutdown_graceful_timeout=5,
                    install_signal_handlers=False,
                )
            )
            asked = asyncio.ensure_future(stop.wait())
            await asyncio.wait({running, asked}, return_when=asyncio.FIRST_COMPLETED)
            asked.cancel()
            running.cancel()  # a worker that is cancelled lets its jobs end first
            with contextlib.suppress(asyncio.CancelledError):
                await running
