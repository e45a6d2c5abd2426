"""The worker's tasks. Long timers are rows of the deadline table; these only look at them."""

import logging
from datetime import UTC, datetime

from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from makegood.base.actor import Actor
from makegood.intake.uploads import run_upload
from makegood.interfaces.jobs import sweeps
from makegood.journeys.record_upload import record_upload

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */15")
@app.task(name="send_mails", queueing_lock="send_mails", lock="send_mails")
def send_mails(timestamp: int) -> None:
    sweeps.send_mails(now=datetime.now(UTC))


@app.periodic(cron="* * * * * */30")
@app.task(name="sweep_deadlines", queueing_lock="sweep_deadlines", lock="sweep_deadlines")
def sweep_deadlines(timestamp: int) -> None:
    sweeps.sweep_deadlines(now=datetime.now(UTC))


@app.task(name="bring_in_upload")
def bring_in_upload(merchant_id: int, upload_id: str, by: str) -> None:
    kind, _, ref = by.partition(":")
    actor, now = Actor(kind, ref), datetime.now(UTC)
    try:
        run_upload(merchant_id=merchant_id, upload_id=upload_id, by=actor, now=now)
    except Exception:  # its page must not say for ever that it is on its way
        problem = {
            "code": "fault",
            "message": "Something broke on our side.",
            "remedy": "What is counted below is in. Bring the file in again.",
        }
        record_upload(merchant_id=merchant_id, upload_id=upload_id, state="failed", by=actor, now=now, problem=problem)
        raise


@app.periodic(cron="41 * * * *")
@app.task(name="drop_uploads", queueing_lock="drop_uploads")
def drop_uploads(timestamp: int) -> None:
    sweeps.drop_uploads(now=datetime.now(UTC))


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
