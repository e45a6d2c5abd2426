"""Somebody has a case open before them; the others see it."""

from datetime import datetime, timedelta
from typing import Any

from makegood.apps.parties import queries as parties
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.unit import unit

LOADED, POLLED = timedelta(minutes=10), timedelta(seconds=90)


def look_at_case(*, merchant_id: int, case_id: int, person_id: int, is_poll: bool, by: Actor, now: datetime) -> list[dict[str, Any]]:
    """The others: [{"name", "since"}], who came first first. A page that polls is believed for 90 s, a page without JavaScript for ten minutes."""
    with unit(merchants=[merchant_id], by=by):
        returns.be_present(case_id=case_id, person_id=person_id, now=now, until=now + (POLLED if is_poll else LOADED))
        others = [one for one in queries.present_at(case_id, now=now) if one.person_id != person_id]
        names = parties.names_of({one.person_id for one in others}) if others else {}
        return [{"name": names.get(one.person_id, ""), "since": one.since} for one in others]
