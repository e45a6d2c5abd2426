"""A person signs in with more than a password from now on: with an app that makes codes, or with a passkey."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from makegood.apps.notices import operations as notices
from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries
from makegood.apps.parties.app_secret import opened
from makegood.apps.parties.codes import digest_of_recovery, new_recovery_codes, step_of_code
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

MOST = 20  # passkeys a person


def add_app(*, person_id: int, sealed: str, code: str, now: datetime) -> list[str]:
    """The app whose secret (sealed) made this code. Returns the recovery codes where it is the first factor, otherwise none.

    Refuses `code_wrong`, `app_there`. The code counts as used.
    """
    with unit(merchants=queries.shops_of(person_id), by=_by(person_id)):
        parties.lock_person(person_id)
        if any(one.kind == "totp" for one in queries.factors_of(person_id)):
            raise Refusal("app_there", _("An app is set up already."), _("Remove it first: its codes end then."), status=409)
        step = step_of_code(opened(sealed), code, now=now, after=0)
        if step is None:
            raise Refusal(
                "code_wrong", _("This is not the code that the app shows now."), _("Wait for the next one and type that."), field="code"
            )
        parties.add_factor(person_id=person_id, kind="totp", secret=sealed, used=step, now=now)
        return _added(person_id, "totp", now)


def add_passkey(*, person_id: int, credential: str, key: str, used: int, name: str, now: datetime) -> list[str]:
    """A passkey that was verified by whoever calls. As add_app. Refuses `name_missing`, `passkey_there`, `too_many_passkeys`."""
    name = clean_name(name)
    with unit(merchants=queries.shops_of(person_id), by=_by(person_id)):
        parties.lock_person(person_id)
        if sum(one.kind == "passkey" for one in queries.factors_of(person_id)) >= MOST:
            raise Refusal("too_many_passkeys", _("There are too many passkeys."), _("Remove one that you do not use."), status=409)
        try:
            with transaction.atomic():
                parties.add_factor(person_id=person_id, kind="passkey", credential=credential, key=key, used=used, name=name, now=now)
        except IntegrityError:
            raise Refusal("passkey_there", _("This passkey is known already."), _("Nothing has to be done."), status=409) from None
        return _added(person_id, "passkey", now)


def make_recovery_codes(*, person_id: int, now: datetime) -> list[str]:
    """New ones; those before open nothing any more. Refuses `no_factor`."""
    with unit(merchants=queries.shops_of(person_id), by=_by(person_id)):
        parties.lock_person(person_id)
        if not queries.factors_of(person_id):
            raise Refusal("no_factor", _("Recovery codes stand in for an app or a passkey."), _("Set one up first."), status=409)
        parties.note_in_shops("member.codes_made", person_id, by=_by(person_id), now=now)
        return _codes(person_id)


def clean_name(name: str) -> str:
    name = " ".join(name.split())[:60]
    if not name:
        raise Refusal("name_missing", _("A name is needed."), _("Say where it lies: phone, laptop, key ring."), field="name")
    return name


def _added(person_id: int, kind: str, now: datetime) -> list[str]:
    """The first factor ends every sign-in that showed none."""
    first = len(queries.factors_of(person_id)) == 1
    if first:
        parties.end_sign_ins(person_id)
    parties.note_in_shops("member.factor_added", person_id, by=_by(person_id), now=now, kind=kind)
    notices.write_account_mail(person_id=person_id, kind="factor_added", link=None, now=now)
    defer("send_account_mails")
    return _codes(person_id) if first else []


def _codes(person_id: int) -> list[str]:
    made = new_recovery_codes()
    parties.give_recovery_codes(person_id, [digest_of_recovery(one) for one in made])
    return made


def _by(person_id: int) -> Actor:
    return Actor("staff", f"person:{person_id}")
