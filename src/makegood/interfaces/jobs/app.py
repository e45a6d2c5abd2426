"""The worker's tasks. Long timers are rows of the deadline table; these only look at them."""

import logging
from datetime import UTC, datetime

from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from makegood.base.actor import Actor
from makegood.base.points import job_points
from makegood.intake.uploads import run_upload
from makegood.interfaces.jobs import disputes, domains, errand_tasks, folders, payments, postage, shop_tasks, sweeps
from makegood.interfaces.jobs.job import job
from makegood.journeys.record_upload import record_upload
from makegood.web import follow_text
from makegood.web.follow import after_import

log = logging.getLogger(__name__)
assert shop_tasks and errand_tasks  # its tasks are registered by being imported


@app.periodic(cron="* * * * * */15")
@app.task(name="send_mails", queueing_lock="send_mails", lock="send_mails")
def send_mails(timestamp: int) -> None:
    with job("send_mails"):
        sweeps.send_mails(now=datetime.now(UTC))


@app.task(name="send_account_mails", lock="send_account_mails")
def send_account_mails() -> None:
    """Deferred with the mail itself: who waits for a link to a new password should not wait for a sweep."""
    sweeps.send_account_mails(now=datetime.now(UTC))


@app.periodic(cron="* * * * * */30")
@app.task(name="sweep_deadlines", queueing_lock="sweep_deadlines", lock="sweep_deadlines")
def sweep_deadlines(timestamp: int) -> None:
    with job("sweep_deadlines"):
        sweeps.sweep_deadlines(now=datetime.now(UTC))


@app.task(name="carry_transfer")
def carry_transfer(merchant_id: int, transfer_id: str, look: bool = False) -> None:
    with job("carry_transfer"):
        payments.carry(merchant_id=merchant_id, transfer_id=transfer_id, now=datetime.now(UTC), look=look)


@app.periodic(cron="* * * * * */20")
@app.task(name="sweep_transfers", queueing_lock="sweep_transfers", lock="sweep_transfers")
def sweep_transfers(timestamp: int) -> None:
    with job("sweep_transfers"):
        payments.sweep(now=datetime.now(UTC))


@app.task(name="check_mail_domain")
def check_mail_domain(merchant_id: int) -> None:
    with job("check_mail_domain"):
        domains.check_one(merchant_id=merchant_id, now=datetime.now(UTC))


@app.periodic(cron="7,37 * * * *")
@app.task(name="check_mail_domains", queueing_lock="check_mail_domains", lock="check_mail_domains")
def check_mail_domains(timestamp: int) -> None:
    with job("check_mail_domains"):
        domains.check_due(now=datetime.now(UTC))


@app.task(name="carry_postage")
def carry_postage(merchant_id: int, postage_id: str) -> None:
    with job("carry_postage"):
        postage.carry(merchant_id=merchant_id, postage_id=postage_id, now=datetime.now(UTC))


@app.periodic(cron="*/2 * * * *")
@app.task(name="sweep_postage", queueing_lock="sweep_postage", lock="sweep_postage")
def sweep_postage(timestamp: int) -> None:
    with job("sweep_postage"):
        postage.sweep(now=datetime.now(UTC))


@app.task(name="give_postage", lock="give_postage")
def give_postage(merchant_id: int) -> None:
    with job("give_postage"):
        postage.give_waiting(merchant_id=merchant_id, now=datetime.now(UTC))


@app.task(name="poll_tracking")
def poll_tracking(merchant_id: int, postage_id: str) -> None:
    with job("poll_tracking"):
        postage.poll(merchant_id=merchant_id, postage_id=postage_id, now=datetime.now(UTC))


@app.periodic(cron="13,43 * * * *")
@app.task(name="poll_parcels", queueing_lock="poll_parcels", lock="poll_parcels")
def poll_parcels(timestamp: int) -> None:
    with job("poll_parcels"):
        postage.poll_due(now=datetime.now(UTC))


