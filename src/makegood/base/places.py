"""Countries and their parts by code or by name, in six languages."""

import re
from functools import cache

from makegood.base.cells import LANGUAGES, fold, plain
from makegood.kernel.refusal import Refusal

_MORE_COUNTRIES = {"uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US", "u s a": "US", "holland": "NL", "eire": "IE", "brd": "DE"}  # fmt: skip
_STATES = (
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|"
    "HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|"
    "MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|"
    "NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|"
    "TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming"
)
_PROVINCES = (
    "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia|ON Ontario|"
    "PE Prince Edward Island|QC Quebec|SK Saskatchewan|NT Northwest Territories|NU Nunavut|YT Yukon"
)


@cache
def _countries() -> dict[str, str]:
    from babel import Locale

    found = dict(_MORE_COUNTRIES)
    for language in LANGUAGES:
        names = Locale.parse(language).territories
        found |= {
            fold(name): code for code, name in names.items() if re.fullmatch(r"[A-Z]{2}", code) and code not in ("EU", "ZZ", "XA", "XB")
        }
    return found


_ALPHA3 = dict(
    pair.split()
    for pair in [
        "DEU DE",
        "FRA FR",
        "ESP ES",
        "ITA IT",
        "NLD NL",
        "BEL BE",
        "AUT AT",
        "CHE CH",
        "GBR GB",
        "IRL IE",
        "USA US",
        "CAN CA",
        "AUS AU",
        "NZL NZ",
        "JPN JP",
        "POL PL",
        "CZE CZ",
        "SVK SK",
        "DNK DK",
        "SWE SE",
        "NOR NO",
        "FIN FI",
        "PRT PT",
        "LUX LU",
        "GRC GR",
        "HUN HU",
        "ROU RO",
        "BGR BG",
        "HRV HR",
        "SVN SI",
        "EST EE",
        "LVA LV",
        "LTU LT",
        "CYP CY",
        "MLT MT",
        "CHN CN",
        "HKG HK",
        "SGP SG",
        "KOR KR",
        "TWN TW",
        "MEX MX",
        "BRA BR",
        "IND IN",
        "TUR TR",
        "ISR IL",
        "ARE AE",
        "ZAF ZA",
    ]
)


def country(text: str) -> str:
    """The ISO code of a country by code or name in six languages; empty for an empty cell. Refuses `country_unknown`."""
    found = plain(text)
    if not found:
        return ""
    code = found.upper()
    named = _countries().get(fold(found)) or _ALPHA3.get(code)
    if named:
        return named
    if re.fullmatch(r"[A-Z]{2}", code) and code in _countries().values():
        return code
    raise Refusal("country_unknown", f"{found[:40]!r} is no country that is known.", "Write its ISO code, such as DE.", value=found[:40])


@cache
def _subdivisions(of: str) -> dict[str, str]:
    listed = {"US": _STATES, "CA": _PROVINCES}.get(of, "")
    return {fold(name): code for code, _, name in (one.partition(" ") for one in listed.split("|") if one)}


def market(country_code: str, province: str) -> str:
    """DE, or US-CA where the country's law parts by state. Its own code, `US-CA`, `CA` or `California` name the state."""
    if country_code not in ("US", "CA"):
        return country_code
    found = plain(province)
    code = found.upper().removeprefix(f"{country_code}-")
    names = _subdivisions(country_code)
    part = code if code in names.values() else names.get(fold(found), "")
    return f"{country_code}-{part}" if part else country_code
