"""What the books say that providers moved, and lines of a time, for comparing and closing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Sum

from makegood.apps.ledger.accounts import UNITS
from makegood.apps.ledger.models import LedgerEntry, Posting

_GONE = ("pending", "void")


@dataclass(frozen=True, slots=True)
class Line:
    """One posting that counts for good: its entry's number, code, phase, subject and case."""

    entry: int
    at: datetime
    code: str
    phase: str
    subject: str
    case_id: int | None
    account: str
    currency: str
    amount: int


_FIELDS = ("entry_id", "entry__at", "entry__code", "entry__phase", "entry__subject", "entry__case_id", "account", "commodity", "amount")


def _lines(rows: Any) -> list[Line]:
    found = rows.exclude(entry__phase__in=_GONE).exclude(commodity=UNITS).order_by("entry__at", "entry_id", "id")
    return [Line(*values) for values in found.values_list(*_FIELDS)]


def refunds_moved(start: datetime, end: datetime) -> list[Line]:
    """What left through providers by refunds, or was taken back, from `start` until before `end`: credits of provider:clearing."""
    return _lines(Posting.objects.filter(entry__code="refund_paid", account="provider:clearing", entry__at__gte=start, entry__at__lt=end))


def refunds_moved_of(subjects: Iterable[str]) -> list[Line]:
    """The same of these movements, whenever it was."""
    return _lines(Posting.objects.filter(entry__code="refund_paid", account="provider:clearing", entry__subject__in=list(subjects)))


def lines_between(start: datetime, end: datetime) -> list[Line]:
    """All lines of money that count, from `start` until before `end`."""
    return _lines(Posting.objects.filter(entry__at__gte=start, entry__at__lt=end))


def lines_after(entry_id: int, *, before: datetime) -> list[Line]:
    """Lines of money before a moment that were written after the entry of this number."""
    return _lines(Posting.objects.filter(entry_id__gt=entry_id, entry__at__lt=before))


def fees_booked(subjects: Iterable[str]) -> dict[str, int]:
    """{subject: what refund_fee has booked on expense:fees}."""
    rows = Posting.objects.filter(entry__code="refund_fee", account="expense:fees", entry__subject__in=list(subjects)).exclude(
        entry__phase__in=_GONE
    )
    return {subject: int(amount) for subject, amount in rows.values_list("entry__subject").annotate(sum=Sum("amount"))}


def last_entry_id() -> int:
    return int(LedgerEntry.objects.aggregate(most=Max("id"))["most"] or 0)
