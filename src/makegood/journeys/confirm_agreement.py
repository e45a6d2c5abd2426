"""A person has compared a supplier's terms with the contract: from now on they count."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.orders.operations import agreeing
from makegood.apps.parties import operations as parties
from makegood.apps.suppliers import operations as suppliers
from makegood.apps.suppliers import queries
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def confirm_agreement(*, merchant_id: int, agreement_id: str, by: Actor, now: datetime) -> Any:
    """The Agreement. What was ordered from its first day on, and stood under no terms that anybody had confirmed, stands under these.

    Refuses `agreement_unknown`, `already_confirmed`, and `terms_empty` where they don't say what is covered.
    """
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        agreement = queries.agreement_of(agreement_id)
        if agreement.confirmed:
            raise Refusal("already_confirmed", _("Somebody has confirmed this already."), _("Reload the page."), status=409)
        if agreement.terms.get("claims") is None:
            message = _("These terms don't say what the supplier pays for.")
            remedy = _("Write down at least one window for claims, or that it pays for nothing.")
            raise Refusal("terms_empty", message, remedy, status=422, field="claims")
        suppliers.confirm(agreement, by=by, now=now)
        versions = queries.versions_of(agreement.code)
        later = [one.from_on for one in versions if one.confirmed and one.from_on > agreement.from_on]
        agreeing.take_agreement(
            code=agreement.code, agreement_id=agreement.id, from_on=agreement.from_on, until=min(later, default=None),
            instead_of=[one.id for one in versions if not one.confirmed],
        )  # fmt: skip
        return agreement
