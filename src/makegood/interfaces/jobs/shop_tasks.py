"""The worker's tasks for connected shop systems."""

from datetime import UTC, datetime

from makegood.interfaces.jobs import shops
from makegood.interfaces.jobs.job import task


@task("read_shop_order")
def read_shop_order(merchant_id: int, connection: str, source_id: str, tries: int = 0) -> None:
    shops.read_order(merchant_id=merchant_id, connection=connection, source_id=source_id, now=datetime.now(UTC), tries=tries)


@task("step_backfill")
def step_backfill(merchant_id: int, connection: str) -> None:
    shops.step(merchant_id=merchant_id, connection=connection, now=datetime.now(UTC))


@task("check_shop")
def check_shop(merchant_id: int, connection: str) -> None:
    shops.check(merchant_id=merchant_id, connection=connection, now=datetime.now(UTC))


@task("set_shop_hooks")
def set_shop_hooks(merchant_id: int, connection: str) -> None:
    shops.set_hooks(merchant_id=merchant_id, connection=connection, now=datetime.now(UTC))


@task("follow_shop_message")
def follow_shop_message(merchant_id: int, message: str) -> None:
    shops.follow_message(merchant_id=merchant_id, message=message, now=datetime.now(UTC))


@task("check_shops", every="23 2 * * *", lock="check_shops")
def check_shops(timestamp: int) -> None:
    shops.check_all()


@task("sweep_shop_messages", every="*/10 * * * *", lock="sweep_shop_messages")
def sweep_shop_messages(timestamp: int) -> None:
    shops.sweep_messages(now=datetime.now(UTC))
