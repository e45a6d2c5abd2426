"""The markets whose law is known, by name."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

from makegood.kernel.refusal import Refusal
from makegood.law.load import codes, market, market_used


@cache
def places_in(language: str) -> list[tuple[str, str]]:
    """[(code, name)] in the order of the names; a part of a country after its country."""
    names = Locale.parse(language).territories
    found = []
    for code in codes():
        try:
            market_used(code)
        except Refusal:
            continue  # a base, which is no market
        country = str(names.get(code[:2], code[:2]))
        found.append((code, f"{country}: {market(code)['name']}" if "-" in code else country))
    return sorted(found, key=lambda one: one[1].casefold())


def place_name(code: str) -> str:
    """Germany; California, United States."""
    country, _part, part = code.partition("-")
    name = Locale.parse((get_language() or "en").replace("-", "_")).territories.get(country, country)
    return f"{market(code)['name']}, {name}" if part and market_used(code) == code else str(name)
