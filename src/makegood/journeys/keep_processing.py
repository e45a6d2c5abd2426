"""An owner says what no row can tell for the records of processing: representative, officer, what makes a transfer lawful."""

from datetime import datetime

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.apps.parties.words import PROCESSING, PROCESSING_SAYS
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal
from makegood.kernel.text import storable

LONGEST = 2000


def keep_processing(*, merchant_id: int, says: dict[str, str], by: Actor, now: datetime) -> None:
    """`says`: by the names of PROCESSING_SAYS; empty: not said. Refuses `text_too_long`."""
    kept = {name: storable(says.get(name, "")).strip() for name in PROCESSING_SAYS}
    for name, text in kept.items():
        if len(text) > LONGEST:
            raise Refusal(
                "text_too_long", _("This is too long for the records."), _("Write at most %(n)s letters.") % {"n": LONGEST}, field=name
            )
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        parties.change_shop(shop, {"settings": {**shop.settings, PROCESSING: kept}})
        timeline.note(f"shop:{merchant_id}", "shop.processing_said", by=by, now=now, said=[name for name, text in kept.items() if text])
