"""One table of clocks, promises and timers."""

from datetime import date, datetime
from typing import Any

from django.db import models

from makegood.base.rows import Row
from makegood.base.tenancy import sole_merchant_id

OWNERS = ("customer", "shop", "supplier", "carrier", "hub", "system")
STATES = ("open", "kept", "broken", "void")


class Deadline(Row):
    """Who must have done what by when, and where that comes from.

    `case_id` and `line_id` are ids of returns (no database key: those tables come later in the order of apps);
    `subject` is the public id of what it is about (a claim, a reimbursement); `source` cites law, policy, agreement or staff;
    `told_on` the day on which somebody was told (then it is a promise).
    """

    case_id = models.BigIntegerField(null=True)
    line_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40)
    owner = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    source = models.CharField(max_length=200, blank=True)
    told_on = models.DateField(null=True)
    state = models.CharField(max_length=8, default="open")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    swept_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "base_deadline"
        indexes = [
            models.Index(fields=["merchant", "case_id"], name="deadline_case"),
            models.Index(fields=["due_at"], name="deadline_due", condition=models.Q(state="open", swept_at=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(owner__in=OWNERS), name="deadline_owner"),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="deadline_state"),
        ]


def set_deadline(
    *,
    kind: str,
    owner: str,
    due_at: datetime,
    now: datetime,
    source: str = "",
    case_id: int | None = None,
    line_id: int | None = None,
    subject: str = "",
    told_on: date | None = None,
) -> Deadline:
    return Deadline.objects.create(
        merchant_id=sole_merchant_id(),
        kind=kind,
        owner=owner,
        due_at=due_at,
        opened_at=now,
        source=source,
        case_id=case_id,
        line_id=line_id,
        subject=subject,
        told_on=told_on,
    )


def end_deadlines(*, state: str, now: datetime, **which: Any) -> int:
    """End the open deadlines that match `which` (field look-ups): kept, broken or void. Returns how many."""
    return Deadline.objects.filter(state="open", **which).update(state=state, ended_at=now)


def keep_or_break(*, now: datetime, **which: Any) -> None:
    """End the matching open deadlines: kept where `now` is not past them, broken otherwise. One statement."""
    state = models.Case(models.When(due_at__gte=now, then=models.Value("kept")), default=models.Value("broken"))
    Deadline.objects.filter(state="open", **which).update(state=state, ended_at=now)


def open_deadlines(case_id: int) -> list[Deadline]:
    return list(Deadline.objects.filter(case_id=case_id, state="open").order_by("due_at", "id"))


def due_deadlines(*, now: datetime, limit: int) -> list[Deadline]:
    """Open ones that are past and were not looked at yet, oldest first."""
    return list(Deadline.objects.filter(state="open", swept_at=None, due_at__lte=now).order_by("due_at", "id")[:limit])
