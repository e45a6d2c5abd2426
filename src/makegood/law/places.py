"""Which places the General Data Protection Regulation calls its own, and which are third countries to somebody."""

from functools import cache

from makegood.law.load import codes, market_chain

# Iceland, Liechtenstein, Norway: Decision of the EEA Joint Committee No 154/2018 of 6 July 2018 took the Regulation into the agreement.
EFTA_OF_EEA = frozenset({"IS", "LI", "NO"})


@cache
def in_eea(country: str) -> bool:
    """`country`: ISO 3166-1. A member state, by its market's file, or one of the three."""
    return country in EFTA_OF_EEA or (country in codes() and country != "EU" and "EU" in market_chain(country))


def is_third(country: str, *, home: str) -> bool:
    """Whether what goes from `home` to `country` leaves the area of its law: the EEA for who is in it, otherwise the country itself."""
    return not in_eea(country) if in_eea(home) else country != home
