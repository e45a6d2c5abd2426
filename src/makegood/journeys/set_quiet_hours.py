"""When the shop's mails do not come: by the clock of whoever gets them."""

from datetime import datetime

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def set_quiet_hours(*, merchant_id: int, begin: int, end: int, by: Actor, now: datetime) -> None:
    """From `begin` to `end`, whole hours of 0 to 23; the same twice: none. What waits already keeps its hour. Refuses `hours_unfit`."""
    if not (0 <= begin <= 23 and 0 <= end <= 23):
        raise Refusal("hours_unfit", _("These are no hours of a day."), _("Choose from 0 to 23."), field="quiet_from")
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        parties.change_shop(shop, {"settings": {**shop.settings, "quiet": [begin, end]}})
        timeline.note(f"shop:{merchant_id}", "quiet_hours.set", by=by, now=now, subject=shop.slug, begin=begin, end=end)
