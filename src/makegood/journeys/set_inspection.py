"""A shop, or a hub, says what is asked of the pieces of a category."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from makegood.apps.inspection import operations as inspections
from makegood.apps.inspection.asking import check_questions
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal
from makegood.kernel.text import storable

LONGEST = 80


def set_inspection(
    *,
    category: str,
    questions: Sequence[dict[str, Any]],
    by: Actor,
    now: datetime,
    merchant_id: int | None = None,
    hub_id: int | None = None,
) -> Any:
    """The template; a shop's or (without a `merchant_id`) a hub's. Earlier looks keep the questions that they were asked.

    No questions: the hub's, or ours, are asked again. Refuses `category_too_long` and what check_questions refuses.
    """
    name = storable(category).strip().lower()
    if len(name) > LONGEST:
        raise Refusal("category_too_long", "This is too long for a category.", "Write it as it stands with the goods.", field="category")
    if questions:
        check_questions(questions)
    with unit(merchants=[] if merchant_id is None else [merchant_id], by=by):
        kept = [dict(one) for one in questions]
        if merchant_id is not None:
            return inspections.add_template(merchant_id=merchant_id, category=name, questions=kept, by=by, now=now)
        if hub_id is None:
            raise ValueError("a template is a shop's or a hub's")
        return inspections.add_hub_template(hub_id=hub_id, category=name, questions=kept, by=by, now=now)
