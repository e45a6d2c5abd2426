"""One effect for one Idempotency-Key: the key, the effect and the answer commit together."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models.functions import Cast

from makegood.base.later import add_later
from makegood.base.rows import Row
from makegood.base.tenancy import sole_merchant_id
from makegood.base.together import Wanted, fetch, first
from makegood.kernel.digest import digest_of
from makegood.kernel.refusal import Refusal


class IdempotencyKey(Row):
    """`fingerprint` is the digest of method, path and body; `status` and `answer` are what was said."""

    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.IntegerField()
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "base_idempotency"
        constraints = [models.UniqueConstraint(fields=["merchant", "key"], name="idempotency_once")]


@dataclass(frozen=True, slots=True)
class Claimed:
    """`replay` is (status, answer) where the call was made before; otherwise None and the effect is yours to make."""

    key: str
    fingerprint: str
    replay: tuple[int, Any] | None


LOCK_SQL = "pg_try_advisory_xact_lock(hashtextextended(%s, merchant_id))"
"""In the statement that finds the caller (it gives `merchant_id`; the parameter is the key): true where nobody is at work under this key just
now. Who gets false goes away with 409, and comes again. Two keys that share a hash keep each other waiting and come to no harm."""

KEPT = timedelta(days=30)
SHORT = 32  # hexadecimal digits, 128 bits: nobody meets another's by chance, and each is written five times a return


def own_key(key: str, *, caller: str, path: str) -> str:
    """The key as it is kept: a caller's own, for one address. The same word from another caller, or elsewhere, is another key."""
    return digest_of([caller, path, key])[:SHORT] if key else ""


def key_wanted(key: str) -> Wanted:
    """What was said under this key, for a read together with others."""
    return Wanted(("idempotency", key), IdempotencyKey, "key = %s", (key,), finish=first)


def claim_key(key: str, *, method: str, path: str, body: Any) -> Claimed:
    """Learn whether this call was answered already. The caller holds the key's lock (LOCK_SQL).

    Refuses `idempotency_key_reused` where the same key came with another request.
    """
    fingerprint = digest_of([method, path, body])[:SHORT]
    found: IdempotencyKey | None = fetch(key_wanted(key))
    if found is None:
        return Claimed(key, fingerprint, None)
    if found.fingerprint != fingerprint:
        raise Refusal("idempotency_key_reused", "This key was used for another request.", "Use a new key for each new request.", status=422)
    return Claimed(key, fingerprint, (found.status, found.answer))


ERASED = {"erased": True}


def forget_answers(words: Iterable[str]) -> int:
    """What was answered of somebody whose words are erased is no longer repeated: an answer with one of these as a value loses its content. How many.

    The key stays used: a call that comes again has no second effect, and gets `ERASED` with the first answer's status.
    """
    wanted = [word for word in words if word]
    if not wanted:
        return 0
    found = IdempotencyKey.objects.annotate(as_text=Cast("answer", models.TextField())).exclude(answer=ERASED)
    bears = models.Q()
    for word in wanted:
        bears |= models.Q(as_text__contains=json.dumps(word, ensure_ascii=False))
    return int(found.filter(bears).update(answer=ERASED))


def remember(claimed: Claimed, *, status: int, answer: Any, now: datetime) -> None:
    """Keep the answer of this unit under its key; the unique constraint is the last guard."""
    add_later(
        IdempotencyKey(
            merchant_id=sole_merchant_id(), key=claimed.key, fingerprint=claimed.fingerprint, status=status, answer=answer, created_at=now
        )
    )


def forget_old(*, now: datetime) -> int:
    """Answers that were kept long enough go. How many."""
    return int(IdempotencyKey.objects.filter(created_at__lt=now - KEPT).delete()[0])
