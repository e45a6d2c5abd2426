"""The claim goes to the supplier: a link that needs no login."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines, keep_or_break, set_deadline
from makegood.base.links import make_link, token_of
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.ball import CLAIM_OPENS
from makegood.casefile.claiming import is_ahead
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal

ANSWER_DAYS = 7  # where the agreement names none
LINK_DAYS = 180


def submit_claim(*, merchant_id: int, claim_id: str, by: Actor, now: datetime, early: bool = False) -> tuple[Any, str]:
    """(Claim, address of the supplier's page). `early`: a person says that it goes though the supplier takes it only from a later day on.

    Refuses `claim_not_open` before that day, and `step_not_possible` where it was answered already.
    """
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=claimed.claim_of(claim_id).case_id, now=now)
        claim = claimed.claim_of(claim_id)
        if claim.state == "drafted" and not early:
            _is_open(claim, local_day(now, merchant_of(merchant_id).zone))
        days = (claim.agreement.terms.get("answer_days") if claim.agreement else None) or ANSWER_DAYS
        answer_by = now + timedelta(days=int(days))
        claims.move(claim, "submitted", by=by, now=now, submitted_at=now, answer_by=answer_by)
        returns.move_axis(queries.line_by_id(claim.line_id), "recovery", "submitted", by=by, now=now)
        link = make_link(
            purpose="supplier", subject=claim.public_id, expires_at=now + timedelta(days=LINK_DAYS), now=now, merchant_id=merchant_id
        )
        address = f"{settings.MAKEGOOD_BASE_URL}/supplier/{token_of(link)}/"
        end_deadlines(state="void", now=now, case_id=case.id, subject=claim.public_id, kind=CLAIM_OPENS)
        keep_or_break(now=now, case_id=case.id, subject=claim.public_id, kind="claim_window")
        set_deadline(
            kind="supplier_answer_by", owner="supplier", due_at=answer_by, now=now, source="agreement", case_id=case.id, line_id=claim.line_id,
            subject=claim.public_id, told_on=now.date(),
        )  # fmt: skip
        merchant = merchant_of(merchant_id)
        context = {
            "reference": claim.packet["reference"], "pieces": claim.quantity, "amount": (claim.asked_minor, claim.currency),
            "answer_by": answer_by.date(), "link": address, "shop_name": merchant.name,
        }  # fmt: skip
        agreement = claim.agreement
        notices.write_notice(
            kind="claim_submitted", case=case, audience="supplier", to=agreement.email if agreement else "",
            language=agreement.language if agreement else "en", context=context, by=by, now=now,
        )  # fmt: skip
        pass_ball(case, keep=returns.keep_ball, now=now)
        return claim, address


def _is_open(claim: Any, today: date) -> None:
    if is_ahead(claim, today):
        opens = claim.opens_on.isoformat()
        message = _("The supplier takes this claim from %(day)s on.") % {"day": opens}
        remedy = _("It is kept until that day. Where the supplier wants it now, say so and send it all the same.")
        raise Refusal("claim_not_open", message, remedy, status=409, field="early", opens_on=opens)
