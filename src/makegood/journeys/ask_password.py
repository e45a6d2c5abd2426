"""Somebody can't sign in any more and asks for a new password."""

from datetime import datetime, timedelta

from django.db import transaction

from makegood.apps.notices import operations as notices
from makegood.apps.parties import queries as parties
from makegood.base.jobs import defer
from makegood.base.later import write_waiting
from makegood.base.links import make_link, token_of
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

LASTS = timedelta(hours=1)
PURPOSE = "password"


def ask_password(*, email: str, now: datetime) -> None:
    """A mail with a link, at once, to whoever has this address; nothing, by the same steps, where nobody does.

    The steps for nobody are taken back as they end, so that neither the answer nor its time tells whether the address is known.
    """
    person = parties.person_by_email(email)
    with unit(merchants=[]), transaction.atomic():
        link = make_link(purpose=PURPOSE, subject=f"person:{person.id if person else 0}", expires_at=now + LASTS, now=now, merchant_id=None)
        write_waiting()
        notices.write_account_mail(person_id=person.id if person else 0, kind="password_asked", link=link, now=now)
        defer("send_account_mails")
        if person is None:
            transaction.set_rollback(True)


def link_by_hand(*, email: str, now: datetime) -> str:
    """The token of such a link, for the console of an installation without a mail server. Refuses `person_unknown`."""
    person = parties.person_by_email(email)
    if person is None:
        raise Refusal("person_unknown", f"Nobody signs in with {email}.", "Check the address, or invite them from the desk.", field="email")
    with unit(merchants=[]):
        return token_of(make_link(purpose=PURPOSE, subject=f"person:{person.id}", expires_at=now + LASTS, now=now, merchant_id=None))
