"""When a shop works: the days and hours in which it keeps its promises, and the days on which it is away."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal
from makegood.law.calendar import parts_of

LONGEST_AWAY = timedelta(days=92)
MOST_AWAY = 40


def set_hours(
    *, merchant_id: int, days: Sequence[int], opens: str, closes: str, place: str, closed: Sequence[tuple[str, str]], by: Actor, now: datetime
) -> None:  # fmt: skip
    """`days` of the week (0 Monday), `opens` and `closes` as HH:MM, `place` the shop's country or one of its parts (`DE-SN`), `closed` first and
    last days of being away. What was promised already keeps its day. Refuses `days_unfit`, `hours_unfit`, `place_unknown`, `date_unreadable`,
    `away_unfit`.
    """
    if not days or not set(days) <= set(range(7)):
        raise Refusal("days_unfit", _("There is no day on which you work."), _("Choose at least one."), field="days")
    begin, end = _clock(opens, "opens"), _clock(closes, "closes")
    if begin >= end:
        raise Refusal("hours_unfit", _("You close before you open."), _("Choose a later hour to close."), field="closes")
    away = [_range(first, last) for first, last in closed]
    if len(away) > MOST_AWAY:
        raise Refusal("away_unfit", _("These are too many."), _("Leave out those that are over."), field="closed")
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        if place != shop.country and place not in [f"{shop.country}-{part}" for part in parts_of(shop.country)]:
            raise Refusal("place_unknown", _("This place is not in your country."), _("Choose one from the list."), field="place")
        office: dict[str, Any] = {
            "days": sorted(set(days)), "opens": begin.isoformat("minutes"), "closes": end.isoformat("minutes"), "place": place,
            "closed": [[first.isoformat(), last.isoformat()] for first, last in sorted(away)],
        }  # fmt: skip
        parties.change_shop(shop, {"settings": {**shop.settings, "office": office}})
        timeline.note(f"shop:{merchant_id}", "hours.set", by=by, now=now, subject=shop.slug, **office)


def _clock(text: str, field: str) -> time:
    try:
        return time.fromisoformat(text.strip())
    except ValueError:
        raise Refusal("hours_unfit", _("This is no time of day."), _("Write it like 09:00."), field=field) from None


def _range(first: str, last: str) -> tuple[date, date]:
    try:
        begin, end = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError:
        raise Refusal("date_unreadable", _("This day can't be read."), _("Choose a day from the calendar."), field="closed") from None
    if not begin <= end <= begin + LONGEST_AWAY:
        raise Refusal(
            "away_unfit",
            _("This is no time of being away."),
            _("The last day comes after the first, at most three months later."),
            field="closed",
        )
    return begin, end
