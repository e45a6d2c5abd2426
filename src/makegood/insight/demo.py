"""Where to begin in the demo: an order that can be found, who signs in, a label to scan, a claim to answer."""

from typing import Any

from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.base.links import SignedLink, token_of
from makegood.base.tenancy import sole_merchant_id


def addresses() -> dict[str, Any]:
    """For the unit's shop; only ever shown where MAKEGOOD_DEMO is set."""
    hub = parties.hub_of_shop()
    members = parties.members_of(sole_merchant_id())
    shown = []
    for order in orders.orders_page(limit=400):
        contact = orders.contact_of(order.id) if order.delivered_on and "demo" in order.tags else None
        if contact is not None:
            shown.append({"number": order.number, "contact": contact.email})
        if len(shown) == 3:
            break
    waiting = carriage.parcels_at_hub(hub.hub_id, states=("announced", "in_transit")) if hub else []
    claim = next(iter(claims.claims_in(("submitted",))), None)
    link = SignedLink.objects.filter(purpose="supplier", subject=claim.public_id).first() if claim else None
    return {
        "orders": shown,
        "owner": members[0].person.email if members else "",
        "hub": "hub@demo.example" if hub else "",
        "label": waiting[-1].code if waiting else "",
        "supplier_link": f"/supplier/{token_of(link)}/" if link else "",
    }
