"""The button was pressed: the file is taken, once."""

from typing import Any

from makegood.apps.orders.operations import incoming
from makegood.base.actor import Actor
from makegood.base.unit import unit


def take_upload(*, merchant_id: int, upload_id: str, later: bool, by: Actor) -> Any | None:
    """The Upload, now `running` (or `waiting` for a job); None where somebody pressed the button before. Refuses upload_unknown."""
    with unit(merchants=[merchant_id], by=by):
        upload = incoming.lock_upload(upload_id)
        if upload.state != "chosen":
            return None
        incoming.change_upload(upload, state="waiting" if later else "running")
        return upload
