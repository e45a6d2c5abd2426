"""The rows of a table whose first row names its columns, for whoever brings them in one by one."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from makegood.base.report_table import first_of
from makegood.base.table import Table, form_of
from makegood.kernel.refusal import Refusal


def named_rows(
    path: Path, *, columns: Sequence[str], must: Sequence[str], most: int, also: Mapping[str, Sequence[str]] | None = None
) -> Iterator[tuple[int, dict[str, str] | Refusal]]:
    """(row of the file, {column: its text, "" where it has none}); in place of a row that can't be read, why. `also`: other names of a column.

    Refuses `columns_missing`, `too_many_rows` and what no table can be read from.
    """
    table = Table(path, form_of(path))
    there = {name.casefold().strip(): name for name in table.header}
    names = {column: [there[one] for one in (column, *(also or {}).get(column, ())) if one in there] for column in columns}
    if missing := [column for column in must if not names[column]]:
        raise Refusal(
            "columns_missing", f"These columns are missing: {', '.join(missing)}.", f"The first row names them: {', '.join(columns)}.", field="file"
        )  # fmt: skip
    for read, (number, cells) in enumerate(table.rows(), 1):
        if read > most:
            raise Refusal("too_many_rows", f"There are more than {most} rows.", "Bring it in as several files.", field="file")
        yield number, cells if isinstance(cells, Refusal) else {column: first_of(cells, names[column]).strip() for column in columns}
