"""Addresses of a parcel's way back, taken apart as carriers want them. What can't be told stays empty: the carrier's refusal says so then."""

import re
from typing import Any

from makegood.apps.carriage.ports import Address

_STATE = re.compile(r"(.*?)[,\s]+([A-Z]{2})\Z")


def from_customer(contact: Any, market: str) -> Address:
    """The buyer's address; empty where it was erased or never known."""
    lines = [line for line in (contact.address if contact is not None else ()) if line]
    return _address(contact.name if contact is not None else "", lines, contact.postcode if contact is not None else "", market)


def to_hub(shop: Any, hub: Any) -> Address:
    """ "{Shop} c/o {hub}", or the shop itself."""
    if hub is None:
        return _address(shop.name, list(shop.address), "", shop.country)
    return _address(f"{shop.name} c/o {hub.name}", list(hub.address), "", hub.country)


def _address(name: str, lines: list[str], postcode: str, market: str) -> Address:
    country, _, region = market.partition("-")
    if not lines:
        return Address(name, (), "", postcode, country, region if len(region) == 2 else "")
    *street, last = lines
    if re.fullmatch(r"[A-Za-z]{2,}(?: [A-Za-z]+)*", last) and street and any(sign.isdigit() for sign in street[-1]):
        last = street.pop()  # a country's name stands below the town
    code = postcode or next(iter(re.findall(r"\b(?=[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9 -]{2,9}\b", last)), "").strip()
    town = " ".join(last.replace(code, " ").split()).strip(" ,") if code else last
    state = region if len(region) == 2 else ""
    if country in ("US", "CA", "AU") and (match := _STATE.match(town)):
        town, state = match[1].strip(" ,"), match[2]
    return Address(name, tuple(street) or (last,), town, code, country, state)
