"""A supplier: an organisation that deals with many shops."""

from typing import Any

from makegood.apps.parties import operations as parties


def add_supplier(*, name: str, country: str, zone: str, language: str = "en", email: str = "") -> Any:
    return parties.add_organisation(kind="supplier", name=name, country=country, zone=zone, language=language, email=email)
