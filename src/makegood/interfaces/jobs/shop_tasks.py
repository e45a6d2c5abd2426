"""The worker's tasks for connected shop systems."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from makegood.interfaces.jobs import shops
from makegood.interfaces.jobs.job import job


@app.task(name="read_shop_order")
def read_shop_order(merchant_id: int, connection: str, source_id: str, tries: int = 0) -> None:
    with job("read_shop_order"):
        shops.read_order(merchant_id=merchant_id, connection=connection, source_id=source_id, now=datetime.now(UTC), tries=tries)


@app.task(name="step_backfill")
def step_backfill(merchant_id: int, connection: str) -> None:
    with job("step_backfill"):
        shops.step(merchant_id=merchant_id, connection=connection, now=datetime.now(UTC))


@app.task(name="check_shop")
def check_shop(merchant_id: int, connection: str) -> None:
    with job("check_shop"):
        shops.check(merchant_id=merchant_id, connection=connection, now=datetime.now(UTC))


@app.task(name="set_shop_hooks")
def set_shop_hooks(merchant_id: int, connection: str) -> None:
    with job("set_shop_hooks"):
        shops.set_hooks(merchant_id=merchant_id, connection=connection, now=datetime.now(UTC))


@app.task(name="follow_shop_message")
def follow_shop_message(merchant_id: int, message: str) -> None:
    with job("follow_shop_message"):
        shops.follow_message(merchant_id=merchant_id, message=message, now=datetime.now(UTC))


@app.periodic(cron="23 2 * * *")
@app.task(name="check_shops", queueing_lock="check_shops", lock="check_shops")
def check_shops(timestamp: int) -> None:
    with job("check_shops"):
        shops.check_all()


@app.periodic(cron="*/10 * * * *")
@app.task(name="sweep_shop_messages", queueing_lock="sweep_shop_messages", lock="sweep_shop_messages")
def sweep_shop_messages(timestamp: int) -> None:
    with job("sweep_shop_messages"):
        shops.sweep_messages(now=datetime.now(UTC))
