"""Parts of a picture blacked out: faces, labels, names. Pure; what lies under a box is gone from what is drawn."""

import io
import re

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from makegood.kernel.refusal import Refusal

MOST_BOXES = 20
Box = list[int]


def boxes_typed(text: str) -> list[Box]:
    """[[left, top, width, height]] in per cent, a line each: `10 20 30 15`. Refuses `box_unreadable`."""
    found = []
    for line in filter(str.strip, text.splitlines()[: MOST_BOXES + 1]):
        parts = [int(part) for part in re.split(r"[\s,;]+", line.strip()) if re.fullmatch("[0-9]{1,3}", part)]
        if len(parts) != 4 or len(re.split(r"[\s,;]+", line.strip())) != 4 or not _fits(parts):
            remedy = _("Write four numbers in per cent, a line a box: from the left, from the top, width, height.")
            raise Refusal("box_unreadable", _("This box can't be read: %(line)s") % {"line": line.strip()[:40]}, remedy, field="boxes")
        found.append(parts)
    if len(found) > MOST_BOXES:
        raise Refusal("box_unreadable", _("These are too many boxes."), _("Leave the picture out, or use larger ones."), field="boxes")
    return found


def _fits(box: Box) -> bool:
    left, top, width, height = box
    return width > 0 and height > 0 and left + width <= 100 and top + height <= 100


def box_between(one: tuple[int, int], other: tuple[int, int]) -> Box:
    """The box that has these two corners, in per cent; at least one per cent wide and high."""
    left, top = min(one[0], other[0], 99), min(one[1], other[1], 99)
    return [left, top, min(100 - left, max(1, abs(one[0] - other[0]))), min(100 - top, max(1, abs(one[1] - other[1])))]


def blacked_out(content: bytes, boxes: list[Box]) -> bytes:
    """A JPEG, drawn anew, with each box filled; a box covers every pixel that it touches."""
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
        drawn = picture.convert("RGB")
    draw = ImageDraw.Draw(drawn)
    for left, top, width, height in boxes:
        x, y = drawn.width * left // 100, drawn.height * top // 100
        draw.rectangle((x, y, -(-drawn.width * (left + width) // 100), -(-drawn.height * (top + height) // 100)), fill="black")
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
