"""A person says that a difference between a provider's report and the books is dealt with, and why; or opens it again."""

from datetime import datetime

from makegood.apps.parties import operations as parties
from makegood.apps.reports import operations as reports
from makegood.apps.reports.words import ASKS
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.differences import Difference
from makegood.kernel.refusal import Refusal


def settle_difference(*, merchant_id: int, difference: Difference, reason: str, by: Actor, now: datetime, settled: bool = True) -> None:
    """The word stands beside the difference for as long as it is this one: of this cause and amount. Nothing is booked and nothing is changed by it.

    Refuses `reason_needed`, `difference_explained` (it needs nobody).
    """
    if difference.cause not in ASKS:
        raise Refusal("difference_explained", "This difference explains itself.", "Nothing has to be done.", status=409)
    if settled and not reason.strip():
        raise Refusal("reason_needed", "A reason is needed.", "Write what it was.", field="reason")
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        reports.add_word(difference=difference, settled=settled, reason=" ".join(reason.split()), by=by, now=now)
        timeline.note(
            f"shop:{merchant_id}", "difference.settled" if settled else "difference.opened", by=by, now=now, subject=difference.key[:40],
            cause=difference.cause, amount=difference.amount_minor, currency=difference.currency,
        )  # fmt: skip
