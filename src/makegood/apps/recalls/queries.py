"""Reads of recalls."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum

from makegood.apps.recalls.models import AuthorityTask, ProductMaker, Recall, RecallContact, RecallUnit
from makegood.base.together import Wanted, fetch
from makegood.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Progress:
    """Customers by where they stand (states.CONTACT) and by what they chose; `pieces` in all."""

    states: dict[str, int]
    answers: dict[str, int]
    pieces: int

    @property
    def customers(self) -> int:
        return sum(self.states.values())


def recall_of(public_id: str) -> Recall:
    """Refuses `recall_unknown`."""
    found: Recall | None = Recall.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("recall_unknown", "There is no such recall.", "Go back to the list.", status=404)
    return found


def recall_by_id(recall_id: int) -> Recall:
    found: Recall = Recall.objects.get(id=recall_id)
    return found


def lock_recall(recall_id: int) -> Recall:
    found: Recall = Recall.objects.select_for_update(no_key=True).get(id=recall_id)
    return found


def recalls(limit: int = 200) -> list[Recall]:
    """The newest first."""
    return list(Recall.objects.order_by("-id")[:limit])


def being_told() -> list[tuple[int, int]]:
    """(shop, recall) of those whose letters are not all written."""
    return list(Recall.objects.filter(state="telling").order_by("id").values_list("merchant_id", "id"))


def take_waiting(recall_id: int, limit: int) -> list[RecallContact]:
    """Locked; what another sweep has in hand is left to it."""
    found = RecallContact.objects.filter(recall_id=recall_id, state="waiting").select_for_update(skip_locked=True, of=("self",))
    return list(found.order_by("id")[:limit])


def are_waiting(recall_id: int) -> bool:
    return RecallContact.objects.filter(recall_id=recall_id, state="waiting").exists()


def contact_of(public_id: str) -> RecallContact:
    """Refuses `recall_unknown`."""
    found: RecallContact | None = RecallContact.objects.filter(public_id=public_id).select_related("recall").first()
    if found is None:
        raise Refusal("recall_unknown", "There is no such recall.", "Open the link again from the message.", status=404)
    return found


def lock_contact(public_id: str) -> RecallContact:
    """After its orders (docs: one lock order): orders first, then this row."""
    found: RecallContact = (
        RecallContact.objects.select_for_update(no_key=True, of=("self",)).select_related("recall").get(public_id=public_id)
    )
    return found


def units_of(contact_ids: Iterable[int]) -> dict[int, list[RecallUnit]]:
    found: dict[int, list[RecallUnit]] = {}
    for unit in RecallUnit.objects.filter(contact_id__in=list(contact_ids)).select_related("order_line").order_by("id"):
        found.setdefault(unit.contact_id, []).append(unit)
    return found


def called_back_wanted(order_id: int) -> Wanted:
    return Wanted(
        ("called_back", order_id), RecallUnit, "order_id = %s", (order_id,), finish=lambda rows: {one.order_line_id for one in rows}
    )


def lines_called_back(order_id: int) -> set[int]:
    """The lines of an order that a recall concerns, an ended one too."""
    found: set[int] = fetch(called_back_wanted(order_id))
    return found


def under_way(sku: str) -> set[int]:
    """Order lines of an article number that a recall which has not ended concerns already."""
    return set(RecallUnit.objects.filter(recall__sku=sku).exclude(recall__state="ended").values_list("order_line_id", flat=True))


def progress_of(recall_id: int) -> Progress:
    rows: Any = RecallContact.objects.filter(recall_id=recall_id).order_by()
    states = dict(rows.values_list("state").annotate(n=Count("id")))
    answers = dict(rows.exclude(answer="").values_list("answer").annotate(n=Count("id")))
    pieces = RecallUnit.objects.filter(recall_id=recall_id).aggregate(pieces=Sum("quantity"))["pieces"]
    return Progress(states, answers, pieces or 0)


def not_reached(recall_id: int) -> list[RecallContact]:
    """Customers whom no letter reaches."""
    return list(RecallContact.objects.filter(recall_id=recall_id, state="no_address").select_related("order").order_by("id"))


def cases_of_recall(recall_id: int) -> list[int]:
    return sorted(set(RecallUnit.objects.filter(recall_id=recall_id).exclude(case=None).values_list("case_id", flat=True)))


def open_tasks() -> list[AuthorityTask]:
    """The most urgent first."""
    return list(AuthorityTask.objects.filter(done_at=None).select_related("recall", "case").order_by("due_at", "id")[:200])


def tasks_of_recall(recall_id: int) -> list[AuthorityTask]:
    return list(AuthorityTask.objects.filter(recall_id=recall_id).select_related("recall", "case").order_by("due_at", "id"))


def tasks_of_case(case_id: int) -> list[AuthorityTask]:
    return list(AuthorityTask.objects.filter(case_id=case_id).select_related("recall", "case").order_by("due_at", "id"))


def task_of(public_id: str) -> AuthorityTask:
    """Refuses `task_unknown`."""
    found: AuthorityTask | None = AuthorityTask.objects.filter(public_id=public_id).select_related("recall", "case").first()
    if found is None:
        raise Refusal("task_unknown", "There is no such task.", "Go back to the list.", status=404)
    return found


def to_warn(now: datetime) -> list[AuthorityTask]:
    """Past its day and not warned of, over all shops of the unit."""
    return list(AuthorityTask.objects.filter(done_at=None, warned_at=None, due_at__lte=now).order_by("merchant_id", "due_at"))


def makers(skus: Collection[str] | None = None) -> dict[str, ProductMaker]:
    found = ProductMaker.objects.all() if skus is None else ProductMaker.objects.filter(sku__in=list(skus))
    return {one.sku: one for one in found}


def contacts_of_recall(recall_id: int) -> list[RecallContact]:
    return list(RecallContact.objects.filter(recall_id=recall_id).order_by("id"))


def contacts_of_orders(order_ids: Collection[int]) -> list[RecallContact]:
    """Of every recall that any of these orders is in."""
    ids = set(RecallUnit.objects.filter(order_id__in=list(order_ids)).values_list("contact_id", flat=True))
    return list(RecallContact.objects.filter(id__in=sorted(ids)).order_by("id"))
