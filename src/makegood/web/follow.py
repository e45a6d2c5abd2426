"""After a person's step: what follows by itself, at once and in the same transaction."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from makegood.apps.carriage import queries as carriage
from makegood.apps.replacements import queries as replacements
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import SYSTEM
from makegood.base.connections import connection_of, connection_wanted
from makegood.base.together import read_together
from makegood.base.unit import attempt, unit
from makegood.casefile.doubts import verdicts
from makegood.casefile.next_steps import next_steps
from makegood.journeys.close_return import close_return
from makegood.journeys.decide_return import decide_return
from makegood.journeys.issue_credit_note import issue_credit_note
from makegood.journeys.issue_label import issue_label
from makegood.journeys.mirror_case import mirror_case
from makegood.journeys.order_new_goods import order_new_goods
from makegood.journeys.place_replacement import place_replacement
from makegood.journeys.raise_claim import raise_claim
from makegood.journeys.settle_return import settle_return
from makegood.journeys.tell_same import tell_same
from makegood.journeys.weigh_parcels import weigh_parcels
from makegood.journeys.weigh_refunds import weigh_refunds
from makegood.kernel.refusal import Refusal

log = logging.getLogger(__name__)

_JOURNEYS: dict[str, Callable[..., Any]] = {
    "decide_return": decide_return,
    "issue_label": issue_label,
    "settle_return": settle_return,
    "raise_claim": raise_claim,
    "issue_credit_note": issue_credit_note,
    "close_return": close_return,
}
EVERYTHING = frozenset(_JOURNEYS)
NOTHING: frozenset[str] = frozenset()  # no step runs, but the shop's own system is told what is new


def follow(
    *, merchant_id: int, case_id: int, now: datetime, choices: dict[str, str] | None = None, only: frozenset[str] = EVERYTHING
) -> list[str]:
    """Run each step that is due, each at most once, and return their names. `choices`: see decide_return.

    `only`: where a step is due that is not among these, nothing runs: a program that takes each step itself still gets its case closed.
    Here, and nowhere else, what the steps came to is written down for the shop's own system (mirror_case).
    """
    with unit(merchants=[merchant_id], by=SYSTEM):
        ran = _steps(merchant_id, case_id, now, choices, only)
        mirror_case(merchant_id=merchant_id, case_id=case_id, now=now)
        return ran


def _steps(merchant_id: int, case_id: int, now: datetime, choices: dict[str, str] | None, only: frozenset[str]) -> list[str]:
    ran: list[str] = []
    with unit(merchants=[merchant_id], by=SYSTEM):
        while True:
            case = returns.case_by_id(case_id)
            if case.closed_at is not None:
                return ran
            read_together(
                returns.lines_wanted(case_id), returns.choices_wanted(case_id), returns.decisions_wanted(case_id),
                carriage.parcels_wanted(case_id), settlement.of_case_wanted(case_id), connection_wanted("shop"),
                replacements.under_way_wanted(case_id),
            )  # fmt: skip
            order_new(merchant_id=merchant_id, case_id=case_id, now=now)
            due = next_steps(
                returns.lines_of_case(case_id),
                returns.choices_of(case_id),
                returns.latest_decisions(case_id),
                uncredited=bool(settlement.uncredited(case_id)),
            )
            step = next((name for name in due if name not in ran), None)
            if step is None or not only.issuperset(due):
                return ran
            ran.append(step)
            more = {"choices": choices} if step == "decide_return" else {}
            _JOURNEYS[step](merchant_id=merchant_id, case_id=case_id, by=SYSTEM, now=now, **more)


def order_new(*, merchant_id: int, case_id: int, now: datetime) -> None:
    """New goods that were agreed on are ordered, what fell away is called off: after every choice, whichever steps a program takes itself."""
    with unit(merchants=[merchant_id], by=SYSTEM):
        if not any(line.remake == "approved" for line in returns.lines_of_case(case_id)) and not replacements.are_under_way(case_id):
            return
        for name in order_new_goods(merchant_id=merchant_id, case_id=case_id, by=SYSTEM, now=now):
            place_replacement(merchant_id=merchant_id, replacement_id=name, by=SYSTEM, now=now)


def follow_import(*, merchant_id: int, order_ids: Sequence[int], now: datetime) -> None:
    """After refunds made elsewhere were learnt or recorded: what they change in the open cases of these orders, an order a transaction.

    Where the shop's own system told of them, one that is beyond doubt a payment of ours closes it, whole or in part.
    """
    for order_id in sorted(set(order_ids)):
        with unit(merchants=[merchant_id], by=SYSTEM):
            _weigh(merchant_id, order_id, now)
            if _close_matched(merchant_id, order_id, now):
                _weigh(merchant_id, order_id, now)
            for case in returns.cases_of_order(order_id):  # what was to be written down there may be there by now
                mirror_case(merchant_id=merchant_id, case_id=case.id, now=now)


def _weigh(merchant_id: int, order_id: int, now: datetime) -> None:
    for case_id in weigh_refunds(merchant_id=merchant_id, order_id=order_id, now=now):
        decide_return(merchant_id=merchant_id, case_id=case_id, by=SYSTEM, now=now, cause="refunded_elsewhere")
        follow(merchant_id=merchant_id, case_id=case_id, now=now)


def follow_unsent(*, merchant_id: int, order_ids: Sequence[int], now: datetime) -> None:
    """After a parcel to the customer turned out never to have left: the order's open cases, an order a transaction."""
    for order_id in sorted(set(order_ids)):
        with unit(merchants=[merchant_id], by=SYSTEM):
            for case_id, lines in weigh_parcels(merchant_id=merchant_id, order_id=order_id, now=now):
                decide_return(merchant_id=merchant_id, case_id=case_id, by=SYSTEM, now=now, cause="facts_changed", only=lines)
                follow(merchant_id=merchant_id, case_id=case_id, now=now)


