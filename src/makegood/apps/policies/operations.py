"""Writes of policies: versions are only ever added."""

from datetime import datetime
from typing import Any

from makegood.apps.policies.models import Draft, PolicyVersion, Publication, Showing
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of, sole_merchant_id
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal
from makegood.policy.rules import load_policy


def publish(*, text: str, by: Actor, now: datetime, from_at: datetime | None = None, note: str = "") -> PolicyVersion:
    """Make `text` the policy in force from `from_at` (now) on. The same content is the same version. Refuses `policy_invalid`."""
    merchant_id, policy = sole_merchant_id(), load_policy(text)
    if policy.currency != merchant_of(merchant_id).currency:
        raise Refusal(
            "policy_currency",
            f"The policy speaks of {policy.currency}, the shop's books of {merchant_of(merchant_id).currency}.",
            "Write its amounts in the shop's currency.",
            field="currency",
        )
    version, _ = PolicyVersion.objects.get_or_create(
        merchant_id=merchant_id,
        hash=policy.hash,
        defaults={
            "public_id": new_public_id("pol"),
            "name": policy.name,
            "currency": policy.currency,
            "text": text,
            "made_at": now,
            "actor": str(by),
        },
    )
    Publication.objects.create(merchant_id=merchant_id, version=version, from_at=from_at or now, note=note, actor=str(by))
    timeline.note(f"policy:{merchant_id}", "policy.published", by=by, now=now, subject=version.public_id, hash=policy.hash)
    found: PolicyVersion = version
    return found


def keep_showing(digest: str, body: dict[str, Any], words: list[str], version_id: int, *, now: datetime) -> None:
    """The content as it is served, kept once; served again it is known already."""
    if Showing.objects.filter(digest=digest).exists():
        return
    row = Showing(
        merchant_id=sole_merchant_id(), digest=digest, place=body["at"], goods=body["goods"], market=body["market"],
        language=body["language"], words=words, body=body, version_id=version_id, first_at=now,
    )  # fmt: skip
    Showing.objects.bulk_create([row], ignore_conflicts=True)  # two visitors at once may be the first


def keep_draft(*, text: str, edition: int, by: Actor, now: datetime) -> int:
    """The draft's new edition. `edition` is the one that was changed (0: there was none). Refuses `draft_changed`."""
    merchant_id = sole_merchant_id()
    if edition == 0:
        there, made = Draft.objects.get_or_create(
            merchant_id=merchant_id, defaults={"text": text, "edition": 1, "changed_at": now, "actor": str(by)}
        )
        if not made:
            raise _changed(there)
        return 1
    found = Draft.objects.filter(edition=edition).update(text=text, edition=edition + 1, changed_at=now, actor=str(by))
    if not found:
        raise _changed(Draft.objects.first())
    return edition + 1


def _changed(draft: Draft | None) -> Refusal:
    return Refusal(
        "draft_changed",
        "The draft is another one now." if draft is not None else "The draft is gone.",
        "Look at it as it is now, then change it.",
        status=409,
    )


def drop_draft() -> None:
    Draft.objects.all().delete()
