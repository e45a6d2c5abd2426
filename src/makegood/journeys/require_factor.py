"""An owner wants a second step of everybody in the shop, from a day on."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from makegood.apps.parties import factors
from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.kernel.refusal import Refusal

LATEST = timedelta(days=90)


def require_factor(*, merchant_id: int, person_id: int, since: date | None, by: Actor, now: datetime) -> None:
    """None: of nobody any more. Whoever wants it of others has it: refuses `factor_first`; and `date_unfit` for a day that is over or far off."""
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        today = local_day(now, shop.zone)
        if since is not None and not factors.has_factor(person_id):
            raise Refusal("factor_first", _("You have no second step yourself."), _("Set it up first, under You."), status=409)
        if since is not None and not today <= since <= today + LATEST:
            raise Refusal("date_unfit", _("This day does not fit."), _("Choose one from today on, within three months."), field="since")
        kept = {name: value for name, value in shop.settings.items() if name != "second_step"}
        parties.change_shop(shop, {"settings": kept if since is None else {**kept, "second_step": since.isoformat()}})
        timeline.note(
            f"shop:{merchant_id}", "second_step.set", by=by, now=now, subject=shop.slug, since=since.isoformat() if since else None
        )
