"""Recalls that are under way: letters are written in batches, and days that were missed are told."""

from datetime import UTC, datetime

from makegood.apps.recalls import queries as recalls
from makegood.base.unit import all_merchant_ids, unit
from makegood.interfaces.jobs.job import task
from makegood.journeys.tell_recall import tell_recall
from makegood.journeys.warn_of_authority import warn_of_authority


def sweep(*, now: datetime) -> int:
    """How many customers were dealt with; each batch is a transaction of its own, so that a killed worker goes on where it was."""
    with unit(merchants=all_merchant_ids()):
        under_way = recalls.being_told()
    told = 0
    for merchant_id, recall_id in under_way:
        while count := tell_recall(merchant_id=merchant_id, recall_id=recall_id, now=now):
            told += count
    return told


def warn(*, now: datetime) -> int:
    return sum(warn_of_authority(merchant_id=merchant_id, now=now) for merchant_id in all_merchant_ids())


@task("tell_recalls", every="* * * * * */20", lock="tell_recalls")
def tell_recalls(timestamp: int) -> None:
    sweep(now=datetime.now(UTC))


@task("warn_of_authorities", every="*/5 * * * *", lock="warn_of_authorities")
def warn_of_authorities(timestamp: int) -> None:
    warn(now=datetime.now(UTC))
