"""A parcel on shelf U, as a shop whose hub it is may say something of it."""

from typing import Any

from makegood.apps.carriage import queries as carriage
from makegood.apps.parties import queries as parties
from makegood.kernel.refusal import Refusal


def strays_of(merchant_id: int) -> list[Any]:
    """What lies on U at the shop's hubs and may be its own, the earliest day first."""
    return carriage.strays_for(merchant_id, [one.hub_id for one in parties.hubs_of_shop()])


def hold_stray(stray_id: str, merchant_id: int) -> Any:
    """The StrayParcel, locked. Refuses `stray_unknown` (also one at another shop's hub, or that names another shop) and `stray_settled`."""
    stray = carriage.lock_stray(stray_id)
    if stray.hub_id not in {one.hub_id for one in parties.hubs_of_shop()} or stray.shop_id not in (None, merchant_id):
        raise Refusal("stray_unknown", "There is no such parcel.", "Reload the list.", status=404)
    if stray.settled_at is not None:
        raise Refusal("stray_settled", "Somebody has said already whose parcel this is.", "Reload the list.", status=409)
    return stray
