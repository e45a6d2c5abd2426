"""The worker's tasks. Long timers are rows of the deadline table; these only look at them."""

import logging
from datetime import UTC, date, datetime

from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from makegood.base.actor import Actor
from makegood.base.points import job_points
from makegood.intake.uploads import run_upload
from makegood.interfaces.jobs import (
    claims,
    disputes,
    domains,
    errand_tasks,
    folders,
    mail_in,
    months,
    payments,
    postage,
    quality,
    recalls,
    reports,
    shop_tasks,
    sweeps,
    webhooks,
)
from makegood.interfaces.jobs.job import AWAY, TRY_AGAIN, is_last_try, job, plan_anew, task
from makegood.journeys.forget_answers import forget_answers
from makegood.journeys.record_upload import record_upload
from makegood.web import follow_text
from makegood.web.follow import after_import

log = logging.getLogger(__name__)
_found_before: list[str] = []  # black holes at this worker's last look
assert shop_tasks and errand_tasks and mail_in and recalls  # their tasks are registered by being imported


@task("send_mails", every="* * * * * */15", lock="send_mails")
def send_mails(timestamp: int) -> None:
    sweeps.send_mails(now=datetime.now(UTC))


@app.task(name="send_account_mails", lock="send_account_mails", retry=TRY_AGAIN)
def send_account_mails() -> None:
    """Deferred with the mail itself: who waits for a link to a new password should not wait for a sweep."""
    sweeps.send_account_mails(now=datetime.now(UTC))


@task("sweep_deadlines", every="* * * * * */30", lock="sweep_deadlines")
def sweep_deadlines(timestamp: int) -> None:
    sweeps.sweep_deadlines(now=datetime.now(UTC))


@task("send_claims", every="11,41 * * * *", lock="send_claims")
def send_claims(timestamp: int) -> None:
    claims.send_due(now=datetime.now(UTC))


@task("escalate_promises", every="*/10 * * * *", lock="escalate_promises")
def escalate_promises(timestamp: int) -> None:
    sweeps.escalate(now=datetime.now(UTC))


@task("look_for_black_holes", every="*/5 * * * *", lock="look_for_black_holes")
def look_for_black_holes(timestamp: int) -> None:
    """Only what the look before found, too: what passed in between, the sweep may have in hand."""
    found = sweeps.look_for_black_holes(now=datetime.now(UTC))
    lost = [one for one in found if one in _found_before]
    _found_before[:] = found
    if lost:
        log.error("open cases without an owner, a next step or a day", extra={"cases": lost[:50], "count": len(lost)})


@task("carry_transfer")
def carry_transfer(merchant_id: int, transfer_id: str, look: bool = False) -> None:
    payments.carry(merchant_id=merchant_id, transfer_id=transfer_id, now=datetime.now(UTC), look=look)


@task("sweep_transfers", every="* * * * * */20", lock="sweep_transfers")
def sweep_transfers(timestamp: int) -> None:
    payments.sweep(now=datetime.now(UTC))


@task("check_mail_domain")
def check_mail_domain(merchant_id: int) -> None:
    domains.check_one(merchant_id=merchant_id, now=datetime.now(UTC))


@task("check_mail_domains", every="7,37 * * * *", lock="check_mail_domains")
def check_mail_domains(timestamp: int) -> None:
    domains.check_due(now=datetime.now(UTC))


@task("carry_postage")
def carry_postage(merchant_id: int, postage_id: str) -> None:
    postage.carry(merchant_id=merchant_id, postage_id=postage_id, now=datetime.now(UTC))


@task("sweep_postage", every="*/2 * * * *", lock="sweep_postage")
def sweep_postage(timestamp: int) -> None:
    postage.sweep(now=datetime.now(UTC))


@task("give_postage", lock="give_postage")
def give_postage(merchant_id: int) -> None:
    postage.give_waiting(merchant_id=merchant_id, now=datetime.now(UTC))


@task("poll_tracking")
def poll_tracking(merchant_id: int, postage_id: str) -> None:
    postage.poll(merchant_id=merchant_id, postage_id=postage_id, now=datetime.now(UTC))


@task("poll_parcels", every="13,43 * * * *", lock="poll_parcels")
def poll_parcels(timestamp: int) -> None:
    postage.poll_due(now=datetime.now(UTC))


