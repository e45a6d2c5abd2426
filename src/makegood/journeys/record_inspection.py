"""The inspector says what the unit is like, before seeing what the customer said."""

from datetime import datetime
from typing import Any

from makegood.apps.carriage import queries as parcels
from makegood.apps.hubs import operations as hubs
from makegood.apps.hubs.words import ACT_FOR, EVERY_HUB
from makegood.apps.inspection import operations as inspections
from makegood.apps.inspection.proposing import contradicts, root_cause
from makegood.apps.inspection.words import PLACES
from makegood.apps.ledger import operations as ledger
from makegood.apps.notices import operations as notices
from makegood.apps.parties import queries as parties
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break, set_deadline
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.promising import answer_by
from makegood.casefile.proposing import check_disposition, proposed_for
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal


def record_inspection(
    *, merchant_id: int, line_id: int, result: str, grade: str, by: Actor, now: datetime, finding: str = "", photos: tuple[int, ...] = (),
    disposition: str = "", shelf: str = "", template: str = "", answers: dict[str, str] | None = None,
) -> Any:  # fmt: skip
    """The Inspection of all units of a received line. Refuses `not_received`, `already_inspected`,
    `disposition_unsafe`, `text_missing`. `template` and `answers`: what was asked of the piece, and what was seen (inspection/asking.py).

    Where it contradicts what the customer said and the money has not left, a person looks at the decision again.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(line_id=line_id, now=now)
        line = queries.line_by_id(line_id)
        if line.inspection == "done":
            raise Refusal("already_inspected", "This was inspected already.", "Correct that inspection instead.", status=409)
        if line.reception != "received":
            raise Refusal("not_received", "This has not been received.", "Scan its parcel first.", status=409)
        parcel = parcels.parcel_of_line(case.id, line.id)
        proposal = proposed_for(line, case, result, grade, parcel=parcel, day=now.date())
        chosen = disposition or proposal.disposition
        check_disposition(line, case, chosen, grade)
        made = inspections.add_inspection(
            merchant_id=line.merchant_id, case_id=case.id, line=line, parcel_id=parcel.id if parcel else None, quantity=line.quantity,
            result=result, grade=grade, finding=finding, root_cause=root_cause(result, finding), proposed=proposal.disposition, disposition=chosen,
            shelf=shelf, photos=photos, template=template, answers=answers or {}, why=proposal.as_record(), by=by, now=now,
        )  # fmt: skip
        _acts_of(made, parcel, by, now)
        returns.set_axes(line, {"inspection": "done", "disposition": chosen}, by=by, now=now)
        place = PLACES[chosen]
        if place != "at_hub":
            entry = ledger.move_units(
                code="disposed", subject=made.public_id, line=line, source="at_hub", target=place, quantity=line.quantity
            )
            ledger.write([entry], by=by, now=now)
        rest = parcels.line_ids_in(parcel) if parcel is not None else set()
        if not any(one.id in rest and one.inspection == "waiting" for one in queries.lines_of_case(case.id)):
            keep_or_break(now=now, case_id=case.id, kind="hub_inspect_by", subject=parcel.public_id if parcel else "")
        if contradicts(result, line.kinds) and line.money == "due":
            _look_again(line, case, order, by, now)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return made


def _acts_of(made: Any, parcel: Any, by: Actor, now: datetime) -> None:
    """What the hub did with this look, and what it has to do next."""
    if parcel is None or (hub := parties.hub_used(parcel.hub_id)) is None:
        return
    about = {
        "hub": hub, "quantity": made.quantity, "subject": made.public_id, "currency": merchant_of(made.merchant_id).currency, "case_id": made.case_id,
        "line_id": made.line_id, "parcel_id": parcel.id, "shelf": made.shelf, "by": by, "now": now,
    }  # fmt: skip
    hubs.record_act(act="inspect", **about)
    act = ACT_FOR.get(made.disposition)
    if act is not None and act in (*EVERY_HUB, *hub.abilities):  # otherwise nobody waits for it here
        hubs.want_act(act=act, **about)


def _look_again(line: Any, case: Any, order: Any, by: Actor, now: datetime) -> None:
    timeline.note(f"case:{case.id}", "inspection.contradicts", by=by, now=now, subject=line.public_id)
    returns.move_axis(line, "decision", "needs_review", by=by, now=now)
    telling = Telling(case, order, now=now)
    due = answer_by(telling.merchant, market=order.market, now=now)
    context = telling.context(answer_by=local_day(due, telling.merchant.zone))
    notices.write_notice(kind="inspected_otherwise", context=context, **telling.to_customer(by))
    set_deadline(
        kind="shop_decide_by",
        owner="shop",
        due_at=due,
        now=now,
        source="facts changed",
        case_id=case.id,
        line_id=line.id,
        told_on=now.date(),
    )
