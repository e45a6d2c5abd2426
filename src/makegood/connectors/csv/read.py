"""Rows of a table become orders: gathered by number, whole or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from makegood.apps.orders.ports import OrderFacts
from makegood.base.cells import exact
from makegood.base.table import Form, Table, cell_of
from makegood.connectors.csv.evidence import Evidence, gather
from makegood.connectors.csv.mapping import Mapping, checked
from makegood.connectors.csv.order import Rows, order_facts
from makegood.kernel.refusal import Refusal

MOST_ROWS = 200_000  # all of them are held until the last is read: an order's rows may lie apart


@dataclass(slots=True)
class CsvReader:
    """`refused` holds (row, Refusal); `rows_of` the rows of each order that was given out; every row is in one of the two."""

    path: Path
    form: Form
    mapping: Mapping
    zone: str
    shop_currency: str
    shop_market: str
    refused: list[tuple[int, Refusal]] = field(default_factory=list)
    rows_of: dict[str, list[int]] = field(default_factory=dict)
    rows: int = 0
    evidence: Evidence = field(default_factory=Evidence)

    def orders(self) -> Iterator[OrderFacts]:
        """Two readings: one for the evidence, one for the orders. Refuses columns_missing, columns_needed, file_too_large."""
        table = Table(self.path, self.form)
        mapping = checked(self.mapping, table.header)
        self.evidence = gather(table.rows(), mapping)
        if self.evidence.rows > MOST_ROWS:
            raise Refusal("file_too_large", f"The file has more than {MOST_ROWS:,} rows.", "Send it in parts, each order in one of them.")
        mapping = replace(
            mapping,
            decimal=mapping.decimal or self.evidence.decimal,
            day_order=mapping.day_order or self.evidence.day_order,
            currency=mapping.currency or self.evidence.currency or self.shop_currency,
        )
        for name, rows in self._gathered(table, mapping).items():
            yield from self._order(name, rows, mapping)

    def _gathered(self, table: Table, mapping: Mapping) -> dict[str, Rows]:
        column = mapping.columns["number"][0]
        used = {name for columns in mapping.columns.values() for name in columns}
        found: dict[str, Rows] = {}
        last = ""
        for number, cells in table.rows():
            self.rows += 1
            if isinstance(cells, Refusal):
                self.refused.append((number, cells))
                if whose := cell_of(cells, table.header, column) or last:  # no order comes in short of a line
                    found.setdefault(whose, []).append((number, None))
                continue
            try:
                name = exact(cells.get(column, ""))[:60]
                if not name and last and _continues(cells, mapping):
                    name = last
                if not name:
                    raise Refusal("number_missing", "The row has no order number.", f"Fill in the column {column}, or leave the row out.")
            except Refusal as refusal:
                self.refused.append((number, refusal))
                last = ""
                continue
            found.setdefault(name, []).append((number, {key: text for key, text in cells.items() if text and key in used}))
            last = name
        return found

    def _order(self, name: str, rows: Rows, mapping: Mapping) -> Iterator[OrderFacts]:
        if all(cells is None for _, cells in rows):
            return
        wrong: dict[int, Refusal] = {}
        facts = None
        try:
            facts = order_facts(
                name, rows, mapping, zone=self.zone, shop_currency=self.shop_currency, shop_market=self.shop_market, wrong=wrong
            )
            if facts is not None and facts.source_id in self.rows_of:
                raise Refusal("order_twice", f"Two orders have the id {facts.source_id}.", "Check the column that is the id.")
        except Refusal as refusal:
            facts, wrong = None, {next(number for number, cells in rows if cells is not None): refusal, **wrong}
        if facts is None:
            worst = min(wrong)
            beside = Refusal(
                "order_refused",
                f"Row {worst} of the same order can't come in.",
                "Mend that row: an order comes in whole.",
                value=str(worst),
            )
            self.refused += [(number, wrong.get(number, beside)) for number, cells in rows if cells is not None]
            return
        self.rows_of[facts.source_id] = [number for number, _ in rows]
        yield facts


def _continues(cells: dict[str, str], mapping: Mapping) -> bool:
    """A row without a number below one that has it: a further line where an item stands in it."""
    return any(cells.get(column, "").strip() for name in ("sku", "title") for column in mapping.columns.get(name, ()))
