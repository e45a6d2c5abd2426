"""What the whole file says about its own cells: the decimal sign, the order of day and month, the currency."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from makegood.base.cells import currency_in, decimal_sign
from makegood.base.days import day_order
from makegood.connectors.csv.columns import AMOUNTS, DAYS
from makegood.connectors.csv.mapping import Mapping
from makegood.kernel.refusal import Refusal


@dataclass(slots=True)
class Evidence:
    """Counts of cells that can only be read in one way. `rows` counts all rows, also those that can't be read."""

    decimals: Counter[str] = field(default_factory=Counter)
    orders: Counter[str] = field(default_factory=Counter)
    currencies: Counter[str] = field(default_factory=Counter)
    rows: int = 0

    @property
    def decimal(self) -> str:
        """The one sign; empty where both occur or neither: then a cell that may be either is refused."""
        return _only(self.decimals)

    @property
    def day_order(self) -> str:
        return _only(self.orders)

    @property
    def currency(self) -> str:
        return _only(self.currencies)


def _only(counts: Counter[str]) -> str:
    return next(iter(counts)) if len(counts) == 1 else ""


def gather(rows: Iterable[tuple[int, dict[str, str] | Refusal]], mapping: Mapping) -> Evidence:
    """Reads every row once."""
    found = Evidence()
    amounts = [column for name in AMOUNTS for column in mapping.columns.get(name, ())]
    days = [column for name in DAYS for column in mapping.columns.get(name, ())]
    for _, cells in rows:
        found.rows += 1
        if isinstance(cells, Refusal):
            continue
        for column in amounts:
            if text := cells.get(column, "").strip():
                if sign := decimal_sign(text):
                    found.decimals[sign] += 1
                if not (text[0].isdigit() and text[-1].isdigit()) and (named := currency_in(text)):
                    found.currencies[named] += 1
        for column in days:
            if (text := cells.get(column, "")) and (order := day_order(text)):
                found.orders[order] += 1
    return found
