"""The shop has compared two suppliers on real orders, and says which one stays."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.apps.sourcing import operations as sourcing
from makegood.apps.sourcing import queries
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def end_parallel_test(*, merchant_id: int, test_id: str, chosen: str, by: Actor, now: datetime) -> Any:
    """`chosen`: the code of the supplier that stays, "" where it was broken off. Orders and agreements stay as they are.

    Refuses `parallel_test_unknown`, `supplier_unknown` (neither of the two), `step_not_possible` where it has ended.
    """
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        test = queries.parallel_test_of(test_id)
        if chosen not in ("", test.one, test.other):
            raise Refusal("supplier_unknown", _("This supplier is not one of the two."), _("Choose one of them."), field="chosen")
        if test.ended_at is not None:
            raise Refusal("step_not_possible", _("This parallel test has ended."), _("Reload the page."), status=409)
        sourcing.end_parallel(test, chosen=chosen, by=by, now=now)
        return test
