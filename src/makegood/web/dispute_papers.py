"""What goes to a bank as paper: the letters between customer and shop, in one PDF. In English around, the letters as they were written."""

import re
from typing import Any
from zoneinfo import ZoneInfo

from makegood.web.pdf import render_pdf

MOST_LETTERS, MOST_CHARACTERS = 60, 4_000
_LINK = re.compile(r"https?://\S+")  # a case's private link opens it for whoever has it


def letters_pdf(merchant: Any, order: Any, letters: list[Any]) -> bytes:
    """The newest MOST_LETTERS, oldest first; links are left out."""
    rows = [
        {
            "head": f"{one.made_at.astimezone(ZoneInfo(merchant.zone)):%Y-%m-%d %H:%M} - " + ("the customer wrote" if one.direction == "in" else f"{merchant.name} wrote"),
            "subject": one.subject,
            "parts": _LINK.sub("[link]", one.text[:MOST_CHARACTERS]).splitlines(),
        }
        for one in letters[-MOST_LETTERS:]
    ]  # fmt: skip
    intro = f"All messages between the customer and {merchant.name} about order {order.number} that we hold, oldest first."
    return render_pdf("letters", {"title": f"Order {order.number}: letters", "intro": intro, "letters": rows})
