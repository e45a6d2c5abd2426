"""A shop comes into being: its owner, its hub, its suppliers, its first promise."""

from datetime import date, datetime
from typing import Any

from makegood.apps.parties import operations as parties
from makegood.apps.policies import operations as policies
from makegood.apps.suppliers import operations as suppliers
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant
from makegood.base.unit import unit


def found_shop(
    *, slug: str, name: str, country: str, currency: str, policy_text: str, by: Actor, now: datetime, owner: dict[str, str] | None = None,
    hub: Any = None, hub_fee_minor: int = 0, agreements: tuple[dict[str, Any], ...] = (), policy_from: datetime | None = None, **more: Any,
) -> Merchant:  # fmt: skip
    """`owner`: {email, name, password}; `agreements`: {organisation, code, from_on, currency, terms, email}, as the contract says. `more` are the shop's own fields."""
    merchant = Merchant.objects.create(slug=slug, name=name, country=country, currency=currency, created_at=now, **more)
    with unit(merchants=[merchant.id], by=by):
        if owner is not None:
            person = parties.add_person(email=owner["email"], name=owner["name"], password=owner["password"])
            parties.add_member(person=person, role="owner", now=now, merchant_id=merchant.id)
        if hub is not None:
            parties.use_hub(hub=hub, fee_minor=hub_fee_minor)
        policies.publish(text=policy_text, by=by, now=now, from_at=policy_from)
        for one in agreements:
            agreed = suppliers.agree(
                organisation_id=one["organisation"].id, code=one["code"], from_on=one.get("from_on", date(2020, 1, 1)),
                currency=one["currency"], terms=one["terms"], email=one.get("email", ""), by=by, now=now,
            )  # fmt: skip
            suppliers.confirm(agreed, by=by, now=now)
        timeline.note(f"shop:{merchant.id}", "shop.founded", by=by, now=now, subject=slug)
    return merchant
