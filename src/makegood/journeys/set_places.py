"""The shop says where a hub's goods lie in its own system, so that pieces go back to stock where they are."""

from collections.abc import Mapping
from datetime import datetime

from makegood.apps.mirror import operations as mirror
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.connections import connection_of
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def set_places(*, merchant_id: int, places: Mapping[int | None, tuple[str, str]], by: Actor, now: datetime) -> None:
    """`places`: {hub id, or None for where the shop itself takes returns: (their id of the place, its name)}; an empty id takes it out.

    Refuses `not_connected`.
    """
    with unit(merchants=[merchant_id], by=by):
        connection = connection_of("shop")
        if connection is None:
            raise Refusal("not_connected", "The shop's system is not connected.", "Connect it in the settings.", status=409)
        for hub_id, (ref, name) in places.items():
            mirror.put_place(merchant_id=merchant_id, party=connection.party, hub_id=hub_id, ref=ref, name=name)
        timeline.note(f"shop:{merchant_id}", "places.set", by=by, now=now, subject=connection.public_id, places=len(places))
