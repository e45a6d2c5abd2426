"""An uploaded file is no longer needed: its bytes go, the row says what came of it."""

from datetime import datetime

from makegood.apps.orders.operations import incoming
from makegood.base.actor import Actor
from makegood.base.unit import unit


def drop_upload(*, merchant_id: int, upload_id: str, by: Actor, now: datetime) -> None:
    """Refuses `upload_unknown`."""
    with unit(merchants=[merchant_id], by=by):
        incoming.change_upload(incoming.lock_upload(upload_id), dropped_at=now)
