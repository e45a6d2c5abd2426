"""What a step means for the shop's own system is written down, in the step's own transaction.

A sweep tells it within seconds (interfaces/jobs/errands): a job for each would cost every step a statement more, and nobody waits for it.
"""

from datetime import datetime
from typing import Any

from django.conf import settings

from makegood.apps.carriage import queries as carriage
from makegood.apps.mirror import operations as mirror
from makegood.apps.mirror import queries
from makegood.apps.mirror.words import SERVED
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import SYSTEM, Actor
from makegood.base.connections import connection_of
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.errands import RETURNS, Seen
from makegood.casefile.holding import hold_case, money_wanted
from makegood.casefile.mirroring import news_of, waits_for
from makegood.casefile.recording import is_stale, left_by_other_hands, stands_there
from makegood.casefile.renewing import unwanted
from makegood.casefile.returns_end import overtaken


def mirror_case(*, merchant_id: int, case_id: int, now: datetime, by: Actor = SYSTEM) -> list[Any]:
    """The errands that it made. Nothing where the shop's own system is not connected, or does not know the order."""
    with unit(merchants=[merchant_id], by=by):
        connection = connection_of("shop")
        if connection is None or connection.party not in SERVED:
            return []
        case, order = hold_case(case_id=case_id, now=now)
        if order.source != connection.party:
            return []
        read_together(
            queries.errands_wanted(case.id),
            settlement.of_case_wanted(case.id),
            settlement.transfers_wanted(case.id),
            carriage.rows_of_case_wanted(case.id),
        )
        there = _there(case, order, connection)
        _drop(_seen(case, order, connection, there), connection.party, by, now)
        _drop_known(case, connection, there, by, now)
        made: list[Any] = []
        while news := news_of(
            _seen(case, order, connection, there), connection.party
        ):  # a label belongs to the return that was just written down
            for one in news:
                errand = mirror.add_errand(
                    case=case, kind=one.kind, subject=one.subject, facts=one.facts, connection=connection.public_id, party=connection.party,
                    next_try_at=now, by=by, now=now,
                )  # fmt: skip
                made.append(errand)
        return made


def _seen(case: Any, order: Any, connection: Any, there: dict[int, int]) -> Seen:
    lines, parcels = returns.lines_of_case(case.id), carriage.parcels_of_case(case.id)
    return Seen(
        case, lines, {line.id: line for line in orders.lines_of(order.id)}, returns.choices_of(case.id), parcels,
        carriage.rows_of_case(case.id), settlement.reimbursements_of_case(case.id),
        settlement.transfers_of_case(case.id), queries.errands_of_case(case.id), f"{settings.MAKEGOOD_BASE_URL}/desk/case/{case.public_id}/",
        order=order, party=connection.party, since=connection.made_at, there=there,
    )  # fmt: skip


def _there(case: Any, order: Any, connection: Any) -> dict[int, int]:
    """What stands there of payments that left by other hands; asked only where there are such."""
    transfers = settlement.transfers_of_case(case.id)
    left = [left_by_other_hands(one, transfers, connection.party, connection.made_at) for one in settlement.reimbursements_of_case(case.id)]
    if not any(left):
        return {}
    read_together(*money_wanted(order.id))
    return stands_there(order.id)


def _drop(seen: Seen, party: str, by: Actor, now: datetime) -> None:
    """What was not told yet and need not be: a return of a case that ended before it, an end of a case that goes on, new goods that nobody
    waits for.
    """
    ended = seen.case.closed_at is not None and seen.case.closed_as in ("dropped", "declined", "merged")
    untold = {one.public_id for one in seen.errands if ended and one.kind in RETURNS and one.state == "waiting" and not one.tries}
    for errand in list(seen.errands):
        of_untold = errand.public_id in untold or (errand.facts.get("parent") in untold and errand.state == "waiting")
        if of_untold or overtaken(seen, errand) or unwanted(seen, errand, party):
            mirror.change_errand(errand, by=by, now=now, state="dropped", next_try_at=None, problem="")


def _drop_known(case: Any, connection: Any, there: dict[int, int], by: Actor, now: datetime) -> None:
    """A refund that was to be written down there and is there by now, or never left; one that waited for a person's word goes on."""
    errands, transfers = queries.errands_of_case(case.id), settlement.transfers_of_case(case.id)
    for one in settlement.reimbursements_of_case(case.id):
        left = left_by_other_hands(one, transfers, connection.party, connection.made_at)
        for errand in errands:
            if errand.kind != "record_refund" or errand.facts["reimbursement"] != one.public_id:
                continue
            if is_stale(errand, one, left, there.get(one.id, 0), errands):
                mirror.change_errand(errand, by=by, now=now, state="dropped", next_try_at=None, problem="")
            elif errand.state == "waiting" and errand.next_try_at is None and not one.in_question and not waits_for(errand, errands):
                mirror.change_errand(errand, by=by, now=now, next_try_at=now, problem="")
