"""The supplier answers, by one tap or with words."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.claims.words import ANSWERS, CREDIT_FORMS
from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break, set_deadline
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.ball import PLATFORM_DECIDES
from makegood.casefile.days import end_of_day, local_day
from makegood.casefile.fault import recovery_of
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal

CREDIT_DAYS = 7  # where the agreement names none
LATEST_DAYS = 180  # a day that a supplier may promise where it names none


def answer_claim(
    *, merchant_id: int, claim_id: str, answer: str, by: Actor, now: datetime, amount_minor: int = 0, credit_form: str = "", reason: str = "",
    words: str = "", promised_on: date | None = None,
) -> Any:  # fmt: skip
    """`answer`: accepted (the whole), part_accepted (`amount_minor` of it), refused (with a reason), info_requested (with words).

    What is accepted is a receivable from now on, due on the day that the supplier promises, else by the agreement's days. Refuses
    promise_over, promise_too_late (later than a confirmed agreement allows), answer_unknown, amount_not_possible, reason_needed, step_not_possible.
    """
    with unit(merchants=[merchant_id], by=by):
        case, _order = hold_case(case_id=claimed.claim_of(claim_id).case_id, now=now)
        claim = claimed.claim_of(claim_id)
        _check(claim, answer, amount_minor, credit_form, reason, words)
        accepted = claim.asked_minor if answer == "accepted" else amount_minor if answer == "part_accepted" else 0
        terms = claim.agreement.terms if claim.agreement else {}
        zone = merchant_of(merchant_id).zone
        usual = now + timedelta(days=int(terms.get("credit_days") or CREDIT_DAYS))
        if promised_on is not None and accepted:
            _check_day(claim, promised_on, local_day(now, zone), local_day(usual, zone))
        credit_by = (promised_on or usual.date()) if accepted else None
        claims.move(claim, answer, by=by, now=now, answered_at=now, accepted_minor=accepted, credit_by=credit_by)
        claims.add_answer(
            claim, by=by, now=now, answer=answer, amount_minor=accepted, credit_form=credit_form, reason=reason[:40], words=words[:5000]
        )
        returns.move_axis(queries.line_by_id(claim.line_id), "recovery", recovery_of(claimed.claims_of_line(claim.line_id)), by=by, now=now)
        who = "carrier" if claim.party == "carrier" else "supplier"
        if accepted:
            parts = ((f"{claim.party}:receivable", claim.currency, accepted), ("recovery", claim.currency, -accepted))
            ledger.write([NewEntry("posted", "claim_accepted", claim.public_id, parts, case.id)], by=by, now=now)
            set_deadline(
                kind=f"{who}_credit_by", owner=who, due_at=usual if promised_on is None else end_of_day(promised_on, zone), now=now,
                source="agreement" if promised_on is None else who, case_id=case.id, line_id=claim.line_id, subject=claim.public_id,
            )  # fmt: skip
        keep_or_break(now=now, case_id=case.id, subject=claim.public_id, kind=f"{who}_answer_by")
        if answer != "info_requested":
            keep_or_break(now=now, case_id=case.id, subject=claim.public_id, kind=PLATFORM_DECIDES)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return claim


def _check(claim: Any, answer: str, amount_minor: int, credit_form: str, reason: str, words: str) -> None:
    if answer not in ANSWERS:
        raise Refusal("answer_unknown", "This answer is not known.", "Choose one of the answers.", field="answer")
    if answer == "part_accepted" and not 0 < amount_minor < claim.asked_minor:
        raise Refusal(
            "amount_not_possible", "A part is more than nothing and less than what is asked.", "Give another amount.", field="amount"
        )
    if answer == "refused" and not (reason or words.strip()):
        raise Refusal("reason_needed", "A no needs a reason.", "Choose one, or write it in your own words.", field="reason")
    if answer == "info_requested" and not words.strip():
        raise Refusal("words_needed", "What would you like to know?", "Write your question.", field="words")
    if credit_form and credit_form not in CREDIT_FORMS:
        raise Refusal("credit_form_unknown", "This form of credit is not known.", "Choose one of the list.", field="credit_form")


def _check_day(claim: Any, promised_on: date, today: date, agreed: date) -> None:
    """A day ahead; not later than what was agreed, where somebody confirmed that it was, and within LATEST_DAYS otherwise."""
    if promised_on < today:
        raise Refusal("promise_over", _("This day is over."), _("Choose today or a later day."), field="promised_on")
    is_agreed = claim.agreement is not None and claim.agreement.confirmed and claim.agreement.terms.get("credit_days")
    latest = agreed if is_agreed else today + timedelta(days=LATEST_DAYS)
    if promised_on > latest:
        message = _("The last day for this is %(day)s.") % {"day": latest.isoformat()}
        raise Refusal("promise_too_late", message, _("Choose that day or an earlier one, or ask us."), field="promised_on")
