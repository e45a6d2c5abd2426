"""Reads of the whole books, for statements and exports."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Sum

from makegood.apps.ledger.models import LedgerEntry, Posting
from makegood.base.tenancy import sole_merchant_id

# What counts: what is for good, and what is asked for and not yet decided. A pending entry that was posted or voided counts by what followed it.
_OPEN = "e.phase = 'pending' AND NOT EXISTS (SELECT 1 FROM ledger_entry f WHERE f.merchant_id = e.merchant_id AND f.follows_id = e.id AND f.at < %s AND f.id <= %s)"
_FINAL = "e.phase IN ('posted', 'post', 'reverse')"
_BALANCES = f"""
SELECT p.account, p.commodity, coalesce(sum(p.amount) FILTER (WHERE {_FINAL}), 0)::bigint, coalesce(sum(p.amount) FILTER (WHERE {_OPEN}), 0)::bigint
  FROM ledger_posting p JOIN ledger_entry e ON e.merchant_id = p.merchant_id AND e.id = p.entry_id
 WHERE p.merchant_id = %s AND e.at < %s AND e.id <= %s AND e.phase <> 'void' GROUP BY 1, 2 ORDER BY 1, 2
"""


def balances_before(moment: datetime, *, through: int | None = None) -> dict[tuple[str, str], tuple[int, int]]:
    """{(account, commodity): (for good, only asked)} of the unit's shop from all entries before the moment; those of zero are left out. Summed by the database.

    `through`: only entries up to this one, as the books stood when it was the last.
    """
    last = 2**62 if through is None else through
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, [moment, last, sole_merchant_id(), moment, last])
        return {(account, commodity): (final, open) for account, commodity, final, open in cursor.fetchall() if final or open}


def balances_by_case(account: str, currency: str, *, before: datetime, through: int | None = None) -> list[tuple[int | None, int]]:
    """[(case or None, what the account stands at for it)] from all entries for good before the moment, by the number of the case; zeros are left out."""
    rows = Posting.objects.filter(account=account, commodity=currency, entry__at__lt=before).exclude(entry__phase__in=("pending", "void"))
    rows = rows if through is None else rows.filter(entry_id__lte=through)
    found = rows.values_list("entry__case_id").annotate(sum=Sum("amount")).order_by("entry__case_id")
    return [(case_id, int(amount)) for case_id, amount in found if amount]


def entries_between(start: datetime, end: datetime) -> Iterator[Any]:
    """Entries from `start` until before `end`, the oldest first, each with `counts`: `*` for good, `!` asked and open at `end`, "" neither.

    Read in pieces: books of any length.
    """
    rows = LedgerEntry.objects.filter(at__gte=start, at__lt=end).prefetch_related("postings").order_by("at", "id")
    followed = LedgerEntry.objects.filter(follows__isnull=False, at__lt=end, follows__at__gte=start, follows__at__lt=end)
    ended = set(followed.values_list("follows_id", flat=True))
    for entry in rows.iterator(chunk_size=1000):
        final = entry.phase in ("posted", "post", "reverse")
        entry.counts = "*" if final else "!" if entry.phase == "pending" and entry.id not in ended else ""
        yield entry


def asked_before(start: datetime, *, open_at: datetime) -> list[Any]:
    """What was asked before `start` and is neither posted nor voided before `open_at`."""
    followed = LedgerEntry.objects.filter(follows__isnull=False, at__lt=open_at).values("follows_id")
    rows = LedgerEntry.objects.filter(phase="pending", at__lt=start).exclude(id__in=followed)
    found = list(rows.prefetch_related("postings").order_by("at", "id"))
    for entry in found:
        entry.counts = "!"
    return found


def first_entry_at() -> datetime | None:
    found: datetime | None = LedgerEntry.objects.order_by("at").values_list("at", flat=True).first()
    return found
