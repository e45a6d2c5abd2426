"""Jobs by name: deferred in the same transaction as the intent that they carry out."""

from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app


def defer(name: str, *, lock: str | None = None, run_at: datetime | None = None, **ids: Any) -> None:
    """Queue the task `name` with ids only. Jobs with the same `lock` run one after another."""
    app.configure_task(name, lock=lock, schedule_at=run_at, allow_unknown=True).defer(**ids)
