"""Whoever was given a present says where to write to them."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.kernel.address import usable_address
from makegood.kernel.refusal import Refusal


def tell_address(*, merchant_id: int, case_id: int, email: str, by: Actor, now: datetime) -> int:
    """How many letters waited for it. The buyer's address is another. Refuses `email_unreadable`, `not_a_present`."""
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=case_id, now=now)
        email = email.strip()
        if case.opened_by != "recipient":
            raise Refusal("not_a_present", "The buyer opened this case.", "Change the order's address instead.", status=409, field="email")
        if not usable_address(email):
            raise Refusal("email_unreadable", "This is no e-mail address.", "Write it as in name@example.com.", field="email")
        old = queries.recipient_email(case.id)
        returns.set_recipient(case, email, by=by, now=now)
        return notices.readdress(case.id, old=old, to=email, swap=("", ""))
