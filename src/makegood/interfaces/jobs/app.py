"""The worker's tasks. Long timers are rows of the deadline table; these only look at them."""

import logging
from datetime import UTC, datetime

from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from makegood.interfaces.jobs import sweeps

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */15")
@app.task(name="send_mails", queueing_lock="send_mails", lock="send_mails")
def send_mails(timestamp: int) -> None:
    sweeps.send_mails(now=datetime.now(UTC))


@app.task(name="send_account_mails", lock="send_account_mails")
def send_account_mails() -> None:
    """Deferred with the mail itself: who waits for a link to a new password should not wait for a sweep."""
    sweeps.send_account_mails(now=datetime.now(UTC))


@app.periodic(cron="* * * * * */30")
@app.task(name="sweep_deadlines", queueing_lock="sweep_deadlines", lock="sweep_deadlines")
def sweep_deadlines(timestamp: int) -> None:
    sweeps.sweep_deadlines(now=datetime.now(UTC))


@app.periodic(cron="17 3 * * *")
@app.task(name="compare_balls", queueing_lock="compare_balls")
def compare_balls(timestamp: int) -> None:
    wrong = sweeps.compare_balls()
    if wrong:
        log.error("the kept ball differs from the computed one", extra={"cases": wrong[:50], "count": len(wrong)})


@app.periodic(cron="* * * * * */10")
@app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Jobs whose worker died go back to the queue. Every task may therefore run twice, and does the same then."""
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=settings.MAKEGOOD_JOB_STALLED_S)
    for job in stalled:
        assert job.id is not None
        try:
            await app.job_manager.retry_job(job)
            log.warning("a stalled job was queued again", extra={"job": job.id, "task": job.task_name})
        except UniqueViolation:  # one like it waits already: this one only has to let go of its lock
            await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
            log.warning("a stalled job made way for the one that waits", extra={"job": job.id, "task": job.task_name})


def drain(now: datetime) -> None:
    """Run everything that is due at `now`, here and at once: jobs in the queue, deadlines, mails. For tests and the demo's story."""
    app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="successful")
    while sweeps.sweep_deadlines(now=now):
        pass
    sweeps.send_mails(now=now)
