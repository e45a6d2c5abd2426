"""A person says what the customer had put on an item, or that it was nothing, where the shop's system did not tell us."""

from datetime import datetime
from typing import Any

from makegood.apps.orders import queries as orders
from makegood.apps.orders.locking import lock_order
from makegood.apps.orders.operations import telling
from makegood.apps.returns import queries as returns
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

MOST_LETTERS = 2000


def tell_text(*, merchant_id: int, order_id: int, line_id: int, text: str, nothing: bool, by: Actor, now: datetime) -> list[Any]:
    """The order's cases, in which it is decided next (web.follow_text). `nothing`: no text was on it, and `text` is empty.

    Refuses `line_unknown`, `text_known`, `text_needed`, `text_contradicts`.
    """
    with unit(merchants=[merchant_id], by=by):
        order = lock_order(order_id)
        line = next((one for one in orders.lines_of(order_id) if one.id == line_id), None)
        if line is None:
            raise Refusal("line_unknown", "The order has no such item.", "Reload the page.", status=404, field="line")
        if line.customer_input != "unknown":
            raise Refusal("text_known", "What was on it is known already.", "Reload the page.", status=409, field="line")
        said = text.strip().replace("\r\n", "\n")[:MOST_LETTERS]
        if nothing and said:
            raise Refusal("text_contradicts", "A text and no text were told.", "Say one of the two.", field="text")
        if not nothing and not said:
            raise Refusal("text_needed", "No text was told.", "Type the text, or say that none was on it.", field="text")
        given = "none" if nothing else "own_text"
        telling.tell(order, line, given=given, inputs=[] if nothing else [{"name": "Text", "value": said}], by=by, now=now)
        return returns.cases_of_order(order_id)
