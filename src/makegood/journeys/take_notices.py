"""The sender takes the mails of a shop that wait, before it talks to a mail server."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.apps.notices import queries
from makegood.apps.notices.ports import Outgoing
from makegood.base.actor import SYSTEM, Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit


def take_notices(*, merchant_id: int, now: datetime, by: Actor = SYSTEM, limit: int = 20) -> list[Outgoing]:
    """Up to `limit` mails of this shop; each is put off before it is tried, so that nothing is sent twice at once."""
    with unit(merchants=[merchant_id], by=by):
        taken = notices.take_batch(now=now, limit=limit)
        shop, server = merchant_of(merchant_id), queries.mail_server() if taken else None
        return [
            Outgoing(
                notice_id=notice.id,
                public_id=notice.public_id,
                to=notice.to,
                subject=notice.subject,
                text=notice.text,
                reply_to=(server.reply_to if server else "") or shop.email,
                sender_name=(server.sender_name if server else "") or shop.name,
            )
            for notice in taken
        ]
