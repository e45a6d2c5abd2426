"""The lines of a hub's invoice as somebody types or pastes them: a table whose first row names its columns."""

import csv
from datetime import date

from django.utils.translation import gettext as _

from makegood.journeys.take_hub_invoice import InvoiceLine
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal

NEEDED = ("act", "quantity", "amount")


def read_lines(text: str, currency: str) -> list[InvoiceLine]:
    """Columns act, quantity, amount; and where they are there reference and day (2026-11-27). Separated by comma, semicolon or tab.

    Refuses `lines_invalid` with the row that can't be read.
    """
    rows = [line for line in text.replace("\x00", "").splitlines() if line.strip()]
    mark = max(",;\t", key=lambda one: rows[0].count(one)) if rows else ","
    table = csv.DictReader(rows, delimiter=mark)
    names = [(name or "").strip().lower() for name in table.fieldnames or ()]
    if not rows or any(name not in names for name in NEEDED):
        raise Refusal(
            "lines_invalid",
            _("The first row does not name its columns."),
            _("Begin with: act, reference, day, quantity, amount."),
            field="lines",
        )
    table.fieldnames = names
    found = []
    for place, row in enumerate(table, 1):
        cells = {name: str(value or "").strip() for name, value in row.items() if name}
        try:
            found.append(
                InvoiceLine(
                    act=cells["act"].lower(), quantity=int(cells["quantity"]), amount_minor=minor_from_text(_plain(cells["amount"]), currency),
                    reference=cells.get("reference", ""), done_on=date.fromisoformat(cells["day"]) if cells.get("day") else None,
                )
            )  # fmt: skip
        except (Refusal, ValueError):
            known = {"n": place}
            raise Refusal(
                "lines_invalid",
                _("Line %(n)s can't be read.") % known,
                _("A line has an act, a number of pieces and an amount."),
                field="lines",
            ) from None
    return found


def _plain(amount: str) -> str:
    return amount.replace(",", ".") if amount.count(",") == 1 and "." not in amount else amount
