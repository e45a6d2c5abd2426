"""An invited person chooses a password."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.links import revoke_links
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def join_shop(*, merchant_id: int, membership_id: int, password: str, now: datetime) -> None:
    """The link is used up. Who has a password already keeps it. Refuses `password_weak`, `link_invalid`."""
    with unit(merchants=[merchant_id]):
        member = queries.membership_by_id(membership_id)
        if member is None or member.merchant_id != merchant_id:
            raise Refusal("link_invalid", "This invitation is not known.", "Ask for a new one.", status=404)
        if not member.person.has_usable_password():
            try:
                validate_password(password, member.person)
            except ValidationError as error:
                raise Refusal("password_weak", " ".join(error.messages), "Choose a longer one.", field="password") from None
            parties.set_password(member.person, password)
        revoke_links(purpose="invite", subject=str(member.id), now=now)
        by = Actor("staff", f"person:{member.person_id}")
        timeline.note(f"shop:{merchant_id}", "member.joined", by=by, now=now, subject=f"person:{member.person_id}")
