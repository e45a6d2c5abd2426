"""The shop lets somebody else send the new goods: another supplier, or another shelf."""

from datetime import datetime

from django.utils.translation import gettext as _

from makegood.apps.notices import operations as notices
from makegood.apps.replacements import operations as replacements
from makegood.apps.replacements import queries as replaced
from makegood.apps.replacements.states import NEXT, WITH_PARTY
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.stock import operations as stock
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal


def change_sender(*, merchant_id: int, replacement_id: str, way: str = NEXT, by: Actor, now: datetime) -> None:
    """Call the order off, with its party where it was asked, and note `way` (a name of the order's plan, or NEXT: the best of the others) for the
    next one, which order_new_goods makes. Refuses `already_made` once somebody makes or sends it, and `way_unknown`.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=replaced.replacement_of(replacement_id).case_id, now=now)
        one = replaced.replacement_of(replacement_id)
        if one.state not in ("drafted", "placed") or queries.line_by_id(one.line_id).remake != "approved":
            raise Refusal("already_made", _("Somebody makes or sends this already."), _("Say that it went wrong first."), status=409)
        known = {found["name"] for found in one.plan.get("ways", []) if not found["cant"]} - {one.way}
        if not known or (way != NEXT and way not in known):
            raise Refusal("way_unknown", _("It can't come from there."), _("Choose one of the list."), field="way")
        told = one.agreement if one.state in WITH_PARTY else None
        replacements.move(one, "voided", by=by, now=now, then=way)
        stock.release(one.public_id, by=by, now=now)
        end_deadlines(state="void", now=now, case_id=case.id, subject=one.public_id)
        if told is not None:
            context = {"reference": order.number, "pieces": one.quantity, "goods": one.title, "shop_name": merchant_of(merchant_id).name}
            notices.write_notice(
                kind="replacement_called_off", case=case, audience="supplier", to=told.email, language=told.language,
                context=context, by=by, now=now,
            )  # fmt: skip
        pass_ball(case, keep=returns.keep_ball, now=now)