def _close_matched(merchant_id: int, order_id: int, now: datetime) -> bool:
    """Is anything said now? What can't be yet, because ours may be on its way, is said when that is known (interfaces/jobs/payments)."""
    connected = connection_of("shop")
    if connected is None:
        return False
    since = {case.id: case.opened_at for case in returns.cases_of_order(order_id)}
    tried: set[tuple[str, str]] = set()
    said = False
    while True:
        found = verdicts(order_id, live=connected.party, since=since)
        key, verdict = next(((key, one) for key, one in found if (key, one.name) not in tried), ("", None))
        if verdict is None:
            return said
        tried.add((key, verdict.name))
        try:
            with attempt():
                case_id = tell_same(
                    merchant_id=merchant_id, order_id=order_id, past=key, other=verdict.name, same=verdict.same, rows=verdict.rows, by=SYSTEM,
                    now=now,
                )  # fmt: skip
                if case_id is not None:
                    follow(merchant_id=merchant_id, case_id=case_id, now=now)
            said = True
        except Refusal as refusal:
            log.info("a refund made elsewhere waits for ours", extra={"order": order_id, "code": refusal.code})


def after_import(*, merchant_id: int, now: datetime) -> Callable[..., None]:
    """follow_import and follow_unsent while a file comes in, in its chunk's transaction: what can't follow leaves what came in alone, and stands in the log."""

    def follow_each(refunded: Sequence[int], unsent: Sequence[int] = ()) -> None:
        for step, order_ids in ((follow_unsent, unsent), (follow_import, refunded)):
            for order_id in order_ids:
                try:
                    with attempt():
                        step(merchant_id=merchant_id, order_ids=[order_id], now=now)
                except Refusal as refusal:
                    log.warning("nothing follows from what came in", extra={"order": order_id, "code": refusal.code})

    return follow_each
