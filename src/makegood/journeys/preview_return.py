"""What can I get? Asked before anything is submitted; writes nothing."""

from dataclasses import dataclass
from datetime import datetime

from makegood.apps.orders import queries as orders
from makegood.base.actor import CUSTOMER, Actor
from makegood.base.unit import unit
from makegood.casefile.ask import Ask
from makegood.casefile.checking import check_ask
from makegood.casefile.deciding import Asked, Decided, decide_lines


@dataclass(frozen=True, slots=True)
class Preview:
    """A Decided for each asked line, in the same order."""

    lines: tuple[Decided, ...]


def preview_return(*, merchant_id: int, order_id: int, ask: Ask, now: datetime, by: Actor = CUSTOMER) -> Preview:
    """Refuses what open_return would refuse, so that nobody fills a form for nothing."""
    with unit(merchants=[merchant_id], by=by):
        order = orders.order_by_id(order_id)
        check_ask(order, ask)
        asked = [Asked(line.order_line_id, line.quantity, line.kinds, line.major, len(line.evidence_ids)) for line in ask.lines]
        return Preview(tuple(decide_lines(order, asked, now=now, notified_on=ask.notified_on, needed_by=ask.needed_by)))
