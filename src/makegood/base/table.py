"""Text tables (CSV and its cousins) as shops, spreadsheets and people write them: row by row, nothing lost without a word."""

import codecs
import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from makegood.base.lines import bounded_lines, open_bytes
from makegood.kernel.refusal import Refusal

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "windows-1252", "windows-1250", "iso-8859-15", "mac-roman")
DELIMITERS = (",", ";", "\t", "|")
LONGEST_ROW = 200  # lines of one row: a quote that is open for longer was never meant to open
_LOOK = 262_144
Row = tuple[int, list[str] | Refusal]


class BrokenRow(Refusal):
    """A row that can't be read; `cells` is what stands in it as far as one can tell, to learn whose row it was."""

    def __init__(self, code: str, message: str, remedy: str, cells: list[str]) -> None:
        super().__init__(code, message, remedy)
        self.cells = cells


@dataclass(frozen=True, slots=True)
class Form:
    """How a table is written. `utf-8` reads a line that is none as Windows-1252: files are put together from several."""

    encoding: str
    delimiter: str


def form_of(path: Path, *, encoding: str = "", delimiter: str = "") -> Form:
    """Told from the first 256 kB where it is not given. Refuses what open_bytes refuses."""
    with open_bytes(path) as file:
        first = file.read(_LOOK)
    encoding = encoding if encoding in ENCODINGS else _encoding(first)
    if delimiter not in DELIMITERS:
        delimiter = _delimiter(_decoded(first, encoding))
    return Form(encoding, delimiter)


def _encoding(first: bytes) -> str:
    if first.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if first.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    if not first.startswith(codecs.BOM_UTF8) and first.count(0) > len(first) // 4:  # every second byte of Western text
        return "utf-16-le" if first[1::2].count(0) > first[0::2].count(0) else "utf-16-be"
    return "utf-8"


def _decoded(content: bytes, encoding: str) -> str:
    return content.decode(encoding, "replace").lstrip("\ufeff")


def _delimiter(text: str) -> str:
    """The sign that cuts the first rows into the most columns, the same number in each."""
    if text[:4].casefold() == "sep=" and text[4:5] in DELIMITERS:
        return text[4]
    lines = [(number, line) for number, line in enumerate(text.splitlines(keepends=True)[:60], 1) if line.strip()]
    scores = []
    for sign in DELIMITERS:
        widths = [len(cells) for _, cells in _records(iter(lines), sign) if isinstance(cells, list)][:30]
        width = widths[0] if widths else 0
        alike = sum(one == width for one in widths) / len(widths) if widths else 0.0
        scores.append((width > 1, round(alike, 1) if width > 1 else 0, width, -DELIMITERS.index(sign)))
    best = max(range(len(DELIMITERS)), key=lambda place: scores[place])
    return DELIMITERS[best]


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, str | Refusal]]:
    """Decoded lines, each with its end. In a file without any line feed a carriage return ends one (old Macs)."""
    if encoding.startswith("utf-16"):
        yield from _wide_lines(path, encoding)
        return
    with open_bytes(path) as file:
        for number, line in bounded_lines(file):
            if line is None:
                yield number, Refusal("line_too_long", "The line is longer than 1 MB.", "Check the file.")
                continue
            line = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
            if number == 1 and b"\r" in line[:-1] and not line.endswith(b"\n"):
                parts = line.replace(b"\r", b"\n").splitlines(keepends=True)
                yield from ((place, _text(part, encoding).replace("\x00", "")) for place, part in enumerate(parts, 1))
            else:
                yield number, _text(line, encoding).replace("\x00", "")


