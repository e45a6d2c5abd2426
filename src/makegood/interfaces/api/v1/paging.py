"""Cursor pages: opaque, and stable while rows are added."""

import base64
import binascii
from typing import Any

from makegood.kernel.refusal import Refusal


def cursor_of(rows: list[Any], limit: int) -> str | None:
    return None if len(rows) < limit or not rows else base64.urlsafe_b64encode(f"b{rows[-1].id}".encode()).decode().rstrip("=")


def place_of(cursor: str) -> int | None:
    """The id before which the page begins. Refuses `cursor_invalid`."""
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        if text[0] != "b" or not text[1:].isdigit() or len(text) > 19:
            raise ValueError(text)
        return int(text[1:])
    except (ValueError, IndexError, binascii.Error):
        raise Refusal("cursor_invalid", "This cursor is not one of ours.", "Take the `next` of the last page.", status=400) from None
