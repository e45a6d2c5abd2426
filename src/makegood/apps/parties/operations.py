"""Writes of people and organisations."""

import hashlib
from datetime import datetime
from typing import Any

from django.db.models import F

from makegood.apps.parties import queries
from makegood.apps.parties.models import ApiToken, Factor, Hub, Look, Membership, Organisation, Person, RecoveryCode, ShopHub
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.locks import lock
from makegood.base.tenancy import Merchant, sole_merchant_id
from makegood.kernel.ids import new_public_id, new_secret
from makegood.kernel.refusal import Refusal


def add_organisation(*, kind: str, name: str, country: str, **more: Any) -> Organisation:
    return Organisation.objects.create(public_id=new_public_id("org"), kind=kind, name=name, country=country, **more)


def add_hub(*, organisation: Organisation, code: str, name: str, address: list[str], country: str, zone: str, abilities: list[str]) -> Hub:
    return Hub.objects.create(
        organisation=organisation, code=code, name=name, address=address, country=country, zone=zone, abilities=abilities, shelves=[]
    )


def use_hub(*, hub: Hub, fee_minor: int = 0, rank: int = 0) -> ShopHub:
    made: ShopHub = ShopHub.objects.create(merchant_id=sole_merchant_id(), hub=hub, fee_minor=fee_minor, rank=rank)
    return made


def add_person(*, email: str, name: str, password: str | None, language: str = "") -> Person:
    return Person.objects.create_user(email, password, name, language)


def add_member(
    *, person: Person, role: str, now: datetime, merchant_id: int | None = None, organisation_id: int | None = None, invited: bool = False
) -> Membership:
    """`invited`: it opens nothing until they have joined. Refuses `already_member`."""
    same = {"merchant_id": merchant_id} if merchant_id is not None else {"organisation_id": organisation_id}
    if Membership.objects.filter(person=person, ended_at=None, **same).exists():
        raise Refusal("already_member", "This person is a member already.", "Nothing has to be done.", status=409, field="email")
    return Membership.objects.create(
        person=person, merchant_id=merchant_id, organisation_id=organisation_id, role=role, since=now, joined_at=None if invited else now
    )


def find_or_add_person(*, email: str, name: str, language: str) -> Person:
    found = Person.objects.filter(email=email.strip().lower()).first()
    return found or add_person(email=email, name=name, password=None, language=language)


def set_password(person: Person, password: str) -> None:
    person.set_password(password)
    person.save(update_fields=["password"])


def end_sign_ins(person_id: int) -> None:
    """Every browser in which they are signed in has to sign in again."""
    Person.objects.filter(id=person_id).update(sign_ins_from=F("sign_ins_from") + 1)


def change_person(person: Person, *, name: str, language: str) -> None:
    person.name, person.language = name, language
    person.save(update_fields=["name", "language"])


def join(membership: Membership, *, now: datetime) -> None:
    membership.joined_at = now
    membership.save(update_fields=["joined_at"])


def change_role(membership: Membership, role: str) -> None:
    membership.role = role
    membership.save(update_fields=["role"])


def end_membership(membership: Membership, *, now: datetime) -> None:
    membership.ended_at = now
    membership.save(update_fields=["ended_at"])


def make_token(*, merchant_id: int, name: str, verbs: list[str], now: datetime, expires_at: datetime | None = None) -> tuple[ApiToken, str]:
    """The token and its secret, which is shown once and kept nowhere."""
    secret = f"mg_{new_secret()}"
    token = ApiToken.objects.create(
        merchant_id=merchant_id, name=name, digest=hashlib.sha256(secret.encode()).hexdigest(), last_four=secret[-4:], verbs=verbs,
        made_at=now, expires_at=expires_at,
    )  # fmt: skip
    return token, secret


def lock_token(merchant_id: int, token_id: int) -> ApiToken:
    """Refuses `token_unknown`, for one of another shop too."""
    found = lock(ApiToken.objects.filter(id=token_id, merchant_id=merchant_id, revoked_at=None))
    if not found:
        raise Refusal("token_unknown", "There is no such token.", "Reload the page.", status=404)
    one: ApiToken = found[0]
    return one


def revoke_token(token: ApiToken, *, now: datetime) -> None:
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])


def hold_shop(merchant_id: int) -> Merchant:
    """The shop's own row, locked: the root of its chain, for what changes the shop itself and who works there."""
    found: Merchant = lock(Merchant.objects.filter(id=merchant_id))[0]
    return found


def change_shop(shop: Merchant, new: dict[str, Any]) -> None:
    """Set these fields of the shop that is held."""
    for name, value in new.items():
        setattr(shop, name, value)
    shop.save(update_fields=list(new))


def lock_person(person_id: int) -> Person | None:
    """The person's own row, locked: the root of all that they sign in with."""
    found = lock(Person.objects.filter(id=person_id, is_active=True))
    return found[0] if found else None


def add_factor(*, person_id: int, kind: str, now: datetime, **fields: Any) -> Factor:
    return Factor.objects.create(person_id=person_id, public_id=new_public_id("fac"), kind=kind, made_at=now, **fields)


def use_factor(factor: Factor, *, used: int, now: datetime) -> None:
    factor.used, factor.used_at = used, now
    factor.save(update_fields=["used", "used_at"])


def rename_factor(factor: Factor, name: str) -> None:
    factor.name = name
    factor.save(update_fields=["name"])


def drop_factor(factor: Factor) -> None:
    factor.delete()


def drop_factors(person_id: int) -> int:
    """All that they show besides the password, recovery codes too. Returns how many factors there were."""
    RecoveryCode.objects.filter(person_id=person_id).delete()
    return Factor.objects.filter(person_id=person_id).delete()[0]


def give_recovery_codes(person_id: int, digests: list[str]) -> None:
    """These, and none that was there before."""
    RecoveryCode.objects.filter(person_id=person_id).delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(person_id=person_id, digest=one) for one in digests])


def use_recovery_code(person_id: int, digest: str, *, now: datetime) -> bool:
    """Whether it was one of theirs and still good: it is not any more."""
    return RecoveryCode.objects.filter(person_id=person_id, digest=digest, used_at=None).update(used_at=now) == 1


def note_in_shops(name: str, person_id: int, *, by: Actor, now: datetime, **data: Any) -> None:
    """A line in the chain of each shop that they work for: what changed about how they come in, never a secret. Inside a unit of those shops."""
    for merchant_id in sorted(queries.shops_of(person_id)):
        hold_shop(merchant_id)
        timeline.note(f"shop:{merchant_id}", name, by=by, now=now, subject=f"person:{person_id}", merchant_id=merchant_id, **data)


def add_looks(*, merchant_id: int, who: str, role: str, kind: str, subjects: list[str], span_at: datetime) -> None:
    """In one statement; what is there already stays as it is."""
    rows = [
        Look(merchant_id=merchant_id, who=who, role=role, kind=kind, subject=one[:40], span_at=span_at) for one in dict.fromkeys(subjects)
    ]
    Look.objects.bulk_create(rows, ignore_conflicts=True)


def drop_looks(before: datetime) -> int:
    """Those of the unit's shops that are older. The database refuses for what is younger than a year."""
    count: int = Look.objects.filter(span_at__lt=before).delete()[0]
    return count
