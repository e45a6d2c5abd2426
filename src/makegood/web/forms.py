"""What several faces read from a form."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from makegood.kernel.refusal import Refusal


def units_typed(form: Mapping[str, Any], lines: Iterable[Any]) -> dict[int, int]:
    """{line id: pieces} of the fields units_<line id>; nothing typed is none, and what is no number is more than there can be."""
    found = {}
    for line in lines:
        text = str(form.get(f"units_{line.id}", "")).strip()
        if text and text != "0":
            found[line.id] = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else line.quantity + 1
    return found


def day_typed(text: str, field: str) -> date:
    """A day as a browser's calendar sends it (2026-11-27). Refuses `date_unreadable`, beside `field`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("date_unreadable", _("This day can't be read."), _("Choose a day from the calendar."), field=field) from None
