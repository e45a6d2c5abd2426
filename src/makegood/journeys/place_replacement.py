"""A replacement order goes to its supplier: a link that needs no login."""

from datetime import datetime, timedelta
from typing import Any

from makegood.apps.notices import operations as notices
from makegood.apps.replacements import operations as replacements
from makegood.apps.replacements import queries as replaced
from makegood.apps.returns import operations as returns
from makegood.base.actor import Actor
from makegood.base.deadlines import set_deadline
from makegood.base.links import make_link
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.supplier_pages import page_of
from makegood.kernel.refusal import Refusal

ANSWER_DAYS = 3  # where the agreement names none: a customer waits
LINK_DAYS = 180


def place_replacement(*, merchant_id: int, replacement_id: str, by: Actor, now: datetime) -> tuple[Any, str]:
    """(ReplacementOrder, address of the supplier's page). Refuses `no_supplier` where the shop sends it itself, and `step_not_possible`."""
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=replaced.replacement_of(replacement_id).case_id, now=now)
        one = replaced.replacement_of(replacement_id)
        if one.agreement is None:
            raise Refusal("no_supplier", "This is sent by the shop itself.", "Say how far it is instead.", status=409)
        terms = one.agreement.terms
        days = terms.get("order_answer_days") or terms.get("answer_days") or ANSWER_DAYS
        answer_by = now + timedelta(days=int(days))
        replacements.move(one, "placed", by=by, now=now, placed_at=now, answer_by=answer_by)
        link = make_link(
            purpose="replacement", subject=one.public_id, expires_at=now + timedelta(days=LINK_DAYS), now=now, merchant_id=merchant_id
        )
        address = page_of(link)
        set_deadline(
            kind="order_answer_by", owner="supplier", due_at=answer_by, now=now, source=f"agreement {one.agreement.code}", case_id=case.id,
            line_id=one.line_id, subject=one.public_id, told_on=now.date(),
        )  # fmt: skip
        context = {
            "reference": order.number, "pieces": one.quantity, "goods": one.title, "answer_by": answer_by.date(), "link": address,
            "shop_name": merchant_of(merchant_id).name,
        }  # fmt: skip
        notices.write_notice(
            kind="replacement_asked", case=case, audience="supplier", to=one.agreement.email, language=one.agreement.language, context=context,
            by=by, now=now,
        )  # fmt: skip
        pass_ball(case, keep=returns.keep_ball, now=now)
        return one, address
