"""Why a row can't come in, in the reader's language: the reader's own sentence in English, one for its code in others."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.kernel.refusal import Refusal


def words_of(problem: dict[str, Any]) -> tuple[str, str]:
    """(what is wrong, what to do) of a refusal as JSON."""
    said = str(problem.get("message", "")), str(problem.get("remedy", ""))
    if (get_language() or "en").startswith("en"):
        return said
    found = _sentences().get(str(problem.get("code", "")))
    if found is None:
        return said
    value = str(problem.get("value", ""))
    return (f"{found[0]}: {value}" if value else f"{found[0]}."), found[1]


def in_words(refusal: Refusal) -> Refusal:
    """The same refusal with its sentences in the reader's language."""
    refusal.message, refusal.remedy = words_of(refusal.as_json())
    return refusal


def _sentences() -> dict[str, tuple[str, str]]:
    mend, again = _("Correct the row and bring the file in again."), _("Export the file again.")
    return {
        "date_unreadable": (_("This is no date"), _("Write it as 2026-10-26.")),
        "date_ambiguous": (_("Day and month may be either way round"), _("Say below which comes first.")),
        "date_missing": (_("The order has no date"), mend),
        "amount_unreadable": (_("This is no amount"), _("Write it as 12.90 or 12,90.")),
        "amount_ambiguous": (_("The comma or point may part thousands or decimals"), _("Say below which sign stands before the decimals.")),
        "amount_too_fine": (_("The amount has more decimals than its currency"), mend),
        "amount_negative": (_("A price is negative"), mend),
        "currency_mismatch": (_("Another currency stands in a cell of this order"), mend),
        "unknown_currency": (_("This is no currency that is known"), _("Write its three letters, such as EUR.")),
        "quantity_unreadable": (_("This is no number of pieces"), _("Write a whole number.")),
        "quantity_not_positive": (_("No piece was sold in this row"), _("Leave out rows that are no sale.")),
        "quantity_missing": (_("The number of pieces is missing"), mend),
        "tax_unreadable": (_("This is no rate of tax"), _("Write it as 0.19 or 19.")),
        "cell_broken": (_("The spreadsheet lost what was in this cell"), again),
        "number_mangled": (_("The spreadsheet rounded this number: its digits are lost"), again),
        "number_missing": (_("The row has no order number"), mend),
        "country_unknown": (_("This is no country that is known"), _("Write its ISO code, such as DE.")),
        "unknown_market": (_("No law is known for this country yet"), _("Such orders can't come in for now.")),
        "item_missing": (_("The row names no item"), mend),
        "price_missing": (_("The price is missing"), mend),
        "line_total_differs": (_("Pieces and price do not give the row's price"), mend),
        "discount_exceeds_price": (_("The discount is more than the price"), mend),
        "order_contradicts": (_("The rows of one order say different things in this column"), mend),
        "order_refused": (_("Another row of the same order can't come in"), _("An order comes in whole: correct that row.")),
        "order_incomplete": (_("A part of this order is missing or can't be read"), again),
        "order_twice": (_("Two orders have the same id"), mend),
        "order_in_two_places": (_("The order stands in two places of the file"), _("Put its rows together.")),
        "order_not_placed": (_("This order was never placed"), _("Leave it out.")),
        "orphan_row": (_("The order of this row does not stand before it"), _("Keep the file's order of rows.")),
        "future_date": (_("The order's date lies ahead"), mend),
        "broken_row": (_("The row does not fit the header, or its quotation marks don't close"), mend),
        "broken_encoding": (_("The row holds bytes that are no text"), _("Save the file as CSV (UTF-8).")),
        "broken_utf8": (_("The row holds bytes that are no text"), _("Save the file as UTF-8.")),
        "broken_json": (_("This is no order in JSON"), again),
        "line_too_long": (_("The row is longer than 1 MB"), mend),
        "broken_gzip": (_("The packed file is broken or ends too early"), _("Pack it again, or send it as it is.")),
        "file_too_large": (_("This file is too large"), _("Send it in parts.")),
        "file_empty": (_("This file is empty"), _("Choose the file again.")),
        "no_text": (_("This file is no text table"), _("Save it as CSV (UTF-8), or export it as JSON.")),
        "format_unknown": (_("This file is in no form that is known"), _("Bring it in as a CSV with a header.")),
        "columns_missing": (_("The file has no such column"), _("Choose another one below.")),
        "columns_needed": (_("Order number, day, item and price are needed"), _("Say below which columns they are.")),
        "field_twice": (_("Two columns are given as the same thing"), _("Choose one of them.")),
        "fault": (_("Something broke on our side"), _("What is counted below is in. Bring the file in again.")),
        "upload_gone": (_("This file is no longer kept"), _("Choose it again.")),
    }  # fmt: skip
