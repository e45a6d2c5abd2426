"""Somebody lost phone and recovery codes: an owner of their shop, or whoever runs the installation, lets them set up anew."""

from datetime import datetime

from django.utils.translation import gettext as _

from makegood.apps.notices import operations as notices
from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries
from makegood.base.actor import SYSTEM, Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def reset_factors(*, merchant_id: int, membership_id: int, by: Actor, now: datetime) -> None:
    """By an owner of the only place where they work: the password stays, every sign-in ends, and they are told by mail.

    Refuses `member_unknown`, `works_elsewhere` (one shop's owner does not open another shop's door), `no_factor`.
    """
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        member = queries.membership_by_id(membership_id)
        if member is None or member.merchant_id != merchant_id or member.ended_at is not None or member.joined_at is None:
            raise Refusal("member_unknown", _("There is no such member."), _("Reload the page."), status=404)
        if queries.only_shop_of(member.person_id) != merchant_id:
            raise Refusal(
                "works_elsewhere",
                _("They work somewhere else too, whose door this would open."),
                _("They use a recovery code, or ask whoever runs makegood."),
                status=409,
            )
        _reset(member.person_id, by, now)


def reset_factors_by_hand(*, email: str, now: datetime) -> None:
    """By whoever has the installation's console. Refuses `person_unknown`, `no_factor`."""
    person = queries.person_by_email(email)
    if person is None:
        raise Refusal("person_unknown", f"Nobody signs in with {email}.", "Check the address.", field="email")
    with unit(merchants=queries.shops_of(person.id)):
        _reset(person.id, SYSTEM, now)


def _reset(person_id: int, by: Actor, now: datetime) -> None:
    parties.lock_person(person_id)
    if not parties.drop_factors(person_id):
        raise Refusal("no_factor", _("They sign in with a password alone."), _("Nothing has to be done."), status=409)
    parties.end_sign_ins(person_id)
    parties.note_in_shops("member.factors_reset", person_id, by=by, now=now)
    notices.write_account_mail(person_id=person_id, kind="factors_reset", link=None, now=now)
    defer("send_account_mails")
