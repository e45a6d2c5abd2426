"""What went to a wrong address is sent again to the right one."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as orders
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal


def send_again(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> int:
    """How many letters go out again, each once, with the link that opens today. Refuses `no_address`, `nothing_to_send_again`."""
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        contact = orders.contact_of(order.id)
        if contact is None or not contact.email:
            raise Refusal("no_address", "There is no address.", "Give the customer the link instead.", status=409)
        sent = notices.send_again(case.id, to=contact.email, link=Telling(case, order, now=now).address(), by=by, now=now)
        if not sent:
            raise Refusal("nothing_to_send_again", "Everything went to this address already.", "Nothing has to be done.", status=409)
        timeline.note(f"case:{case.id}", "notices.sent_again", by=by, now=now, subject=case.public_id, letters=sent)
        return sent