@task("look_at_dispute")
def look_at_dispute(merchant_id: int, dispute_id: str) -> None:
    disputes.look(merchant_id=merchant_id, dispute_id=dispute_id, now=datetime.now(UTC))


@task("carry_dispute_answer")
def carry_dispute_answer(merchant_id: int, answer_id: str) -> None:
    disputes.carry(merchant_id=merchant_id, answer_id=answer_id, now=datetime.now(UTC))


@task("sweep_disputes", every="* * * * * */30", lock="sweep_disputes")
def sweep_disputes(timestamp: int) -> None:
    disputes.sweep(now=datetime.now(UTC))


@task("find_disputes", every="23 4 * * *")
def find_disputes(timestamp: int) -> None:
    disputes.find(now=datetime.now(UTC))


@task("fetch_reports", every="41 4 * * *", lock="fetch_reports")
def fetch_reports(timestamp: int) -> None:
    reports.fetch_all(now=datetime.now(UTC))


@task("close_months", every="47 * * * *", lock="close_months")
def close_months(timestamp: int) -> None:
    months.close_months(now=datetime.now(UTC))


@task("fetch_report")
def fetch_report(merchant_id: int, connection: str, party: str, since: str, by: str) -> None:
    kind, _, ref = by.partition(":")
    reports.fetch_from(
        merchant_id=merchant_id,
        connection=connection,
        party=party,
        first=date.fromisoformat(since),
        by=Actor(kind, ref),
        now=datetime.now(UTC),
    )


@app.task(name="bring_in_upload", retry=TRY_AGAIN, pass_context=True)
def bring_in_upload(context: JobContext, merchant_id: int, upload_id: str, by: str) -> None:
    kind, _, ref = by.partition(":")
    actor, now = Actor(kind, ref), datetime.now(UTC)
    with job("bring_in_upload"):
        try:
            run_upload(
                merchant_id=merchant_id, upload_id=upload_id, by=actor, now=now, follow=after_import(merchant_id=merchant_id, now=now)
            )
            plan_anew()
        except Exception as broken:  # its page must not say for ever that it is on its way
            if isinstance(broken, AWAY) and not is_last_try(context.job.attempts):
                raise  # the next try goes on where this one broke off
            problem = {
                "code": "fault",
                "message": "Something broke on our side.",
                "remedy": "What is counted below is in. Bring the file in again.",
            }
            record_upload(merchant_id=merchant_id, upload_id=upload_id, state="failed", by=actor, now=now, problem=problem)
            raise


@task("drop_uploads", every="41 * * * *")
def drop_uploads(timestamp: int) -> None:
    sweeps.drop_uploads(now=datetime.now(UTC))


@task("take_up_withdrawals", every="* * * * * */30", lock="take_up_withdrawals")
def take_up_withdrawals(timestamp: int) -> None:
    sweeps.take_up_withdrawals(now=datetime.now(UTC))


@task("follow_texts", every="* * * * * */45", lock="follow_texts")
def follow_texts(timestamp: int) -> None:
    follow_text.follow_texts(now=datetime.now(UTC))


@task("look_into_folders", every="* * * * * */30", lock="look_into_folders")
def look_into_folders(timestamp: int) -> None:
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


@task("end_credits", every="19 5 * * *", lock="end_credits")
def end_credits(timestamp: int) -> None:
    sweeps.end_credits(now=datetime.now(UTC))


@task("let_go", every="23 4 * * *", lock="let_go")
def let_go(timestamp: int) -> None:
    sweeps.let_go(now=datetime.now(UTC))


@task("seal_chains", every="11 2 * * *", lock="seal_chains")
def seal_chains(timestamp: int) -> None:
    sweeps.seal_chains(now=datetime.now(UTC))


@task("send_webhooks", every="* * * * * */5", lock="send_webhooks")
def send_webhooks(timestamp: int) -> None:
    webhooks.send_webhooks(now=datetime.now(UTC))


@task("forget_answers", every="53 3 * * *", lock="forget_answers")
def forget_old_answers(timestamp: int) -> None:
    forget_answers(now=datetime.now(UTC))


@task("run_decisions_again", every="37 3 * * *", lock="run_decisions_again")
def run_decisions_again(timestamp: int) -> None:
    sweeps.run_decisions_again(now=datetime.now(UTC))


@task("look_for_spikes", every="11 4 * * *", lock="look_for_spikes")
def look_for_spikes(timestamp: int) -> None:
    quality.look_for_spikes(now=datetime.now(UTC))


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
