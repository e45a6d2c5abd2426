"""Pieces of many cases become stock again together, with one document."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from makegood.apps.hubs import operations as hubs
from makegood.apps.hubs import queries as acts
from makegood.apps.hubs.words import DESTINATIONS
from makegood.apps.inspection import queries as looked
from makegood.apps.inspection.words import PLACES
from makegood.apps.ledger import operations as ledger
from makegood.apps.orders import queries as orders
from makegood.apps.parties import operations as parties
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.stock import operations as stock
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.proposing import check_disposition
from makegood.kernel.refusal import Refusal

MOST = 100


def restock_batch(*, merchant_id: int, act_ids: Sequence[str], destination: str, by: Actor, now: datetime) -> Any:
    """The RestockBatch of these acts (public ids; each a restock that waits, all at one hub), which are done by it.

    `destination`: the shop's own stock, or the buffer from which new ones leave: what is as good as new stands on the hub's shelf from then on. Cases are locked by their orders' ids, the shop last.
    Refuses `destination_unknown`, `batch_empty`, `batch_too_large`, `act_done` (409), `hubs_differ` and what check_disposition refuses.
    """
    if destination not in DESTINATIONS:
        raise Refusal("destination_unknown", "The goods can't go there.", "Choose the shop's stock or the buffer.", field="destination")
    wanted = list(dict.fromkeys(act_ids))
    if not wanted:
        raise Refusal("batch_empty", "Nothing was chosen.", "Tick at least one piece.", field="act")
    if len(wanted) > MOST:
        raise Refusal("batch_too_large", "These are too many for one batch.", "Put away a hundred at a time.", field="act")
    with unit(merchants=[merchant_id], by=by):
        known = [acts.act_of(one) for one in wanted]
        if len({one.hub_id for one in known}) > 1:
            raise Refusal("hubs_differ", "They lie at different hubs.", "Make a batch for each hub.", field="act")
        cases = {one.case_id for one in known if one.case_id is not None}
        held = {case.id: case for case in (hold_case(case_id=one, now=now)[0] for one in queries.by_order(cases))}
        parties.hold_shop(merchant_id)
        batch = hubs.add_batch(hub=known[0].hub, number=acts.next_batch_number(), destination=destination, by=by, now=now)
        for one in known:
            _put_away(batch, one, held.get(one.case_id), by, now)
        timeline.note(
            f"shop:{merchant_id}", "stock.restocked", by=by, now=now, subject=batch.public_id, number=batch.number, destination=destination,
            pieces=sum(one.quantity for one in known),
        )  # fmt: skip
        return batch


def _put_away(batch: Any, seen: Any, case: Any, by: Actor, now: datetime) -> None:
    act = next((one for one in acts.acts_of_case(case.id) if one.id == seen.id), None) if case is not None else None
    if act is None or act.line_id is None or act.act != "restock" or act.state != "wanted":
        raise Refusal("act_done", "One of them was put away already.", "Reload the page, and tick the others.", status=409, field="act")
    line = queries.line_by_id(act.line_id)
    look = looked.standing_inspections(case.id)[line.id]
    grade = "B" if look.disposition == "refurbish" else look.grade
    check_disposition(line, case, "restock", grade)
    hubs.do_act(act, by=by, now=now)
    hubs.add_batch_line(batch, act, order_line_id=line.order_line_id, grade=look.grade)
    if batch.destination == "buffer" and look.grade == "A":  # nobody is sent something mended for new
        sku = next(one.sku for one in orders.lines_of(case.order_id) if one.id == line.order_line_id)
        stock.put(sku=sku, place=batch.hub.name[:60], pieces=act.quantity, subject=batch.public_id, by=by, now=now)
    if (place := PLACES[look.disposition]) != "stock":  # mended: books and case still have it among what is being mended
        returns.move_axis(line, "disposition", "restock", by=by, now=now)
        entry = ledger.move_units(code="restocked", subject=act.public_id, line=line, source=place, target="stock", quantity=act.quantity)
        ledger.write([entry], by=by, now=now)
    timeline.note(
        f"case:{case.id}", "hub.did", by=by, now=now, subject=act.public_id, act="restock", quantity=act.quantity, price=act.price_minor,
        currency=act.currency, batch=batch.public_id, destination=batch.destination,
    )  # fmt: skip
