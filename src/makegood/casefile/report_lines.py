"""Which line of a provider's report is which movement of ours. Pure: the same lines and movements give the same answer, in any order of reports.

In the order of trust: the provider's own name of the refund, our idempotency key, and what was paid (or the order), the amount and the day together.
The first two may name one movement several times (it was made twice there, or it came back); the third only one that nothing better names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

SAME_DAYS = timedelta(days=3)  # nights, zones, and the week-end of whoever writes down what they paid


@dataclass(frozen=True, slots=True)
class Ours:
    """A movement of ours: what the books call it (`subject`), and how a provider may. `amount_minor` is what left or shall leave; `at`: when.

    `booked`: what the books say of it, [(moment, minor units that left; negative: taken back)]. `is_settled`: nothing more is to come of it.
    """

    subject: str
    provider: str
    ref: str
    key: str
    payment: str
    order: str
    amount_minor: int
    currency: str
    at: datetime
    case_id: int
    case: str
    number: str
    is_settled: bool = True
    booked: tuple[tuple[datetime, int], ...] = ()


Key = tuple[str, str]  # (provider, its name of the line)


def key_of(row: Any) -> Key:
    return row.provider, row.name


def match(
    rows: Iterable[Any], ours: Iterable[Ours], *, known: Mapping[Key, str], refunds: Mapping[Key, str] | None = None
) -> dict[Key, tuple[str, str]]:
    """{line: (subject, how it was found)} of those lines that are found. `known`: lines that are matched already; `refunds`: {(provider, its name of a
    refund): subject} of those."""
    theirs = sorted(rows, key=lambda row: (row.at, row.provider, row.name))
    by_ref: dict[str, list[Ours]] = {}
    by_key: dict[str, Ours] = {}
    for one in ours:
        if one.ref:
            by_ref.setdefault(one.ref, []).append(one)
        if one.key:
            by_key[one.key] = one
    found: dict[Key, tuple[str, str]] = {}
    told = dict(refunds or {})
    for row in theirs:
        subject, how = _strong(row, by_ref, by_key, told)
        if subject:
            found[key_of(row)] = (subject, how)
            if row.refund:
                told.setdefault((row.provider, row.refund), subject)
    taken = {*known.values(), *(subject for subject, _ in found.values())}
    weak = sorted(ours, key=lambda one: (one.at, one.subject))
    for row in theirs:
        if key_of(row) in found or row.kind != "refund" or row.state != "done":
            continue
        fits = [one for one in weak if one.subject not in taken and may_be(row, one)]
        if fits:
            best = min(fits, key=lambda one: (abs(one.at - row.at), one.subject))
            found[key_of(row)] = (best.subject, "payment")
            taken.add(best.subject)
    return found


def _strong(row: Any, by_ref: Mapping[str, list[Ours]], by_key: Mapping[str, Ours], told: Mapping[Key, str]) -> tuple[str, str]:
    named = [one for one in by_ref.get(row.refund, []) if one.provider in (row.provider, "manual")] if row.refund else []
    if named:
        return named[0].subject, "ref"
    if row.refund and (row.provider, row.refund) in told:
        return told[(row.provider, row.refund)], "ref"
    if row.key and row.key in by_key:
        return by_key[row.key].subject, "key"
    return "", ""


def may_be(row: Any, one: Ours) -> bool:
    """The same payment or order, the same amount, about the same day; and not another provider's."""
    same = (one.payment and one.payment in row.payments) or (row.order and row.order == one.order and (not one.payment or not row.payments))
    if not same or one.provider not in (row.provider, "manual"):
        return False
    return (-row.amount_minor, row.currency) == (one.amount_minor, one.currency) and abs(one.at - row.at) <= SAME_DAYS
