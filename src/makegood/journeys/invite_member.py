"""A new member of the shop: invited by mail, in by a link."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from makegood.apps.notices import operations as notices
from makegood.apps.parties import operations as parties
from makegood.apps.parties.words import SHOP_ROLES
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.links import make_link, token_of
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

LINK_DAYS = 7


def invite_member(*, merchant_id: int, email: str, name: str, role: str, inviter: str, by: Actor, now: datetime) -> str:
    """The address of the invitation. Refuses email_invalid, role_unknown, already_member."""
    with unit(merchants=[merchant_id], by=by):
        if role not in SHOP_ROLES:
            raise Refusal("role_unknown", "This role is not known.", "Choose one of the list.", field="role")
        try:
            validate_email(email)
        except ValidationError:
            raise Refusal("email_invalid", _("This is no e-mail address."), _("Check it."), field="email") from None
        merchant = parties.hold_shop(merchant_id)
        person = parties.find_or_add_person(email=email, name=name, language="")
        member = parties.add_member(person=person, role=role, now=now, merchant_id=merchant_id, invited=True)
        link = make_link(
            purpose="invite", subject=str(member.id), expires_at=now + timedelta(days=LINK_DAYS), now=now, merchant_id=merchant_id
        )
        address = f"{settings.MAKEGOOD_BASE_URL}/desk/join/{token_of(link)}/"
        timeline.note(f"shop:{merchant_id}", "member.invited", by=by, now=now, subject=f"person:{person.id}", role=role)
        notices.write_notice(
            kind="staff_invited", case=None, audience="staff", to=person.email, language=person.language or (merchant.languages or ["en"])[0],
            context={"shop_name": merchant.name, "inviter": inviter, "link": address}, by=by, now=now,
        )  # fmt: skip
        return address
