"""Writes of transfers: what one provider is asked to move, and what it says of it."""

from datetime import datetime
from typing import Any

from makegood.apps.settlement.models import ProviderEvent, Reimbursement, Transfer
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, change_later, write_waiting
from makegood.base.tenancy import current_scope, sole_merchant_id
from makegood.kernel.ids import new_public_id


def add_transfer(*, reimbursement: Reimbursement, by: Actor, now: datetime, **what: Any) -> Transfer:
    """`what`: provider, connection, payment, method, amount_minor, next_try_at, goods; one that a person made: state, moved_minor, provider_ref.

    Its idempotency key is its own public id: one row, one key, for ever.
    """
    if reimbursement.pk is None:
        write_waiting()
    public_id = new_public_id("trf")
    made = Transfer(
        merchant_id=reimbursement.merchant_id, public_id=public_id, key=public_id, reimbursement=reimbursement, case_id=reimbursement.case_id,
        line_id=reimbursement.line_id, currency=reimbursement.currency, made_at=now, **what,
    )  # fmt: skip
    add_later(made)
    known = current_scope().known.get(("transfers", reimbursement.case_id))
    if known is not None:
        known.append(made)
    _note(made, "transfer.made", by, now, amount=made.amount_minor, currency=made.currency)
    return made


def change_transfer(transfer: Transfer, *, by: Actor, now: datetime, why: str = "", **fields: Any) -> None:
    """Set these fields; a change of state leaves a timeline line, with `why` as a code."""
    was = transfer.state
    changed = [name for name, value in fields.items() if getattr(transfer, name) != value]
    for name in changed:
        setattr(transfer, name, fields[name])
    if not changed:
        return
    change_later(transfer, *changed)
    if transfer.state != was or "moved_minor" in changed:
        _note(transfer, f"transfer.{transfer.state}", by, now, was=was, moved=transfer.moved_minor, why=why)


def stand(reimbursement: Reimbursement, *, moved_minor: int, excess_minor: int) -> None:
    """What has left, of all its transfers, and what of it was too much and is not dealt with."""
    if (reimbursement.moved_minor, reimbursement.excess_minor) != (moved_minor, excess_minor):
        reimbursement.moved_minor, reimbursement.excess_minor = moved_minor, excess_minor
        change_later(reimbursement, "moved_minor", "excess_minor")


def doubt(reimbursement: Reimbursement, asked: bool) -> None:
    """Must a person say whether a refund in the shop's own system is this one?"""
    if reimbursement.in_question != asked:
        reimbursement.in_question = asked
        change_later(reimbursement, "in_question")


def add_event(*, event_id: str, key: str, now: datetime) -> bool:
    """False where it is there already."""
    found = {"event_id": event_id, "merchant_id": sole_merchant_id()}
    _, made = ProviderEvent.objects.get_or_create(**found, defaults={"key": key[:120], "came_at": now})
    return bool(made)


def _note(transfer: Transfer, name: str, by: Actor, now: datetime, **body: Any) -> None:
    timeline.note(f"case:{transfer.case_id}", name, by=by, now=now, subject=transfer.public_id, merchant_id=transfer.merchant_id, **body)
