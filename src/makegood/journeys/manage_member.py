"""An owner says who works in the shop: an invitation again, or no more; somebody leaves."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from makegood.apps.notices import operations as notices
from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries
from makegood.apps.parties.words import SHOP_ROLES
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.links import end_links, make_link, token_of
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

LINK_DAYS = 7


def resend_invitation(*, merchant_id: int, membership_id: int, inviter: str, by: Actor, now: datetime) -> str:
    """The address of the new link; the ones before end. Refuses `invitation_unknown`."""
    with unit(merchants=[merchant_id], by=by):
        shop, member = parties.hold_shop(merchant_id), _member(merchant_id, membership_id, joined=False)
        end_links(purpose="invite", subject=str(member.id), now=now)
        expires_at = now + timedelta(days=LINK_DAYS)
        link = make_link(purpose="invite", subject=str(member.id), expires_at=expires_at, now=now, merchant_id=merchant_id)
        address = f"{settings.MAKEGOOD_BASE_URL}/desk/join/{token_of(link)}/"
        notices.write_notice(
            kind="staff_invited", case=None, audience="staff", to=member.person.email,
            language=member.person.language or (shop.languages or ["en"])[0],
            context={"shop_name": shop.name, "inviter": inviter, "link": address}, by=by, now=now,
        )  # fmt: skip
        timeline.note(f"shop:{merchant_id}", "member.invited_again", by=by, now=now, subject=f"person:{member.person_id}")
        return address


def revoke_invitation(*, merchant_id: int, membership_id: int, by: Actor, now: datetime) -> None:
    """Its links end. Refuses `invitation_unknown`."""
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        member = _member(merchant_id, membership_id, joined=False)
        end_links(purpose="invite", subject=str(member.id), now=now)
        parties.end_membership(member, now=now)
        timeline.note(f"shop:{merchant_id}", "member.invitation_revoked", by=by, now=now, subject=f"person:{member.person_id}")


def remove_member(*, merchant_id: int, membership_id: int, by: Actor, now: datetime) -> None:
    """They are signed out at once. Refuses `member_unknown`, `last_owner`."""
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        member = _member(merchant_id, membership_id, joined=True)
        if member.role == "owner":
            _another_owner(merchant_id)
        parties.end_membership(member, now=now)
        parties.end_sign_ins(member.person_id)
        timeline.note(f"shop:{merchant_id}", "member.removed", by=by, now=now, subject=f"person:{member.person_id}", role=member.role)


def change_role(*, merchant_id: int, membership_id: int, role: str, by: Actor, now: datetime) -> None:
    """From their next page on. Refuses `role_unknown`, `member_unknown`, `last_owner`."""
    if role not in SHOP_ROLES:
        raise Refusal("role_unknown", _("This role is not known."), _("Choose one of the list."), field="role")
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        member = _member(merchant_id, membership_id, joined=True)
        if member.role == "owner" and role != "owner":
            _another_owner(merchant_id)
        was = member.role
        parties.change_role(member, role)
        timeline.note(
            f"shop:{merchant_id}", "member.role_changed", by=by, now=now, subject=f"person:{member.person_id}", was=was, role=role
        )


def _another_owner(merchant_id: int) -> None:
    if len([one for one in queries.members_of(merchant_id) if one.role == "owner" and one.joined_at is not None]) == 1:
        raise Refusal("last_owner", _("This is the last owner of the shop."), _("Invite another owner first."), status=409)


def _member(merchant_id: int, membership_id: int, *, joined: bool) -> Any:
    member = queries.membership_by_id(membership_id)
    if member is None or member.merchant_id != merchant_id or member.ended_at is not None or (member.joined_at is not None) != joined:
        code, message = (
            ("member_unknown", _("There is no such member.")) if joined else ("invitation_unknown", _("There is no such invitation."))
        )
        raise Refusal(code, message, _("Reload the page."), status=404)
    return member
