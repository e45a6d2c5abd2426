"""What reading any provider's table has in common: a header that is known, cells, moments, and a file that is taken whole or not at all."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TypeVar

from makegood.base.table import Form, Table
from makegood.kernel.currency import exponent
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal

MOST_ROWS = 200_000
_SHAPES = (
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d",
)
T = TypeVar("T")


def read_rows(path: Path, form: Form, read: Callable[[dict[str, str]], T | None]) -> list[T]:
    """What `read` makes of each row (None: not of interest). Refuses `report_unreadable` with the first lines that can't be read: half a report is none."""
    found: list[T] = []
    wrong: list[str] = []
    for number, cells in Table(path, form).rows():
        try:
            if isinstance(cells, Refusal):
                raise cells
            made = read({name: cell.strip() for name, cell in cells.items()})
            if made is not None:
                found.append(made)
        except Refusal as refusal:
            wrong.append(f"line {number}: {refusal.message}")
        if len(found) > MOST_ROWS:
            raise Refusal(
                "report_too_long", f"More than {MOST_ROWS} lines are in this report.", "Bring it in month by month.", field="file"
            )
    if wrong:
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise Refusal(
            "report_unreadable", f"Some lines can't be read ({'; '.join(wrong[:3])}{more}), so nothing was taken.",
            "Download the report again and don't change it.", field="file",
        )  # fmt: skip
    return found


def first_of(cells: dict[str, str], names: Sequence[str]) -> str:
    """The first of these columns that is there and not empty."""
    return next((cells[name] for name in names if cells.get(name)), "")


def money_of(text: str, currency: str) -> int:
    """Minor units of a decimal with a point; zeros beyond the currency's decimals are no more precision. Refuses `bad_input`."""
    whole, dot, part = text.partition(".")
    places = exponent(currency)
    return minor_from_text(
        f"{whole}.{part[:places]}" if dot and places and not part[places:].strip("0") else whole if dot and not part.strip("0") else text,
        currency,
    )


def currency_of(text: str) -> str:
    """Refuses `bad_input`."""
    found = text.strip().upper()
    if len(found) != 3 or not found.isascii() or not found.isalpha():
        raise Refusal("bad_input", f"{text!r} is no currency.", "Write it as three letters.")
    return found


def moment_of(text: str, zone: tzinfo = UTC) -> datetime:
    """A moment in ISO's shape; without an offset it is of `zone`. Refuses `bad_input`."""
    for shape in _SHAPES:
        try:
            found = datetime.strptime(text, shape)
        except ValueError:
            continue
        return found if found.tzinfo is not None else found.replace(tzinfo=zone)
    raise Refusal("bad_input", f"{text!r} is no day.", "Write it as 2026-11-20 or 2026-11-20 09:30:00.")
