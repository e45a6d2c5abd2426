"""The worker's clockwork."""

from datetime import UTC, datetime

import croniter
from procrastinate.contrib.django import app

import makegood.interfaces.jobs.app  # noqa: F401  the tasks


def test_mails_deadlines_refunds_and_the_rescue_are_looked_at_within_half_a_minute() -> None:
    began = datetime(2026, 11, 24, 16, 7, 3, tzinfo=UTC)
    waits = {
        task.task.name: (croniter.croniter(task.cron, began).get_next(datetime) - began).total_seconds()
        for task in app.periodic_registry.periodic_tasks.values()
    }
    assert {name: wait <= 30 for name, wait in waits.items() if name not in ("compare_balls", "drop_uploads", "check_shops", "sweep_shop_messages")} == {
        "send_mails": True, "sweep_deadlines": True, "sweep_transfers": True, "take_up_withdrawals": True, "retry_stalled": True,
    }  # fmt: skip
