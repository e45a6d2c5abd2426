"""Refunds that were made outside makegood: which of them count, and which may be one that is known already.

A source tells of one refund in several rows (a line each, shipping, the rest); a person speaks of it as one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.disputes import queries as disputes
from makegood.apps.orders import queries as orders
from makegood.apps.orders.words import BY_HAND, BY_SUM
from makegood.apps.settlement import queries as settlement
from makegood.casefile.money import quote_order
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.policy.quote import compute
from makegood.policy.quote_input import read_input

MONEY = ("refund", "partial_refund")
NO_MONEY = ("write_off", "repeated_row", "unmatched_cancellation")
DAYS_APART = timedelta(days=3)  # a source's clock, a weekend, a person's memory


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


@dataclass(frozen=True, slots=True)
class Question:
    """Is `past` the same money as `reimbursement` (ours) or as `twin` (recorded by hand)?

    Of ours: `open_minor` is what no refund elsewhere is said to be yet, `left_minor` what of that has left already, and `moves` each amount
    that left with its moment: a source tells of a payment that a provider made in parts as the parts, or as the whole.
    """

    past: Elsewhere
    reimbursement: Any = None
    twin: Elsewhere | None = None
    open_minor: int = 0
    left_minor: int = 0
    moves: tuple[tuple[int, datetime], ...] = ()

    @property
    def is_clear(self) -> bool:
        """Amount, payment and day leave no doubt. A payment of ours that nobody said has been paid is always asked about."""
        if self.past.left_minor != self.past.amount_minor:
            return False
        if self.twin is not None:
            both = (self.past.payment_id, self.twin.payment_id)
            apart = abs(self.past.at.date() - self.twin.at.date())
            same = self.past.left_minor == self.twin.amount_minor
            return same and apart <= timedelta(days=1) and (None in both or both[0] == both[1])
        return self.past.left_minor <= self.left_minor and any(
            amount == self.past.left_minor and abs(self.past.at - at) <= DAYS_APART for amount, at in self.moves
        )


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
    for said in _said(order_id, undone):
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
    said = _said(order_id, undone)
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


def questions(order_id: int, reimbursements: Iterable[Any]) -> list[Question]:
    """What a person must say before money may go out: a refund that was learnt of after ours was written down may be ours.

    Ours that is posted is asked about where its amount, or one that a provider moved for it, is the same; one recorded by hand where amount
    or day are.
    """
    known = refunds_elsewhere(order_id)
    said = _said(order_id, {row.reverses_id for row in orders.past_returns_of(order_id) if row.reverses_id})
    found = []
    ours = [one for one in reimbursements if one.kind in MONEY and one.state in ("pending", "failed", "posted")]
    by_hand = [one for one in known if one.source == BY_HAND and one.left_minor]
    for past in known:
        if past.left_minor <= 0:
            continue
        ids = {row.id for row in past.rows}
        for one in ours:
            if past.known_at is None or past.known_at < one.asked_at:
                continue
            if any(word.past_id in ids and word.reimbursement_id == one.id for word in said):
                continue
            question = _about_ours(past, one, said)
            fits = past.left_minor <= question.open_minor and any(amount == past.left_minor for amount, _ in question.moves)
            if question.open_minor > 0 and (one.state != "posted" or fits):
                found.append(question)
        for twin in by_hand if past.source != BY_HAND else ():
            twins = {row.id for row in twin.rows}
            if not any(word.past_id in ids and word.twin_id in twins for word in said) and (
                twin.amount_minor == past.left_minor or twin.at.date() == past.at.date()
            ):
                found.append(Question(past, twin=twin))
    return found


def _about_ours(past: Elsewhere, ours: Any, said: list[Any]) -> Question:
    known = sum(one.amount_minor for one in said if one.same and one.reimbursement_id == ours.id)
    moved = [one for one in settlement.transfers_of(ours) if one.state == "succeeded"] if ours.provider != "manual" else []
    left = ours.amount_minor if ours.state == "posted" else min(ours.moved_minor, ours.amount_minor)
    moves = [(one.moved_minor, one.answered_at) for one in moved if one.answered_at is not None]
    if ours.state == "posted" and ours.ended_at is not None:
        moves.append((ours.amount_minor, ours.ended_at))
    return Question(past, reimbursement=ours, open_minor=ours.amount_minor - known, left_minor=max(0, left - known), moves=tuple(moves))


def clear_question(order_id: int) -> Question | None:
    """The next that needs no person; each refund meets at most one that we know, one after the other."""
    return next((one for one in questions(order_id, settlement.reimbursements_of_order(order_id)) if one.is_clear), None)


def why_held(order: Any, reimbursement: Any) -> Refusal | None:
    """Why this payment must not leave now: `disputed` while a bank has the money or may take it, `same_refund_open` where a refund made
    elsewhere may be it, `more_than_paid` with all the others."""
    if reimbursement.kind not in MONEY:
        return None
    if (dispute := disputes.holding(order.id)) is not None:
        return Refusal(
            "disputed", "The customer's bank disputes this payment: a refund now could pay twice.",
            "Look at the dispute; there you can say that it is refunded all the same.", status=409, dispute=dispute.public_id,
        )  # fmt: skip
    if reimbursement.state != "posted" and any(one.reimbursement is not None for one in questions(order.id, [reimbursement])):
        return Refusal(
            "same_refund_open", "The shop's system has a refund for this order that may be this one.",
            "Say on the order's page whether it is the same, so that nothing is paid twice.", status=409, order=order.public_id,
        )  # fmt: skip
    if not is_covered(order, reimbursement):
        return Refusal(
            "more_than_paid", "With what was refunded elsewhere, this would be more than was paid.",
            "Take this refund back on the case's page, then decide again.", status=409, order=order.public_id,
        )  # fmt: skip
    return None


def check_elsewhere(order: Any, reimbursement: Any) -> None:
    """Refuses what why_held says."""
    refusal = why_held(order, reimbursement)
    if refusal is not None:
        raise refusal


def is_covered(order: Any, reimbursement: Any) -> bool:
    """May this payment, as it was written down, still leave: are its lines, delivery and payments good for it beside all the others?"""
    others = [one for one in settlement.reimbursements_of_order(order.id) if one.id != reimbursement.id]
    document = quote_order(order, orders.lines_of(order.id), orders.payments_of(order.id), counted_past(order.id), others)
    given = reimbursement.breakdown
    ask: dict[str, Any] = {"lines": [{"id": line["id"], "amount": line["gross"]} for line in given["lines"] if line["gross"].strip("0.")]}
    if given["shipping"]["gross"].strip("0."):
        ask["shipping"] = given["shipping"]["gross"]
    if str(given.get("duties", "0")).strip("0."):
        ask["duties"] = given["duties"]
    ask["fees"] = [{"kind": fee["kind"], "amount": fee["amount"]} for fee in given.get("fees", []) if fee["amount"].strip("0.")]
    try:
        quote = compute(read_input({**document, "ask": ask}))
    except Refusal:
        return False
    return quote.uncovered <= minor_from_text(given.get("uncovered", "0"), quote.currency)


def partly_paid(line_id: int, order_id: int) -> int:
    """What of this line's payment a refund elsewhere gave already, so that only the rest is still to be paid. Minor units."""
    ours = {one.id for one in settlement.reimbursements_of_order(order_id) if one.line_id == line_id and one.state == "voided"}
    undone = {row.reverses_id for row in orders.past_returns_of(order_id) if row.reverses_id} if ours else set()
    return sum(one.amount_minor for one in _said(order_id, undone) if one.same and one.reimbursement_id in ours) if ours else 0


def _said(order_id: int, undone: set[int]) -> list[Any]:
    """What was said of refunds that stand; of one that made way for its parts, it was said of the parts too."""
    return [one for one in settlement.same_of_order(order_id) if one.past_id not in undone]
