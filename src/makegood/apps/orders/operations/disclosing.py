"""What was shown before the purchase is kept with the order; words are only ever added to it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol

from makegood.apps.orders.models import Order, OrderDisclosure
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import change_later


class ToldOf(Protocol):
    """casefile.disclosed.Told."""

    @property
    def digest(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def words(self) -> tuple[str, ...]: ...
    @property
    def shown_at(self) -> datetime: ...


def keep(order_id: int, merchant_id: int, told: Iterable[ToldOf], *, by: Actor, now: datetime) -> int:
    """How many of them were new."""
    known = set(OrderDisclosure.objects.filter(order_id=order_id).values_list("digest", flat=True))
    new = {one.digest: one for one in told if one.digest not in known}
    OrderDisclosure.objects.bulk_create(
        OrderDisclosure(
            merchant_id=merchant_id, order_id=order_id, digest=one.digest, place=one.place, words=list(one.words), shown_at=one.shown_at,
            actor=str(by), recorded_at=now,
        )
        for one in new.values()
    )  # fmt: skip
    for one in new.values():
        timeline.note(
            f"order:{order_id}",
            "order.shown",
            by=by,
            now=now,
            subject=one.place,
            shown=one.digest,
            words=list(one.words),
            at=one.shown_at.isoformat(),
        )
    return len(new)


def tell_words(order: Any, words: Iterable[str], *, late: date | None, late_words: Iterable[str]) -> None:
    """Add the words to the locked order. `late`: when the rules for withdrawing were read after the order (contract: `disclosed_late_on`)."""
    row: Order = order
    changed = []
    added = [word for word in dict.fromkeys(words) if word not in row.disclosures]
    if added:
        row.disclosures = [*row.disclosures, *added]
        changed.append("disclosures")
    if (
        late is not None
        and "withdrawal_info" in set(late_words)
        and "withdrawal_info" not in row.disclosures
        and row.disclosed_late_on is None
    ):
        row.disclosed_late_on = late
        changed.append("disclosed_late_on")
    if changed:
        change_later(row, *changed)
