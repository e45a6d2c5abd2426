"""Customers of a recall are written to, a batch at a time, each once: what is written and who was written to stand in one transaction."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as orders
from makegood.apps.recalls import operations as recalls
from makegood.apps.recalls import queries
from makegood.apps.returns import standing
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.links import make_link, token_of
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.recalling import PURPOSE, is_open, said_in
from makegood.casefile.said import market_of

LINK_DAYS = 3650  # a danger does not end, and the remedies of a safety recall have no last day (Reg. (EU) 2023/988 art. 37)
BATCH = 200


def tell_recall(*, merchant_id: int, recall_id: int, now: datetime, by: Actor = SYSTEM, limit: int = BATCH) -> int:
    """How many customers this batch dealt with; 0 where nobody waits any more: the recall is `told` then."""
    with unit(merchants=[merchant_id], by=by):
        recall = queries.recall_by_id(recall_id)
        taken = queries.take_waiting(recall.id, limit)
        units = queries.units_of(one.id for one in taken)
        sold = orders.orders_by_id([one.order_id for one in taken])
        contacts = orders.contacts_of([one.order_id for one in taken])
        cases = standing.in_cases([unit.order_line_id for rows in units.values() for unit in rows])
        for line in sorted((line for lines in cases.values() for line in lines), key=lambda line: (line.case.order_id, line.case_id)):
            hold_case(case_id=line.case_id, now=now)
            timeline.note(f"case:{line.case_id}", "case.in_recall", by=by, now=now, subject=recall.public_id, line=line.public_id)
        for one in taken:
            done = [line for unit in units[one.id] for line in cases.get(unit.order_line_id, []) if not is_open(line)]
            left = sum(unit.quantity for unit in units[one.id]) - sum(line.quantity for line in done)
            _one(recall, one, sold[one.order_id], contacts.get(one.order_id), left > 0, by, now)
        if not taken and recall.state == "telling" and not queries.are_waiting(recall.id):
            recalls.move(queries.lock_recall(recall.id), "told", by=by, now=now)
        return len(taken)


def _one(recall: Any, one: Any, order: Any, contact: Any, may_choose: bool, by: Actor, now: datetime) -> None:
    """A danger is told to everybody who has the goods; of a flaw nobody is told for whom it was made good before."""
    if not may_choose and recall.kind == "quality":
        recalls.move_contact(one, "had_it")
        return
    link = make_link(
        purpose=PURPOSE, subject=one.public_id, expires_at=now + timedelta(days=LINK_DAYS), now=now, merchant_id=one.merchant_id
    )
    shop, address = merchant_of(one.merchant_id), contact.email if contact else ""
    language = order.language if order.language in shop.languages else (shop.languages or ["en"])[0]
    context = {
        "item": recall.title, "order": order.number, "shop_name": shop.name, "contact_name": shop.contact_name, "customer_name": contact.name if contact else "",
        "hazard": said_in(recall.hazard, language), "what_to_do": said_in(recall.what_to_do, language), "batch": recall.batch, "reach": recall.reach, "brand": shop.name if recall.own_brand else "",
        "sold_on": order.placed_on.isoformat(), "remedies": recall.remedies if may_choose else [], "page": f"{settings.MAKEGOOD_BASE_URL}/s/{shop.slug}/recall/{token_of(link)}/",
    }  # fmt: skip
    notice = notices.write_notice(
        kind=f"recall_{recall.kind}", case=None, audience="customer", to=address, language=language, context=context, by=by, now=now,
        zone=market_of(order, shop)[1],
    )  # fmt: skip
    recalls.move_contact(one, "told" if address else "no_address", told_at=now if address else None, notice=notice.public_id)
