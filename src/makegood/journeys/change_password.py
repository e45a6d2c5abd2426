"""A person gets another password: by a link from a mail, or because they know the one they have."""

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from makegood.apps.notices import operations as notices
from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.links import end_links
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def change_password(*, person_id: int, password: str, now: datetime, link: Any = None, known: str | None = None) -> Any:
    """The Person. Either `link` (used up by it) or `known`, the password so far. All their sign-ins end, and they are told by mail.

    Refuses `link_expired` (used already), `password_wrong`, `password_weak`.
    """
    person = queries.person_by_id(person_id)
    if person is None:
        raise Refusal("link_expired", _("This link has ended."), _("Ask for a new one; nothing is lost."), status=410)
    if link is None and not person.check_password(known or ""):
        raise Refusal(
            "password_wrong", _("This is not the password so far."), _("Type it again, or ask for a link by mail."), field="known"
        )
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refusal("password_weak", " ".join(error.messages), _("Choose another one."), field="password") from None
    shops = queries.memberships_of(person)
    by = Actor("staff", f"person:{person.id}")
    with unit(merchants=[one.merchant_id for one in shops if one.merchant_id], by=by) as scope:
        if not end_links(purpose="password", subject=f"person:{person.id}", now=now, at_least=link):
            raise Refusal("link_expired", _("This link was used already."), _("Ask for a new one; nothing is lost."), status=410)
        parties.set_password(person, password)
        for merchant_id in scope.merchants:
            parties.hold_shop(merchant_id)
            timeline.note(
                f"shop:{merchant_id}", "member.password_changed", by=by, now=now, subject=f"person:{person.id}", merchant_id=merchant_id
            )
        notices.write_account_mail(person_id=person.id, kind="password_changed", link=None, now=now)
        defer("send_account_mails")
    return person
