"""A mail came in: kept as it came, before anybody looks into it."""

from datetime import datetime
from typing import Any

from makegood.apps.inbox import operations as inbox
from makegood.apps.inbox.ports import Came, Position
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit


def take_mail(*, merchant_id: int, came: Came, way: str, by: Actor, now: datetime, position: Position | None = None) -> tuple[Any, bool]:
    """(the InboundMail, is it new). A job reads it. `position`: how far the mailbox is read with it, kept in the same transaction."""
    with unit(merchants=[merchant_id], by=by):
        mail, is_new = inbox.keep_raw(came, way=way, by=by, now=now)
        if position is not None:
            inbox.record_position(position)
        if is_new:
            defer("read_inbound_mail", merchant_id=merchant_id, mail_id=mail.id)
        return mail, is_new
