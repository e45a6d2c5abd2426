"""A parcel to the customer never left after all: what ran from its days in the order's open cases is computed anew."""

from datetime import datetime
from typing import Any

from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.claims.packet import packet_of
from makegood.apps.orders import queries as orders
from makegood.apps.orders.locking import lock_order
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.suppliers.terms import window_until
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.deadlines import end_deadlines, set_deadline
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.days import end_of_day, local_day
from makegood.casefile.facts import way_of
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball


def weigh_parcels(*, merchant_id: int, order_id: int, now: datetime, by: Actor = SYSTEM) -> list[tuple[int, frozenset[int]]]:
    """(case, ids of its lines whose decision is to be made again: decide_return, cause `facts_changed`) of the order's open cases.

    What a person was asked to decide, or the customer has taken, stays as it is. Of a claim that is only drafted the last day moves.
    """
    with unit(merchants=[merchant_id], by=by):
        order = lock_order(order_id)
        again = []
        for case in queries.cases_of_order(order.id)[::-1]:
            if case.closed_at is not None:
                continue
            held, _ = hold_case(case_id=case.id, now=now)
            timeline.note(f"case:{case.id}", "shipment.cancelled", by=by, now=now, subject=order.public_id)
            lines = {line.id: line for line in queries.lines_of_case(case.id)}
            for claim in claimed.claims_of_case(case.id):
                if claim.state == "drafted" and claim.agreement is not None:
                    _move_window(claim, lines[claim.line_id], order, by, now)
            pass_ball(held, keep=returns.keep_ball, now=now)
            waiting = frozenset(line.id for line in lines.values() if line.decision in ("undecided", "offered"))
            if waiting:
                again.append((case.id, waiting))
        return again


def _move_window(claim: Any, line: Any, order: Any, by: Actor, now: datetime) -> None:
    item = next(one for one in orders.lines_of(order.id) if one.id == line.order_line_id)
    way = way_of(order, item, orders.parcels_of_lines(order.id))
    until = window_until(claim.agreement.terms, claim.kind, shipped_on=way.shipped_on, delivered_on=way.delivered_on)
    zone = merchant_of(claim.merchant_id).zone
    packet = packet_of(
        order_number=order.number, sku=item.sku, title=item.title, quantity=claim.quantity, kind=claim.kind, terms=claim.agreement.terms,
        shipped_on=way.shipped_on, delivered_on=way.delivered_on, opened_on=local_day(claim.drafted_at, zone),
    )  # fmt: skip
    claims.redate(claim, window_until=until, packet=packet, by=by, now=now)
    end_deadlines(state="void", now=now, case_id=claim.case_id, kind="claim_window", subject=claim.public_id)
    if until is not None:
        set_deadline(
            kind="claim_window", owner="shop", due_at=end_of_day(until, zone), now=now,
            source=f"agreement {claim.agreement.code}", case_id=claim.case_id, line_id=claim.line_id, subject=claim.public_id,
        )  # fmt: skip
