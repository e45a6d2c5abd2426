"""How an uploaded file is to be read: what a person said on its page."""

from typing import Any

from makegood.apps.orders.operations import incoming
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def change_upload(*, merchant_id: int, upload_id: str, options: dict[str, Any], by: Actor) -> Any:
    """The Upload. Refuses upload_unknown, upload_begun."""
    with unit(merchants=[merchant_id], by=by):
        upload = incoming.lock_upload(upload_id)
        if upload.state != "chosen":
            raise Refusal("upload_begun", "This file is on its way in.", "Look at what came in.", status=409)
        incoming.change_upload(upload, options=options)
        return upload
