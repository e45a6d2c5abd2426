"""The shop says that a recall is over. Whoever has not answered can still do so: their link stays open."""

from datetime import datetime
from typing import Any

from makegood.apps.recalls import operations as recalls
from makegood.apps.recalls import queries
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def end_recall(*, merchant_id: int, recall_id: str, by: Actor, now: datetime) -> Any:
    """The Recall. Refuses authority_waits while somebody has still to be told, step_not_possible while letters are being written."""
    with unit(merchants=[merchant_id], by=by):
        recall = queries.lock_recall(queries.recall_of(recall_id).id)
        if any(one.done_at is None for one in queries.tasks_of_recall(recall.id)):
            raise Refusal("authority_waits", "Somebody has still to be told.", "Say first that it was done.", status=409)
        recalls.move(recall, "ended", by=by, now=now)
        return recall
