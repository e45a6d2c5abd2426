"""One table of clocks, promises and timers."""

from datetime import date, datetime
from typing import Any

from django.db import models

from makegood.base.later import add_later, change_later, take_back
from makegood.base.rows import Row
from makegood.base.tenancy import current_scope, sole_merchant_id
from makegood.base.together import Wanted, fetch

OWNERS = ("customer", "shop", "supplier", "carrier", "hub", "system")
STATES = ("open", "kept", "broken", "void")


class Deadline(Row):
    """Who must have done what by when, and where that comes from.

    `case_id` and `line_id` are ids of returns (no database key: those tables come later in the order of apps);
    `subject` is the public id of what it is about (a claim, a reimbursement); `source` cites law, policy, agreement or staff;
    `told_on` the day on which somebody was told (then it is a promise). `rung`: how often the same was due before and did not come.
    `warned_at`, `escalated_at`: when whoever looks after the case, and then the shop's owners, were told that it is about to break.
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
    rung = models.SmallIntegerField(default=0)
    warned_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "base_deadline"
        indexes = [
            models.Index(fields=["merchant", "case_id"], name="deadline_case"),
            models.Index(fields=["due_at"], name="deadline_due", condition=models.Q(state="open")),
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
    rung: int = 0,
) -> Deadline:
    """A new open deadline; written at the unit's end."""
    made = Deadline(
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
        rung=rung,
    )
    add_later(made)
    if (found := current_scope().known.get(("deadlines", case_id))) is not None:
        found.append(made)
    return made


def end_deadlines(*, state: str, now: datetime, case_id: int, **which: Any) -> None:
    """End the case's open deadlines whose fields have the given values (a tuple: one of them): kept, broken or void."""
    for deadline in _matching(case_id, which):
        _end(deadline, state, now)


def keep_or_break(*, now: datetime, case_id: int, **which: Any) -> None:
    """End the matching open deadlines of the case: kept where `now` is not past them, broken otherwise."""
    for deadline in _matching(case_id, which):
        _end(deadline, "kept" if deadline.due_at >= now else "broken", now)


def _matching(case_id: int, which: dict[str, Any]) -> list[Deadline]:
    def meets(deadline: Deadline) -> bool:
        return all(
            getattr(deadline, name) in value if isinstance(value, tuple) else getattr(deadline, name) == value
            for name, value in which.items()
        )

    return [deadline for deadline in open_deadlines(case_id) if meets(deadline)]


def let_go(deadline: Deadline, *, now: datetime) -> None:
    """It dates nothing any more: kept or broken, and as if it had never been where this unit set it."""
    if take_back(deadline):
        deadline.state = "void"
        return
    _end(deadline, "kept" if deadline.due_at >= now else "broken", now)


def mark_told(deadline: Deadline, *, now: datetime, owner: bool) -> None:
    """Whoever looks after the case was warned of it; `owner`: the shop's owners were."""
    name = "escalated_at" if owner else "warned_at"
    setattr(deadline, name, now)
    change_later(deadline, name)


def _end(deadline: Deadline, state: str, now: datetime) -> None:
    deadline.state, deadline.ended_at = state, now
    change_later(deadline, "state", "ended_at")


def deadlines_wanted(case_id: int) -> Wanted:
    return Wanted(("deadlines", case_id), Deadline, "case_id = %s AND state = 'open'", (case_id,), one="deadline")


def open_deadlines(case_id: int) -> list[Deadline]:
    """The unit's one instance of each, the earliest first."""
    found: list[Deadline] = fetch(deadlines_wanted(case_id))
    return sorted((one for one in found if one.state == "open"), key=lambda one: one.due_at)


def deadlines_of(case_id: int) -> list[Deadline]:
    """All of a case, those that have ended too, in the order in which they were set."""
    return list(Deadline.objects.filter(case_id=case_id).order_by("id"))


def case_of_deadline(deadline_id: int) -> int | None:
    """The id of the case that an open deadline belongs to: it tells what to lock before the deadline itself is read."""
    found: int | None = Deadline.objects.filter(id=deadline_id, state="open").values_list("case_id", flat=True).first()
    return found


def mark_swept(deadline: Deadline, *, now: datetime) -> None:
    """It was looked at after its moment had passed; a sweep takes it once."""
    deadline.swept_at = now
    change_later(deadline, "swept_at")


def due_deadlines(*, now: datetime, limit: int) -> list[Deadline]:
    """Open ones that are past and were not looked at yet, oldest first."""
    return list(Deadline.objects.filter(state="open", swept_at=None, due_at__lte=now).order_by("due_at", "id")[:limit])


def open_of_kinds(kinds: tuple[str, ...], *, until: datetime) -> list[Deadline]:
    """Open ones of these kinds that end by `until`, the latest first."""
    return list(Deadline.objects.filter(state="open", kind__in=kinds, due_at__lte=until).order_by("-due_at", "id")[:200])


def coming_up(*, owners: tuple[str, ...], until: datetime) -> list[Deadline]:
    """Open ones of these owners that nobody has looked at after their moment, that end by `until`, and of which the shop's owners were not told."""
    found = Deadline.objects.filter(
        state="open", swept_at=None, owner__in=owners, escalated_at=None, due_at__lte=until, case_id__isnull=False
    )
    return list(found.order_by("due_at", "id")[:1000])


def overdue_by_kind(*, now: datetime) -> dict[str, int]:
    """How many open ones are past, by kind."""
    rows = Deadline.objects.filter(state="open", due_at__lte=now).order_by().values_list("kind").annotate(n=models.Count("id"))
    return dict(rows)


def unswept_since(*, now: datetime) -> datetime | None:
    """The day of the oldest open one that is past and that no sweep has looked at."""
    found: datetime | None = (
        Deadline.objects.filter(state="open", swept_at=None, due_at__lte=now).order_by("due_at").values_list("due_at", flat=True).first()
    )
    return found
