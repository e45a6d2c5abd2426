"""Reads of the books."""

from datetime import datetime

from django.db.models import Sum

from makegood.apps.ledger.accounts import UNITS
from makegood.apps.ledger.models import LedgerEntry, Posting
from makegood.base.later import ids_wanted
from makegood.base.together import Wanted


def new_wanted() -> tuple[Wanted, ...]:
    """Ids of entries that are to come: as many as one step of a case of one line writes at most."""
    return (ids_wanted(LedgerEntry, 3),)


def entry_for(subject: str, code: str, phase: str) -> LedgerEntry | None:
    """The newest entry of this kind about a subject that nothing has followed yet."""
    found = LedgerEntry.objects.filter(subject=subject, code=code, phase=phase)
    followed = LedgerEntry.objects.filter(subject=subject, code=code).exclude(follows=None).values("follows_id")
    entry: LedgerEntry | None = found.exclude(id__in=followed).order_by("-id").first()
    return entry


def entries_of_case(case_id: int) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(case_id=case_id).prefetch_related("postings").order_by("id"))


def balances(case_id: int | None = None, *, joined: tuple[int, ...] = ()) -> dict[tuple[str, str], tuple[int, int]]:
    """{(account, commodity): (posted, pending)}. Pending ends where an entry is posted or voided.

    `joined`: cases that were joined into this one; what was booked for them stays theirs and is counted here.
    """
    rows = Posting.objects.select_related("entry")
    rows = rows if case_id is None else rows.filter(entry__case_id__in=(case_id, *joined))
    found: dict[tuple[str, str], list[int]] = {}
    ended = set()
    parts = list(rows)
    for part in parts:
        if part.entry.phase in ("post", "void"):
            ended.add(part.entry.follows_id)
    for part in parts:
        sums = found.setdefault((part.account, part.commodity), [0, 0])
        if part.entry.phase in ("posted", "post", "reverse"):
            sums[0] += part.amount
        elif part.entry.phase == "pending" and part.entry_id not in ended:
            sums[1] += part.amount
    return {key: (posted, pending) for key, (posted, pending) in found.items()}


def booked(code: str, account: str, start: datetime, end: datetime) -> dict[str, int]:
    """What entries of this code moved on an account from `start` until before `end`, by currency; what is only pending is not counted."""
    rows = Posting.objects.filter(entry__code=code, entry__at__gte=start, entry__at__lt=end, account=account).exclude(
        entry__phase__in=("pending", "void")
    )
    found = rows.values_list("commodity").annotate(sum=Sum("amount"))
    return {commodity: int(amount) for commodity, amount in found if amount}


def net_by_subject(code: str, account: str, *, prefix: str) -> dict[str, int]:
    """{subject: what entries of this code moved on an account for good}, where that is not zero; subjects that begin with `prefix`."""
    rows = Posting.objects.filter(entry__code=code, entry__subject__startswith=prefix, account=account).exclude(
        entry__phase__in=("pending", "void")
    )
    return {subject: int(amount) for subject, amount in rows.values_list("entry__subject").annotate(sum=Sum("amount")) if amount}


def net_by_currency(account: str) -> dict[str, int]:
    """{currency: what all entries moved on an account for good}, where that is not zero."""
    rows = Posting.objects.filter(account=account).exclude(entry__phase__in=("pending", "void")).values_list("commodity")
    return {currency: int(amount) for currency, amount in rows.annotate(sum=Sum("amount")) if amount}


def net_on(account: str, *, prefix: str) -> dict[str, int]:
    """{subject: what all entries about it moved on an account for good}, where that is not zero; subjects that begin with `prefix`."""
    rows = Posting.objects.filter(entry__subject__startswith=prefix, account=account).exclude(entry__phase__in=("pending", "void"))
    return {subject: int(amount) for subject, amount in rows.values_list("entry__subject").annotate(sum=Sum("amount")) if amount}


def units_moved() -> dict[int | None, dict[str, int]]:
    """{order line: {place: pieces that came to it, less those that left it}}; None: pieces of which nobody knows the line (there must be none)."""
    rows = Posting.objects.filter(commodity=UNITS).values_list("entry__order_line_id", "account").annotate(sum=Sum("amount"))
    found: dict[int | None, dict[str, int]] = {}
    for line_id, account, amount in rows:
        if amount:
            found.setdefault(line_id, {})[account.removeprefix("units:")] = int(amount)
    return found
