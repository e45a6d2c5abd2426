"""A day by which an authority had to be told has passed: the owners hear of it once more."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from makegood.apps.notices import operations as notices
from makegood.apps.recalls import operations as recalls
from makegood.apps.recalls import queries
from makegood.base.actor import SYSTEM, Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.authorities import letters_to_owners


def warn_of_authority(*, merchant_id: int, now: datetime, by: Actor = SYSTEM) -> int:
    """How many days were missed and not warned of yet."""
    with unit(merchants=[merchant_id], by=by):
        found: dict[tuple[Any, Any], list[Any]] = defaultdict(list)
        for one in queries.to_warn(now):
            found[(one.recall_id, one.case_id)].append(one)
        for (recall_id, _), tasks in found.items():
            about = queries.recall_by_id(recall_id).title if recall_id else ""
            for letter in letters_to_owners(tasks, about=about, shop=merchant_of(merchant_id), by=by, now=now, late=True):
                notices.write_notice(**letter)
            recalls.mark_warned(tasks, now=now)
        return sum(map(len, found.values()))
