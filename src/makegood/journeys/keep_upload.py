"""Somebody of the shop sent a file of orders: nothing of it is read into the books yet."""

from datetime import datetime
from typing import Any

from makegood.apps.orders.operations import incoming
from makegood.base.actor import Actor
from makegood.base.unit import unit


def keep_upload(*, merchant_id: int, public_id: str, file_name: str, size: int, by: Actor, now: datetime, from_folder: bool = False) -> Any:
    """The Upload."""
    with unit(merchants=[merchant_id], by=by):
        return incoming.add_upload(public_id=public_id, file_name=file_name, size=size, from_folder=from_folder, by=by, now=now)
