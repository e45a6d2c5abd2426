"""A hub comes into being, with somebody who works there."""

from datetime import datetime
from typing import Any

from makegood.apps.parties import operations as parties


def found_hub(
    *, code: str, name: str, address: list[str], country: str, zone: str, abilities: list[str], worker: dict[str, str], now: datetime
) -> Any:
    """The Hub; `worker`: {email, name, password}. It belongs to no shop."""
    organisation = parties.add_organisation(kind="hub", name=name, country=country, zone=zone)
    person = parties.add_person(email=worker["email"], name=worker["name"], password=worker["password"])
    parties.add_member(person=person, role="inspector", now=now, organisation_id=organisation.id)
    return parties.add_hub(
        organisation=organisation, code=code, name=name, address=address, country=country, zone=zone, abilities=abilities
    )