def _text(line: bytes, encoding: str) -> str:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        pass
    try:
        return line.decode("windows-1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _wide_lines(path: Path, encoding: str) -> Iterator[tuple[int, str | Refusal]]:
    with open_bytes(path) as file, io.TextIOWrapper(file, encoding, errors="replace", newline="\n") as wide:
        number = 0
        while line := wide.readline(1_000_000):
            number += 1
            line = line.lstrip("\ufeff") if number == 1 else line
            if "\ufffd" in line:
                cells = re.split(r"[,;\t|]", line)
                yield number, BrokenRow("broken_encoding", "The row holds bytes that are no text.", "Save the file as CSV (UTF-8).", cells)
            else:
                yield number, line.replace("\x00", "")


def _records(lines: Iterator[tuple[int, str | Refusal]], delimiter: str) -> Iterator[Row]:
    """(number of the first line, cells). A quote that never closes costs its own row, not the rest of the file."""
    waiting: deque[tuple[int, str | Refusal]] = deque()

    def take() -> tuple[int, str | Refusal] | None:
        return waiting.popleft() if waiting else next(lines, None)

    while (one := take()) is not None:
        number, text = one
        if isinstance(text, Refusal):
            yield number, text
            continue
        parts = [text]
        held: list[tuple[int, str | Refusal]] = []
        is_open = '"' in text and _stays_open(text, delimiter, inside=False)
        while is_open and len(held) < LONGEST_ROW and (more := take()) is not None:
            held.append(more)
            if isinstance(more[1], Refusal):
                break
            parts.append(more[1])
            is_open = _stays_open(more[1], delimiter, inside=True)
        if is_open:
            waiting.extendleft(reversed(held))
            cells = [cell.strip('"') for cell in text.split(delimiter)]
            yield number, BrokenRow("broken_row", "The row's quotes don't close.", "Check the row's quotation marks.", cells)
            continue
        yield number, _cells("".join(parts), delimiter)


def _cells(text: str, delimiter: str) -> list[str] | Refusal:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return Refusal("broken_row", "A cell of this row is too long to be one.", "Check the row's quotation marks.")
    return rows[0] if rows else []


def _stays_open(text: str, delimiter: str, *, inside: bool) -> bool:
    """Whether a quoted cell goes on after this line; the same machine as csv's, so that both agree."""
    place, starts = 0, True
    while True:
        if inside:
            place = text.find('"', place)
            if place < 0:
                return True
            if text[place + 1 : place + 2] == '"':
                place += 2
                continue
            inside, starts, place = False, False, place + 1
        elif starts and text[place : place + 1] == '"':
            inside, place = True, place + 1
        else:
            place = text.find(delimiter, place)
            if place < 0:
                return False
            starts, place = True, place + 1


class Table:
    """A header and its rows. Twins of a column's name are told apart as `name (2)`; columns without a name are left out when empty."""

    def __init__(self, path: Path, form: Form) -> None:
        self.path, self.form = path, form
        self.header: list[str] = []
        self.header_row = 0
        for number, cells in self._every_row():
            if isinstance(cells, Refusal):
                raise cells
            self.header, self.header_row = _named(cells), number
            break
        if not self.header:
            raise Refusal("file_empty", "This file has no rows.", "Choose the file again.")

    def _every_row(self) -> Iterator[Row]:
        for number, cells in _records(_lines(self.path, self.form.encoding), self.form.delimiter):
            if number == 1 and isinstance(cells, list) and cells and cells[0][:4].casefold() == "sep=":
                continue
            if isinstance(cells, Refusal) or any(cell.strip(" \t\r\n\xa0\ufeff") for cell in cells):
                yield number, cells

    def rows(self) -> Iterator[tuple[int, dict[str, str] | Refusal]]:
        """(line number, cells by column). Empty rows and the header said again are no rows; a row that is too wide is refused."""
        width = len(self.header)
        for number, cells in self._every_row():
            if number <= self.header_row:
                continue
            if isinstance(cells, Refusal):
                yield number, cells
                continue
            if len(cells) > width and any(cell.strip() for cell in cells[width:]):
                message = f"The row has {len(cells)} cells, the header has {width}."
                yield number, BrokenRow("broken_row", message, "Put cells that hold the separator into quotation marks.", cells)
                continue
            if _named(cells)[:width] == self.header[: len(cells)] and len(cells) > 1:
                continue
            yield number, dict(zip(self.header, cells, strict=False))


def _named(cells: list[str]) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.replace("\xa0", " ").replace("\ufeff", "").split())[:120] or f"({place})"
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    while found and found[-1] == f"({len(found)})":
        found.pop()
    return found


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def cell_of(broken: Refusal, header: list[str], column: str) -> str:
    """What stood in the column of a row that can't be read; empty where nobody can tell."""
    cells = broken.cells if isinstance(broken, BrokenRow) else []
    place = header.index(column) if column in header else len(cells)
    return cells[place].strip() if place < len(cells) else ""
