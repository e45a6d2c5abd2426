"""The sender takes the mails of a shop that wait, before it talks to a mail server."""

from datetime import datetime
from typing import Any

from django.utils import translation

from makegood.apps.notices import operations as notices
from makegood.apps.notices import queries
from makegood.apps.notices.html import html_of
from makegood.apps.notices.ports import Outgoing
from makegood.apps.notices.threads import reply_address, root_of, subject_of
from makegood.base.actor import SYSTEM, Actor
from makegood.base.tenancy import Merchant, merchant_of
from makegood.base.unit import unit


def take_notices(*, merchant_id: int, now: datetime, by: Actor = SYSTEM, limit: int = 20) -> list[Outgoing]:
    """Up to `limit` mails of this shop; each is put off before it is tried, so that nothing is sent twice at once."""
    with unit(merchants=[merchant_id], by=by):
        taken = notices.take_batch(now=now, limit=limit)
        shop, server = merchant_of(merchant_id), queries.mail_server() if taken else None
        return [outgoing(one, shop, server) for one in taken]


def outgoing(notice: Any, shop: Merchant, server: Any) -> Outgoing:
    """The mail of one notice. Customers get it in HTML too, as part of their case's one conversation; staff and suppliers in plain text."""
    is_customers = notice.audience in ("customer", "buyer")
    case = notice.case if notice.audience == "customer" and notice.case_id is not None else None
    inbox = str(shop.settings.get("inbox", ""))
    with translation.override(notice.language):
        shared = subject_of(notice.said) if case is not None else ""
    html = html_of(text=notice.text, headline=notice.subject, shop_name=shop.name, accent=shop.accent, language=notice.language)
    return Outgoing(
        notice_id=notice.id,
        public_id=notice.public_id,
        to=notice.to,
        subject=shared or notice.subject,
        text=notice.text,
        reply_to=(reply_address(inbox, case.public_id) if inbox and case else "")
        or str(shop.settings.get("answers_to", ""))
        or (server.reply_to if server else "")
        or shop.email,
        sender_name=(server.sender_name if server else "") or shop.name,
        html=html if is_customers else "",
        thread=root_of(case.public_id) if case is not None else "",
    )
