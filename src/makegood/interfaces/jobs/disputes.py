"""Disputes read from their providers, and answers on their way there. No transaction is open while a provider is asked."""

import logging
from datetime import datetime, timedelta

from makegood import wiring
from makegood.apps.disputes import queries as disputes
from makegood.apps.disputes.ports import DisputePort, Reading, Taken
from makegood.base.actor import SYSTEM
from makegood.base.connections import connections_of_parties
from makegood.base.unit import all_merchant_ids, unit
from makegood.journeys.find_dispute import find_dispute
from makegood.journeys.record_dispute import record_dispute
from makegood.journeys.record_dispute_answer import record_dispute_answer
from makegood.journeys.take_dispute_answer import take_dispute_answer
from makegood.kernel.refusal import Refusal

log = logging.getLogger(__name__)
PARTIES = ("stripe", "paypal")
SILENT = ("no_answer", "no_connection")
MISSED = timedelta(days=45)  # how far back the nightly look goes for disputes that no message told of


def look(*, merchant_id: int, dispute_id: str, now: datetime, port: DisputePort | None = None) -> Reading:
    """Read one dispute and keep what it says."""
    with unit(merchants=[merchant_id]):
        dispute = disputes.dispute_of(dispute_id)
    try:
        port = port or wiring.disputes(merchant_id=merchant_id, connection=dispute.connection)
        reading = port.read(dispute.source_id)
    except Refusal as refusal:
        reading = Reading(None, refusal.code)
    record_dispute(merchant_id=merchant_id, dispute_id=dispute_id, reading=reading, by=SYSTEM, now=now)
    return reading


def carry(*, merchant_id: int, answer_id: str, now: datetime, port: DisputePort | None = None) -> Taken | None:
    """Send an approved answer, once: what was asked for before is looked for first. None where nothing was due."""
    taken = take_dispute_answer(merchant_id=merchant_id, answer_id=answer_id, now=now)
    if taken is None:
        return None
    try:
        port = port or wiring.disputes(merchant_id=merchant_id, connection=taken.connection)
        reading = port.read(taken.answer.source_id)
        if reading.facts is None:
            said = Taken("later", reading.problem, reading.retry_after)
        elif reading.facts.answer_key == taken.answer.key or (taken.again and reading.facts.answered and not reading.facts.answer_key):
            said = Taken("sent")
        elif not reading.facts.may_answer:
            said = Taken("failed", "answered_there" if reading.facts.answered else "too_late")
        else:
            said = port.answer(taken.answer)
    except Refusal as refusal:
        said = Taken("later", refusal.code)
    record_dispute_answer(merchant_id=merchant_id, answer_id=answer_id, taken=said, by=SYSTEM, now=now)
    if said.state == "sent":
        look(merchant_id=merchant_id, dispute_id=taken.dispute_id, now=now, port=port)
    return said


def sweep(*, now: datetime, limit: int = 50, port: DisputePort | None = None) -> int:
    """Go on with what waits, answers first. Returns how many were tried. A provider that does not answer is left alone for the rest of the sweep."""
    with unit(merchants=all_merchant_ids()):
        looks = [(one.connection, one.merchant_id, one.public_id) for one in disputes.due_looks(now=now, limit=limit)]
        answers = [(one.dispute.connection, one.merchant_id, one.public_id) for one in disputes.due_answers(now=now, limit=limit)]
    silent: set[str] = set()
    tried = 0
    for connection, merchant_id, answer_id in answers:
        if connection not in silent:
            said = carry(merchant_id=merchant_id, answer_id=answer_id, now=now, port=port)
            silent |= {connection} if said is not None and said.problem in SILENT else set()
            tried += 1
    for connection, merchant_id, dispute_id in looks:
        if connection not in silent:
            reading = look(merchant_id=merchant_id, dispute_id=dispute_id, now=now, port=port)
            silent |= {connection} if reading.problem in SILENT else set()
            tried += 1
    return tried


def find(*, now: datetime, port: DisputePort | None = None) -> int:
    """What no message told of: each connection's disputes of the last weeks, those that are not known yet. Returns how many were found."""
    with unit(merchants=all_merchant_ids()):
        connected = [(one.merchant_id, one.public_id, one.party) for one in connections_of_parties(PARTIES)]
    found = 0
    for merchant_id, connection, party in connected:
        try:
            names = (port or wiring.disputes(merchant_id=merchant_id, connection=connection)).recent(now - MISSED)
        except Refusal as refusal:
            log.warning("disputes could not be asked for", extra={"connection": connection, "code": refusal.code})
            continue
        if names is None:
            log.warning("disputes could not be asked for", extra={"connection": connection})
            continue
        found += find_dispute(merchant_id=merchant_id, connection=connection, provider=party, names=names, by=SYSTEM, now=now)
    return found
