"""How far a file has come: what is in so far, that it is done, or why it can't be read."""

from datetime import datetime
from typing import Any

from makegood.apps.orders.operations import incoming
from makegood.base.actor import Actor
from makegood.base.unit import unit


def record_upload(
    *, merchant_id: int, upload_id: str, state: str, by: Actor, now: datetime, counts: dict[str, Any] | None = None,
    problem: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Refuses `upload_unknown`."""
    with unit(merchants=[merchant_id], by=by):
        upload = incoming.lock_upload(upload_id)
        ended = now if state in ("done", "failed") else None
        incoming.change_upload(
            upload, state=state, ended_at=ended, problem=problem or {}, counts=upload.counts if counts is None else counts
        )
