"""One effect for one Idempotency-Key: the key, the effect and the answer commit together."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models

from makegood.base.later import change_later
from makegood.base.rows import Row
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.digest import digest_of
from makegood.kernel.refusal import Refusal


class IdempotencyKey(Row):
    """`fingerprint` is the digest of method, path and body; `status` and `answer` are filled before the commit."""

    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.IntegerField(null=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "base_idempotency"
        constraints = [models.UniqueConstraint(fields=["merchant", "key"], name="idempotency_once")]


@dataclass(frozen=True, slots=True)
class Claimed:
    """`replay` is (status, answer) where the call was made before; otherwise None and the effect is yours to make."""

    row: IdempotencyKey
    replay: tuple[int, Any] | None


def claim_key(key: str, *, method: str, path: str, body: Any, now: datetime) -> Claimed:
    """Take the key, or learn what was answered. A second caller waits here until the first has committed.

    Refuses `idempotency_key_reused` where the same key came with another request.
    """
    merchant_id, fingerprint = sole_merchant_id(), digest_of([method, path, body])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO base_idempotency (merchant_id, key, fingerprint, created_at) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (merchant_id, key) DO NOTHING RETURNING id",
            [merchant_id, key, fingerprint, now],
        )
        made = cursor.fetchone()
    if made is not None:
        row = IdempotencyKey(id=made[0], merchant_id=merchant_id, key=key, fingerprint=fingerprint, created_at=now)
        return Claimed(row, None)
    found = IdempotencyKey.objects.get(key=key)
    if found.fingerprint != fingerprint:
        raise Refusal("idempotency_key_reused", "This key was used for another request.", "Use a new key for each new request.", status=422)
    return Claimed(found, (found.status or 200, found.answer))


def remember(claimed: Claimed, *, status: int, answer: Any) -> None:
    """Keep the answer of this unit under its key."""
    claimed.row.status, claimed.row.answer = status, answer
    change_later(claimed.row, "status", "answer")
