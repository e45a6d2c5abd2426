"""The claim goes to the supplier: a link that needs no login."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines, keep_or_break, open_deadlines, set_deadline
from makegood.base.links import make_link
from makegood.base.tenancy import Merchant, merchant_of
from makegood.base.unit import unit
from makegood.casefile.ball import CLAIM_OPENS, PLATFORM_DECIDES
from makegood.casefile.claiming import is_ahead
from makegood.casefile.days import local_day
from makegood.casefile.fault import recovery_of
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.supplier_pages import page_of
from makegood.kernel.refusal import Refusal

ANSWER_DAYS = 7  # where the agreement names none
CARRIER_DAYS = 30  # our own day: no law names one by which a carrier answers
LINK_DAYS = 180


def submit_claim(
    *, merchant_id: int, claim_id: str, by: Actor, now: datetime, early: bool = False, by_hand: bool = False, beside: Sequence[str] = (),
    filed_as: str = "",
) -> tuple[Any, str]:  # fmt: skip
    """(Claim, address of the supplier's page). `early`: a person says that it goes though the supplier takes it only from a later day on.

    `by_hand`: a person has filed it on the supplier's own site: no mail is written, the days are the same. `beside`: public ids of other claims
    on the same supplier that go along: one mail lists them all, and its link opens a page that shows the others, too; all go, or none.
    A claim on a carrier goes by hand: it has no page here. `filed_as`: the number that it was given there.
    Refuses `by_hand_only`, `claim_not_open` before that day, `step_not_possible` where it was answered already, `other_supplier`.
    """
    with unit(merchants=[merchant_id], by=by):
        found = {one: claimed.claim_of(one) for one in (claim_id, *beside)}
        for one in sorted(found.values(), key=lambda one: (one.case.order_id, one.case_id)):  # orders are locked by their ids
            hold_case(case_id=one.case_id, now=now)
        sent = [claimed.claim_of(one) for one in found]
        if len({(one.agreement.code, one.agreement.email, one.agreement.language) if one.agreement else one.public_id for one in sent}) > 1:
            raise Refusal(
                "other_supplier", "These claims are not all on the same supplier.", "Send each supplier its own.", status=409, field="claim"
            )
        if not by_hand and any(one.party == "carrier" for one in sent):
            message = _("A claim on a carrier is filed with the carrier itself.")
            raise Refusal(
                "by_hand_only", message, _("Take the packet, file it there, and say here that you did."), status=409, field="by_hand"
            )
        addresses = [_submit(one, merchant_of(merchant_id), early, filed_as, by, now) for one in sent]
        if not by_hand:
            _write(sent, addresses[0], merchant_of(merchant_id).name, by, now)
        for one in sent:
            if by_hand:
                timeline.note(f"case:{one.case_id}", "claim.by_hand", by=by, now=now, subject=one.public_id)
            elif len(sent) > 1:
                timeline.note(f"case:{one.case_id}", "claim.sent_together", by=by, now=now, subject=one.public_id, first=sent[0].public_id)
        for case_id in {one.case_id: None for one in sent}:
            pass_ball(hold_case(case_id=case_id, now=now)[0], keep=returns.keep_ball, now=now)
        return sent[0], addresses[0]


def _submit(claim: Any, merchant: Merchant, early: bool, filed_as: str, by: Actor, now: datetime) -> str:
    """Moves the claim and its days; the address of its page, "" where it has none."""
    if claim.state == "drafted" and not early:
        _is_open(claim, local_day(now, merchant.zone))
    on_carrier = claim.party == "carrier"
    terms = claim.agreement.terms if claim.agreement else {}
    days = terms.get("answer_days") or (CARRIER_DAYS if on_carrier else ANSWER_DAYS)
    answer_by = now + timedelta(days=int(days))
    claims.move(claim, "submitted", by=by, now=now, submitted_at=now, answer_by=answer_by, filed_as=filed_as[:80] or claim.filed_as)
    returns.move_axis(queries.line_by_id(claim.line_id), "recovery", recovery_of(claimed.claims_of_line(claim.line_id)), by=by, now=now)
    end_deadlines(state="void", now=now, case_id=claim.case_id, subject=claim.public_id, kind=CLAIM_OPENS)
    keep_or_break(now=now, case_id=claim.case_id, subject=claim.public_id, kind="claim_window")
    who = "carrier" if on_carrier else "supplier"
    set_deadline(
        kind=f"{who}_answer_by", owner=who, due_at=answer_by, now=now, source="our own day" if on_carrier else "agreement", case_id=claim.case_id,
        line_id=claim.line_id, subject=claim.public_id, told_on=now.date(),
    )  # fmt: skip
    if (platform := terms.get("platform_decides_after_days")) is not None:
        _platform_decides(claim, now + timedelta(days=int(platform)), now)
    if on_carrier:
        return ""
    return page_of(
        make_link(purpose="supplier", subject=claim.public_id, expires_at=now + timedelta(days=LINK_DAYS), now=now, merchant_id=merchant.id)
    )


def _platform_decides(claim: Any, due_at: datetime, now: datetime) -> None:
    """Until then the supplier has its turn; sent again, the marketplace's day stays what it was."""
    if not any(one.kind == PLATFORM_DECIDES and one.subject == claim.public_id for one in open_deadlines(claim.case_id)):
        set_deadline(
            kind=PLATFORM_DECIDES, owner="supplier", due_at=due_at, now=now, source="agreement", case_id=claim.case_id, line_id=claim.line_id,
            subject=claim.public_id,
        )  # fmt: skip


def _write(sent: list[Any], address: str, shop_name: str, by: Actor, now: datetime) -> None:
    """One mail, which stands with the first one's case."""
    first, agreement = sent[0], sent[0].agreement
    context: dict[str, Any] = {
        "reference": first.packet["reference"], "pieces": first.quantity, "amount": (first.asked_minor, first.currency),
        "answer_by": min(one.answer_by for one in sent).date(), "link": address, "shop_name": shop_name,
    }  # fmt: skip
    if len(sent) > 1:
        context["claims"] = [
            {"reference": one.packet["reference"], "pieces": one.quantity, "amount": [one.asked_minor, one.currency]} for one in sent
        ]
    notices.write_notice(
        kind="claims_submitted" if len(sent) > 1 else "claim_submitted", case=first.case, audience="supplier",
        to=agreement.email if agreement else "", language=agreement.language if agreement else "en", context=context, by=by, now=now,
    )  # fmt: skip


def _is_open(claim: Any, today: date) -> None:
    if is_ahead(claim, today):
        opens = claim.opens_on.isoformat()
        message = _("The supplier takes this claim from %(day)s on.") % {"day": opens}
        remedy = _("It is kept until that day. Where the supplier wants it now, say so and send it all the same.")
        raise Refusal("claim_not_open", message, remedy, status=409, field="early", opens_on=opens)
