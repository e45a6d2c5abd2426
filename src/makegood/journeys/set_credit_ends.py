"""Until when a shop's credit can be spent: what came on top, for so many days; what is owed, as soon as the market's law lets it end, or never."""

from datetime import datetime

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

LEAST, MOST = 30, 3660  # days; nobody is told a month before what is shorter


def set_credit_ends(*, merchant_id: int, bonus_days: int | None, owed_ends: bool, by: Actor, now: datetime) -> None:
    """For what is given from now on; what was given keeps its days. `bonus_days` None: never. Refuses `days_unfit`."""
    if bonus_days is not None and not LEAST <= bonus_days <= MOST:
        raise Refusal(
            "days_unfit", _("This is no number of days for it."), _("Write from 30 to 3660, or leave it empty."), field="bonus_days"
        )
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        said = {"bonus_days": bonus_days, "owed_ends": owed_ends}
        parties.change_shop(shop, {"settings": {**shop.settings, "credit": said}})
        timeline.note(f"shop:{merchant_id}", "credit_ends.set", by=by, now=now, subject=shop.slug, **said)
