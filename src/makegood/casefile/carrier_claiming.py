"""A claim on the carrier: by when, for what, and what is shown. Pure over what the queries gave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.apps.claims.packet import packet_of
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.casefile.facts import Way
from makegood.law.carriage_claims import CarrierDay, carrier_day

LOST_BACK = "not_delivered"  # what a parcel that was lost on its way back is to a carrier
EVIDENCE = {
    "damaged_in_transit": [{"kind": "photo_of_product", "count": 1}, {"kind": "photo_of_packaging", "count": 1}],
    "not_delivered": [{"kind": "carrier_letter", "count": 1}],
    "delivered_not_received": [{"kind": "carrier_letter", "count": 1}],
}


@dataclass(frozen=True, slots=True)
class Carried:
    """What a carrier had in its hands: on its way to the customer, or back. Days as far as they are known."""

    kind: str
    carrier: str
    number: str
    start: str
    end: str
    handed_over_on: date | None
    delivered_on: date | None

    @property
    def notice(self) -> CarrierDay | None:
        """By when the carrier has to be told; None where the trouble is none that it answers for, or no source is known here."""
        return carrier_day(self.kind, start=self.start, end=self.end, handed_over_on=self.handed_over_on, delivered_on=self.delivered_on)


def carried(line: Any, order: Any, agreement: Any, way: Way, shipped: Sequence[Any], back: Any, merchant: Merchant) -> Carried:
    """`shipped`: the line's outgoing parcels; `back`: the parcel that it came back in, or None."""
    theirs = order.market.split("-")[0]
    if line.reception == "lost":
        posted = back.posted_on if back is not None else None
        return Carried(
            LOST_BACK, back.carrier if back else "", back.tracking_number if back else "", theirs, merchant.country, posted, None
        )
    last = max(shipped, key=lambda one: one.id, default=None)
    start = agreement.organisation.country if agreement is not None else merchant.country
    name, number = (last.carrier, last.tracking_number) if last is not None else ("", "")
    return Carried(line.kinds[0], name, number, start, theirs, way.shipped_on, way.delivered_on)


def carrier_packet(order: Any, item: Any, quantity: int, what: Carried, merchant: Merchant, now: Any) -> dict[str, Any]:
    """As a supplier's, with the parcel's number and the law that the last day comes from in place of a term."""
    notice = what.notice
    began = what.delivered_on if what.kind not in ("not_delivered", "delivered_not_received") else what.handed_over_on
    made = packet_of(
        order_number=order.number, sku=item.sku, title=item.title, quantity=quantity, kind=what.kind, term=notice.cite if notice else None,
        began_on=began, opens_on=None, closes_on=notice.until if notice else None, credit_as=None, evidence=EVIDENCE.get(what.kind, []),
        shipped_on=what.handed_over_on, delivered_on=what.delivered_on, drafted_on=local_day(now, merchant.zone),
    )  # fmt: skip
    return made | {"tracking_number": what.number}
