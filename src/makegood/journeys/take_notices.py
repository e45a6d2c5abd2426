"""The sender takes the mails that wait, before it talks to a mail server."""

from dataclasses import dataclass
from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.base.actor import SYSTEM, Actor
from makegood.base.tenancy import Merchant
from makegood.base.unit import all_merchant_ids, unit


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail to send."""

    notice_id: int
    merchant_id: int
    public_id: str
    to: str
    subject: str
    text: str
    reply_to: str
    sender_name: str


def take_notices(*, now: datetime, by: Actor = SYSTEM, limit: int = 20) -> list[Outgoing]:
    """Up to `limit` mails of any shop; each is put off before it is tried, so that nothing is sent twice at once."""
    with unit(merchants=all_merchant_ids(), by=by):
        taken = notices.take_batch(now=now, limit=limit)
        shops = {shop.id: shop for shop in Merchant.objects.filter(id__in={notice.merchant_id for notice in taken})}
        return [
            Outgoing(
                notice_id=notice.id,
                merchant_id=notice.merchant_id,
                public_id=notice.public_id,
                to=notice.to,
                subject=notice.subject,
                text=notice.text,
                reply_to=shops[notice.merchant_id].email,
                sender_name=shops[notice.merchant_id].name,
            )
            for notice in taken
        ]
