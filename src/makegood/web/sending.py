"""One mail, tried: no transaction may be open while a mail server is asked."""

import logging
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.ports import MailFailed, MailPort, Outgoing
from makegood.apps.notices.threads import message_id_of
from makegood.kernel.ids import new_public_id

log = logging.getLogger(__name__)


def try_one(port: MailPort, mail: Outgoing) -> MailFailed | None:
    """None where it was taken."""
    try:
        port.send(
            to=mail.to, subject=mail.subject, text=mail.text, message_id=message_id_of(mail.public_id), reply_to=mail.reply_to,
            sender_name=mail.sender_name, html=mail.html, thread=mail.thread,
        )  # fmt: skip
    except MailFailed as failed:
        return failed
    except Exception:  # a fault of ours must end neither the lane nor the sweep
        log.exception("a mail could not be tried", extra={"notice": mail.public_id})
        return MailFailed("not_taken")
    return None


def test_mail(shop: Any, server: Any, to: str) -> Outgoing:
    """What is sent to try a shop's way; `server`: its notices.MailServer or None."""
    return Outgoing(
        notice_id=0, public_id=new_public_id("tst"), to=to, subject=_("A test from makegood"),
        text=_("This is the test that you asked for. The mails of %(shop)s arrive.") % {"shop": shop.name} + "\n",
        reply_to=(server.reply_to if server else "") or shop.email, sender_name=(server.sender_name if server else "") or shop.name,
    )  # fmt: skip
