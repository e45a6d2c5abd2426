"""Writes of claims."""

from datetime import date, datetime
from typing import Any

from makegood.apps.claims.models import Claim, ClaimAnswer, ClaimEvidence, ClaimPaper
from makegood.apps.claims.queries import nothing_yet
from makegood.apps.claims.states import TRANSITIONS
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import change_later
from makegood.base.tenancy import current_scope
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal


def draft(*, line: Any, files: list[tuple[int, str]], by: Actor, now: datetime, **what: Any) -> Claim:
    """A claim with its evidence (file id, caption)."""
    claim: Claim = Claim.objects.create(
        merchant_id=line.merchant_id, public_id=new_public_id("clm"), case_id=line.case_id, line=line, drafted_at=now, **what
    )
    current_scope().known.pop(nothing_yet(line.case_id), None)
    ClaimEvidence.objects.bulk_create(
        ClaimEvidence(merchant_id=line.merchant_id, claim=claim, file_id=file, caption=caption) for file, caption in files
    )
    timeline.note(
        f"case:{line.case_id}", "claim.drafted", by=by, now=now, subject=claim.public_id, party=claim.party, asked=claim.asked_minor,
        currency=claim.currency, merchant_id=line.merchant_id,
    )  # fmt: skip
    return claim


def attach(claim: Claim, files: list[tuple[int, str]]) -> None:
    """More evidence (file id, caption)."""
    ClaimEvidence.objects.bulk_create(
        ClaimEvidence(merchant_id=claim.merchant_id, claim=claim, file_id=file, caption=caption) for file, caption in files
    )


def move(claim: Claim, to: str, *, by: Actor, now: datetime, **fields: Any) -> None:
    """Refuses `step_not_possible`. `fields` are saved with the step."""
    if to not in TRANSITIONS[claim.state]:
        raise Refusal(
            "step_not_possible",
            "This claim was answered already.",
            "Reload the page to see how it stands.",
            status=409,
            state=claim.state,
            to=to,
        )
    claim.state = to
    for name, value in fields.items():
        setattr(claim, name, value)
    claim.save(update_fields=["state", *fields])
    timeline.note(
        f"case:{claim.case_id}", f"claim.{to}", by=by, now=now, subject=claim.public_id, accepted=claim.accepted_minor,
        credited=claim.credited_minor, currency=claim.currency, merchant_id=claim.merchant_id,
    )  # fmt: skip


def reask(claim: Claim, *, asked_minor: int, share: int, by: Actor, now: datetime) -> None:
    """A drafted claim asks for another part of the whole."""
    claim.asked_minor, claim.share = asked_minor, share
    claim.save(update_fields=["asked_minor", "share"])
    timeline.note(
        f"case:{claim.case_id}", "claim.reasked", by=by, now=now, subject=claim.public_id, asked=asked_minor, currency=claim.currency, share=share,
        merchant_id=claim.merchant_id,
    )  # fmt: skip


def take_back(claim: Claim, *, by: Actor, now: datetime) -> None:
    """A draft that nobody was shown goes."""
    timeline.note(
        f"case:{claim.case_id}",
        "claim.taken_back",
        by=by,
        now=now,
        subject=claim.public_id,
        party=claim.party,
        merchant_id=claim.merchant_id,
    )
    ClaimEvidence.objects.filter(claim=claim).delete()
    claim.delete()


def redate(claim: Claim, *, opens_on: date | None, window_until: date | None, packet: dict[str, Any], by: Actor, now: datetime) -> None:
    """The days that a drafted claim rests on turned out otherwise."""
    claim.opens_on, claim.window_until, claim.packet = opens_on, window_until, packet
    claim.save(update_fields=["opens_on", "window_until", "packet"])
    until = window_until.isoformat() if window_until else None
    timeline.note(
        f"case:{claim.case_id}", "claim.redated", by=by, now=now, subject=claim.public_id, until=until, merchant_id=claim.merchant_id
    )


def accept(claim: Claim, amount_minor: int, *, credit_by: date | None, by: Actor, now: datetime) -> None:
    """The other side owes this much of it from now on: it said so, or it paid."""
    to = "accepted" if amount_minor == claim.asked_minor else "part_accepted"
    move(claim, to, by=by, now=now, answered_at=now, accepted_minor=amount_minor, credit_by=credit_by)


def add_credited(claim: Claim, amount_minor: int, *, by: Actor, now: datetime) -> None:
    """So much more of it has come; negative where a match was wrong. Its state follows."""
    credited = claim.credited_minor + amount_minor
    if amount_minor < 0:
        back = "accepted" if claim.accepted_minor == claim.asked_minor else "part_accepted"
        claim.state = "short_credited" if credited else back
        claim.credited_minor = credited
        claim.save(update_fields=["state", "credited_minor"])
        timeline.note(
            f"case:{claim.case_id}", "claim.uncredited", by=by, now=now, subject=claim.public_id, credited=credited, currency=claim.currency,
            merchant_id=claim.merchant_id,
        )  # fmt: skip
        return
    to = "credited" if credited == claim.accepted_minor else "short_credited"
    if to != claim.state:
        move(claim, to, by=by, now=now, credited_minor=credited)
        return
    claim.credited_minor = credited
    claim.save(update_fields=["credited_minor"])
    timeline.note(
        f"case:{claim.case_id}", "claim.short_credited", by=by, now=now, subject=claim.public_id, accepted=claim.accepted_minor, credited=credited,
        currency=claim.currency, merchant_id=claim.merchant_id,
    )  # fmt: skip


def add_answer(claim: Claim, *, by: Actor, now: datetime, **what: Any) -> ClaimAnswer:
    made: ClaimAnswer = ClaimAnswer.objects.create(merchant_id=claim.merchant_id, claim=claim, at=now, actor=str(by), **what)
    return made


def show(
    one: ClaimEvidence, *, file_id: int, whole_id: int | None, covered: list[list[int]], left_out: bool, by: Actor, now: datetime
) -> None:
    """What the other side sees of one picture from now on."""
    one.file_id, one.whole_id, one.covered, one.left_out = file_id, whole_id, covered, left_out
    one.save(update_fields=["file", "whole", "covered", "left_out"])
    claim = one.claim
    timeline.note(
        f"case:{claim.case_id}", "claim.picture", by=by, now=now, subject=claim.public_id, left_out=left_out, covered=len(covered),
        merchant_id=claim.merchant_id,
    )  # fmt: skip


def add_paper(claim: Claim, *, file_id: int | None, tracking: str, by: Actor, now: datetime) -> ClaimPaper:
    made: ClaimPaper = ClaimPaper.objects.create(
        merchant_id=claim.merchant_id, claim=claim, file_id=file_id, tracking=tracking, at=now, actor=str(by)
    )
    timeline.note(
        f"case:{claim.case_id}", "claim.paper", by=by, now=now, subject=claim.public_id, kind="file" if file_id else "tracking",
        merchant_id=claim.merchant_id,
    )  # fmt: skip
    return made


def join_case(case_id: int, into_id: int) -> None:
    """The claims of a case that was joined into another belong there."""
    for claim in Claim.objects.filter(case_id=case_id):
        claim.case_id = into_id
        change_later(claim, "case")
