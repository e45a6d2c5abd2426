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
    slower = {
        "compare_balls",
        "drop_uploads",
        "find_disputes",
        "check_mail_domains",
        "check_shops",
        "poll_parcels",
        "sweep_postage",
        "sweep_shop_messages",
        "follow_texts",
        "run_decisions_again",
        "seal_chains",
        "let_go",
        "forget_answers",
        "escalate_promises",
        "look_for_black_holes",
        "end_credits",
        "fetch_reports",
        "close_months",
        "ask_mailboxes",
        "read_left_over_mails",
        "warn_of_authorities",
        "look_for_spikes",
        "send_claims",
    }  # fmt: skip  nobody sits before these
    soon = {
        "send_mails", "sweep_deadlines", "sweep_transfers", "take_up_withdrawals", "retry_stalled", "sweep_disputes", "sweep_errands",
        "look_into_folders", "send_webhooks", "tell_recalls",
    }  # fmt: skip
    assert set(waits) == soon | slower
    assert all(waits[name] <= 30 for name in soon)
