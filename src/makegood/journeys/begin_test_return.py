"""The shop sends a sample back to a supplier, to see what a customer's return would meet."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.apps.sourcing import operations as sourcing
from makegood.apps.sourcing import queries
from makegood.apps.sourcing.words import USUAL_DAYS
from makegood.apps.suppliers import queries as suppliers
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.kernel.refusal import Refusal

_TERMS = {"answered": "answer_days", "refunded": "credit_days"}  # what agreements name of it


def begin_test_return(*, merchant_id: int, code: str, sku: str, asked_on: date, by: Actor, now: datetime) -> Any:
    """The TestReturn. How long each step may take is what the confirmed agreement of that day says, else our own usual days.

    Refuses `supplier_unknown`, `article_needed`, `day_ahead`, `test_return_runs`.
    """
    if not sku.strip():
        raise Refusal("article_needed", _("Which article goes back?"), _("Write its article number."), field="sku")
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        versions = suppliers.versions_of(code)
        if not versions:
            raise Refusal("supplier_unknown", _("There is no such supplier."), _("Add it first, with its terms."), status=404, field="code")
        if asked_on > local_day(now, merchant_of(merchant_id).zone):
            raise Refusal("day_ahead", _("This day has not come yet."), _("Choose today or a day before."), field="on")
        if any(not one.outcome for one in queries.test_returns_of(code)):
            raise Refusal("test_return_runs", _("A test return with this supplier is under way."), _("Finish it first."), status=409)
        force = suppliers.in_force(versions, asked_on)
        terms = force.terms if force is not None and force.confirmed else {}
        agreed = {step: int(terms[name]) for step, name in _TERMS.items() if terms.get(name)}
        return sourcing.begin(
            code=code, sku=sku.strip()[:80], asked_on=asked_on, allowed=USUAL_DAYS | agreed, agreed=agreed, by=by, now=now
        )  # fmt: skip
