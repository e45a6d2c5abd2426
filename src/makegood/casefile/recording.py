"""Refunds that the shop's own system did not make: paid by hand, or by a provider beside it. What has it still to be told of them?

Counted in money, for each payment of ours: what left by other hands, less what is said to stand there already, less what it was told. So a
person who writes it down there first, a payment in parts and one that is tried again all come to the same sum (docs/adr/0022).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from makegood.apps.orders import queries as orders
from makegood.apps.settlement import queries as settlement
from makegood.casefile.doubts import own_refunds
from makegood.casefile.elsewhere import MONEY, key_of, refunds_elsewhere, said_of
from makegood.casefile.goods import goods_of

_GONE = ("voided", "reversed")


def left_by_other_hands(ours: Any, transfers: Iterable[Any], party: str, since: datetime) -> int:
    """Minor units that left and that `party` did not move itself. Before `since` (it was connected then) it was told by lists or by a person."""
    if ours.kind not in MONEY or ours.state in _GONE:
        return 0
    mine = [one for one in transfers if one.reimbursement_id == ours.id]
    if not mine:
        return ours.amount_minor if ours.state == "posted" and ours.ended_at is not None and ours.ended_at >= since else 0
    moved = sum(
        one.moved_minor
        for one in mine
        if one.state == "succeeded" and one.provider != party and one.answered_at is not None and one.answered_at >= since
    )
    return max(0, int(moved - ours.excess_minor))


def told_of(ours: Any, errands: Iterable[Any]) -> list[Any]:
    return [
        one for one in errands if one.kind == "record_refund" and one.state != "dropped" and one.facts["reimbursement"] == ours.public_id
    ]


def stands_there(order_id: int) -> dict[int, int]:
    """{reimbursement's id: minor units of it that others' refunds are said to be}; what we made or had written down ourselves is left out."""
    own = own_refunds(refunds_elsewhere(order_id), settlement.reimbursements_of_order(order_id))
    rows = {row.id: key_of(row) for row in orders.past_returns_of(order_id)}
    undone = {row.reverses_id for row in orders.past_returns_of(order_id) if row.reverses_id}
    found: dict[int, int] = {}
    for word in said_of(order_id, undone):
        if word.same and word.reimbursement_id is not None and rows.get(word.past_id) not in own:
            found[word.reimbursement_id] = found.get(word.reimbursement_id, 0) + word.amount_minor
    return found


def untold(ours: Any, left: int, there: int, errands: Sequence[Any]) -> int:
    """Minor units that are still to be written down there; never below zero."""
    return max(0, left - there - sum(one.facts["amount_minor"] for one in told_of(ours, errands)))


def is_stale(errand: Any, ours: Any, left: int, there: int, errands: Sequence[Any]) -> bool:
    """Certainly not written down there, and not what is missing any more: somebody was faster, or it did not leave after all."""
    if errand.kind != "record_refund" or errand.state not in ("waiting", "failed") or errand.facts["reimbursement"] != ours.public_id:
        return False
    return untold(ours, left, there, [one for one in errands if one is not errand]) != errand.facts["amount_minor"]


def facts_of(ours: Any, minor: int, order: Any, transfers: Sequence[Any], errands: Sequence[Any], party: str) -> dict[str, Any]:
    """What is told of `minor` of this payment. The pieces go with the first that names them."""
    told = told_of(ours, errands)
    theirs = [one for one in transfers if one.reimbursement_id == ours.id and one.provider == party and one.state == "succeeded"]
    named = bool(told) or any(one.goods for one in theirs)
    goods: dict[str, Any] = {"lines": [], "shipping_minor": 0} if named else goods_of(ours, order, restock="")
    names = {f"pay_{one.id}": one.source_id for one in orders.payments_of(order.id)}
    gone: dict[str, int] = {}
    for one in theirs:
        gone[one.payment] = gone.get(one.payment, 0) + one.moved_minor
    for one in told:
        for name, amount in one.facts.get("payments", []):
            gone[name] = gone.get(name, 0) + amount
    payments, rest = [], minor
    for part in ours.by_payment:
        name = names.get(part["id"], "")
        amount = min(rest, max(0, part["amount_minor"] - gone.get(name, 0)))
        if name and amount:
            payments.append([name, amount])
            rest -= amount
    return {
        "reimbursement": ours.public_id, "amount_minor": minor, "currency": ours.currency, "shipping_minor": goods["shipping_minor"],
        "units": [{"line": one["line"], "quantity": one["quantity"]} for one in goods["lines"]], "payments": payments,
    }  # fmt: skip
