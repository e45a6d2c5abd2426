"""Credit notes of a month by country and rate, as a return of VAT asks for them.

Country: where the goods went, which is what decides the tax of a sale to a consumer elsewhere in the Union (Directive 2006/112/EC art. 33; the
one-stop shop: art. 369a to 369k). A correction is declared in the month of the credit note, for the country and rate of the sale (art. 369g(4)).
"""

from dataclasses import dataclass, field
from typing import Any

from makegood.apps.settlement.reported import notes_between
from makegood.insight.books.period import Period
from makegood.kernel.money import minor_from_text

# The Union's VAT territory by what orders call it: its members (Directive 2006/112/EC art. 5), Monaco (art. 7), and Northern Ireland for goods.
UNION = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MC", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)  # fmt: skip


@dataclass(slots=True)
class Taxed:
    """Minor units; what credit notes take back is positive, and a note that takes back another lowers it. `rate` as a decimal ("0.19"), "" where no tax was told."""

    country: str
    rate: str
    currency: str
    net: int = 0
    tax: int = 0
    gross: int = 0
    numbers: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.numbers)


def country_of(market: str) -> str:
    """DE of DE, US of US-CA; Northern Ireland is its own, because its goods are the Union's."""
    return "XI" if market == "GB-NIR" else market.partition("-")[0]


def is_one_stop(country: str, home: str) -> bool:
    """Would this be declared through the one-stop shop: sold from one country of the Union to another?"""
    union = UNION | {"XI"}
    return country in union and home in union and country != home


def taxed(period: Period) -> list[Taxed]:
    """For the unit's shop, by currency, country and rate."""
    found: dict[tuple[str, str, str], Taxed] = {}
    for number, market, body, cancels in notes_between(period.first, period.last):
        country, currency, sign = country_of(market), body["currency"], -1 if cancels else 1
        for rate, net, tax, gross in _rates(body, currency):
            row = found.setdefault((currency, country, rate), Taxed(country, rate, currency))
            row.net, row.tax, row.gross = row.net + sign * net, row.tax + sign * tax, row.gross + sign * gross
            row.numbers.append(number)
    return [found[key] for key in sorted(found)]


def _rates(body: dict[str, Any], currency: str) -> list[tuple[str, int, int, int]]:
    """Of a note without rates, the total without tax: a gift card's, or one of an order whose tax nobody told."""
    rows = [(row["rate"], *(minor_from_text(row[name], currency) for name in ("net", "tax", "gross"))) for row in body.get("by_rate", [])]
    if rows:
        return rows
    total = minor_from_text(body["breakdown"].get("total", "0"), currency)
    return [("", total, 0, total)]
