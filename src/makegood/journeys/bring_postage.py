"""A person brings a paid label for one parcel."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.carriage import postage
from makegood.apps.carriage import queries as parcels
from makegood.apps.carriage.operations import postage as writing
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.evidence import store
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.kernel.refusal import Refusal


def bring_postage(
    *, merchant_id: int, parcel_id: int, label: bytes, carrier: str, tracking_number: str, by: Actor, now: datetime
) -> Any:  # fmt: skip
    """A paid label (a clean PDF) for this parcel. In place of one that was wanted and could not be had; never beside one that is there.

    Refuses `parcel_not_waiting`, `postage_there`, `postage_asked` (a provider may be buying one this moment).
    """
    with unit(merchants=[merchant_id], by=by):
        case, _order = hold_case(parcel_id=parcel_id, now=now)
        parcel = parcels.parcel_by_id(parcel_id)
        if parcel.state != "announced":
            raise Refusal(
                "parcel_not_waiting", _("This parcel is already on its way or has arrived."), _("Nothing has to be done."), status=409
            )
        found = postage.postage_of(parcel.id)
        if found is not None and found.state == "bought":
            raise Refusal("postage_there", _("This parcel has a label already."), _("Reload the case."), status=409)
        if found is not None and (
            found.state not in ("wanted", "failed") or (found.way == "easypost" and found.tries and found.state != "failed")
        ):
            raise Refusal(
                "postage_asked", _("The provider may be buying a label this moment."), _("Wait until its answer is here."), status=409
            )
        found = found or writing.want_postage(parcel, way="by_hand", now=now)
        file = store(label, "application/pdf", now=now)
        writing.bring_label(
            found, file_id=file.id, carrier=carrier.strip()[:40], tracking_number="".join(tracking_number.split())[:80], now=now
        )
        timeline.note(f"case:{case.id}", "postage.brought", by=by, now=now, subject=parcel.public_id, postage=found.public_id)
        return found
