"""A provider is about to be called for a parcel's postage: what it is asked, put down before."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from makegood.apps.carriage import postage
from makegood.apps.carriage import queries as parcels
from makegood.apps.carriage.operations import postage as writing
from makegood.apps.carriage.ports import PostageOrder
from makegood.apps.orders import queries as orders
from makegood.base.actor import SYSTEM, Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.parcel_addresses import from_customer, to_hub

BOX_MM, WEIGHT_G = (300, 200, 100), 1000


@dataclass(frozen=True, slots=True)
class Taken:
    """`call`: buy, look (did a void go through), void or label (only its file is missing). `order` is the same each time."""

    call: str
    order: PostageOrder
    connection: str
    label_url: str


def take_postage(*, merchant_id: int, postage_id: str, now: datetime, by: Actor = SYSTEM, force: bool = False) -> Taken | None:
    """None where nothing is due (`force`: whatever the clock says) or where the parcel no longer needs any."""
    with unit(merchants=[merchant_id], by=by):
        found = postage.postage_by(postage_id)
        case, order = hold_case(parcel_id=found.parcel_id, now=now)
        found, parcel = postage.lock_postage(postage_id), parcels.parcel_by_id(found.parcel_id)
        if found.way in ("stock", "by_hand") or found.next_try_at is None or (found.next_try_at > now and not force):
            return None
        call = _call(found)
        if (
            found.state == "wanted"
            and not found.tries
            and not found.shipment
            and (parcel.state != "announced" or case.closed_at is not None)
        ):
            writing.end_postage(found, now=now)
            return None
        asked = _order(found, parcel, order, known=case.opened_by != "recipient")
        writing.take(found, now=now)
        return Taken(call, asked, found.connection, found.label_url)


def _call(found: Any) -> str:
    if found.state == "bought":
        return "label"
    if found.state == "voiding":
        return "look"
    return "void" if found.state == "void_wanted" else "buy"


def _order(found: Any, parcel: Any, order: Any, *, known: bool) -> PostageOrder:
    """`known`: the sender is the buyer. Whoever was given a present does not read the buyer's address on a label (guarantees/presents.md)."""
    shop, contact = merchant_of(found.merchant_id), orders.contact_of(order.id) if known else None
    said = shop.settings.get("postage", {})
    made = PostageOrder(
        key=found.key, sender=from_customer(contact, order.market), to=to_hub(shop, parcel.hub), weight_g=int(said.get("weight_g") or WEIGHT_G),
        box_mm=tuple(said.get("box_mm") or BOX_MM), currency=shop.currency, most_minor=int(said.get("most_minor") or 0),
        services=tuple(said.get("services") or ()),
    )  # fmt: skip
    return replace(made, shipment=found.shipment)
