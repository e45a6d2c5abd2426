"""What a file is, told from what is in it."""

from dataclasses import dataclass, field
from pathlib import Path

from makegood.base.lines import open_bytes
from makegood.base.table import Form, Table, form_of
from makegood.connectors.online_retail.read import is_online_retail
from makegood.connectors.shopify.export import is_export
from makegood.connectors.shopify.read import is_shopify
from makegood.connectors.woocommerce.read import is_woocommerce
from makegood.kernel.refusal import Refusal

FORMATS = ("shopify", "woocommerce", "online-retail", "csv")
_NO_TEXT = {
    b"PK\x03\x04": "This is a spreadsheet (.xlsx) or a ZIP file, not a text table.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel file (.xls), not a text table.",
    b"%PDF": "This is a PDF.",
    b"\x89PNG": "This is a picture.",
    b"\xff\xd8\xff": "This is a picture.",
    b"BZh": "This is packed in a way that is not read here (bzip2).",
    b"\xfd7zXZ": "This is packed in a way that is not read here (xz).",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognised:
    """`form` and `header` where it is a table; `export`: Shopify's CSV rather than its API's JSON."""

    format: str
    form: Form | None = None
    header: list[str] = field(default_factory=list)
    export: bool = False

    @property
    def words(self) -> str:
        names = {
            "shopify": "Shopify (API or bulk file)",
            "woocommerce": "WooCommerce (REST v3)",
            "online-retail": "Online Retail (UCI)",
            "csv": "CSV",
        }
        return "Shopify (CSV export)" if self.export else names[self.format]


def recognise(path: Path, *, format: str = "", encoding: str = "", delimiter: str = "") -> Recognised:
    """`format` is believed where it is given. Refuses file_empty, no_text, format_unknown, broken_gzip."""
    with open_bytes(path) as file:
        first = file.read(65_536)
    if not first.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refusal("file_empty", "This file is empty.", "Choose the file again.", field="file")
    for start, message in _NO_TEXT.items():
        if first.startswith(start):
            raise Refusal("no_text", message, "Save it as CSV (UTF-8), or export it as JSON.", field="file")
    is_json = first.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
    if format in ("shopify", "woocommerce") and is_json:
        return Recognised(format)
    if not format and is_json:
        if is_woocommerce(first) and b"gid://shopify/" not in first:
            return Recognised("woocommerce")
        if is_shopify(first):
            return Recognised("shopify")
        raise Refusal(
            "format_unknown", "This JSON is in no form that is known.", "Say which it is (--format shopify or woocommerce).", field="format"
        )
    if format == "online-retail" or (not format and is_online_retail(first)):
        return Recognised("online-retail")
    if format == "woocommerce":
        raise Refusal("format_unknown", "This is no JSON, as WooCommerce's API gives it.", "Bring it in as csv.", field="format")
    return _table(path, format, encoding, delimiter)


def _table(path: Path, format: str, encoding: str, delimiter: str) -> Recognised:
    form = form_of(path, encoding=encoding, delimiter=delimiter)
    header = Table(path, form).header
    if format != "csv" and is_export(header):
        return Recognised("shopify", form, header, export=True)
    if format == "shopify":
        raise Refusal(
            "format_unknown", "This is no order export of Shopify: its columns are missing.", "Bring it in as csv.", field="format"
        )
    if len(header) < 2 and not format:
        remedy = "Say which it is (--format), or which sign parts its columns."
        raise Refusal("format_unknown", "This file is in no form that is known.", remedy, field="format")
    return Recognised("csv", form, header)
