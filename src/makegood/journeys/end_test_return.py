"""A test return ends without money: the supplier said no, or the shop gave it up."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.apps.sourcing import operations as sourcing
from makegood.apps.sourcing import queries
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def end_test_return(*, merchant_id: int, test_id: str, outcome: str, by: Actor, now: datetime) -> Any:
    """`outcome`: refused (it counts as a no to refunds in time) or given_up (it says nothing).

    Refuses `test_return_unknown`, `outcome_unknown`, `step_not_possible`.
    """
    if outcome not in ("refused", "given_up"):
        raise Refusal("outcome_unknown", _("This end is not known."), _("Choose one of the list."), field="outcome")
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        test = queries.test_return_of(test_id)
        if test.outcome:
            raise Refusal("step_not_possible", _("This test return has ended."), _("Reload the page."), status=409)
        sourcing.end(test, outcome, by=by, now=now)
        return test
