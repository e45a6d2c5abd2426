"""What a credit is for: parts of it close what suppliers and carriers owe us, whole or short."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.claims import credits
from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.claims.operations.crediting import add_match, subject_of
from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break
from makegood.base.locks import hold_recoveries
from makegood.base.unit import unit
from makegood.casefile.ball import PLATFORM_DECIDES
from makegood.casefile.credit_matching import WAITING, owed_on
from makegood.casefile.fault import recovery_of
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.refusal import Refusal


def match_credit(*, merchant_id: int, credit_id: str, parts: Sequence[tuple[str, int]], by: Actor, now: datetime) -> list[Any]:
    """`parts`: (claim's public id, minor units). All are matched, or none; returns the claims. What is left of the credit stays held.

    A claim that was sent and never answered is accepted by what is paid of it, and no further. Refuses nothing_matched, credit_used_up,
    currency_differs, other_party, amount_exceeds_owed, claim_not_open.
    """
    with unit(merchants=[merchant_id], by=by):
        found = {name: claimed.claim_of(name) for name, _amount in parts}
        for one in sorted(found.values(), key=lambda one: (one.case.order_id, one.case_id)):  # orders are locked by their ids
            hold_case(case_id=one.case_id, now=now)
        hold_recoveries(merchant_id)
        credit = credits.credit_of(credit_id)
        wanted = [(claimed.claim_of(name), amount) for name, amount in parts if amount]
        _check(credit, wanted)
        for claim, amount in wanted:
            _close(credit, claim, amount, by, now)
        for case_id in {claim.case_id: None for claim, _amount in wanted}:
            pass_ball(hold_case(case_id=case_id, now=now)[0], keep=returns.keep_ball, now=now)
        return [claim for claim, _amount in wanted]


def _check(credit: Any, wanted: list[tuple[Any, int]]) -> None:
    if not wanted:
        raise Refusal(
            "nothing_matched", _("No claim is named."), _("Choose the claims that this credit is for."), status=422, field="claim"
        )
    if sum(amount for _claim, amount in wanted) > credit.left_minor:
        message = _("This is more than what is left of the credit.")
        raise Refusal("credit_used_up", message, _("Reload the page to see what is left."), status=409, field="amount")
    for claim, amount in wanted:
        if claim.currency != credit.currency:
            message = _("The credit is in %(one)s, the claim in %(other)s.") % {"one": credit.currency, "other": claim.currency}
            raise Refusal(
                "currency_differs",
                message,
                _("Ask for a credit in the claim's currency; nothing is converted here."),
                status=409,
                field="claim",
            )
        if claim.party != credit.party or claim.who != credit.who:
            raise Refusal(
                "other_party",
                _("This claim is on somebody else."),
                _("Choose a claim on whoever gave the credit."),
                status=409,
                field="claim",
            )
        if claim.state not in (*credits.OWED, *WAITING):
            raise Refusal(
                "claim_not_open", _("Nothing is owed on this claim."), _("Choose one that waits for its credit."), status=409, field="claim"
            )
        if not 0 < amount <= owed_on(claim):
            message = _("More is matched than is owed on the claim.")
            raise Refusal(
                "amount_exceeds_owed",
                message,
                _("What is more stays with the credit until you say what it is."),
                status=409,
                field="amount",
            )


def _close(credit: Any, claim: Any, amount: int, by: Actor, now: datetime) -> None:
    receivable, entries = f"{claim.party}:receivable", []
    if claim.state in WAITING:
        claims.accept(claim, amount, credit_by=now.date(), by=by, now=now)
        parts = ((receivable, claim.currency, amount), ("recovery", claim.currency, -amount))
        entries.append(NewEntry("posted", "claim_accepted", claim.public_id, parts, claim.case_id))
    match = add_match(credit, meaning="matched", amount_minor=amount, claim=claim, by=by, now=now)
    claims.add_credited(claim, amount, by=by, now=now)
    parts = (("claims:unmatched", claim.currency, amount), (receivable, claim.currency, -amount))
    entries.append(NewEntry("posted", "claim_credited", subject_of(match), parts, claim.case_id))
    ledger.write(entries, by=by, now=now)
    line = queries.line_by_id(claim.line_id)
    returns.move_axis(line, "recovery", recovery_of(claimed.claims_of_line(line.id)), by=by, now=now)
    if claim.state == "credited":
        keep_or_break(now=now, case_id=claim.case_id, subject=claim.public_id)
    else:
        keep_or_break(
            now=now, case_id=claim.case_id, subject=claim.public_id, kind=("supplier_answer_by", "carrier_answer_by", PLATFORM_DECIDES)
        )
