"""The worker's tasks that tell the shop's own system."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from makegood.interfaces.jobs import errands
from makegood.interfaces.jobs.job import job


@app.task(name="carry_errand")
def carry_errand(merchant_id: int, errand_id: str) -> None:
    with job("carry_errand"):
        errands.carry(merchant_id=merchant_id, errand_id=errand_id, now=datetime.now(UTC))


@app.periodic(cron="* * * * * */10")
@app.task(name="sweep_errands", queueing_lock="sweep_errands", lock="sweep_errands")
def sweep_errands(timestamp: int) -> None:
    with job("sweep_errands"):
        errands.sweep(now=datetime.now(UTC))
