"""A shop's stocks and sources as a table (CSV): read, and written as it is read."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.stock.words import HOLDERS
from makegood.base.table import safe_cell
from makegood.casefile.shelves import read_transit, show_transit
from makegood.journeys.keep_source import Maker
from makegood.journeys.keep_stock import Shelf
from makegood.kernel.money import minor_from_text, text_from_minor
from makegood.kernel.refusal import Refusal

STOCKS = ("sku", "place", "holder", "supplier", "on_hand", "ready_days", "transit", "cost")
SOURCES = ("sku", "supplier", "production_days", "transit", "cost", "rank", "personalised")
MOST_ROWS, MOST_BYTES = 2000, 1_000_000
_YES = ("1", "yes", "true", "x", "ja")


def read_shelf(said: Mapping[str, str], currency: str) -> Shelf:
    """Of a form or a row. Refuses what can't be read; what can't be is refused by keep_stock."""
    holder = said.get("holder", "").strip().lower() or "shop"
    if holder not in HOLDERS:
        raise Refusal("holder_unknown", _("Whose shelf is it?"), _("Say hub, shop or supplier."), field="holder")
    return Shelf(
        sku=said.get("sku", "").strip(), place=said.get("place", "").strip(), holder=holder, code=said.get("supplier", "").strip().lower(),
        on_hand=_whole(said, "on_hand"), ready_days=_whole(said, "ready_days", 1) or 0, transit=read_transit(said.get("transit", "")),
        cost_minor=_cost(said, currency),
    )  # fmt: skip


def read_maker(said: Mapping[str, str], currency: str) -> Maker:
    """As read_shelf, for keep_source."""
    return Maker(
        sku=said.get("sku", "").strip(), code=said.get("supplier", "").strip().lower(), production_days=_whole(said, "production_days"),
        transit=read_transit(said.get("transit", "")), cost_minor=_cost(said, currency), rank=_whole(said, "rank", 1) or 0,
        personalised=said.get("personalised", "").strip().lower() in _YES,
    )  # fmt: skip


def rows_of(raw: bytes) -> tuple[bool, list[dict[str, str]]]:
    """(whether these are stocks; else sources, its rows), told from the header. Refuses `file_unreadable` and `too_many`."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable() from None
    head = text.partition("\n")[0]
    found = csv.DictReader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    names = {(name or "").strip().lower() for name in found.fieldnames or ()}
    if "sku" not in names or not names & {"place", "supplier"}:
        raise _unreadable()
    try:
        rows = [
            {(name or "").strip().lower(): value or "" for name, value in row.items() if isinstance(value, str | None)}
            for row, _number in zip(found, range(MOST_ROWS + 1), strict=False)
        ]
    except csv.Error:
        raise _unreadable() from None
    if len(rows) > MOST_ROWS:
        raise Refusal("too_many", _("These are too many rows."), _("Send up to two thousand at once."), field="file")
    return "place" in names, rows


def stocks_csv(stocks: Iterable[Any], currency: str) -> str:
    return _written(
        STOCKS, stocks, lambda one: (one.sku, one.place, one.holder, one.code, one.on_hand, one.ready_days, *_shown(one, currency))
    )


def sources_csv(sources: Iterable[Any], currency: str) -> str:
    def row(one: Any) -> tuple[Any, ...]:
        days = "" if one.production_days is None else one.production_days
        return (one.sku, one.code, days, *_shown(one, currency), one.rank, "yes" if one.personalised else "no")

    return _written(SOURCES, sources, row)


def _shown(one: Any, currency: str) -> tuple[str, str]:
    return show_transit(one.transit), "" if one.cost_minor is None else text_from_minor(one.cost_minor, currency)


def _written(head: tuple[str, ...], rows: Iterable[Any], of: Callable[[Any], tuple[Any, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    for one in rows:
        writer.writerow([safe_cell(str(cell)) for cell in of(one)])
    return out.getvalue()


def _whole(said: Mapping[str, str], name: str, otherwise: int | None = None) -> int | None:
    text = said.get(name, "").strip()
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Refusal("number_unreadable", _("This is no whole number."), _("Write it in digits."), field=name)
    return int(text)


def _cost(said: Mapping[str, str], currency: str) -> int | None:
    text = said.get("cost", "").strip().replace(",", ".")
    return minor_from_text(text, currency) if text else None


def _unreadable() -> Refusal:
    return Refusal(
        "file_unreadable", _("This table can't be read."), _("Take the file from this page as a pattern: its first row names the columns."), field="file"
    )  # fmt: skip
