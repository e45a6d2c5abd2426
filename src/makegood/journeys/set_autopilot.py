"""The shop says whether claims on a supplier go out by themselves."""

from datetime import datetime

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.apps.suppliers import operations as suppliers
from makegood.apps.suppliers import queries
from makegood.apps.suppliers.terms import goes_by_mail
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def set_autopilot(*, merchant_id: int, code: str, is_on: bool, by: Actor, now: datetime) -> None:
    """Said twice, it is written once. Refuses `supplier_unknown`; switching it on also `terms_unconfirmed`, and `no_way_there` where a person files
    the claims or no address is known."""
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        versions = queries.versions_of(code)
        if not versions:
            raise Refusal("supplier_unknown", _("There is no such supplier."), _("Add it first, with its terms."), field="code", status=404)
        if is_on:
            counting = next((one for one in versions if one.confirmed), None)
            if counting is None:
                remedy = _("Compare them with your contract and confirm them.")
                raise Refusal("terms_unconfirmed", _("Nobody has confirmed the terms of this supplier."), remedy, status=409)
            if not goes_by_mail(counting.terms) or not counting.email:
                message = _("This supplier takes no claims by mail, or its address is not known.")
                raise Refusal("no_way_there", message, _("Write its address down, or go on filing them by hand."), status=409)
        if (code in queries.on_autopilot()) != is_on:
            suppliers.set_autopilot(code=code, is_on=is_on, by=by, now=now)
