"""Postage on its way to a provider and back, and parcels asked after. No transaction is open while somebody is asked."""

import logging
from dataclasses import replace
from datetime import datetime

from makegood import wiring
from makegood.apps.carriage import postage as reading
from makegood.apps.carriage.ports import PostageAnswer, PostagePort, TrackingPort
from makegood.base.actor import SYSTEM, Actor
from makegood.base.unit import all_merchant_ids, attempt, unit
from makegood.journeys.give_postage import give_postage
from makegood.journeys.record_polled import record_polled
from makegood.journeys.record_postage import record_postage
from makegood.journeys.record_tracking import record_tracking
from makegood.journeys.take_postage import Taken, take_postage
from makegood.journeys.void_postage import void_postage
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from makegood.web.label_files import label_of

log = logging.getLogger(__name__)
CARRIER = Actor("system", "carrier")


def carry(*, merchant_id: int, postage_id: str, now: datetime, port: PostagePort | None = None) -> PostageAnswer | None:
    """Buy it, give it back, or ask what became of that, and record the answer; None where nothing was due."""
    taken = take_postage(merchant_id=merchant_id, postage_id=postage_id, now=now)
    if taken is None:
        return None
    try:
        port = port or wiring.postage(merchant_id=merchant_id, connection=taken.connection)
        answer, label = _ask(port, taken)
    except Refusal as refusal:  # nobody was asked: the connection itself, or the label that came, is not in order
        answer, label = PostageAnswer("later", problem=refusal.code), None
    record_postage(merchant_id=merchant_id, postage_id=postage_id, call=taken.call, answer=answer, label=label, now=now)
    return answer


def _ask(port: PostagePort, taken: Taken) -> tuple[PostageAnswer, bytes | None]:
    if taken.call == "void":
        return port.void(taken.order), None
    if taken.call == "look":
        return port.look_up(taken.order), None
    if taken.call == "buy" and not (taken.order.sender.lines and taken.order.sender.town):
        return PostageAnswer("refused", problem="address_incomplete"), None
    answer = PostageAnswer("bought", label_url=taken.label_url) if taken.call == "label" else port.buy(taken.order)
    if answer.outcome != "bought":
        return answer, None
    raw = port.fetch_label(answer.label_url) if answer.label_url else None
    try:
        label = label_of(raw) if raw else None
    except Refusal:
        label = None
    if label is None:
        answer = replace(answer, problem="label_not_fetched")
    return answer, label


def sweep(*, now: datetime, limit: int = 50, port: PostagePort | None = None) -> int:
    """Go on with what waits: calls that were put off, parcels that wait for a label, postage that was not used. Returns how much was tried."""
    with unit(merchants=all_merchant_ids()):
        due = [(one.merchant_id, one.public_id) for one in reading.due_postage(now=now, limit=limit) if one.way == "easypost"]
        waiting = [(one.merchant_id, one.public_id) for one in reading.waiting_for_stock()]
        unused = [(one.merchant_id, one.public_id) for one in reading.unused(today=now.date())]
    for merchant_id, postage_id in due:
        carry(merchant_id=merchant_id, postage_id=postage_id, now=now, port=port)
    for merchant_id, postage_id in waiting:
        give_postage(merchant_id=merchant_id, postage_id=postage_id, now=now)
    for merchant_id, postage_id in unused:
        void_postage(merchant_id=merchant_id, postage_id=postage_id, now=now)
    return len(due) + len(waiting) + len(unused)


def give_waiting(*, merchant_id: int, now: datetime) -> int:
    """New labels came: who waits for one gets it, those that wait longest first. Returns how many did."""
    with unit(merchants=[merchant_id]):
        waiting = [one.public_id for one in reading.waiting_for_stock()]
    return sum(give_postage(merchant_id=merchant_id, postage_id=postage_id, now=now) for postage_id in waiting)


def poll(*, merchant_id: int, postage_id: str, now: datetime, port: TrackingPort | None = None) -> bool | None:
    """Ask where the parcel is; what follows from it follows. None where nobody can be asked or nobody answered."""
    with unit(merchants=[merchant_id]):
        found = reading.postage_by(postage_id)
        parcel_id, case_id = found.parcel_id, found.parcel.case_id
    try:
        port = port or wiring.tracking(merchant_id=merchant_id, way=found.way, connection=found.connection, carrier=found.carrier)
    except Refusal as refusal:
        log.warning("a parcel can't be asked after", extra={"postage": postage_id, "code": refusal.code})
        port = None
    said = port.track(tracker=found.tracker, tracking_number=found.tracking_number) if port is not None else None
    record_polled(merchant_id=merchant_id, postage_id=postage_id, now=now)
    if said is None:
        return None
    with unit(merchants=[merchant_id], by=SYSTEM):
        moved = record_tracking(merchant_id=merchant_id, parcel_id=parcel_id, said=said, by_way="poll", by=CARRIER, now=now)
        if moved:
            try:
                with attempt():
                    follow(merchant_id=merchant_id, case_id=case_id, now=now)
            except Refusal as refusal:  # what the carrier said stands, whatever can't follow from it
                log.warning("nothing follows from a parcel's scan", extra={"postage": postage_id, "code": refusal.code})
    return moved


def poll_due(*, now: datetime, limit: int = 100) -> int:
    with unit(merchants=all_merchant_ids()):
        due = [(one.merchant_id, one.public_id) for one in reading.to_poll(now=now, limit=limit)]
    for merchant_id, postage_id in due:
        poll(merchant_id=merchant_id, postage_id=postage_id, now=now)
    return len(due)
