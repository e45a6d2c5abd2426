"""The supplier's credit has come, in full or short."""

from datetime import datetime
from typing import Any

from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal


def record_credit(*, merchant_id: int, claim_id: str, amount_minor: int, by: Actor, now: datetime, write_off_reason: str = "") -> Any:
    """Credit of `amount_minor` (0 with a reason: written off). What is short stays open, or is written off where a reason is given.

    Refuses amount_exceeds_accepted, amount_needed, step_not_possible.
    """
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=claimed.claim_of(claim_id).case_id, now=now)
        claim = claimed.claim_of(claim_id)
        owed = claim.accepted_minor - claim.credited_minor
        if amount_minor < 0 or amount_minor > max(owed, 0):
            raise Refusal("amount_exceeds_accepted", "More is credited than was accepted.", "Check the amount.", field="amount")
        if amount_minor == 0 and not write_off_reason:
            raise Refusal("amount_needed", "An amount is needed, or a reason to write it off.", "Give one of the two.", field="amount")
        rest = owed - amount_minor
        to = "credited" if rest == 0 and amount_minor else "written_off" if write_off_reason else "short_credited"
        account = f"{claim.party}:receivable"
        entries = [
            NewEntry("posted", "claim_credited", claim.public_id, (("provider:clearing", claim.currency, amount_minor), (account, claim.currency, -amount_minor)), case.id),
        ]  # fmt: skip
        if to == "written_off":
            entries.append(
                NewEntry(
                    "posted",
                    "claim_written_off",
                    claim.public_id,
                    (("write_off", claim.currency, rest), (account, claim.currency, -rest)),
                    case.id,
                )
            )
        claims.move(claim, to, by=by, now=now, credited_minor=claim.credited_minor + amount_minor)
        ledger.write(entries, by=by, now=now)
        line = queries.line_by_id(claim.line_id)
        returns.move_axis(line, "recovery", to, by=by, now=now)
        keep_or_break(now=now, case_id=case.id, subject=claim.public_id)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return claim
