"""A person adds or removes what they sign in with beside their password. Each time they are told by mail, and each of their shops keeps a line."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils.translation import gettext as _

from makegood.apps.notices import operations as notices
from makegood.apps.parties import factors, queries
from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

MOST = 12


def add_totp(*, person_id: int, secret: str, code: str, now: datetime) -> list[str]:
    """The recovery codes where this is the first factor, to be shown once; otherwise none. Refuses `code_wrong`, `factor_known`."""
    with _changing(person_id, "added", "totp", now):
        if any(one.kind == "totp" for one in factors.factors_of(person_id)):
            raise Refusal("factor_known", _("You have an app already."), _("Remove it first, then set up the other one."), status=409)
        step = factors.step_of(secret, code, now)
        if step is None:
            raise Refusal(
                "code_wrong",
                _("This code does not fit."),
                _("Type the six digits that the app shows now; is the clock of your phone right?"),
                field="code",
            )
        first = not factors.has_factor(person_id)
        factors.add_totp(person_id, secret=secret, step=step, name=_("App"), now=now)
        return factors.new_codes(person_id) if first else []


def add_passkey(*, person_id: int, credential_id: str, public_key: str, sign_count: int, name: str, now: datetime) -> list[str]:
    """As add_totp. Refuses `factor_known` for a key that is somebody's already, `too_many`."""
    with _changing(person_id, "added", "passkey", now):
        known = factors.factors_of(person_id)
        if len(known) >= MOST:
            raise Refusal("too_many", _("These are enough."), _("Remove one that you no longer use."), status=409)
        if factors.passkeys_with(credential_id):
            raise Refusal("factor_known", _("This passkey is known already."), _("Nothing has to be done."), status=409)
        factors.add_passkey(
            person_id,
            credential_id=credential_id,
            public_key=public_key,
            sign_count=sign_count,
            name=" ".join(name.split())[:60] or _("Passkey"),
            now=now,
        )
        return [] if known else factors.new_codes(person_id)


def remove_factor(*, person_id: int, factor_id: int, now: datetime) -> None:
    """Refuses `factor_unknown`."""
    with _changing(person_id, "removed", "factor", now):
        if not factors.remove(person_id, factor_id):
            raise Refusal("factor_unknown", _("There is no such entry."), _("Reload the page."), status=404)


def renew_codes(*, person_id: int, now: datetime) -> list[str]:
    """Ten new recovery codes; those that were end. Refuses `factor_unknown` where there is nothing to recover."""
    with _changing(person_id, "codes_renewed", "recovery", now):
        if not factors.has_factor(person_id):
            raise Refusal("factor_unknown", _("There is nothing to recover yet."), _("Set up an app or a passkey first."), status=409)
        return factors.new_codes(person_id)


def reset_factors(*, merchant_id: int, membership_id: int, by: Actor, now: datetime) -> None:
    """An owner helps a member who has lost everything: what they had ends, and every sign-in of theirs. Refuses `member_unknown`, `owner_kept`."""
    member = queries.membership_by_id(membership_id)
    if member is None or member.merchant_id != merchant_id or member.joined_at is None:
        raise Refusal("member_unknown", _("Nobody of that name works here."), _("Reload the page."), status=404)
    if member.role == "owner":
        raise Refusal("owner_kept", _("An owner's sign-in can't be reset by another."), _("They use a recovery code."), status=409)
    with unit(merchants=[merchant_id], by=by):
        factors.hold_person(member.person_id)
        factors.remove(member.person_id, None)
        parties.end_sign_ins(member.person_id)
        timeline.note(f"shop:{merchant_id}", "member.factors_reset", by=by, now=now, subject=f"person:{member.person_id}")
        _tell(member.person_id, now)


@contextmanager
def _changing(person_id: int, what: str, kind: str, now: datetime) -> Iterator[None]:
    person = queries.person_by_id(person_id)
    if person is None:
        raise Refusal("member_unknown", _("You are signed out."), _("Sign in again."), status=401)
    by = Actor("staff", f"person:{person_id}")
    with unit(merchants=[one.merchant_id for one in queries.memberships_of(person) if one.merchant_id], by=by) as scope:
        factors.hold_person(person_id)
        yield
        for merchant_id in scope.merchants:
            parties.hold_shop(merchant_id)
            timeline.note(
                f"shop:{merchant_id}",
                f"member.factor_{what}",
                by=by,
                now=now,
                subject=f"person:{person_id}",
                merchant_id=merchant_id,
                kind=kind,
            )
        _tell(person_id, now)


def _tell(person_id: int, now: datetime) -> None:
    notices.write_account_mail(person_id=person_id, kind="factors_changed", link=None, now=now)
    defer("send_account_mails")
