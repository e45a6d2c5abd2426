"""The credit for one claim has come, in full or short; what does not come is written off by a person, with a reason."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.claims.operations.crediting import add_credit, add_match, subject_of
from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break
from makegood.base.locks import hold_recoveries
from makegood.base.unit import unit
from makegood.casefile.fault import recovery_of
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal


def record_credit(*, merchant_id: int, claim_id: str, amount_minor: int, by: Actor, now: datetime, write_off_reason: str = "") -> Any:
    """Credit of `amount_minor` (0 with a reason: written off). What is short stays open, or is written off where a reason is given.

    Refuses amount_exceeds_accepted, amount_needed, step_not_possible.
    """
    with unit(merchants=[merchant_id], by=by):
        case, _order = hold_case(case_id=claimed.claim_of(claim_id).case_id, now=now)
        claim, reason = claimed.claim_of(claim_id), write_off_reason.strip()
        owed = claim.accepted_minor - claim.credited_minor
        if amount_minor < 0 or amount_minor > max(owed, 0):
            raise Refusal("amount_exceeds_accepted", _("More is credited than was accepted."), _("Check the amount."), field="amount")
        if amount_minor == 0 and not reason:
            raise Refusal(
                "amount_needed", _("An amount is needed, or a reason to write it off."), _("Give one of the two."), field="amount"
            )
        rest, account = owed - amount_minor, f"{claim.party}:receivable"
        to = "credited" if rest == 0 and amount_minor else "written_off" if reason else "short_credited"
        entries = _credit(claim, amount_minor, account, by, now) if amount_minor else []
        if to == "written_off":
            parts = (("write_off", claim.currency, rest), (account, claim.currency, -rest))
            entries.append(NewEntry("posted", "claim_written_off", claim.public_id, parts, case.id))
            returns.add_words(case=case, texts=[(claim.line_id, "write_off", reason[:200])], author="staff", by=by, now=now)
        _move(claim, to, amount_minor, by, now)
        ledger.write(entries, by=by, now=now)
        line = queries.line_by_id(claim.line_id)
        returns.move_axis(line, "recovery", recovery_of(claimed.claims_of_line(line.id)), by=by, now=now)
        keep_or_break(now=now, case_id=case.id, subject=claim.public_id)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return claim


def _move(claim: Any, to: str, amount_minor: int, by: Actor, now: datetime) -> None:
    """A second part of a short credit moves nothing but the amount."""
    if to == claim.state == "short_credited":
        claims.add_credited(claim, amount_minor, by=by, now=now)
    else:
        claims.move(claim, to, by=by, now=now, credited_minor=claim.credited_minor + amount_minor)


def _credit(claim: Any, amount_minor: int, account: str, by: Actor, now: datetime) -> list[NewEntry]:
    """It stands among the credits, matched as it came."""
    hold_recoveries(claim.merchant_id)
    credit = add_credit(
        merchant_id=claim.merchant_id, party=claim.party, who=claim.who, amount_minor=amount_minor, currency=claim.currency, came_on=now.date(),
        way="typed", named=claim.public_id, by=by, now=now,
    )  # fmt: skip
    match = add_match(credit, meaning="matched", amount_minor=amount_minor, claim=claim, by=by, now=now)
    came = (("provider:clearing", claim.currency, amount_minor), ("claims:unmatched", claim.currency, -amount_minor))
    matched = (("claims:unmatched", claim.currency, amount_minor), (account, claim.currency, -amount_minor))
    return [
        NewEntry("posted", "credit_held", credit.public_id, came),
        NewEntry("posted", "claim_credited", subject_of(match), matched, claim.case_id),
    ]
