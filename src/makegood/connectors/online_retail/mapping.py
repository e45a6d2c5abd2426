"""Invoices become orders; cancellations become historical returns, matched to the sale that they undo."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from makegood.apps.orders.ports import LineFacts, OrderFacts
from makegood.connectors.online_retail.read import Row
from makegood.kernel.refusal import Refusal

SOURCE = "online_retail"
PATIENCE = timedelta(hours=1)
_MARKETS = {
    "United Kingdom": "GB", "France": "FR", "Australia": "AU", "Netherlands": "NL", "Germany": "DE", "Norway": "NO", "EIRE": "IE",
    "Switzerland": "CH", "Spain": "ES", "Poland": "PL", "Portugal": "PT", "Italy": "IT", "Belgium": "BE", "Lithuania": "LT", "Japan": "JP",
    "Denmark": "DK", "Cyprus": "CY", "Sweden": "SE", "Austria": "AT", "Israel": "IL", "Finland": "FI", "Greece": "GR", "Singapore": "SG",
    "Hong Kong": "HK", "United Arab Emirates": "AE", "Saudi Arabia": "SA", "Czech Republic": "CZ", "Canada": "CA", "USA": "US", "Brazil": "BR",
    "Malta": "MT", "RSA": "ZA",
}  # fmt: skip


@dataclass(slots=True)
class Sales:
    """What one customer bought of one code: (moment, units, price, invoice, line)."""

    rows: list[tuple[datetime, int, Decimal, str, str]] = field(default_factory=list)
    cancelled: int = 0


@dataclass(slots=True)
class Past:
    """A row of history on its way into the books."""

    kind: str
    row: Row
    invoice: str = ""
    line: str = ""


@dataclass(slots=True)
class Figures:
    """Counted while reading; the README of the data defines each."""

    rows: int = 0
    invoices: set[str] = field(default_factory=set)
    cancellation_invoices: set[str] = field(default_factory=set)
    cancellation_lines: int = 0
    product_cancellation_lines: int = 0
    matched: int = 0
    no_earlier_sale: int = 0
    exceeds_alone: int = 0
    exceeds_cumulated: int = 0
    at_a_price_once_paid: int = 0
    write_offs: int = 0
    repeated_rows: int = 0
    adjustments: int = 0

    def as_json(self) -> dict[str, int]:
        return {name: len(value) if isinstance(value, set) else value for name in self.__slots__ for value in (getattr(self, name),)}


def total_of(row: Row) -> int:
    """The line's total in pence, rounded half up; prices have up to three decimals."""
    return int((row.price * abs(row.quantity) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def is_product(code: str) -> bool:
    """A code that begins with five digits is goods; the others are postage, fees and adjustments."""
    return code[:5].isdigit() and len(code) >= 5


class Reader:
    """Reads rows once: yields orders as their invoices end, keeps sales for the match and what is no sale for later."""

    def __init__(self) -> None:
        self.figures = Figures()
        self.sales: dict[tuple[str, str], Sales] = {}
        self.past: list[Past] = []
        self.refused: list[tuple[int, Refusal]] = []
        self._cancellations: list[Row] = []
        self._seen: set[int] = set()

    def orders(self, rows: Iterable[Row | tuple[int, Refusal]]) -> Iterator[OrderFacts]:
        """An invoice's rows lie near each other: its order is given out when an hour of invoices has passed since."""
        pending: dict[str, list[Row]] = {}
        last = ""
        for row in rows:
            self.figures.rows += 1
            if not isinstance(row, Row):
                self.refused.append(row)
                continue
            self._count(row)
            if row.invoice != last:
                for name in [name for name, waiting in pending.items() if waiting[-1].at < row.at - PATIENCE]:
                    yield from self._order(pending.pop(name))
                last = row.invoice
            if self._is_sale(row):
                pending.setdefault(row.invoice, []).append(row)
        for waiting in pending.values():
            yield from self._order(waiting)

    def _count(self, row: Row) -> None:
        self.figures.invoices.add(row.invoice)
        if row.is_cancellation:
            self.figures.cancellation_invoices.add(row.invoice)
            self.figures.cancellation_lines += 1
        mark = hash(row.text)
        if mark in self._seen:
            self.figures.repeated_rows += 1
        self._seen.add(mark)

    def _is_sale(self, row: Row) -> bool:
        """Sort a row: a sale goes into its order, everything else into history or among the refused."""
        if row.is_cancellation:
            if row.quantity > 0:
                self.refused.append((row.number, Refusal("quantity_positive", "A cancellation has a negative quantity.", "Check the row.")))
            else:
                self._cancellations.append(row)
            return False
        if row.invoice.startswith("A") or row.price < 0:
            self.figures.adjustments += 1
            self.past.append(Past("adjustment", row))
            return False
        if row.quantity < 0:
            self.figures.write_offs += 1
            self.past.append(Past("write_off", row))
            return False
        if row.customer:
            sales = self.sales.setdefault((row.customer, row.code), Sales())
            sales.rows.append((row.at, row.quantity, row.price, row.invoice, str(row.number)))
        return True

    def _order(self, rows: list[Row]) -> Iterator[OrderFacts]:
        first = rows[0]
        market = _MARKETS.get(first.country)
        if market is None:
            refusal = Refusal("unknown_market", f"{first.country} is no market that is known.", "Name a country with a market file.")
            self.refused += [(row.number, refusal) for row in rows]
            return
        lines = tuple(
            LineFacts(
                source_id=str(row.number), sku=row.code[:80], title=(row.description.strip() or row.code)[:300], quantity=row.quantity,
                unit_price_minor=int((row.price * 100).quantize(Decimal(1), ROUND_HALF_UP)), total_minor=total_of(row),
                source_price=row.price_text, flags={} if is_product(row.code) else {"no_goods": True},
                customer_input="unknown" if is_product(row.code) else "none",  # the file has no column for it
            )
            for row in rows
        )  # fmt: skip
        yield OrderFacts(
            source=SOURCE, source_id=first.invoice, number=first.invoice, placed_at=first.at, market=market, currency="GBP", lines=lines,
            shop_currency="GBP", customer=first.customer, channel="online",
        )  # fmt: skip

    def match(self) -> list[Past]:
        """Each product cancellation of a known customer to the latest earlier sale of the same code; call it when all rows were read."""
        figures = self.figures
        for row in sorted(self._cancellations, key=lambda row: (row.at, row.number)):
            if not is_product(row.code):
                self.past.append(Past("adjustment", row))
                continue
            figures.product_cancellation_lines += 1
            sales = self.sales.setdefault((row.customer, row.code), Sales()) if row.customer else Sales()
            sales.cancelled -= row.quantity
            earlier = [one for one in sales.rows if one[0] <= row.at]
            if not earlier:
                figures.no_earlier_sale += bool(row.customer)
                self.past.append(Past("unmatched_cancellation", row))
                continue
            figures.matched += 1
            units, bought = -row.quantity, sum(one[1] for one in earlier)
            figures.exceeds_alone += units > bought
            figures.exceeds_cumulated += sales.cancelled > bought
            figures.at_a_price_once_paid += any(one[2] == row.price for one in earlier)
            same = [one for one in earlier if one[2] == row.price]
            sale = max(same or earlier)
            self.past.append(Past("cancellation", row, sale[3], sale[4]))
        return self.past
