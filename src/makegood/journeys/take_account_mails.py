"""The sender takes the mails about people's own accounts that wait; their texts are made only now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from makegood.apps.notices import operations as notices
from makegood.apps.notices.ports import Outgoing
from makegood.apps.notices.stages import stage_of
from makegood.base.links import token_of
from makegood.base.unit import unit


@dataclass(frozen=True, slots=True)
class AccountOutgoing:
    mail_id: int
    person_id: int
    outgoing: Outgoing


def take_account_mails(*, now: datetime, limit: int = 20) -> list[AccountOutgoing]:
    """Up to `limit` of them; each is put off before it is tried. One whose link has ended meanwhile is not sent any more."""
    with unit(merchants=[]):
        found = []
        for mail in notices.take_account_mails(now=now, limit=limit):
            if mail.link is not None and (mail.link.revoked_at is not None or mail.link.expires_at <= now):
                notices.account_mail_failed(mail.id, problem="link_ended", final=True)
            else:
                found.append(AccountOutgoing(mail.id, mail.person_id, _written(mail)))
        return found


def _written(mail: Any) -> Outgoing:
    person, base = mail.person, settings.MAKEGOOD_BASE_URL
    address = f"{base}/desk/password/{token_of(mail.link)}/" if mail.link is not None else f"{base}/desk/password/"
    with translation.override(person.language or settings.LANGUAGE_CODE):
        stage, context = (
            stage_of(mail.kind),
            {
                "customer_name": person.name,
                "address": address,
                "webhooks": f"{base}/desk/settings/webhooks/",
                "factors": f"{base}/desk/me/second/",
            },
        )
        subject, text = stage.subject(context), stage.text(context)
    return Outgoing(
        notice_id=mail.id, public_id=mail.public_id, to=person.email, subject=subject, text=text, reply_to="", sender_name="makegood"
    )
