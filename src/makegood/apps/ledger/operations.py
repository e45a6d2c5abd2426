"""Writes of the books: entries are only ever added. Amounts: positive debits, negative credits; each entry sums to zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from makegood.apps.ledger.accounts import MONEY_ACCOUNTS, UNIT_ACCOUNTS, UNITS
from makegood.apps.ledger.models import LedgerEntry, Posting
from makegood.apps.ledger.queries import entry_for
from makegood.base.actor import Actor
from makegood.base.later import add_later, add_now
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.refusal import Refusal

Part = tuple[str, str, int]  # account, commodity, amount


@dataclass(frozen=True, slots=True)
class NewEntry:
    """`phase` posted or pending; `parts` with an amount of zero are left out."""

    phase: str
    code: str
    subject: str
    parts: tuple[Part, ...]
    case_id: int | None = None
    order_line_id: int | None = None


def write(entries: Sequence[NewEntry], *, by: Actor, now: datetime) -> list[LedgerEntry]:
    """Several entries in one statement, their postings with the unit's last. Raises ValueError for an unknown account or an entry that does not balance: a bug."""
    merchant_id = sole_merchant_id()
    wanted = [(entry, [part for part in entry.parts if part[2]]) for entry in entries]
    wanted = [(entry, parts) for entry, parts in wanted if parts]
    for entry, parts in wanted:
        _check(entry.code, parts)
    made = [
        LedgerEntry(
            merchant_id=merchant_id,
            case_id=entry.case_id,
            order_line_id=entry.order_line_id,
            parts=len(parts),
            phase=entry.phase,
            code=entry.code,
            subject=entry.subject,
            at=now,
            actor=str(by),
        )  # fmt: skip
        for entry, parts in wanted
    ]
    add_now(*made)
    add_later(
        *(
            Posting(merchant_id=merchant_id, entry=row, account=account, commodity=commodity, amount=amount)
            for row, (_, parts) in zip(made, wanted, strict=True)
            for account, commodity, amount in parts
        )
    )
    return made


def _check(code: str, parts: list[Part]) -> None:
    sums: dict[str, int] = {}
    for account, commodity, amount in parts:
        if account not in (UNIT_ACCOUNTS if commodity == UNITS else MONEY_ACCOUNTS):
            raise ValueError(f"{code}: {account} is no account for {commodity}")
        sums[commodity] = sums.get(commodity, 0) + amount
    if any(sums.values()):
        raise ValueError(f"{code} does not balance: {sums}")


def _follow(entry: LedgerEntry, phase: str, *, sign: int, by: Actor, now: datetime) -> LedgerEntry:
    if LedgerEntry.objects.filter(follows=entry).exists():
        raise Refusal("entry_settled", "This was booked already.", "Reload the case.", status=409)
    made: LedgerEntry = LedgerEntry.objects.create(
        merchant_id=entry.merchant_id, case_id=entry.case_id, order_line_id=entry.order_line_id, parts=entry.parts, phase=phase, follows=entry, code=entry.code,
        subject=entry.subject, at=now, actor=str(by),
    )  # fmt: skip
    Posting.objects.bulk_create(
        Posting(merchant_id=entry.merchant_id, entry=made, account=part.account, commodity=part.commodity, amount=sign * part.amount)
        for part in Posting.objects.filter(entry=entry)
    )
    return made


def post_entry(entry: LedgerEntry, *, by: Actor, now: datetime) -> LedgerEntry:
    """The pending entry becomes final: the same amounts, for good."""
    return _follow(entry, "post", sign=1, by=by, now=now)


def void_entry(entry: LedgerEntry, *, by: Actor, now: datetime) -> LedgerEntry:
    """The pending entry never happened."""
    return _follow(entry, "void", sign=-1, by=by, now=now)


def reverse_entry(entry: LedgerEntry, *, by: Actor, now: datetime) -> LedgerEntry:
    """A posted entry is undone by its opposite."""
    return _follow(entry, "reverse", sign=-1, by=by, now=now)


def undo(subject: str, code: str, *, by: Actor, now: datetime) -> None:
    """What was posted about the subject under this code is reversed, where it was."""
    for phase in ("post", "posted"):
        if (entry := entry_for(subject, code, phase)) is not None:
            reverse_entry(entry, by=by, now=now)


def move_units(*, code: str, subject: str, line: Any, source: str, target: str, quantity: int) -> NewEntry:
    """Pieces of a case's line from one place to another, for `write`."""
    parts = ((f"units:{target}", UNITS, quantity), (f"units:{source}", UNITS, -quantity))
    return NewEntry("posted", code, subject, parts, line.case_id, line.order_line_id)
