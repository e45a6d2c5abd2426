"""The rows of the file, checked one by one."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from zoneinfo import ZoneInfo

from makegood.base.lines import bounded_lines, open_bytes
from makegood.kernel.refusal import Refusal

HEADER = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
_ZONE = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Row:
    """One invoice line. `price` as the source wrote it; `text` is the whole row, by which repeats are told."""

    number: int
    invoice: str
    code: str
    description: str
    quantity: int
    at: datetime
    price: Decimal
    price_text: str
    customer: str
    country: str
    text: str

    @property
    def is_cancellation(self) -> bool:
        return self.invoice.startswith("C")


def is_online_retail(first: bytes) -> bool:
    return first.decode("utf-8", "replace").lstrip("\ufeff").strip().startswith("InvoiceNo,StockCode,")


def read_rows(path: Path) -> Iterator[Row | tuple[int, Refusal]]:
    """Rows, or (row number, why not). The header is row 1."""
    with open_bytes(path) as file:
        for number, line in bounded_lines(file):
            if number == 1:
                continue
            if line is None:
                yield number, Refusal("line_too_long", "The line is longer than 1 MB.", "Check the file.")
                continue
            try:
                yield _row(number, line)
            except Refusal as refusal:
                yield number, refusal


def _row(number: int, line: bytes) -> Row:
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise Refusal("broken_utf8", "The row is not UTF-8.", "Save the file as UTF-8.") from None
    try:
        fields = next(csv.reader([text], strict=True), [])
    except csv.Error:
        raise Refusal("broken_row", "The row's quotes don't close.", "Check the row.") from None
    if len(fields) != len(HEADER):
        raise Refusal("broken_row", f"The row has {len(fields)} columns, {len(HEADER)} are needed.", "Check the row.")
    invoice, code, description, quantity, at, price, customer, country = fields
    try:
        units, amount = int(quantity), Decimal(price)
        moment = datetime.strptime(at, "%Y-%m-%d %H:%M:%S").replace(tzinfo=_ZONE).astimezone(UTC)
    except (ValueError, InvalidOperation):
        raise Refusal("broken_row", "Quantity, date or price can't be read.", "Check the row.") from None
    if not amount.is_finite() or not -(2**31) < units < 2**31 or units == 0:
        raise Refusal("broken_row", "Quantity or price is no usable number.", "Check the row.")
    return Row(number, invoice, code, description, units, moment, amount, price, customer.split(".")[0], country, text)
