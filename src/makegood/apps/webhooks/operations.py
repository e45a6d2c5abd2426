"""Writes of addresses and messages."""

import base64
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from makegood.apps.webhooks.models import Delivery, Endpoint, Try
from makegood.apps.webhooks.words import BACK_OFF_S, OFF_AFTER_DAYS, OVERLAP_HOURS, SEALED_FOR
from makegood.base.locks import lock
from makegood.base.sealing import seal
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal

LEASE = timedelta(minutes=2)  # longer than any try: whoever died with a message in hand holds it no longer than this
LISTENS = "e.merchant_id = l.merchant_id AND jsonb_exists(e.types, l.name)"


def new_webhook_secret() -> str:
    """`whsec_` and 256 random bits, as the specification writes them."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def add_endpoint(*, url: str, types: list[str], secret: str, now: datetime) -> Endpoint:
    made: Endpoint = Endpoint.objects.create(
        merchant_id=sole_merchant_id(),
        public_id=new_public_id("whk"),
        url=url,
        types=types,
        secret=seal(secret, purpose=SEALED_FOR),
        made_at=now,
    )
    return made


def hold_endpoint(public_id: str) -> Endpoint:
    """Locked: the root of its chain. Refuses `webhook_unknown`."""
    found = lock(Endpoint.objects.filter(public_id=public_id, ended_at=None))
    if not found:
        raise Refusal("webhook_unknown", "There is no such address.", "See the list of addresses.", status=404)
    one: Endpoint = found[0]
    return one


def change_endpoint(endpoint: Endpoint, **new: Any) -> None:
    for name, value in new.items():
        setattr(endpoint, name, value)
    endpoint.save(update_fields=list(new))


def rotate(endpoint: Endpoint, secret: str, *, now: datetime) -> None:
    """The new secret signs first, the old one beside it for a day."""
    old, until = endpoint.secret, now + timedelta(hours=OVERLAP_HOURS)
    change_endpoint(endpoint, secret=seal(secret, purpose=SEALED_FOR), old_secret=old, old_until=until)


def end_endpoint(endpoint: Endpoint, *, now: datetime) -> None:
    """Its secrets and messages go; the row stays as what the timeline names."""
    Try.objects.filter(delivery__endpoint=endpoint).delete()
    Delivery.objects.filter(endpoint=endpoint).delete()
    change_endpoint(endpoint, secret="", old_secret="", old_until=None, url="", types=[], ended_at=now)


def add_try_message(endpoint: Endpoint, type: str, *, now: datetime) -> Delivery:
    made: Delivery = Delivery.objects.create(
        merchant_id=endpoint.merchant_id, endpoint=endpoint, message_id=new_public_id("evt"), type=type, at=now, due_at=now
    )
    return made


def take_due(endpoint_id: int, *, now: datetime, limit: int) -> list[Delivery]:
    """Messages that are due, put off before they are tried, so that two senders never take the same and a killed one loses none."""
    due = Delivery.objects.filter(endpoint_id=endpoint_id, state="waiting", due_at__lte=now)
    taken = list(due.select_related("line").select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "id")[:limit])
    Delivery.objects.filter(id__in=[one.id for one in taken]).update(due_at=now + LEASE)
    return taken


def give_back(delivery_ids: list[int], *, now: datetime) -> None:
    """Taken, but not tried: they are due again."""
    Delivery.objects.filter(id__in=delivery_ids, state="waiting").update(due_at=now)


def record_try(
    delivery_id: int, *, at: datetime, ms: int, status: int, problem: str, excerpt: str, wait_s: int | None = None
) -> Delivery | None:
    """Keep a try and what follows: delivered, put off, or given up after the last. None where the message is gone or had ended."""
    found: Delivery | None = (
        Delivery.objects.select_for_update(of=("self",)).select_related("endpoint").filter(id=delivery_id, state="waiting").first()
    )
    if found is None:
        return None
    Try.objects.create(merchant_id=found.merchant_id, delivery=found, at=at, ms=ms, status=status, problem=problem, excerpt=excerpt[:200])
    found.tries += 1
    if not problem:
        found.state, found.due_at, found.ended_at = "delivered", None, at
    elif found.tries > len(BACK_OFF_S):
        found.state, found.due_at, found.ended_at = "dead", None, at
    else:
        found.due_at = at + timedelta(seconds=max(_pause(found), wait_s or 0))
    found.save(update_fields=["tries", "state", "due_at", "ended_at"])
    return found


def _pause(delivery: Delivery) -> float:
    """The pause before the next try, up to a tenth longer, so that what failed together does not come back together."""
    return BACK_OFF_S[delivery.tries - 1] * (1 + int(delivery.message_id[-2:], 36) / 36**2 / 10)


def judge(endpoint_id: int, *, now: datetime, problem: str) -> Endpoint | None:
    """What a try says of the address: it is well again, it fails, or it is off from now on; returned where it went off just now."""
    (endpoint,) = lock(Endpoint.objects.filter(id=endpoint_id))
    if not problem:
        if endpoint.failing_since is not None:
            change_endpoint(endpoint, failing_since=None)
        return None
    since = endpoint.failing_since or now
    because = "gone" if problem == "gone" else "failing" if now - since >= timedelta(days=OFF_AFTER_DAYS) else ""
    change_endpoint(endpoint, failing_since=since, off_because=endpoint.off_because or because)
    return endpoint if because and endpoint.off_because == because and endpoint.ended_at is None else None


def begin_again(endpoint: Endpoint, *, now: datetime, message_id: str) -> int:
    """One message goes out anew, whatever became of it. How many."""
    found = Delivery.objects.filter(endpoint=endpoint, message_id=message_id)
    return int(found.update(state="waiting", tries=0, due_at=now, ended_at=None))


def begin_again_since(endpoint: Endpoint, since: datetime, *, now: datetime) -> int:
    """Everything from `since` on that did not arrive goes out: what was given up, and what happened while the address was off or not there. How many."""
    again = Delivery.objects.filter(endpoint=endpoint, state="dead", at__gte=since)
    count = int(again.update(state="waiting", tries=0, due_at=now, ended_at=None))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO webhooks_delivery (merchant_id, endpoint_id, line_id, message_id, type, at, state, tries, due_at) "
            "SELECT l.merchant_id, e.id, l.id, 'evt_' || substr(l.hash, 1, 32), l.name, l.at, 'waiting', 0, %s "
            f"FROM base_timeline l JOIN webhooks_endpoint e ON {LISTENS} WHERE e.id = %s AND l.merchant_id = %s AND l.at >= %s "
            "ORDER BY l.id ON CONFLICT (merchant_id, endpoint_id, message_id) DO NOTHING",
            [now, endpoint.id, endpoint.merchant_id, since],
        )
        return count + cursor.rowcount


def forget_old(*, delivered_before: datetime, dead_before: datetime) -> int:
    """Messages that ended long ago go, with their tries. How many."""
    gone = 0
    for state, before in (("delivered", delivered_before), ("dead", dead_before)):
        old = Delivery.objects.filter(state=state, ended_at__lt=before)
        Try.objects.filter(delivery__in=old).delete()
        gone += old.delete()[0]
    return gone
