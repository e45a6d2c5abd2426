"""A shop asks its hub to look at some pieces of a batch before it is sold."""

from datetime import datetime
from typing import Any

from makegood.apps.hubs import operations as hubs
from makegood.apps.hubs.sampling import LARGEST_LOT, WORST, size_for
from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal
from makegood.kernel.text import storable

LONGEST = 80


def draw_sample(
    *, merchant_id: int, hub_id: int, sku: str, lot: int, by: Actor, now: datetime, batch: str = "", category: str = "", worst_percent: int = 10
) -> Any:  # fmt: skip
    """The Sample; its size follows from the lot (apps/hubs/sampling). Refuses `hub_unknown`, `sku_needed`, `lot_invalid`, `worst_unknown`."""
    article, name, kind = (storable(one).strip() for one in (sku, batch, category))
    if not article or max(len(article), len(name), len(kind)) > LONGEST:
        raise Refusal("sku_needed", "Which article is it?", "Type its number, of at most 80 letters.", field="sku")
    if not 1 <= lot <= LARGEST_LOT:
        raise Refusal("lot_invalid", "A batch has between one piece and a hundred thousand.", "Part it, or check the number.", field="lot")
    if worst_percent not in WORST:
        raise Refusal("worst_unknown", "This can't be chosen.", "Choose 5, 10 or 20 in a hundred.", field="worst")
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        used = next((one for one in queries.hubs_used() if one.hub_id == hub_id), None)
        if used is None:
            raise Refusal("hub_unknown", "This shop does not use this hub.", "Choose one of its hubs.", status=404, field="hub")
        made = hubs.add_sample(
            hub=used.hub, sku=article, batch=name, category=kind.lower(), lot=lot, size=size_for(lot, worst_percent), worst_percent=worst_percent,
            by=by, now=now,
        )  # fmt: skip
        timeline.note(
            f"shop:{merchant_id}",
            "sample.wanted",
            by=by,
            now=now,
            subject=made.public_id,
            lot=lot,
            size=made.size,
            worst_percent=worst_percent,
        )
        return made
