"""Before the shop switches, a part of an article's new orders goes to the other supplier."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.apps.sourcing import operations as sourcing
from makegood.apps.sourcing import queries
from makegood.apps.suppliers import queries as suppliers
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.kernel.refusal import Refusal


def begin_parallel_test(
    *, merchant_id: int, sku: str, one: str, other: str, share_percent: int, until_on: date, by: Actor, now: datetime
) -> Any:  # fmt: skip
    """The ParallelTest, from today until `until_on`; `share_percent` (1 to 99) of the new orders is to go to `other`. The shop sends them there.

    Refuses `article_needed`, `same_supplier`, `share_not_possible`, `supplier_unknown`, `day_over`, `parallel_test_runs`.
    """
    if not sku.strip():
        raise Refusal("article_needed", _("Which article do both send?"), _("Write its article number."), field="sku")
    if one == other:
        raise Refusal("same_supplier", _("These are the same supplier."), _("Choose two."), field="other")
    if not 1 <= share_percent <= 99:
        raise Refusal("share_not_possible", _("A share is between 1 and 99 per cent."), _("Write another one."), field="share")
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        if not (suppliers.versions_of(one) and suppliers.versions_of(other)):
            raise Refusal("supplier_unknown", _("There is no such supplier."), _("Add it first, with its terms."), status=404, field="code")
        today = local_day(now, merchant_of(merchant_id).zone)
        if until_on <= today:
            raise Refusal("day_over", _("This day is not ahead."), _("Choose a later day."), field="until")
        if queries.parallel_test_running(sku.strip()[:80]):
            raise Refusal("parallel_test_runs", _("A parallel test of this article is under way."), _("Finish it first."), status=409)
        return sourcing.run_parallel(
            sku=sku.strip()[:80], one=one, other=other, share_percent=share_percent, from_on=today, until_on=until_on, by=by, now=now
        )  # fmt: skip
