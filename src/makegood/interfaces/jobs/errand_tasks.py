"""The worker's tasks that tell the shop's own system."""

from datetime import UTC, datetime

from makegood.interfaces.jobs import errands
from makegood.interfaces.jobs.job import task


@task("carry_errand")
def carry_errand(merchant_id: int, errand_id: str) -> None:
    errands.carry(merchant_id=merchant_id, errand_id=errand_id, now=datetime.now(UTC))


@task("sweep_errands", every="* * * * * */10", lock="sweep_errands")
def sweep_errands(timestamp: int) -> None:
    errands.sweep(now=datetime.now(UTC))
