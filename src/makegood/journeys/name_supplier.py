"""The shop says who supplies some of its products, where their orders don't."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from makegood.apps.orders.operations import agreeing
from makegood.apps.parties import operations as parties
from makegood.apps.suppliers import operations as suppliers
from makegood.apps.suppliers import queries
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

MOST = 500


def name_supplier(*, merchant_id: int, skus: Iterable[str], code: str, by: Actor, now: datetime) -> int:
    """How many order lines that changes: those that stood under no confirmed agreement; each stands under the supplier's terms of its day now.

    Refuses `products_needed`, `too_many`, and `supplier_unknown` where nothing was ever written down with this supplier.
    """
    wanted = sorted({sku for sku in skus if sku})
    if not wanted:
        raise Refusal("products_needed", _("No product is named."), _("Tick those that the supplier sends."), field="sku")
    if len(wanted) > MOST:
        raise Refusal("too_many", _("These are too many at once."), _("Tick up to five hundred."), field="sku")
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        versions = queries.versions_of(code)
        if not versions:
            raise Refusal("supplier_unknown", _("There is no such supplier."), _("Add it first, with its terms."), field="code")
        suppliers.supply(wanted, code=code, by=by, now=now)
        changed = agreeing.name_supplier(skus=wanted, code=code, unconfirmed=queries.unconfirmed_ids())
        until = None
        counting = [one for one in versions if one.confirmed] or versions[:1]
        for one in counting:  # the newest first: each until the next begins
            agreeing.take_agreement(code=code, agreement_id=one.id, from_on=one.from_on, until=until, instead_of=[])
            until = one.from_on
        return changed
