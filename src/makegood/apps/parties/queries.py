"""Reads of people and organisations."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from makegood.apps.parties.abilities import DOCK, roles_with
from makegood.apps.parties.models import ApiToken, Factor, Hub, Look, Membership, Organisation, Person, RecoveryCode, ShopHub
from makegood.base.idempotency import LOCK_SQL
from makegood.base.tenancy import current_scope
from makegood.base.together import Wanted, fetch, first


def hub_of_shop() -> ShopHub | None:
    """The hub that the unit's shop offers first, or None."""
    found: ShopHub | None = first(fetch(hub_wanted()))
    return found


def hub_wanted() -> Wanted:
    """All that the shop uses, the first that it offers first."""
    return Wanted(("hub", current_scope().merchants), ShopHub, "true", order=("rank", "id"), beside=("hub",))


def hubs_used() -> list[ShopHub]:
    """The same, of a unit of one shop."""
    found: list[ShopHub] = fetch(hub_wanted())
    return found


def hub_used(hub_id: int | None) -> Hub | None:
    """One of those; also one that the shop uses no more."""
    if hub_id is None:
        return None
    return next((one.hub for one in hubs_used() if one.hub_id == hub_id), None) or hub_by_id(hub_id)


def memberships_of(person: Person) -> list[Membership]:
    """Where they work; an invitation is none yet."""
    joined = Membership.objects.filter(person=person, ended_at=None, joined_at__isnull=False)
    return list(joined.select_related("merchant", "organisation").order_by("id"))


def only_shop_of(person_id: int) -> int | None:
    """The id of the one shop that they work for (or are invited to), where that is all there is; otherwise None."""
    found = list(Membership.objects.filter(person_id=person_id, ended_at=None).values_list("merchant_id", "organisation_id"))
    return found[0][0] if len(found) == 1 else None


def members_of(merchant_id: int) -> list[Membership]:
    return list(Membership.objects.filter(merchant_id=merchant_id, ended_at=None).select_related("person").order_by("id"))


@dataclass(frozen=True, slots=True)
class LetIn:
    """A living token: whose, and what it may do."""

    token_id: int
    merchant_id: int
    verbs: tuple[str, ...]
    has_key: bool = True


def digest_of_token(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def enter_by_token(secret: str, idempotency_key: str = "", *, now: datetime) -> LetIn | None:
    """A living token, found by the SHA-256 of its secret.

    The same statement opens the wall to its shop for this transaction and takes the lock of the key, where there is one; `has_key` is
    false where somebody else holds it.
    """
    digest = digest_of_token(secret)
    also = f", {LOCK_SQL}" if idempotency_key else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, merchant_id, verbs::text, set_config('app.merchants', '{{' || merchant_id || '}}', true){also} "
            "FROM parties_apitoken WHERE digest = %s AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > %s)",
            [*([idempotency_key] if idempotency_key else []), digest, now],
        )
        found = cursor.fetchone()
    return None if found is None else LetIn(found[0], found[1], tuple(json.loads(found[2])), found[4] if idempotency_key else True)


def tokens_of(merchant_id: int) -> list[ApiToken]:
    return list(ApiToken.objects.filter(merchant_id=merchant_id).order_by("id"))


def hubs_of(person: Person) -> list[Hub]:
    """The hubs of the organisations in which this person works."""
    organisations = Membership.objects.filter(
        person=person, ended_at=None, joined_at__isnull=False, organisation__kind="hub", role__in=roles_with(DOCK)
    ).values("organisation_id")
    return list(Hub.objects.filter(organisation_id__in=organisations).order_by("id"))


def hub_by_id(hub_id: int | None) -> Hub | None:
    return None if hub_id is None else Hub.objects.filter(id=hub_id).first()


def organisation_by_id(organisation_id: int) -> Organisation:
    return Organisation.objects.get(id=organisation_id)


def person_by_id(person_id: int) -> Person | None:
    return Person.objects.filter(id=person_id, is_active=True).first()


def person_by_email(email: str) -> Person | None:
    return Person.objects.filter(email=email.strip().lower(), is_active=True).first()


def names_of(person_ids: set[int]) -> dict[int, str]:
    return dict(Person.objects.filter(id__in=person_ids).values_list("id", "name"))


def membership_by_id(membership_id: int) -> Membership | None:
    return Membership.objects.filter(id=membership_id).select_related("person", "merchant").first()


def shops_of_hub(hub_id: int) -> list[int]:
    """Ids of the shops (of the unit) that use this hub."""
    return list(ShopHub.objects.filter(hub_id=hub_id).values_list("merchant_id", flat=True))


def factors_of(person_id: int) -> list[Factor]:
    return list(Factor.objects.filter(person_id=person_id).order_by("id"))


def factor_of(person_id: int, public_id: str) -> Factor | None:
    return Factor.objects.filter(person_id=person_id, public_id=public_id).first()


def factor_by_credential(credential: str) -> Factor | None:
    """A passkey by its name of itself, with its person; None for one of somebody who may not sign in."""
    return Factor.objects.filter(credential=credential, person__is_active=True).select_related("person").first()


def recovery_codes_left(person_id: int) -> int:
    return RecoveryCode.objects.filter(person_id=person_id, used_at=None).count()


def persons_with_factor(person_ids: list[int]) -> set[int]:
    return set(Factor.objects.filter(person_id__in=person_ids).values_list("person_id", flat=True))


def shops_of(person_id: int) -> list[int]:
    """Ids of the shops in which they work."""
    joined = Membership.objects.filter(person_id=person_id, ended_at=None, joined_at__isnull=False, merchant__isnull=False)
    return list(joined.values_list("merchant_id", flat=True))


def looks_at(subjects: list[str], limit: int = 500) -> list[Look]:
    """Who looked at these (public ids), the newest first."""
    return list(Look.objects.filter(subject__in=subjects).order_by("-span_at", "-id")[:limit])


def looks_page(*, who: str = "", before_id: int | None = None, limit: int = 100) -> list[Look]:
    """The newest first; `who` is an Actor as text."""
    found = Look.objects.all()
    found = found.filter(who=who) if who else found
    found = found.filter(id__lt=before_id) if before_id is not None else found
    return list(found.order_by("-id")[:limit])


def token_names(merchant_id: int) -> dict[int, str]:
    return dict(ApiToken.objects.filter(merchant_id=merchant_id).values_list("id", "name"))


def hubs_of_shop() -> list[ShopHub]:
    """The hubs that the unit's shop uses, the first that it offers first."""
    return list(ShopHub.objects.select_related("hub__organisation").order_by("rank", "id"))
