"""The address that a customer's letters go to is put right, or learnt at last."""

from datetime import datetime
from typing import Any

from makegood.apps.notices import operations as notices
from makegood.apps.orders.locking import lock_order
from makegood.apps.orders.operations import finding
from makegood.apps.returns import queries as returns
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.links import link_for, make_link, revoke_links, token_of
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.telling import link_ends
from makegood.kernel.address import usable_address
from makegood.kernel.refusal import Refusal


def change_email(*, merchant_id: int, order_id: int, email: str, by: Actor, now: datetime, only_if_none: bool = False) -> Any:
    """The Order. What waited without an address goes out now, and what had not left yet goes to the new one; nothing goes twice.

    Where there was another address, its private links end: somebody else may hold them. What was sent there is sent again on demand
    (send_again). `only_if_none`: the customer's own word counts where none was known. Refuses `email_unreadable`, `email_known`,
    `contact_erased`.
    """
    with unit(merchants=[merchant_id], by=by):
        order = lock_order(order_id)
        email = email.strip()
        if not usable_address(email):
            raise Refusal("email_unreadable", "This is no e-mail address.", "Write it as in name@example.com.", field="email")
        if only_if_none and order.email_digest:
            raise Refusal("email_known", "There is an address already.", "Write to the shop to change it.", status=409, field="email")
        old = finding.change_email(order, email, by=by, now=now)
        if old.casefold() == email.casefold():
            return order
        for case in returns.cases_of_order(order.id):
            if case.opened_by == "recipient":
                continue  # their letters go to another person
            swap = _new_link(case, now) if old else ("", "")
            moved = notices.readdress(case.id, old=old, to=email, swap=swap)
            timeline.note(f"case:{case.id}", "notices.readdressed", by=by, now=now, subject=case.public_id, waiting=moved)
        return order


def _new_link(case: Any, now: datetime) -> tuple[str, str]:
    """(the old link's token, the new one's); empty where none opened any more."""
    hold_case(case_id=case.id, now=now)
    link = link_for(purpose="case", subject=case.public_id, now=now)
    if link is None:
        return "", ""
    old = token_of(link)
    revoke_links(purpose="case", subject=case.public_id, now=now)
    made = make_link(purpose="case", subject=case.public_id, expires_at=link_ends(now), now=now, merchant_id=case.merchant_id)
    return old, token_of(made)
