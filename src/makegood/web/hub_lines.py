"""The lines of a hub's invoice as somebody types or pastes them: a table whose first row names its columns."""

import csv
from datetime import date

from django.utils.translation import gettext as _

from makegood.journeys.take_hub_invoice import InvoiceLine, is_sound
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal

NEEDED = ("act", "quantity", "amount")


def read_lines(text: str, currency: str) -> list[InvoiceLine]:
    """Columns act, quantity, amount; and where they are there reference and day (2026-11-27). Separated by comma, semicolon or tab.

    Refuses `lines_invalid` with the row that can't be read.
    """
    names, table = _table([line for line in text.replace("\x00", "").splitlines() if line.strip()])
    if any(name not in names for name in NEEDED):
        raise Refusal(
            "lines_invalid",
            _("The first row does not name its columns."),
            _("Begin with: act, reference, day, quantity, amount."),
            field="lines",
        )
    found = []
    for place, row in enumerate(table, 1):
        cells = {name: value.strip() for name, value in zip(names, row, strict=False)}
        try:
            line = _line(cells, currency)
        except (Refusal, ValueError, KeyError):
            line = None
        if line is None or not is_sound(line):
            raise Refusal(
                "lines_invalid", _("Line %(n)s can't be read.") % {"n": place},
                _("A line has an act, a number of pieces and an amount; a reference is a code."), field="lines",
            )  # fmt: skip
        found.append(line)
    return found


def _table(lines: list[str]) -> tuple[list[str], list[list[str]]]:
    """(names of the columns, the other rows); no names where it is no table."""
    mark = max(",;\t", key=lambda one: lines[0].count(one)) if lines else ","
    try:
        rows = list(csv.reader(lines, delimiter=mark))
    except csv.Error:  # a cell as long as a book
        return [], []
    return [name.strip().lower() for name in rows[0]] if rows else [], rows[1:]


def _line(cells: dict[str, str], currency: str) -> InvoiceLine:
    day = cells.get("day")
    return InvoiceLine(
        act=cells["act"].lower(), quantity=int(cells["quantity"]), amount_minor=minor_from_text(_plain(cells["amount"]), currency),
        reference=cells.get("reference", ""), done_on=date.fromisoformat(day) if day else None,
    )  # fmt: skip


def _plain(amount: str) -> str:
    return amount.replace(",", ".") if amount.count(",") == 1 and "." not in amount else amount
