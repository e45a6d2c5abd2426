"""An inspection was wrong: a new one names it, and its unit movement is reversed."""

from datetime import datetime
from typing import Any

from makegood.apps.inspection import operations as inspections
from makegood.apps.inspection import queries as looked
from makegood.apps.inspection.proposing import root_cause
from makegood.apps.inspection.words import PLACES
from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger import queries as books
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.proposing import check_disposition, proposed_for
from makegood.kernel.refusal import Refusal


def correct_inspection(
    *, merchant_id: int, inspection_id: str, result: str, grade: str, by: Actor, now: datetime, disposition: str = "", finding: str = "",
    photos: tuple[int, ...] = (), shelf: str = "",
) -> Any:  # fmt: skip
    """The new Inspection. `inspection_id` is a public id; without a disposition the proposed one is taken. Refuses `already_corrected`,
    `disposition_unknown`, `disposition_unsafe`, `text_missing`."""
    with unit(merchants=[merchant_id], by=by):
        wrong = looked.inspection_of(inspection_id)
        case, _ = hold_case(case_id=wrong.case_id, now=now)
        if looked.is_corrected(wrong):
            raise Refusal("already_corrected", "This inspection was corrected already.", "Correct the newer one.", status=409)
        line = queries.line_by_id(wrong.line_id)
        disposition = disposition or proposed_for(line, case, result, grade)
        if disposition not in PLACES:
            raise Refusal("disposition_unknown", "This can't become of it.", "Choose one of the list.", field="disposition")
        check_disposition(line, case, disposition, grade)
        made = inspections.add_inspection(
            merchant_id=line.merchant_id, case_id=case.id, line=line, parcel_id=wrong.parcel_id, corrects=wrong, quantity=wrong.quantity,
            result=result, grade=grade, finding=finding, root_cause=root_cause(result, finding), proposed=wrong.proposed,
            disposition=disposition, shelf=shelf or wrong.shelf, photos=photos, by=by, now=now,
        )  # fmt: skip
        moved = books.entry_for(wrong.public_id, "disposed", "posted")
        if moved is not None:
            ledger.reverse_entry(moved, by=by, now=now)
        if PLACES[disposition] != "at_hub":
            entry = ledger.move_units(
                code="disposed",
                subject=made.public_id,
                line=line,
                source="at_hub",
                target=PLACES[disposition],
                quantity=wrong.quantity,
            )
            ledger.write([entry], by=by, now=now)
        returns.move_axis(line, "disposition", disposition, by=by, now=now)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return made
