"""An owner says how much money support may order for a case without asking anybody."""

from datetime import datetime

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.limit import LIMIT
from makegood.kernel.refusal import Refusal


def set_refund_limit(*, merchant_id: int, limit_minor: int | None, by: Actor, now: datetime) -> None:
    """Minor units of the shop's currency; None: no limit. Refuses `amount_invalid`."""
    if limit_minor is not None and limit_minor < 0:
        raise Refusal("amount_invalid", _("A limit is no less than nothing."), _("Write 0 where support orders no refund."), field="limit")
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        parties.change_shop(shop, {"settings": {**shop.settings, LIMIT: limit_minor}})
        timeline.note(f"shop:{merchant_id}", "shop.refund_limit_set", by=by, now=now, limit_minor=limit_minor, currency=shop.currency)
