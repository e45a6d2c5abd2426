"""Writes about a connected shop system: what is known of it, what it told, what was read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from makegood.apps.orders.models import ShopMessage, ShopOrder, ShopSync
from makegood.apps.orders.ports import HookFacts
from makegood.base.later import add_now, change_later
from makegood.base.locks import lock
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal


def add_sync(connection_id: int) -> ShopSync:
    made = ShopSync(merchant_id=sole_merchant_id(), connection_id=connection_id)
    add_now(made)
    return made


def lock_sync(connection_id: int) -> ShopSync:
    """Refuses `shop_system_unknown`."""
    found = lock(ShopSync.objects.filter(connection_id=connection_id))
    if not found:
        raise Refusal("shop_system_unknown", "No such shop system is connected.", "Connect it in the settings.", status=404)
    one: ShopSync = found[0]
    return one


def change_sync(sync: ShopSync, **values: Any) -> None:
    for name, value in values.items():
        setattr(sync, name, value)
    change_later(sync, *values)


def add_message(connection_id: int, facts: HookFacts, *, now: datetime) -> ShopMessage | None:
    """None where it came before: this delivery, or another one of the same event."""
    made = ShopMessage(
        merchant_id=sole_merchant_id(), connection_id=connection_id, public_id=new_public_id("msg"), message_id=facts.message_id[:120],
        event_id=facts.event_id[:120], topic=facts.topic[:60], kind=facts.kind, order_source_id=facts.order[:120], ids=facts.ids,
        sent_at=facts.sent_at, at=now, state="done" if facts.kind == "other" else "waiting", ended_at=now if facts.kind == "other" else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return None
    return made


def end_messages(ids: Iterable[int], *, state: str, now: datetime, problem: dict[str, Any] | None = None) -> None:
    """`done`, or `refused` with the reason."""
    ShopMessage.objects.filter(id__in=list(ids)).update(state=state, problem=problem or {}, ended_at=now)


def count_tries(ids: Iterable[int], *, problem: dict[str, Any]) -> None:
    for one in lock(ShopMessage.objects.filter(id__in=list(ids))):
        one.tries, one.problem = one.tries + 1, problem
        change_later(one, "tries", "problem")


def wait_again(ids: Iterable[int]) -> None:
    """A person wants what was refused tried once more."""
    ShopMessage.objects.filter(id__in=list(ids), state="refused").update(state="waiting", problem={}, tries=0, ended_at=None)


def keep_read(connection_id: int, rows: Iterable[tuple[str, str, datetime | None, dict[str, Any]]], *, now: datetime) -> None:
    """(source id, number, when it was touched there or None where it must be read closer, why it could not come in) of orders that were read."""
    merchant = sole_merchant_id()
    ShopOrder.objects.bulk_create(
        [
            ShopOrder(
                merchant_id=merchant, connection_id=connection_id, source_id=source_id[:120], number=number[:60], updated_at=updated_at,
                problem=problem, read_at=now,
            )
            for source_id, number, updated_at, problem in {row[0]: row for row in rows}.values()
        ],
        update_conflicts=True,
        unique_fields=["merchant", "connection", "source_id"],
        update_fields=["number", "updated_at", "problem", "read_at"],
    )  # fmt: skip


def forget_read(connection_id: int, source_id: str) -> None:
    """There is no such order there any more."""
    ShopOrder.objects.filter(connection_id=connection_id, source_id=source_id).delete()
