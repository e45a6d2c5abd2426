"""A list of work as rows of a table: one look for page, file, console and API."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from makegood.apps.orders import queries as orders
from makegood.apps.worklist import queries as worklist
from makegood.apps.worklist.words import COLUMNS
from makegood.base.table import safe_cell
from makegood.casefile.worklist import Work, arisen

Row = dict[str, str]


def rows_of_list(handout: Any) -> list[Row]:
    """As it was handed out; what was on the goods is left out where it was erased since."""
    rows = worklist.rows_of(handout)
    texts = _texts(row.order_line_id for row in rows if row.kind == "remake")
    return [
        _row({"key": row.key, "kind": row.kind, "text": texts.get(row.order_line_id or 0, "") if row.kind == "remake" else "", **row.facts})
        for row in rows
    ]


def rows_of_day(day: date, zone: str) -> list[Row]:
    """What arose on that day of the shop's calendar, with what became of it."""
    start = datetime.combine(day, time(), ZoneInfo(zone))
    found = arisen(start, datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)))
    texts = _texts(one.order_line_id for one in found if one.kind == "remake")
    return [_of_work(one, texts) for one in found]


def as_csv(rows: Iterable[Row]) -> str:
    """With a header, and no cell that a spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([safe_cell(row[name]) for name in COLUMNS] for row in rows)
    return out.getvalue()


def _of_work(one: Work, texts: dict[int, str]) -> Row:
    text = texts.get(one.order_line_id, "") if one.kind == "remake" and one.order_line_id is not None else ""
    return _row({"key": one.key, "kind": one.kind, "state": one.state, "at": one.at.isoformat(), "text": text, **one.facts})


def _row(cells: dict[str, Any]) -> Row:
    return {name: str(cells.get(name, "")) for name in COLUMNS}


def _texts(line_ids: Iterable[int | None]) -> dict[int, str]:
    """What is to be on the new one: `name: value`, a line each; nothing where it was erased."""
    ids = [one for one in line_ids if one is not None]
    found = orders.words_of_lines(ids) if ids else {}
    return {line_id: "\n".join(f"{one.get('name', '')}: {one.get('value', '')}" for one in inputs) for line_id, inputs in found.items()}
