"""Writes of reimbursements and credit notes."""

from datetime import date, datetime
from typing import Any

from makegood.apps.settlement.models import CreditNote, CreditNoteCounter, Reimbursement, SameRefund, Transfer
from makegood.apps.settlement.operations.telling_means import end_means
from makegood.apps.settlement.queries import same_of_order
from makegood.apps.settlement.states import TRANSITIONS
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, change_later
from makegood.base.tenancy import current_scope, forget
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal


def owe(*, line: Any, by: Actor, now: datetime, **what: Any) -> Reimbursement:
    """A pending reimbursement; its idempotency key is its own public id and attempt."""
    public_id = new_public_id("rmb")
    made = Reimbursement(
        merchant_id=line.merchant_id,
        public_id=public_id,
        case_id=line.case_id,
        line=line,
        idempotency_key=f"{public_id}-1",
        asked_at=now,
        **what,
    )
    add_later(made)
    known = current_scope().known
    known.get(("case_reimbursements", line.case_id), []).append(made)
    forget("reimbursements")
    timeline.note(
        f"case:{line.case_id}", "refund.asked", by=by, now=now, subject=public_id, kind=made.kind, amount=made.amount_minor,
        currency=made.currency, merchant_id=line.merchant_id,
    )  # fmt: skip
    return made


def move(reimbursement: Reimbursement, to: str, *, by: Actor, now: datetime, provider_ref: str = "", problem: str = "") -> None:
    """Refuses `step_not_possible`. A failed one that is tried again takes a new attempt and a new key."""
    if to not in TRANSITIONS[reimbursement.state]:
        raise Refusal(
            "step_not_possible", f"A payment that is {reimbursement.state} can't become {to}.", "Reload the case.", status=409,
            state=reimbursement.state, to=to,
        )  # fmt: skip
    was, reimbursement.state = reimbursement.state, to
    reimbursement.problem = problem[:200]
    reimbursement.provider_ref = provider_ref[:120] or reimbursement.provider_ref
    reimbursement.ended_at = None if to == "pending" else now
    if to == "pending":
        reimbursement.attempt += 1
        reimbursement.idempotency_key = f"{reimbursement.public_id}-{reimbursement.attempt}"
    change_later(reimbursement, "state", "problem", "provider_ref", "ended_at", "attempt", "idempotency_key")
    if to in ("posted", "voided", "reversed") and (was == "failed" or reimbursement.attempt > 1):  # only then somebody may have been asked
        end_means(reimbursement, "paid" if to == "posted" else "void", by=by, now=now)
    timeline.note(
        f"case:{reimbursement.case_id}", f"refund.{to}", by=by, now=now, subject=reimbursement.public_id, merchant_id=reimbursement.merchant_id,
        amount=reimbursement.amount_minor, currency=reimbursement.currency,
    )  # fmt: skip


def number_credit_note(
    *, reimbursement: Reimbursement, issued_on: date, body: dict[str, Any], by: Actor, now: datetime, cancels: CreditNote | None = None
) -> CreditNote:
    """The next number of the year: without gaps, so the counter's row is locked until the commit (call it last).

    `cancels`: the note that this one takes back; it has a number of its own, and the other stays.
    """
    counter, _ = CreditNoteCounter.objects.select_for_update(no_key=True).get_or_create(
        merchant_id=reimbursement.merchant_id, year=issued_on.year, defaults={"last": 0}
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    number = f"CN-{issued_on.year}-{counter.last:05d}"
    note: CreditNote = CreditNote.objects.create(
        merchant_id=reimbursement.merchant_id,
        number=number,
        reimbursement=reimbursement,
        issued_on=issued_on,
        body=body | {"number": number},
        cancels=cancels,
    )
    timeline.note(
        f"case:{reimbursement.case_id}", "credit_note.issued" if cancels is None else "credit_note.cancelled", by=by, now=now, subject=reimbursement.public_id, number=number,
        merchant_id=reimbursement.merchant_id,
    )  # fmt: skip
    return note


def join_case(case_id: int, into_id: int) -> None:
    """What the lines of a case that was joined into another are owed is owed there."""
    for reimbursement in Reimbursement.objects.filter(case_id=case_id):
        reimbursement.case_id = into_id
        change_later(reimbursement, "case")
    for transfer in Transfer.objects.filter(case_id=case_id):
        transfer.case_id = into_id
        change_later(transfer, "case")


def join_refund(question: Any, *, order: Any, by: Actor, now: datetime, most: int, same: bool = True) -> int:
    """`most` minor units of the refund made elsewhere are, or are not, the payment or the twin of the question. How much was named."""
    rest, known = most, dict.fromkeys((row.id for row in question.past.rows), 0)
    for word in same_of_order(order.id) if same else []:
        if word.same and (word.past_id in known or word.twin_id in known):
            known[word.past_id if word.past_id in known else word.twin_id] += word.amount_minor
    for row in question.past.rows:
        part = min(rest, max(0, row.amount_minor + row.shipping_minor - known[row.id]))
        rest -= part
        if same and not part:
            continue
        say_same(
            order=order, past=row, same=same, amount_minor=part, reimbursement=question.reimbursement,
            twin=None if question.twin is None else question.twin.rows[0], by=by, now=now,
        )  # fmt: skip
    return most - rest


def carry_same(word: SameRefund, rows: list[Any], *, order_id: int, by: Actor, now: datetime) -> None:
    """What was said of a refund as a whole is said of the parts that stand for it now: no more of them together than of the whole."""
    rest = word.amount_minor
    for row in rows:
        part = min(rest, row.amount_minor + row.shipping_minor)
        rest -= part
        if part or not word.same:
            made = SameRefund(
                merchant_id=word.merchant_id, past_id=row.id, reimbursement_id=word.reimbursement_id, twin_id=word.twin_id, same=word.same,
                amount_minor=part, at=now, actor=word.actor,
            )  # fmt: skip
            add_later(made)
    forget("same_refunds")
    timeline.note(
        f"order:{order_id}", "refund.parted", by=by, now=now, subject=str(word.past_id), parts=[row.id for row in rows],
        amount=word.amount_minor - rest,
    )  # fmt: skip


def say_same(
    *, order: Any, past: Any, same: bool, amount_minor: int, by: Actor, now: datetime, reimbursement: Any = None, twin: Any = None
) -> SameRefund:
    """Keep whether a refund made elsewhere is one that we know; only ever added."""
    made = SameRefund(
        merchant_id=order.merchant_id, past_id=past.id, reimbursement_id=None if reimbursement is None else reimbursement.id,
        twin_id=None if twin is None else twin.id, same=same, amount_minor=amount_minor if same else 0, at=now, actor=str(by),
    )  # fmt: skip
    add_later(made)
    forget("same_refunds")
    subject = reimbursement.public_id if reimbursement is not None else order.public_id
    timeline.note(
        f"order:{order.id}", "refund.same" if same else "refund.another", by=by, now=now, subject=subject, past=past.id,
        twin=None if twin is None else twin.id, amount=made.amount_minor, currency=past.currency,
    )  # fmt: skip
    return made
