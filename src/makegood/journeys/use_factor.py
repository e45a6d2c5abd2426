"""The second half of a sign-in: a code of the app or a recovery code, once; or a passkey."""

from datetime import datetime

from django.utils.translation import gettext as _

from makegood.apps.parties import factors
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def use_typed(*, person_id: int, typed: str, now: datetime) -> str:
    """`totp` or `recovery`. Refuses `code_wrong`; a code that was used is wrong."""
    with unit(merchants=[], by=SYSTEM):
        person = factors.hold_person(person_id)
        digits = "".join(typed.split())
        if person is not None and digits.isascii() and digits.isdigit() and len(digits) == 6:
            if any(factors.use_totp(one, digits, now) for one in factors.factors_of(person_id) if one.kind == "totp"):
                return "totp"
        elif person is not None and factors.use_code(person_id, typed, now):
            return "recovery"
        raise Refusal(
            "code_wrong", _("This code does not fit, or was used."), _("Wait for the next one, or use a recovery code."), field="code"
        )


def use_passkey(*, factor_id: int, person_id: int, sign_count: int, now: datetime) -> None:
    """Its answer was right: it is counted. Refuses `passkey_wrong` where its counter went back (there are two of it)."""
    with unit(merchants=[], by=SYSTEM):
        factors.hold_person(person_id)
        factor = next((one for one in factors.factors_of(person_id) if one.id == factor_id), None)
        if factor is None or not factors.use_passkey(factor, sign_count, now):
            raise Refusal(
                "passkey_wrong", _("This passkey could not be used."), _("Use another way to sign in, and remove this one."), status=422
            )
