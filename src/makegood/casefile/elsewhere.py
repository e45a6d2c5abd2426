"""Refunds that were made outside makegood, and which of them count (which may be one that is known already: doubts).

A source tells of one refund in several rows (a line each, shipping, the rest); a person speaks of it as one.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from makegood.apps.orders import queries as orders
from makegood.apps.orders.words import BY_SUM
from makegood.apps.settlement import queries as settlement

MONEY = ("refund", "partial_refund")
NO_MONEY = ("write_off", "repeated_row", "unmatched_cancellation")


@dataclass(frozen=True, slots=True)
class Counted:
    """A PastReturn as far as it counts: less what is known to be the same as another."""

    id: int
    kind: str
    source: str
    line_id: int | None
    quantity: int
    amount_minor: int
    shipping_minor: int
    payment_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One refund made elsewhere. `left_minor`: what of it is not yet said to be another's."""

    key: str
    rows: tuple[Any, ...]
    amount_minor: int
    left_minor: int
    currency: str
    at: datetime
    known_at: datetime | None
    source: str
    payment_id: int | None
    text: str
    actor: str


def key_of(past: Any) -> str:
    """The refund that a row is a part of: `<refund>-<place>`, `<refund>:<place>`, or a whole (`<refund>`, `<order>-refunded-<sum>`)."""
    key = past.source_key
    if ":" in key or BY_SUM in key:
        whole = key.partition(":")[0]
    else:
        whole = key.rpartition("-")[0] or key
    return f"{past.source}:{whole}"


def counted_past(order_id: int) -> list[Counted]:
    """What went back elsewhere and counts: nothing that was reversed, nothing that is known to be counted elsewhere."""
    rows = orders.past_returns_of(order_id)
    undone = {row.reverses_id for row in rows if row.reverses_id}
    less: dict[int, int] = {}
    ended = {one.id for one in settlement.reimbursements_of_order(order_id) if one.state in ("voided", "reversed")}
    for said in said_of(order_id, undone):
        if said.same and said.reimbursement_id not in ended:
            known = said.twin_id if said.twin_id is not None else said.past_id
            less[known] = less.get(known, 0) + said.amount_minor
    found = []
    for row in rows:
        if row.id in undone or row.reverses_id:
            continue
        one = Counted(row.id, row.kind, row.source, row.line_id, row.quantity, row.amount_minor, row.shipping_minor, row.payment_id, row.at)
        found.append(_less(one, less.get(row.id, 0)))
    return [one for one in found if one.amount_minor > 0 or one.shipping_minor > 0 or one.quantity]


def _less(one: Counted, minor: int) -> Counted:
    if not minor:
        return one
    goods = min(one.amount_minor, minor)
    shipping = min(one.shipping_minor, minor - goods)
    left = replace(one, amount_minor=one.amount_minor - goods, shipping_minor=one.shipping_minor - shipping)
    return left if left.amount_minor else replace(left, quantity=0)


def refunds_elsewhere(order_id: int) -> list[Elsewhere]:
    """Each refund made elsewhere that stands, the oldest first."""
    rows = orders.past_returns_of(order_id)
    undone = {row.reverses_id for row in rows if row.reverses_id}
    groups: dict[str, list[Any]] = {}
    for row in rows:
        if row.id not in undone and not row.reverses_id and row.kind not in NO_MONEY and row.amount_minor + row.shipping_minor > 0:
            groups.setdefault(key_of(row), []).append(row)
    said = said_of(order_id, undone)
    found = []
    for key, parts in groups.items():
        whole = sum(row.amount_minor + row.shipping_minor for row in parts)
        ids = {row.id for row in parts}
        taken = sum(one.amount_minor for one in said if one.same and (one.past_id in ids or one.twin_id in ids))
        payments = {row.payment_id for row in parts}
        found.append(
            Elsewhere(
                key, tuple(parts), whole, whole - taken, parts[0].currency, parts[0].at, parts[0].known_at, parts[0].source,
                payments.pop() if len(payments) == 1 else None, parts[0].text, parts[0].actor,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.at, one.key))


def partly_paid(line_id: int, order_id: int) -> int:
    """What of this line's payment a refund elsewhere gave already, so that only the rest is still to be paid. Minor units."""
    ours = {one.id for one in settlement.reimbursements_of_order(order_id) if one.line_id == line_id and one.state == "voided"}
    undone = {row.reverses_id for row in orders.past_returns_of(order_id) if row.reverses_id} if ours else set()
    return sum(one.amount_minor for one in said_of(order_id, undone) if one.same and one.reimbursement_id in ours) if ours else 0


def said_of(order_id: int, undone: set[int]) -> list[Any]:
    """What was said of refunds that stand; of one that made way for its parts, it was said of the parts too."""
    return [one for one in settlement.same_of_order(order_id) if one.past_id not in undone]
