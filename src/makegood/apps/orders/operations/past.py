"""What went back before, as a source tells of it: rows are added, and a refund known as a whole makes way for its parts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from makegood.apps.orders.models import PastReturn
from makegood.apps.orders.ports import OrderFacts, PastFacts
from makegood.apps.orders.words import BY_SUM
from makegood.base.tenancy import forget


@dataclass(frozen=True, slots=True)
class Learnt:
    """`new`: how many rows were added; `gone`: how many parcels never left after all. `parted`: (a whole that somebody had spoken about, the rows that stand for it now)."""

    new: int = 0
    parted: list[tuple[int, list[PastReturn]]] = field(default_factory=list)
    gone: int = 0


def add_past(
    order_id: int, facts: OrderFacts, lines: dict[str, int], merchant_id: int, *, now: datetime, spoken: Collection[int] = frozenset()
) -> Learnt:
    """Rows that are known already are left as they are.

    A refund that was known only as a whole (by a summary, or by the sum of all) makes way for its parts, so that nothing counts twice. Where
    somebody has spoken about the whole (`spoken`: ids of PastReturn that settlement names), a row that reverses it takes it out instead, and
    what was said is for the caller to say of the parts. The parts were learnt of when the whole was, as far as it reaches.
    """
    known = list(PastReturn.objects.filter(order_id=order_id, source=facts.source).order_by("at", "id"))
    undone = {one.reverses_id for one in known if one.reverses_id}
    standing = [one for one in known if one.id not in undone and not one.reverses_id]
    keys, taken, by_sum = {one.source_key for one in standing}, {one.source_key for one in known}, f"{facts.source_id}{BY_SUM}"
    parts = {one.of for one in facts.past if one.of and one.source_key != one.of}
    named = bool(facts.past) and any(key.startswith(by_sum) for key in keys)
    wholes = [one for one in standing if one.source_key in parts or (named and one.source_key.startswith(by_sum))]
    gone = {one.source_key for one in wholes}
    started = {key.split(":")[0] for key in keys - gone}
    fresh = [one for one in facts.past if not (one.of and one.of in started) and one.source_key[:160] not in taken]
    summed = [one for one in standing if one.source_key.startswith(by_sum)]
    reach = sum(_size(one) for one in standing if one in summed or one.source_key not in gone) if summed else 0
    target = max(facts.refunded_minor or 0, reach)  # what is known to have gone back never becomes less
    counted = sum(_size(one) for one in standing if one.source_key not in gone) + sum(_size(one) for one in fresh)
    if target > counted:
        key = f"{by_sum}{target}"
        fresh.append(PastFacts("refund", key if key not in taken - gone else f"{key}-{len(known)}", now, target - counted))
    if not fresh:
        return Learnt()
    _take_out(wholes, spoken, now)
    _add_rows(order_id, facts, fresh, _since(fresh, wholes, by_sum, now), lines, merchant_id)
    forget("past")
    return Learnt(len(fresh), _parted(order_id, facts, fresh, [one for one in wholes if one.id in spoken], by_sum))


def _size(one: PastReturn | PastFacts) -> int:
    return one.amount_minor + one.shipping_minor


def _is_part(row: PastFacts, whole: PastReturn, by_sum: str) -> bool:
    return whole.source_key == row.of or whole.source_key.startswith(by_sum)


def _take_out(wholes: list[PastReturn], spoken: Collection[int], now: datetime) -> None:
    PastReturn.objects.filter(id__in=[one.id for one in wholes if one.id not in spoken]).delete()
    PastReturn.objects.bulk_create(
        PastReturn(
            merchant_id=one.merchant_id, kind=one.kind, source=one.source, source_key=f"{one.source_key[:150]}:parts", order_id=one.order_id,
            line_id=one.line_id, quantity=one.quantity, amount_minor=one.amount_minor, shipping_minor=one.shipping_minor,
            currency=one.currency, payment_id=one.payment_id, reverses=one, at=now, known_at=now,
        )
        for one in wholes
        if one.id in spoken
    )  # fmt: skip


def _since(rows: list[PastFacts], wholes: list[PastReturn], by_sum: str, now: datetime) -> dict[str, datetime | None]:
    """When each row was learnt of, by its key: with the whole that it is a part of, as far as that whole reaches; otherwise now."""
    left = {one.id: _size(one) for one in wholes}
    found: dict[str, datetime | None] = {}
    for row in sorted(rows, key=lambda one: one.at):
        rest, since = _size(row), None
        for whole in wholes:
            part = min(rest, left[whole.id]) if _is_part(row, whole, by_sum) else 0
            if part:
                left[whole.id], rest, since = left[whole.id] - part, rest - part, whole.known_at
        found[row.source_key] = now if rest or not _size(row) else since
    return found


def _parted(
    order_id: int, facts: OrderFacts, rows: list[PastFacts], wholes: list[PastReturn], by_sum: str
) -> list[tuple[int, list[PastReturn]]]:
    if not wholes:
        return []
    made = {one.source_key: one for one in PastReturn.objects.filter(order_id=order_id, source=facts.source, reverses=None)}
    return [
        (whole.id, [made[row.source_key[:160]] for row in rows if row.source_key[:160] in made and _is_part(row, whole, by_sum)])
        for whole in wholes
    ]


def _add_rows(
    order_id: int, facts: OrderFacts, rows: Sequence[PastFacts], since: dict[str, datetime | None], lines: dict[str, int], merchant_id: int
) -> None:
    PastReturn.objects.bulk_create(
        [
            PastReturn(
                merchant_id=merchant_id, kind=past.kind, source=facts.source, source_key=past.source_key[:160], order_id=order_id,
                line_id=lines.get(past.line), sku=past.sku[:80], text=past.text[:300], quantity=past.quantity, amount_minor=past.amount_minor,
                shipping_minor=past.shipping_minor, currency=facts.currency, at=past.at, known_at=since[past.source_key], ours=past.ours[:64],
            )
            for past in rows
        ],
        ignore_conflicts=True,
    )  # fmt: skip
