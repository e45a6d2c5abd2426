"""Writes of recalls."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from makegood.apps.recalls.models import AuthorityTask, ProductMaker, Recall, RecallContact, RecallUnit
from makegood.apps.recalls.states import CONTACT, RECALL
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal

_AT_ONCE = 2000  # rows in a statement


def begin(*, by: Actor, now: datetime, lines: Mapping[str, list[tuple[int, int, int]]], **what: Any) -> Recall:
    """`lines`: for each customer's key (order id, line id, pieces), the newest order last."""
    merchant_id = sole_merchant_id()
    recall: Recall = Recall.objects.create(merchant_id=merchant_id, public_id=new_public_id("rcl"), begun_at=now, begun_by=str(by), **what)
    contacts = RecallContact.objects.bulk_create(
        (
            RecallContact(merchant_id=merchant_id, recall=recall, public_id=new_public_id("rcc"), key=key, order_id=rows[-1][0])
            for key, rows in lines.items()
        ),
        batch_size=_AT_ONCE,
    )
    RecallUnit.objects.bulk_create(
        (
            RecallUnit(merchant_id=merchant_id, recall=recall, contact=contact, order_id=order, order_line_id=line, quantity=pieces)
            for contact in contacts
            for order, line, pieces in lines[contact.key]
        ),
        batch_size=_AT_ONCE,
    )
    _note(recall, "begun", by, now, kind=recall.kind, sku=recall.sku, batch=recall.batch, customers=len(contacts))
    return recall


def move(recall: Recall, to: str, *, by: Actor, now: datetime) -> None:
    """Refuses `step_not_possible`."""
    if to not in RECALL[recall.state]:
        raise Refusal(
            "step_not_possible", "This recall is past that step.", "Reload the page to see how it stands.", status=409, state=recall.state
        )
    recall.state = to
    setattr(recall, {"told": "told_at", "ended": "ended_at"}[to], now)
    recall.save(update_fields=["state", "told_at", "ended_at"])
    _note(recall, to, by, now)


def move_contact(contact: RecallContact, to: str, **fields: Any) -> None:
    """Refuses `already_answered`; `fields` are saved with it."""
    if to not in CONTACT[contact.state]:
        raise Refusal(
            "already_answered", "This was answered already.", "What you chose stands on your page.", status=409, state=contact.state
        )
    contact.state = to
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.save(update_fields=["state", *fields])


def tie(unit: RecallUnit, case_id: int) -> None:
    """It is made good in this case."""
    unit.case_id = case_id
    unit.save(update_fields=["case"])


def add_tasks(
    found: Iterable[Any], *, cause: str, now: datetime, recall_id: int | None = None, case_id: int | None = None
) -> list[AuthorityTask]:
    """Of law.safety.Report."""
    made: list[AuthorityTask] = AuthorityTask.objects.bulk_create(
        AuthorityTask(
            merchant_id=sole_merchant_id(), public_id=new_public_id("aut"), cause=cause, recall_id=recall_id, case_id=case_id, market=one.market,
            duty=one.duty, portal=one.portal[:200], cite=one.cite[:300], confidence=one.confidence, by_law=one.by_law, due_at=one.due_at, made_at=now,
        )
        for one in found
    )  # fmt: skip
    return made


def finish_task(task: AuthorityTask, *, reference: str, by: Actor, now: datetime) -> None:
    task.done_at, task.done_by, task.reference = now, str(by), reference
    task.save(update_fields=["done_at", "done_by", "reference"])
    chain = f"case:{task.case_id}" if task.case_id else f"recall:{task.recall_id}"
    timeline.note(chain, "authority.told", by=by, now=now, subject=task.public_id, market=task.market, in_time=now <= task.due_at)


def mark_warned(tasks: Iterable[AuthorityTask], *, now: datetime) -> None:
    AuthorityTask.objects.filter(id__in=[one.id for one in tasks]).update(warned_at=now)


def set_maker(sku: str, *, own_brand: bool, responsible: str, by: Actor, now: datetime) -> ProductMaker:
    merchant_id = sole_merchant_id()
    what = {"own_brand": own_brand, "responsible": responsible, "changed_at": now, "changed_by": str(by)}
    made: ProductMaker
    made, _ = ProductMaker.objects.update_or_create(merchant_id=merchant_id, sku=sku, defaults=what)
    timeline.note(f"shop:{merchant_id}", "product.maker", by=by, now=now, sku=sku, own_brand=own_brand, responsible=bool(responsible))
    return made


def _note(recall: Recall, what: str, by: Actor, now: datetime, **said: Any) -> None:
    timeline.note(f"recall:{recall.id}", f"recall.{what}", by=by, now=now, subject=recall.public_id, merchant_id=recall.merchant_id, **said)
