"""A case in hand: locked, and with it everything that nearly every step reads, in two statements."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from makegood.apps.carriage import queries as carriage
from makegood.apps.disputes import queries as disputes
from makegood.apps.hubs import queries as hubs
from makegood.apps.inspection import queries as inspection
from makegood.apps.ledger import queries as ledger
from makegood.apps.mirror import queries as mirror
from makegood.apps.orders import locking as order_locking
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.apps.recalls import queries as recalls
from makegood.apps.replacements import queries as replacements
from makegood.apps.returns import locking, queries
from makegood.apps.settlement import queries as settlement
from makegood.base import timeline
from makegood.base.connections import connection_wanted
from makegood.base.deadlines import deadlines_wanted
from makegood.base.links import link_wanted
from makegood.base.tenancy import current_scope
from makegood.base.together import Wanted, merchant_wanted, read_together
from makegood.casefile.deciding import agreements_of, deciding_wanted
from makegood.casefile.providers import providers_wanted


def hold_order(*, now: datetime, beside: tuple[Wanted, ...] = (), **which: Any) -> Any:
    """The order, locked, to begin a case: `order_id` or, as `order`, its public id; `beside` is read with it. Refuses `order_unknown`."""
    order = order_locking.lock_order(which["order_id"]) if "order_id" in which else order_locking.lock_order_of(which["order"])
    read_together(
        merchant_wanted(order.merchant_id),
        orders.lines_wanted(order.id),
        orders.contact_wanted(order.id),
        queries.taken_wanted(order.id),
        connection_wanted("shop"),
        hubs.prices_wanted(),
        *deciding_wanted(order, now),
        *locking.new_wanted(),
        *_new_wanted(),
        *beside,
    )
    agreements_of(orders.lines_of(order.id))
    return order


def _nothing(_: int) -> Iterable[Wanted]:
    return ()


def hold_case(*, now: datetime, beside: Callable[[int], Iterable[Wanted]] = _nothing, **which: Any) -> tuple[Any, Any]:
    """(case, order); `which` and refusals: see lock_case. A second call in the same unit asks nothing.

    `beside`: what else is read with it, told from the order's id.
    """
    case, order = locking.lock_case(**which)
    read_together(
        merchant_wanted(case.merchant_id),
        queries.lines_wanted(case.id),
        queries.choices_wanted(case.id),
        carriage.parcels_wanted(case.id),
        carriage.rows_of_case_wanted(case.id),
        deadlines_wanted(case.id),
        orders.lines_wanted(order.id),
        orders.contact_wanted(order.id),
        parties.hub_wanted(),
        hubs.prices_wanted(),
        hubs.routes_wanted(case.id),
        hubs.acts_wanted(case.id),
        link_wanted("case", case.public_id, now),
        settlement.transfers_wanted(case.id),
        mirror.errands_wanted(case.id),
        recalls.called_back_wanted(order.id),
        connection_wanted("shop"),
        timeline.end_wanted(case.merchant_id, f"case:{case.id}"),
        *_new_wanted(),
        *beside(order.id),
    )
    return case, order


def _new_wanted() -> tuple[Wanted, ...]:
    return *carriage.new_wanted(), *inspection.new_wanted(), *ledger.new_wanted()


def begins(case: Any) -> None:
    """This unit made the case: nothing has left for it, nothing new was ordered, and nobody was told of it."""
    current_scope().known.setdefault(replacements.under_way_wanted(case.id).key, False)
    for wanted in (
        settlement.transfers_wanted(case.id), mirror.errands_wanted(case.id), hubs.routes_wanted(case.id), hubs.acts_wanted(case.id),
    ):  # fmt: skip
        current_scope().known.setdefault(wanted.key, [])


def money_wanted(order_id: int) -> list[Wanted]:
    """What was paid, what went back and what is disputed: for the order's quote, and before anything leaves."""
    return [
        orders.payments_wanted(order_id), orders.past_wanted(order_id), settlement.of_order_wanted(order_id), settlement.same_wanted(order_id),
        disputes.of_order_wanted(order_id), mirror.recorded_wanted(order_id),
    ]  # fmt: skip


def paying_wanted(order_id: int) -> list[Wanted]:
    """What a step reads that lets money leave."""
    return [*money_wanted(order_id), *providers_wanted(), mirror.places_wanted()]
