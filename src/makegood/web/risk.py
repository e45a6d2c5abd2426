"""The list of the unprotected as people and spreadsheets read it."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from makegood.base.table import safe_cell
from makegood.insight.unprotected import Unprotected
from makegood.kernel.money import text_from_minor

COLUMNS = (
    "sku",
    "title",
    "supplier",
    "why",
    "pieces_in_90_days",
    "sales_a_month",
    "at_risk_a_month",
    "currency",
    "counted",
    "came_back_in_a_year",
    "sold_in_a_year",
)


def why_words(why: str) -> str:
    words = {
        "no_supplier": _("Nobody has said whose it is."), "no_agreement": _("Nothing is written down with this supplier."),
        "not_confirmed": _("The terms are not confirmed."),
    }  # fmt: skip
    return words[why]


def as_csv(rows: Iterable[Unprotected], currency: str) -> str:
    """`counted`: own, the share that came back in a year, of at least thirty that were sold; upper, all of the sales, which is the most that can be lost."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in rows:
        amounts = (text_from_minor(one.month_minor, currency), text_from_minor(one.risk_minor, currency))
        cells = (one.sku, one.title, one.supplier, one.why, one.units, *amounts, currency, one.basis, one.back, one.sold)
        writer.writerow([safe_cell(str(cell)) for cell in cells])
    return out.getvalue()
