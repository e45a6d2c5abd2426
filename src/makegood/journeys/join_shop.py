"""An invited person comes in: with a password that they choose, or with the one that they have."""

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.links import end_links
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def join_shop(*, merchant_id: int, link: Any, password: str, now: datetime) -> None:
    """The link is used up. Who has a password already shows that they know it: a link may have been seen by whoever invited them.

    Refuses `password_weak`, `password_wrong`, `link_invalid`, `link_expired`.
    """
    with unit(merchants=[merchant_id]):
        parties.hold_shop(merchant_id)
        member = queries.membership_by_id(int(link.subject))
        if member is None or member.merchant_id != merchant_id or member.ended_at is not None:
            raise Refusal("link_invalid", _("This invitation is not known."), _("Ask for a new one."), status=404)
        if member.person.has_usable_password():
            if not member.person.check_password(password):
                raise Refusal(
                    "password_wrong", _("This is not your password here."), _("Type it again, or choose a new one."), field="password"
                )
        else:
            try:
                validate_password(password, member.person)
            except ValidationError as error:
                raise Refusal("password_weak", " ".join(error.messages), _("Choose another one."), field="password") from None
            parties.set_password(member.person, password)
        if not end_links(purpose="invite", subject=str(member.id), now=now, at_least=link):
            raise Refusal("link_expired", _("This link was used already."), _("Sign in."), status=410)
        parties.join(member, now=now)
        by = Actor("staff", f"person:{member.person_id}")
        timeline.note(f"shop:{merchant_id}", "member.joined", by=by, now=now, subject=f"person:{member.person_id}")
