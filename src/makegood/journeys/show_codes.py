"""All codes of credit were fetched: who has them can spend them, so it is written down who had them and when."""

from datetime import datetime

from makegood.apps.settlement import credits
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.locks import hold_credits
from makegood.base.unit import unit


def show_codes(*, merchant_id: int, form: str, by: Actor, now: datetime) -> int:
    """A line in the shop's chain of credits; of how many codes."""
    with unit(merchants=[merchant_id], by=by):
        hold_credits(merchant_id)
        count = len(credits.left_by_credit())
        timeline.note(f"credits:{merchant_id}", "credit.codes_fetched", by=by, now=now, subject=form, codes=count)
        return count
