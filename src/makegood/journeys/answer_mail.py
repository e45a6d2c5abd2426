"""A person answers a mail that belongs to no case."""

import re
from datetime import datetime
from typing import Any

from makegood.apps.inbox import operations as inbox
from makegood.apps.notices import operations as notices
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.kernel.address import usable_address
from makegood.kernel.refusal import Refusal
from makegood.kernel.text import storable

_ANSWERS = re.compile(r"^(?:\s*(?:re|aw|antw|sv|vs|odp|r|rif)\s*:)+\s*", re.I)  # of a subject, as mail programs write it
LONGEST = 5_000


def answer_mail(*, merchant_id: int, mail_id: int, text: str, by: Actor, now: datetime) -> Any:
    """The InboundMail, answered to the address that it came from, and to no other.

    Refuses `message_empty`, `message_too_long`, `mail_settled`, `answers_itself` (a machine wrote it) and `no_address`.
    """
    with unit(merchants=[merchant_id], by=by):
        mail = inbox.lock_mail(mail_id)
        text = storable(text).strip()
        if not text:
            raise Refusal("message_empty", "There is nothing written yet.", "Write a sentence.", field="text")
        if len(text) > LONGEST:
            raise Refusal("message_too_long", f"The message is longer than {LONGEST} characters.", "Shorten it.", field="text")
        if mail.state not in ("waiting", "spam", "ended") or mail.erased_at is not None or mail.notice_id is not None:
            raise Refusal("mail_settled", "Somebody has dealt with this mail already.", "Reload the page.", status=409)
        if mail.nature in ("auto", "report", "own"):
            raise Refusal("answers_itself", "A machine wrote this.", "Nobody would read an answer.", status=409)
        to, shop = usable_address(mail.from_address), merchant_of(merchant_id)
        if not to:
            raise Refusal("no_address", "No answer can be sent to this address.", "Look at the original.", status=409)
        notice = notices.write_notice(
            kind="mail_answer", case=None, audience="customer", to=to, language=mail.language or "en", by=by, now=now,
            context={
                "text": text, "about": _ANSWERS.sub("", mail.subject) or mail.subject or "–", "customer_name": mail.from_name, "shop_name": shop.name, "contact_name": shop.contact_name,
            },
        )  # fmt: skip
        inbox.move(mail, "answered", by=by, now=now, answer=notice, ended_at=now)
        return mail
