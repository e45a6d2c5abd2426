"""A person shows that they hold what they set up: a code of their app, a recovery code, or a passkey. What was taken once is not taken again."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices import operations as notices
from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries
from makegood.apps.parties.app_secret import opened
from makegood.apps.parties.codes import digest_of_recovery, is_recovery, step_of_code
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def prove_code(*, person_id: int, typed: str, now: datetime) -> str:
    """`totp` or `recovery`: what it was. Refuses `code_wrong` (used before, too). The person is told by mail of a recovery code that was used."""
    with unit(merchants=queries.shops_of(person_id), by=Actor("staff", f"person:{person_id}")):
        parties.lock_person(person_id)
        if is_recovery(typed):
            if not parties.use_recovery_code(person_id, digest_of_recovery(typed), now=now):
                raise Refusal("code_wrong", _("This recovery code is not good, or was used."), _("Take another one."), field="code")
            parties.note_in_shops("member.recovery_used", person_id, by=Actor("staff", f"person:{person_id}"), now=now)
            notices.write_account_mail(person_id=person_id, kind="recovery_used", link=None, now=now)
            defer("send_account_mails")
            return "recovery"
        app = next((one for one in queries.factors_of(person_id) if one.kind == "totp"), None)
        step = step_of_code(opened(app.secret), typed, now=now, after=app.used) if app is not None else None
        if app is None or step is None:
            raise Refusal(
                "code_wrong",
                _("This code is not good, or was used."),
                _("Wait until the app shows the next one, or type a recovery code."),
                field="code",
            )
        parties.use_factor(app, used=step, now=now)
        return "totp"


def prove_passkey(*, factor: Any, used: int, now: datetime) -> None:
    """A passkey whose signature was verified by whoever calls. Refuses `passkey_copied`: its own count did not grow, so there are two of it.

    A count of 0 says that it does not count (WebAuthn Level 3, 6.1.1): most passkeys that a cloud keeps.
    """
    with unit(merchants=queries.shops_of(factor.person_id)):
        parties.lock_person(factor.person_id)
        held = queries.factor_of(factor.person_id, factor.public_id)
        if held is None:
            raise Refusal("passkey_unknown", _("This passkey is not known here."), _("Sign in with your password."), status=422)
        if (used or held.used) and used <= held.used:
            raise Refusal("passkey_copied", _("This passkey seems to be a copy."), _("Sign in another way and remove it."), status=409)
        parties.use_factor(held, used=used, now=now)
