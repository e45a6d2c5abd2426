"""What was on the goods, where the source did not say: a person tells it, or the source does later. What is known already is never changed."""

from datetime import datetime
from typing import Any

from makegood.apps.orders.models import Order, OrderLine, OrderLineWords
from makegood.apps.orders.operations.finding import renew_tokens
from makegood.apps.orders.ports import LineFacts, OrderFacts
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, change_later
from makegood.kernel.digest import digest_of, new_salt


def tell(order: Order, line: OrderLine, *, given: str, inputs: list[dict[str, str]], by: Actor, now: datetime) -> None:
    """`given`: a word of CUSTOMER_INPUTS but `unknown`; `inputs` [{name, value}]. The order is locked; the chain keeps a digest, never words."""
    line.customer_input, line.text_told_at = given, now
    change_later(line, "customer_input", "text_told_at")
    salt = new_salt()
    if inputs:
        add_later(OrderLineWords(merchant_id=line.merchant_id, line_id=line.id, inputs=inputs, salt=salt))
    digest = digest_of([salt, line.public_id, inputs]) if inputs else ""
    timeline.note(f"order:{order.id}", "line.text_told", by=by, now=now, subject=line.public_id, given=given, digest=digest)
    if inputs:
        renew_tokens(order)


def learn_texts(order: Order, facts: OrderFacts, *, by: Actor, now: datetime) -> int:
    """Texts that the source names at last (a shop that sent its CSV export first, and is connected now). Returns how many lines they are of."""
    waiting = [line for line in OrderLine.objects.filter(order_id=order.id) if line.customer_input == "unknown"]
    told = [one for one in facts.lines if one.customer_input != "unknown"]
    if not waiting or not told:
        return 0
    found = 0
    for line in waiting:
        same = [one for one in told if one.source_id == line.source_id] or [one for one in told if _alike(one, line)]
        alike = [one for one in waiting if _alike(same[0], one)] if same else []
        if len(same) == 1 and (same[0].source_id == line.source_id or len(alike) == 1):  # two that look the same are told by a person
            tell(order, line, given=same[0].customer_input, inputs=list(same[0].inputs), by=by, now=now)
            found += 1
    return found


def _alike(one: LineFacts, line: Any) -> bool:
    return (one.sku, one.quantity, one.unit_price_minor) == (line.sku, line.quantity, line.unit_price_minor)
