"""An inspection was wrong: a new one names it, and its unit movement is reversed."""

from datetime import datetime
from typing import Any

from makegood.apps.carriage import queries as parcels
from makegood.apps.hubs import operations as hubs
from makegood.apps.hubs import queries as hub_acts
from makegood.apps.hubs.words import ACT_FOR, EVERY_HUB, REASONS
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

GONE = ("donate", "recycle", "destroy")


def correct_inspection(
    *, merchant_id: int, inspection_id: str, result: str, grade: str, by: Actor, now: datetime, disposition: str = "", finding: str = "",
    photos: tuple[int, ...] = (), shelf: str = "", reason: str = "",
) -> Any:  # fmt: skip
    """The new Inspection. `inspection_id` is a public id; without a disposition the proposed one is taken. Refuses `already_corrected`,
    `disposition_unknown`, `disposition_unsafe`, `text_missing`, `reason_unknown`, `act_done` (it was given away, recycled or destroyed already).

    `reason`: a word of REASONS, where something else is done with it than was proposed."""
    with unit(merchants=[merchant_id], by=by):
        wrong = looked.inspection_of(inspection_id)
        case, _ = hold_case(case_id=wrong.case_id, now=now)
        if looked.is_corrected(wrong):
            raise Refusal("already_corrected", "This inspection was corrected already.", "Correct the newer one.", status=409)
        line = queries.line_by_id(wrong.line_id)
        if reason not in ("", *REASONS):
            raise Refusal("reason_unknown", "This reason is not one of the list.", "Choose one of the list.", field="reason")
        parcel = next((one for one in parcels.parcels_of_case(case.id) if one.id == wrong.parcel_id), None)
        proposal = proposed_for(line, case, result, grade, parcel=parcel, day=now.date())
        disposition = disposition or proposal.disposition
        if disposition not in PLACES:
            raise Refusal("disposition_unknown", "This can't become of it.", "Choose one of the list.", field="disposition")
        check_disposition(line, case, disposition, grade)
        made = inspections.add_inspection(
            merchant_id=line.merchant_id, case_id=case.id, line=line, parcel_id=wrong.parcel_id, corrects=wrong, quantity=wrong.quantity,
            result=result, grade=grade, finding=finding, root_cause=root_cause(result, finding), proposed=proposal.disposition,
            disposition=disposition, shelf=shelf or wrong.shelf, photos=photos, why=proposal.as_record(), reason=reason, by=by, now=now,
        )  # fmt: skip
        _acts_instead(wrong, made, by, now)
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


def _acts_instead(wrong: Any, made: Any, by: Actor, now: datetime) -> None:
    """What the hub still had to do by the first look is dropped, and what follows from the second one begins."""
    known = [one for one in hub_acts.acts_of_case(made.case_id) if one.line_id == made.line_id]
    last = next((one for one in reversed(known) if one.subject == wrong.public_id and one.act != "inspect"), None)
    if last is not None and last.state == "done" and last.act in GONE:
        raise Refusal("act_done", "The hub has done this already.", "What is done can't be taken back; it stays as it is.", status=409)
    for one in known:
        if one.state == "wanted":
            hubs.drop_act(one)
        elif one.act == "restock" and one.subject == wrong.public_id:
            ledger.undo(one.public_id, "restocked", by=by, now=now)
    looked_at = next((one for one in known if one.act == "inspect"), None)
    act = ACT_FOR.get(made.disposition)
    if looked_at is not None and act is not None and act in (*EVERY_HUB, *looked_at.hub.abilities):
        hubs.want_act(
            hub=looked_at.hub, act=act, quantity=made.quantity, subject=made.public_id, currency=looked_at.currency,
            case_id=made.case_id, line_id=made.line_id, parcel_id=made.parcel_id, shelf=made.shelf, by=by, now=now,
        )  # fmt: skip
