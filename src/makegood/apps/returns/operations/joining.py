"""Two cases become one, or are shown together; and the address of whoever was given a present."""

from datetime import datetime
from typing import Any

from makegood.apps.returns.models import Case, CaseContact, CaseEvidence, CaseLine, CaseLink, CaseWords, Declaration
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.deadlines import Deadline
from makegood.base.later import add_later, change_later, write_waiting
from makegood.base.locks import lock
from makegood.base.tenancy import forget


def lock_joined(case_id: int) -> Case | None:
    """The case's own row, its order being locked; None where it is not there."""
    found: list[Case] = lock(Case.objects.filter(id=case_id))
    return found[0] if found else None


def join_case(case: Case, into: Case, *, by: Actor, now: datetime) -> int:
    """Lines, words, evidence and open deadlines of `case` go over; what is append-only stays where it was written. How many lines went."""
    write_waiting()
    lines = list(CaseLine.objects.filter(case_id=case.id))
    moved: list[Any] = [*lines, *CaseWords.objects.filter(case_id=case.id), *CaseEvidence.objects.filter(case_id=case.id)]
    for row in moved:
        row.case_id = into.id
        change_later(row, "case")
    for deadline in Deadline.objects.filter(case_id=case.id, state="open"):
        deadline.case_id = into.id
        change_later(deadline, "case_id")
    for declaration in Declaration.objects.filter(case_id=case.id):
        declaration.case_id = into.id
        change_later(declaration, "case")
    if into.declared_at is not None and case.declared_at is not None:
        into.declared_at = min(into.declared_at, case.declared_at)
    into.notified_on = min(into.notified_on, case.notified_on)  # the customer's clocks run by their first word
    into.needed_by = min((day for day in (into.needed_by, case.needed_by) if day), default=None)
    change_later(into, "notified_on", "needed_by", "declared_at")
    case.merged_into_id, case.closed_at, case.closed_as = into.id, now, "merged"
    case.ball_owner, case.ball_step, case.ball_due_at = "system", "none", None
    case.version += 1
    change_later(case, "merged_into", "closed_at", "closed_as", "ball_owner", "ball_step", "ball_due_at", "version")
    timeline.note(f"case:{case.id}", "case.merged_into", by=by, now=now, subject=case.public_id, into=into.public_id, lines=len(lines))
    timeline.note(
        f"case:{into.id}", "case.took_in", by=by, now=now, subject=into.public_id, case=case.public_id,
        lines=[line.public_id for line in lines],
    )  # fmt: skip
    write_waiting()
    forget("case_lines", "line", "decisions", "choices", "deadlines", "evidence", "taken")
    return len(lines)


def link_cases(one: Case, other: Case, *, by: Actor, now: datetime) -> CaseLink:
    older, newer = sorted((one, other), key=lambda case: case.id)
    made = CaseLink(merchant_id=one.merchant_id, one=older, other=newer, made_at=now, actor=str(by))
    add_later(made)
    for case, beside in ((older, newer), (newer, older)):
        timeline.note(f"case:{case.id}", "case.linked", by=by, now=now, subject=case.public_id, case=beside.public_id)
    return made


def end_link(link: CaseLink, cases: tuple[Case, Case], *, by: Actor, now: datetime) -> None:
    link.ended_at = now
    change_later(link, "ended_at")
    for case, beside in (cases, cases[::-1]):
        timeline.note(f"case:{case.id}", "case.unlinked", by=by, now=now, subject=case.public_id, case=beside.public_id)


def set_recipient(case: Case, email: str, *, by: Actor, now: datetime) -> None:
    """Where to write to whoever was given the present."""
    contact = CaseContact.objects.filter(case_id=case.id).first()
    if contact is None:
        add_later(CaseContact(merchant_id=case.merchant_id, case=case, email=email))
    else:
        contact.email, contact.erased_at = email, None
        change_later(contact, "email", "erased_at")
    forget("case_contact")
    timeline.note(f"case:{case.id}", "recipient.told_address", by=by, now=now, subject=case.public_id)
