"""A parcel to the customer never left after all: what ran from its days in the order's open cases is computed anew."""

from datetime import datetime
from typing import Any

from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.orders import queries as orders
from makegood.apps.orders.locking import lock_order
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.claiming import date_claim, packet_for, window_for
from makegood.casefile.days import local_day
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
    window = window_for(claim.agreement, claim.kind, order, way)
    zone = merchant_of(claim.merchant_id).zone
    drafted_on = local_day(claim.drafted_at, zone)
    packet = packet_for(order, item, claim.quantity, claim.kind, claim.agreement, way, window, drafted_on=drafted_on)
    claims.redate(claim, opens_on=window.opens_on, window_until=window.closes_on, packet=packet, by=by, now=now)
    date_claim(claim, zone=zone, now=now)
