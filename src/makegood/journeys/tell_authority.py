"""A person says that an authority, or who made the goods, was told."""

from datetime import datetime
from typing import Any

from makegood.apps.recalls import operations as recalls
from makegood.apps.recalls import queries
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.kernel.refusal import Refusal


def tell_authority(*, merchant_id: int, task_id: str, reference: str, by: Actor, now: datetime) -> Any:
    """The AuthorityTask; `reference` is what they answered with, for whoever asks years later. Refuses task_unknown, already_done."""
    with unit(merchants=[merchant_id], by=by):
        task = queries.task_of(task_id)
        if task.case_id is not None:
            hold_case(case_id=task.case_id, now=now)
        elif task.recall_id is not None:
            queries.lock_recall(task.recall_id)
        task = queries.task_of(task_id)
        if task.done_at is not None:
            raise Refusal("already_done", "This was said before.", "Reload the page.", status=409)
        recalls.finish_task(task, reference=reference.strip()[:120], by=by, now=now)
        return task
