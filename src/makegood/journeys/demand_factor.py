"""An owner says from which day on everybody in the shop signs in with more than a password, or that nobody has to any more."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries
from makegood.apps.parties.demands import FROM
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def demand_factor(*, merchant_id: int, person_id: int, since: date | None, by: Actor, now: datetime) -> None:
    """`since`: the first day (the shop's own), None to end it. Refuses `set_up_first`: who demands it has it, so that nobody locks the shop."""
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        if since is not None and not queries.factors_of(person_id):
            raise Refusal(
                "set_up_first",
                _("You sign in with a password alone yourself."),
                _("Set up a second factor for yourself first."),
                status=409,
            )
        parties.change_shop(shop, {"settings": {**shop.settings, FROM: since.isoformat() if since else ""}})
        timeline.note(f"shop:{merchant_id}", "shop.factor_demanded", by=by, now=now, since=since.isoformat() if since else "")
