"""A shop says what it calls the hub's grades."""

from collections.abc import Mapping
from datetime import datetime

from makegood.apps.inspection.scale import LONGEST, SCALE
from makegood.apps.inspection.words import GRADES
from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal
from makegood.kernel.text import storable


def set_grades(*, merchant_id: int, names: Mapping[str, str], by: Actor, now: datetime) -> None:
    """`names`: by the hub's grade; an empty one is called by its letter. Refuses `grade_name_invalid`: too long, or two grades called alike."""
    kept = {grade: storable(names.get(grade, "")).strip() for grade in GRADES}
    for place, grade in enumerate(GRADES):
        shown = [kept[one] or one for one in GRADES[:place]]
        if len(kept[grade]) > LONGEST or (kept[grade] or grade) in shown:
            raise Refusal(
                "grade_name_invalid",
                "Each grade has a short name of its own.",
                "Give it another name, or leave it empty.",
                field=f"grade_{grade}",
            )
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        parties.change_shop(shop, {"settings": {**shop.settings, SCALE: {grade: name for grade, name in kept.items() if name}}})
        timeline.note(f"shop:{merchant_id}", "shop.grades_named", by=by, now=now, named=[grade for grade, name in kept.items() if name])
