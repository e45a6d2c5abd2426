"""What several faces read from a form."""

from collections.abc import Iterable, Mapping
from typing import Any


def units_typed(form: Mapping[str, Any], lines: Iterable[Any]) -> dict[int, int]:
    """{line id: pieces} of the fields units_<line id>; nothing typed is none, and what is no number is more than there can be."""
    found = {}
    for line in lines:
        text = str(form.get(f"units_{line.id}", "")).strip()
        if text and text != "0":
            found[line.id] = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else line.quantity + 1
    return found
