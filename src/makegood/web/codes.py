"""Codes for scanners, as SVG."""

import io
import os
import tempfile

import segno
import zint
import zxingcpp
from PIL import Image


def qr_svg(text: str) -> bytes:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=4, border=2)
    return out.getvalue()


def qr_inline(text: str) -> str:
    """The same as an element of a page."""
    return str(segno.make(text, error="m", micro=False).svg_inline(scale=4, border=2, omitsize=True))


def code128_svg(text: str) -> bytes:
    """Code 128 (ISO/IEC 15417), without the text below it."""
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.CODE128
    symbol.show_text = False
    symbol.encode(text)
    return _svg_of(symbol)


def _svg_of(symbol: zint.Symbol) -> bytes:
    handle, name = tempfile.mkstemp(suffix=".svg")
    os.close(handle)
    try:
        symbol.outfile = name
        symbol.print()
        with open(name, "rb") as file:
            return file.read()
    finally:
        os.unlink(name)


def codes_in(picture: bytes) -> list[str]:
    """What the bar codes and QR codes in a cleaned picture say, each once; none where none can be read. No remote call."""
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as drawn:
        found = zxingcpp.read_barcodes(drawn.convert("L"))
    return list(dict.fromkeys(one.text.strip()[:120] for one in found if one.text.strip()))