@app.task(name="look_at_dispute")
def look_at_dispute(merchant_id: int, dispute_id: str) -> None:
    with job("look_at_dispute"):
        disputes.look(merchant_id=merchant_id, dispute_id=dispute_id, now=datetime.now(UTC))


@app.task(name="carry_dispute_answer")
def carry_dispute_answer(merchant_id: int, answer_id: str) -> None:
    with job("carry_dispute_answer"):
        disputes.carry(merchant_id=merchant_id, answer_id=answer_id, now=datetime.now(UTC))


@app.periodic(cron="* * * * * */30")
@app.task(name="sweep_disputes", queueing_lock="sweep_disputes", lock="sweep_disputes")
def sweep_disputes(timestamp: int) -> None:
    with job("sweep_disputes"):
        disputes.sweep(now=datetime.now(UTC))


@app.periodic(cron="23 4 * * *")
@app.task(name="find_disputes", queueing_lock="find_disputes")
def find_disputes(timestamp: int) -> None:
    with job("find_disputes"):
        disputes.find(now=datetime.now(UTC))


@app.task(name="bring_in_upload")
def bring_in_upload(merchant_id: int, upload_id: str, by: str) -> None:
    kind, _, ref = by.partition(":")
    actor, now = Actor(kind, ref), datetime.now(UTC)
    with job("bring_in_upload"):
        try:
            run_upload(
                merchant_id=merchant_id, upload_id=upload_id, by=actor, now=now, follow=after_import(merchant_id=merchant_id, now=now)
            )
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
    with job("drop_uploads"):
        sweeps.drop_uploads(now=datetime.now(UTC))


@app.periodic(cron="* * * * * */30")
@app.task(name="take_up_withdrawals", queueing_lock="take_up_withdrawals", lock="take_up_withdrawals")
def take_up_withdrawals(timestamp: int) -> None:
    with job("take_up_withdrawals"):
        sweeps.take_up_withdrawals(now=datetime.now(UTC))


@app.periodic(cron="* * * * * */45")
@app.task(name="follow_texts", queueing_lock="follow_texts", lock="follow_texts")
def follow_texts(timestamp: int) -> None:
    with job("follow_texts"):
        follow_text.follow_texts(now=datetime.now(UTC))


@app.periodic(cron="* * * * * */30")
@app.task(name="look_into_folders", queueing_lock="look_into_folders", lock="look_into_folders")
def look_into_folders(timestamp: int) -> None:
    with job("look_into_folders"):
        folders.look(now=datetime.now(UTC))


@app.periodic(cron="17 3 * * *")
@app.task(name="compare_balls", queueing_lock="compare_balls")
def compare_balls(timestamp: int) -> None:
    with job("compare_balls"):
        wrong = sweeps.compare_balls()
    if wrong:
        log.error("the kept ball differs from the computed one", extra={"cases": wrong[:50], "count": len(wrong)})
    differ = sweeps.compare_transfers()
    if differ:
        log.error("the books differ from what providers moved", extra={"transfers": differ[:50], "count": len(differ)})


@app.periodic(cron="* * * * * */10")
@app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    with job_points("retry_stalled"):
        await rescue()


async def rescue() -> None:
    """Jobs whose worker died go back to the queue. Every task may therefore run twice, and does the same then."""
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=settings.MAKEGOOD_JOB_STALLED_S)
    for found in stalled:
        assert found.id is not None
        try:
            await app.job_manager.retry_job(found)
            log.warning("a stalled job was queued again", extra={"job": found.id, "task": found.task_name})
        except UniqueViolation:  # one like it waits already: this one only has to let go of its lock
            await app.job_manager.finish_job_by_id_async(found.id, Status.FAILED, delete_job=True)
            log.warning("a stalled job made way for the one that waits", extra={"job": found.id, "task": found.task_name})


def drain(now: datetime) -> None:
    """Run everything that is due at `now`, here and at once: jobs in the queue, deadlines, mails. For tests and the demo's story."""
    app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="successful")
    while sweeps.sweep_deadlines(now=now):
        pass
    sweeps.send_mails(now=now)
