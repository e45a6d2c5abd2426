"""Carriers' labels that people send: PDF pages and pictures, looked into and written anew, one label a file."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import filetype
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader, PdfWriter
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import NameObject

from makegood.kernel.refusal import Refusal

MOST_LABELS, MOST_LABEL_BYTES = 500, 2_000_000
NUMBER = re.compile(r"(?=(?:[^0-9]*[0-9]){6})[A-Z0-9]{8,40}\Z")
_KEPT = ("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/Group", "/UserUnit")


def labels_of(files: list[UploadedFile], numbers: str) -> list[tuple[bytes, str]]:
    """(a PDF of one page, its tracking number or "") for each page of each file, in order.

    `numbers`: a line a label in that order, or `file name or page, number` (also with ; or tab). Without a line for it the file's name is
    taken where that is one. Refuses `label_missing`, `labels_too_many`, `labels_too_large`, `label_unreadable`, `label_locked`, `numbers_unfit`.
    """
    if not files:
        raise Refusal("label_missing", _("No label was chosen."), _("Choose the PDF with your labels."), field="files")
    if sum(file.size or 0 for file in files) > settings.MAKEGOOD_MAX_UPLOAD:
        raise Refusal("labels_too_large", _("These files are too large."), _("Send them in parts."), field="files", status=413)
    found: list[tuple[bytes, str, str]] = []
    for file in files:
        stem = (file.name or "").rpartition(".")[0]
        pages = pages_of(file.read())
        found += [(page, stem if len(pages) == 1 else "", f"{stem}:{place}") for place, page in enumerate(pages, 1)]
        if len(found) > MOST_LABELS:
            message = _("More than %(most)s labels at once.") % {"most": MOST_LABELS}
            raise Refusal("labels_too_many", message, _("Send them in parts."), field="files", status=413)
    return _with_numbers(found, numbers)


def label_of(content: bytes) -> bytes:
    """One label from outside: a PDF of one page, or a picture, as a clean PDF. Refusals as labels_of."""
    pages = pages_of(content)
    if len(pages) != 1:
        raise Refusal("label_unreadable", _("This file holds more than one page."), _("Send the page with the label only."), field="label")
    return pages[0]


def pages_of(content: bytes) -> list[bytes]:
    kind = filetype.guess_mime(content[:4096])
    if kind in ("image/png", "image/jpeg"):
        return [_drawn(content)]
    if kind != "application/pdf":
        raise Refusal("label_unreadable", _("This is no PDF."), _("Send the labels as a PDF, as your carrier gives them."), field="files")
    return _guarded(lambda: _split(content))


def _guarded(work: Callable[[], list[bytes]]) -> list[bytes]:
    """A broken file may break its reader in any way: it is refused, whichever it is."""
    try:
        return work()
    except Refusal:
        raise
    except (
        PyPdfError,
        LimitReachedError,
        RecursionError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OSError,
        AssertionError,
        OverflowError,
        NotImplementedError,
        MemoryError,
        ArithmeticError,
    ):
        raise Refusal("label_unreadable", _("This PDF can't be read."), _("Save it anew, or print it into a PDF, and send that."), field="files") from None  # fmt: skip


def _split(content: bytes) -> list[bytes]:
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Refusal("label_locked", _("This PDF is locked with a password."), _("Save it without one, and send that."), field="files")
    count = len(reader.pages)
    if not 0 < count <= MOST_LABELS:
        raise Refusal(
            "labels_too_many",
            _("This PDF has no pages, or too many."),
            _("Send up to %(most)s labels at once.") % {"most": MOST_LABELS},
            field="files",
        )
    return [_page(reader, place) for place in range(count)]


def _page(reader: PdfReader, place: int) -> bytes:
    """One page with what is drawn on it, and nothing that acts: no scripts, links, forms or attached files."""
    page = reader.pages[place]
    for name in [name for name in page if name not in _KEPT]:
        del page[name]
    writer = PdfWriter()
    writer.add_page(page)
    writer.pages[0].pop(NameObject("/Annots"), None)
    out = io.BytesIO()
    writer.write(out)
    if out.tell() > MOST_LABEL_BYTES:
        raise Refusal(
            "labels_too_large", _("A label of this PDF is too large."), _("Save it smaller, and send that."), field="files", status=413
        )
    return out.getvalue()


def _drawn(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > 20_000_000:
                raise Refusal("labels_too_large", _("This picture has too many pixels."), _("Send a smaller one."), field="files")
            flat = Image.new("RGB", picture.size, "white")
            flat.paste(picture.convert("RGBA"), mask=picture.convert("RGBA").getchannel("A"))
            out = io.BytesIO()
            flat.save(out, "PDF", resolution=300.0)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Refusal("label_unreadable", _("This picture is broken."), _("Save it again and send that."), field="files") from None
    return out.getvalue()


def number_of(text: str) -> str:
    """A tracking number without its spaces; empty where it is none."""
    folded = "".join(text.split()).replace("-", "").upper()
    return folded if NUMBER.match(folded) else ""


def _with_numbers(found: list[tuple[bytes, str, str]], numbers: str) -> list[tuple[bytes, str]]:
    rows = [row for row in _rows(numbers) if any(row)]
    if not rows:
        return [(content, number_of(stem)) for content, stem, _place in found]
    if all(len(row) == 1 for row in rows):
        if len(rows) != len(found):
            message = _("There are %(labels)s labels and %(numbers)s numbers.") % {"labels": len(found), "numbers": len(rows)}
            raise Refusal("numbers_unfit", message, _("Give a number for each label, in order, or none."), field="numbers")
        return [(content, _read_number(row[0])) for (content, _stem, _place), row in zip(found, rows, strict=True)]
    named: dict[str, str] = {row[0].lower().removesuffix(".pdf"): row[1] for row in rows if len(row) > 1}
    made: list[tuple[bytes, str]] = []
    for place, (content, stem, page) in enumerate(found, 1):
        text: Any = named.get(stem.lower()) or named.get(page.lower()) or named.get(str(place))
        made.append((content, _read_number(text) if text else number_of(stem)))
    return made


def _rows(numbers: str) -> list[list[str]]:
    text = numbers[:200_000]
    sign = max(",;\t", key=text.count)
    rows = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=sign)
    found = [[cell.strip() for cell in row] for row in rows][: MOST_LABELS + 1]
    return [row for row in found if not (len(row) > 1 and row[1] and not number_of(row[1]) and row is found[0])]  # a line of headings


def _read_number(text: str) -> str:
    found = number_of(text)
    if not found:
        message = _("“%(text)s” is no tracking number.") % {"text": text[:40]}
        raise Refusal("numbers_unfit", message, _("Check the list of numbers."), field="numbers")
    return found
