"""What people sign in with beside their password: reads and writes. The person's row is locked before anything is judged."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
from django.conf import settings
from django.db.models import Q

from makegood.apps.parties.models import Factor, Person, RecoveryCode
from makegood.base.locks import lock
from makegood.base.sealing import seal, unseal

PURPOSE = "factor"
STEP_S, DRIFT = 30, 1  # RFC 6238: half a minute a code; one step to each side for clocks that are a little off
CODES, LETTERS = 10, "23456789abcdefghjkmnpqrstvwxyz"


def factors_of(person_id: int) -> list[Factor]:
    return list(Factor.objects.filter(person_id=person_id).order_by("id"))


def has_factor(person_id: int) -> bool:
    return Factor.objects.filter(person_id=person_id).exists()


def passkeys_with(credential_id: str) -> list[Factor]:
    return list(Factor.objects.filter(kind="passkey", credential_id=credential_id).select_related("person"))


def codes_left(person_id: int) -> int:
    return RecoveryCode.objects.filter(person_id=person_id, used_at=None).count()


def hold_person(person_id: int) -> Person | None:
    found: list[Person] = lock(Person.objects.filter(id=person_id, is_active=True))
    return found[0] if found else None


def new_secret() -> str:
    return pyotp.random_base32()


def address_for(secret: str, email: str) -> str:
    """The otpauth address that an app reads from its QR code."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=email, issuer_name="makegood")


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The half minute whose code this is, around now; None where it is none."""
    totp, current = pyotp.TOTP(secret, interval=STEP_S), int(now.timestamp()) // STEP_S
    typed = "".join(code.split())
    return next((step for step in range(current - DRIFT, current + DRIFT + 1) if hmac.compare_digest(totp.generate_otp(step), typed)), None)


def add_totp(person_id: int, *, secret: str, step: int, name: str, now: datetime) -> Factor:
    return Factor.objects.create(
        person_id=person_id, kind="totp", name=name, secret=seal(secret, purpose=PURPOSE), last_step=step, made_at=now, used_at=now
    )


def add_passkey(person_id: int, *, credential_id: str, public_key: str, sign_count: int, name: str, now: datetime) -> Factor:
    return Factor.objects.create(
        person_id=person_id,
        kind="passkey",
        name=name,
        credential_id=credential_id,
        public_key=public_key,
        sign_count=sign_count,
        made_at=now,
    )


def use_totp(factor: Factor, code: str, now: datetime) -> bool:
    """Right, and not used before. The person is locked: of two who type one code at once the second is refused."""
    step = step_of(unseal(factor.secret, purpose=PURPOSE), code, now)
    if step is None or step <= factor.last_step:
        return False
    factor.last_step, factor.used_at = step, now
    factor.save(update_fields=["last_step", "used_at"])
    return True


def use_passkey(factor: Factor, sign_count: int, now: datetime) -> bool:
    """False where a counter that counts went back: there are two of this key."""
    if factor.sign_count and sign_count <= factor.sign_count:
        return False
    factor.sign_count, factor.used_at = sign_count, now
    factor.save(update_fields=["sign_count", "used_at"])
    return True


def new_codes(person_id: int) -> list[str]:
    """Ten codes in place of those that were, to be shown once: 50 bits each."""
    RecoveryCode.objects.filter(person_id=person_id).delete()
    made = ["".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(person_id=person_id, digest=_digest(person_id, code)) for code in made)
    return [f"{code[:5]}-{code[5:]}" for code in made]


def use_code(person_id: int, typed: str, now: datetime) -> bool:
    return bool(RecoveryCode.objects.filter(person_id=person_id, digest=_digest(person_id, typed), used_at=None).update(used_at=now))


def remove(person_id: int, factor_id: int | None) -> int:
    """One factor, or all; with the last one its recovery codes go too."""
    which = Q(person_id=person_id) & (Q() if factor_id is None else Q(id=factor_id))
    gone = Factor.objects.filter(which).delete()[0]
    if not has_factor(person_id):
        RecoveryCode.objects.filter(person_id=person_id).delete()
    return gone


def people_without(person_ids: Sequence[int]) -> set[int]:
    """Those of them who have no factor."""
    return set(person_ids) - set(Factor.objects.filter(person_id__in=list(person_ids)).values_list("person_id", flat=True))


def _digest(person_id: int, typed: str) -> str:
    folded = "".join(letter for letter in typed.lower() if letter in LETTERS)
    return hmac.new(settings.MAKEGOOD_LOOKUP_KEY.encode(), f"recovery:{person_id}:{folded}".encode(), "sha256").hexdigest()
