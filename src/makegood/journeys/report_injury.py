"""Somebody was hurt, or nearly: the safety clocks of the market begin at once, and the owners hear of it. The customer's own right waits for nothing."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as orders
from makegood.apps.recalls import operations as recalls
from makegood.apps.recalls import queries
from makegood.apps.returns import queries as returned
from makegood.apps.suppliers import queries as suppliers
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.authorities import letters_to_owners, reports_for
from makegood.casefile.holding import hold_case


def report_injury(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> int:
    """How many have to be told; said a second time it changes nothing. Of which kind it was stands in the case's own words."""
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        if known := queries.tasks_of_case(case.id):
            return len(known)
        shop = merchant_of(merchant_id)
        asked = {line.order_line_id for line in returned.lines_of_case(case.id)}
        lines = [line for line in orders.lines_of(order.id) if line.id in asked]
        makers = queries.makers([line.sku for line in lines])
        agreements = suppliers.agreements_by_id([line.agreement_id for line in lines if line.agreement_id])
        found = reports_for(
            [order.market], shop=shop, own_brand=any(one.own_brand for one in makers.values()), known_at=now,
            sent_from={one.organisation.country for one in agreements.values()},
        )  # fmt: skip
        tasks = recalls.add_tasks(found, cause="injury", case_id=case.id, now=now)
        timeline.note(f"case:{case.id}", "case.injury_told", by=by, now=now, subject=case.public_id, tasks=len(tasks))
        for letter in letters_to_owners(tasks, about=", ".join(line.title for line in lines), shop=shop, by=by, now=now):
            notices.write_notice(**letter)
        return len(tasks)
