"""A step of a test return happened on a day."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.apps.sourcing import operations as sourcing
from makegood.apps.sourcing import queries
from makegood.apps.sourcing.words import STEPS
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.kernel.refusal import Refusal


def record_test_step(*, merchant_id: int, test_id: str, step: str, on: date, by: Actor, now: datetime) -> Any:
    """The TestReturn. A step may be passed over, and stays unknown: who is sent money has not always been told of a look at the goods.

    Refuses `test_return_unknown`, `step_not_possible` (not ahead, or it has ended), `day_ahead`, `day_before_last`.
    """
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        test = queries.test_return_of(test_id)
        if test.outcome or step not in STEPS[STEPS.index(test.step) :]:
            raise Refusal(
                "step_not_possible", _("This test return stands elsewhere by now."), _("Reload the page."), status=409, field="step"
            )
        if on > local_day(now, merchant_of(merchant_id).zone):
            raise Refusal("day_ahead", _("This day has not come yet."), _("Choose today or a day before."), field="on")
        if on.isoformat() < max(test.steps.values()):
            raise Refusal("day_before_last", _("This day is before the last step."), _("Choose that day or a later one."), field="on")
        sourcing.record(test, step, on=on, by=by, now=now)
        return test
