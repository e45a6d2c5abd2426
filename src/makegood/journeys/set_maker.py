"""The shop says whose product it is in law."""

from datetime import datetime
from typing import Any

from makegood.apps.parties import operations as parties
from makegood.apps.recalls import operations as recalls
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def set_maker(*, merchant_id: int, sku: str, own_brand: bool, responsible: str, by: Actor, now: datetime) -> Any:
    """`responsible`: name and address of who answers for it in the EU; "" nobody is known. Refuses sku_needed, responsible_too_long."""
    with unit(merchants=[merchant_id], by=by):
        if not sku.strip() or len(sku) > 80:
            raise Refusal("sku_needed", "Which product?", "Give its article number.", field="sku")
        if len(responsible) > 300:
            raise Refusal("responsible_too_long", "This is too long.", "Name and address in at most 300 letters.", field="responsible")
        parties.hold_shop(merchant_id)
        return recalls.set_maker(sku.strip(), own_brand=own_brand, responsible=" ".join(responsible.split()), by=by, now=now)
