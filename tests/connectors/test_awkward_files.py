"""Awkward files: what comes in, and what is refused with which sentence. The table is the documentation."""

import codecs
import gzip
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from makegood.apps.orders.freeze import freeze
from makegood.apps.orders.ports import OrderFacts
from makegood.connectors.csv.mapping import Mapping, guessed
from makegood.intake.recognise import recognise
from makegood.intake.sources import source_of
from makegood.kernel.refusal import Refusal

HEAD = "Order,Date,SKU,Item,Quantity,Price\n"


@dataclass(frozen=True)
class Merchant:
    country: str = "DE"
    zone: str = "Europe/Berlin"
    currency: str = "EUR"


@dataclass
class Read:
    """`orders` by number; `refused` is {row: code}; `rows` counts data rows."""

    orders: dict[str, OrderFacts] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    sentences: list[Refusal] = field(default_factory=list)
    rows: int = 0
    covered: list[int] = field(default_factory=list)


def read(content: bytes, folder: Path, **said: Any) -> Read:
    """As console and desk do, without the books."""
    path = folder / "file"
    path.write_bytes(content)
    what = recognise(path, **{name: said.pop(name) for name in ("format", "encoding", "delimiter") if name in said})
    mapping = None
    if what.format == "csv":
        first = guessed(what.header)
        mapping = Mapping({**first.columns, **said.pop("columns", {})}, **said)
    source = source_of(path, what, Merchant(), mapping)  # type: ignore[arg-type]
    found = Read()
    for facts in source.orders():
        found.orders[facts.number] = facts
        found.covered += source.rows_of[facts.source_id]
    found.refused = {row: refusal.code for row, refusal in source.refused}
    found.sentences = [refusal for _, refusal in source.refused]
    found.rows = source.rows
    assert sorted(found.covered + [row for row, _ in source.refused]) == sorted({*found.covered, *found.refused}), "a row counts once"
    assert len(found.covered) + len(source.refused) == source.rows, "no row is lost"
    assert all(one.message and one.remedy for one in found.sentences)
    return found


def totals(found: Read) -> dict[str, int]:
    return {number: freeze(facts).total for number, facts in found.orders.items()}


def csv(*rows: str, head: str = HEAD) -> bytes:
    return (head + "\n".join(rows) + "\n").encode()


# (what it is, the file, {order: total in cents}, {row: code})
TABLE: list[tuple[str, bytes, dict[str, int], dict[int, str]]] = [
    ("plain UTF-8 with commas", csv("1,2026-10-26,M,Mug,2,12.90"), {"1": 2580}, {}),
    ("UTF-8 with BOM", codecs.BOM_UTF8 + csv("1,2026-10-26,M,Mug,2,12.90"), {"1": 2580}, {}),
    ("UTF-16 with BOM, as Excel's “Unicode text”", csv("1,2026-10-26,M,Mug,2,12.90").decode().replace(",", "\t").encode("utf-16"), {"1": 2580}, {}),
    ("UTF-16 without BOM", csv("1,2026-10-26,M,Mug,2,12.90").decode().encode("utf-16-le"), {"1": 2580}, {}),
    ("Windows-1252", csv("1,2026-10-26,M,Tüte,1,5.00").decode().encode("windows-1252"), {"1": 500}, {}),
    ("two encodings in one file", csv("1,2026-10-26,M,Tüte,1,5.00") + "2,2026-10-27,M,Tüte €,1,6.00\n".encode("windows-1252"), {"1": 500, "2": 600}, {}),
    ("packed as gzip whatever its name", gzip.compress(csv("1,2026-10-26,M,Mug,1,5.00")), {"1": 500}, {}),
    ("old Mac line ends", csv("1,2026-10-26,M,Mug,1,5.00").replace(b"\n", b"\r"), {"1": 500}, {}),
    ("Windows line ends and no last one", csv("1,2026-10-26,M,Mug,1,5.00").replace(b"\n", b"\r\n")[:-2], {"1": 500}, {}),
    ("semicolons and decimal commas", csv("1;26.10.2026;M;Becher;1;12,90", head="Bestellnr;Datum;Artikelnr;Artikel;Menge;Preis\n"), {"1": 1290}, {}),
    ("a sep= line", b"sep=;\n" + csv("1;2026-10-26;M;Mug;1;12,90", head=HEAD.replace(",", ";")), {"1": 1290}, {}),
    ("tabs", csv("1,2026-10-26,M,Mug,1,5.00").replace(b",", b"\t"), {"1": 500}, {}),
    ("bars", csv("1,2026-10-26,M,Mug,1,5.00").replace(b",", b"|"), {"1": 500}, {}),
    ("a cell over several lines", csv('1,2026-10-26,M,"Mug\nfor ""Oma"", red",1,5.00', "2,2026-10-26,M,Mug,1,5.00"), {"1": 500, "2": 500}, {}),
    ("a quote inside a cell that is not quoted", csv('1,2026-10-26,M,5" mug,1,5.00', '2,2026-10-26,M,7" mug,1,6.00'), {"1": 500, "2": 600}, {}),
    ("a quote that never closes costs its row", csv('1,2026-10-26,M,"Mug,1,5.00', "2,2026-10-26,M,Mug,1,6.00"), {"2": 600}, {2: "broken_row"}),
    ("empty trailing columns", csv("1,2026-10-26,M,Mug,1,5.00,,", head=HEAD.replace("\n", ",,\n")), {"1": 500}, {}),
    ("empty rows and the header said again", csv("1,2026-10-26,M,Mug,1,5.00", "", ",,,,,", HEAD.strip(), "2,2026-10-26,M,Mug,1,6.00"), {"1": 500, "2": 600}, {}),
    ("too many cells: a comma that was not quoted", csv("1,2026-10-26,M,Mug,1,12,90", "2,2026-10-26,M,Mug,1,6.00"), {"2": 600}, {2: "broken_row"}),
    ("too few cells: the last ones are empty", csv("1,2026-10-26,M,Mug,1", "2,2026-10-26,M,Mug,1,6.00"), {"2": 600}, {2: "price_missing"}),
    ("1.234,56", csv('1,2026-10-26,M,Mug,1,"1.234,56"'), {"1": 123456}, {}),
    ("1,234.56", csv('1,2026-10-26,M,Mug,1,"1,234.56"'), {"1": 123456}, {}),
    ("1'234.50", csv("1,2026-10-26,M,Mug,1,1'234.50"), {"1": 123450}, {}),
    ("12,90 EUR", csv('1,2026-10-26,M,Mug,1,"12,90 EUR"'), {"1": 1290}, {}),
    ("€ with a no-break space", csv('1,2026-10-26,M,Mug,1,"1\u00a0234,50\u00a0€"'), {"1": 123450}, {}),
    ("a narrow no-break space", csv('1,2026-10-26,M,Mug,1,"1\u202f234,50"'), {"1": 123450}, {}),
    ("(12.90) is negative", csv("1,2026-10-26,M,Mug,1,(12.90)"), {}, {}),
    ("1.234 with a comma elsewhere is a thousand", csv("1,2026-10-26,M,Mug,1,1.234", '2,2026-10-26,M,Mug,1,"5,50"'), {"1": 123400, "2": 550}, {}),
    ("1.234 with nothing to tell by", csv("1,2026-10-26,M,Mug,1,1.234"), {}, {2: "amount_ambiguous"}),
    ("both signs in one file: each cell by itself", csv('1,2026-10-26,M,Mug,1,"5,50"', "2,2026-10-26,M,Mug,1,5.50", "3,2026-10-26,M,Mug,1,1.234"), {"1": 550, "2": 550}, {4: "amount_ambiguous"}),
    ("no amount at all", csv("1,2026-10-26,M,Mug,1,free"), {}, {2: "amount_unreadable"}),
    ("more decimals than the currency has", csv("1,2026-10-26,M,Mug,1,0.125"), {}, {2: "amount_too_fine"}),
    ("another currency in a cell", csv("1,2026-10-26,M,Mug,1,12.90 USD", "2,2026-10-26,M,Mug,1,9.90 EUR"), {"2": 990}, {2: "currency_mismatch"}),
    ("1.00123E+12 as an order number", csv("1.00123E+12,2026-10-26,M,Mug,1,5.00", "2,2026-10-26,M,Mug,1,5.00"), {"2": 500}, {2: "number_mangled"}),
    ("4.0E+10 as an item code", csv("1,2026-10-26,4.0E+10,Mug,1,5.00"), {}, {2: "number_mangled"}),
    ("45123 as a date is a spreadsheet's day", csv("1,45123,M,Mug,1,5.00"), {"1": 500}, {}),
    ("31.02.2026", csv("1,31.02.2026,M,Mug,1,5.00"), {}, {2: "date_unreadable"}),
    ("02/03/2026 with nothing to tell by", csv("1,02/03/2026,M,Mug,1,5.00"), {}, {2: "date_ambiguous"}),
    ("02/03/2026 beside 25/03/2026", csv("1,02/03/2026,M,Mug,1,5.00", "2,25/03/2026,M,Mug,1,5.00"), {"1": 500, "2": 500}, {}),
    ("contradicting dates: those that may be either are refused", csv("1,25/03/2026,M,Mug,1,5.00", "2,03/25/2026,M,Mug,1,5.00", "3,02/03/2026,M,Mug,1,5.00"), {"1": 500, "2": 500}, {4: "date_ambiguous"}),
    ("no date", csv("1,,M,Mug,1,5.00"), {}, {2: "date_missing"}),
    ("apostrophe before a number", csv("'01234,2026-10-26,M,Mug,1,5.00"), {"01234": 500}, {}),
    ('="00123"', csv('"=""00123""",2026-10-26,M,Mug,1,5.00'), {"00123": 500}, {}),
    ("#REF! in a price", csv("1,2026-10-26,M,Mug,1,#REF!", "2,2026-10-26,M,Mug,1,5.00"), {"2": 500}, {2: "cell_broken"}),
    ("#### in an order number", csv("######,2026-10-26,M,Mug,1,5.00"), {}, {2: "cell_broken"}),
    ("several rows, the order's columns on the first only", csv("1,2026-10-26,M,Mug,1,5.00,4.90,14.90", "1,,B,Bag,1,5.00,,", head="Order,Date,SKU,Item,Quantity,Price,Shipping,Total\n"), {"1": 1490}, {}),
    ("several rows, the order's columns on each", csv("1,2026-10-26,M,Mug,1,5.00,4.90", "1,2026-10-26,B,Bag,1,5.00,4.90", head="Order,Date,SKU,Item,Quantity,Price,Shipping\n"), {"1": 1490}, {}),
    ("rows without the number below one that has it", csv("1,2026-10-26,M,Mug,1,5.00", ",,B,Bag,1,5.00"), {"1": 1000}, {}),
    ("an order's rows apart", csv("1,2026-10-26,M,Mug,1,5.00", "2,2026-10-26,M,Mug,1,5.00", "1,2026-10-26,B,Bag,1,5.00"), {"1": 1000, "2": 500}, {}),
    ("rows that contradict each other", csv("1,2026-10-26,M,Mug,1,5.00", "1,2026-10-27,B,Bag,1,5.00"), {}, {2: "order_contradicts", 3: "order_refused"}),
    ("one bad row keeps its whole order out", csv("1,2026-10-26,M,Mug,1,5.00", "1,2026-10-26,B,Bag,none,5.00"), {}, {2: "order_refused", 3: "quantity_unreadable"}),
    ("a row that can't be read keeps its order out", csv("1,2026-10-26,M,Mug,1,5.00", "1,2026-10-26,B,Bag,1,5,00", "2,2026-10-26,M,Mug,1,6.00"), {"2": 600}, {2: "order_incomplete", 3: "broken_row"}),
    ("nothing sold", csv("1,2026-10-26,M,Mug,0,5.00", "2,2026-10-26,M,Mug,-1,5.00"), {}, {2: "quantity_not_positive", 3: "quantity_not_positive"}),
    ("2,0 pieces", csv('1,2026-10-26,M,Mug,"2,0","5,50"'), {"1": 1100}, {}),
    ("a total at the foot", csv("1,2026-10-26,M,Mug,1,5.00", "2,2026-10-26,M,Mug,1,5.00", ",,,,,10.00"), {"1": 500, "2": 500}, {4: "number_missing"}),
    ("pieces and price that do not give the row's total", csv("1,2026-10-26,M,Mug,2,5.00,12.00", head=HEAD.replace("\n", ",Line total\n")), {}, {2: "line_total_differs"}),
    ("prices with three decimals and a total", csv("1,2026-10-26,M,Mug,6,2.555,15.33", head=HEAD.replace("\n", ",Line total\n")), {"1": 1533}, {}),
    ("the row's total alone", csv("1,2026-10-26,M,Mug,3,10.00", head="Order,Date,SKU,Item,Quantity,Line total\n"), {"1": 1000}, {}),
    ("countries by name and code", csv("1,2026-10-26,M,Mug,1,5.00,Allemagne", "2,2026-10-26,M,Mug,1,5.00,uk", "3,2026-10-26,M,Mug,1,5.00,Narnia", head=HEAD.replace("\n", ",Country\n")), {"1": 500, "2": 500}, {4: "country_unknown"}),
    ("currencies by code and sign", csv("1,2026-10-26,M,Mug,1,5.00,€", "2,2026-10-26,M,Mug,1,500,JPY", "3,2026-10-26,M,Mug,1,5.00,Taler", head=HEAD.replace("\n", ",Currency\n")), {"1": 500, "2": 500}, {4: "unknown_currency"}),
    ("several rates of tax", csv("1,2026-10-26,M,Mug,1,11.90,19 %", "1,2026-10-26,B,Book,1,10.70,0.07", head=HEAD.replace("\n", ",VAT\n")), {"1": 2260}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("content", "wanted", "refused"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_awkward_file(content: bytes, wanted: dict[str, int], refused: dict[int, str], tmp_path: Path) -> None:
    found = read(content, tmp_path)
    if not wanted and not refused:  # comes to the books, which refuse it
        with pytest.raises(Refusal, match="negative"):
            totals(found)
        return
    assert (totals(found), found.refused) == (wanted, refused)


# (what it is, the file, the refusal of the whole)
WHOLE: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "file_empty"),
    ("only spaces", b" \n\n", "file_empty"),
    ("an .xlsx", b"PK\x03\x04" + b"\0" * 60, "no_text"),
    ("an .xls", b"\xd0\xcf\x11\xe0" + b"\0" * 60, "no_text"),
    ("a PDF", b"%PDF-1.7\n", "no_text"),
    ("a broken gzip", gzip.compress(csv("1,2026-10-26,M,Mug,1,5.00"))[:-12], "broken_gzip"),
    ("one word", b"hello\n", "format_unknown"),
    ("JSON that is no order", b'{"a": 1}', "format_unknown"),
    ("a table of something else", b"Fruit,Color\napple,red\n", "columns_needed"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code"), [row[1:] for row in WHOLE], ids=[row[0] for row in WHOLE])
def test_what_is_no_table_of_orders_is_refused_as_a_whole(content: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(content, tmp_path)
    assert refused.value.code == code and refused.value.remedy


def test_a_header_that_is_not_understood_names_its_columns_and_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(b"Order,When?,What?,Price\n1,2026-10-26,Mug,5.00\n", tmp_path)
    assert "placed_at, title" in refused.value.message and "Order, When?, What?, Price" in refused.value.remedy
    found = read(b"Order,When?,What?,Price\n1,2026-10-26,Mug,5.00\n", tmp_path, columns={"placed_at": ("When?",), "title": ("What?",)})
    assert totals(found) == {"1": 500}


def test_a_person_says_what_the_file_leaves_open(tmp_path: Path) -> None:
    content = csv("1,02/03/2026,M,Mug,1,1.234")
    found = read(content, tmp_path, decimal=",", day_order="mdy", currency="CHF", market="CH")
    order = found.orders["1"]
    assert (order.lines[0].unit_price_minor, order.currency, order.market) == (123400, "CHF", "CH")
    assert order.placed_at == datetime(2026, 2, 2, 23, 0, tzinfo=UTC)  # midnight of 3 February in Leipzig
    assert read(content, tmp_path, decimal=".", day_order="dmy").refused == {2: "amount_too_fine"}


def test_what_the_customer_had_put_on_it_is_kept_letter_by_letter(tmp_path: Path) -> None:
    head = HEAD.replace("\n", ",Engraving,Gravurtext\n")
    content = csv('1,2026-10-26,M,Mug,1,5.00,"Für Oma 💛\nHeidi",=1+1', "2,2026-10-26,M,Mug,1,5.00,-,", head=head)
    found = read(content, tmp_path)
    mug, plain = found.orders["1"].lines[0], found.orders["2"].lines[0]
    assert mug.inputs == ({"name": "Engraving", "value": "Für Oma 💛\nHeidi"}, {"name": "Gravurtext", "value": "=1+1"})
    assert (mug.customer_input, plain.customer_input) == ("own_text", "none")
    assert read(csv("1,2026-10-26,M,Mug,1,5.00"), tmp_path).orders["1"].lines[0].customer_input == "unknown"
    broken = read(csv("1,2026-10-26,M,Mug,1,5.00,#NAME?,", head=head), tmp_path)
    assert broken.refused == {2: "cell_broken"}  # nobody engraves an error of a spreadsheet


def test_a_total_that_does_not_add_up_is_said_and_never_smoothed_over(tmp_path: Path) -> None:
    found = read(csv("1,2026-10-26,M,Mug,1,5.00,7.00", head=HEAD.replace("\n", ",Order total\n")), tmp_path)
    assert (totals(found), found.orders["1"].source_total_minor) == ({"1": 500}, 700)


_CELLS = st.sampled_from(
    ["", "1", "2", "1001", "2026-10-26", "45123", "31.02.2026", "02/03/2026", "Mug", "M-1", "5.00", "5,00", "1.234", "-1", "(1.00)", "9" * 40,
     "1E+9", "#REF!", "####", "12 EUR", "12 USD", '"', '""', '"a', 'a"', "\n", "\r", "\x00", "=1+1", "ß", "€", "sep=;", "٣", "1e5", "NaN", "\u2028"]
)  # fmt: skip


@given(
    st.lists(st.lists(_CELLS, max_size=9), max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "windows-1252", "utf-16"]),
)
@example([["1", "2026-10-26", "M", '"a', "1", "5.00"], ["1", "2026-10-26", "M", "b", "1", "5.00"]], ",", "utf-8")
def test_any_cells_come_in_or_are_refused_and_no_row_is_lost(
    tmp_path_factory: Any, rows: list[list[str]], sign: str, encoding: str
) -> None:
    text = HEAD.replace(",", sign) + "\n".join(sign.join(row) for row in rows)
    found = read(text.encode(encoding, "replace"), tmp_path_factory.getbasetemp(), format="csv", delimiter=sign)
    for facts in found.orders.values():
        try:
            freeze(facts)
        except Refusal as refusal:
            assert refusal.remedy


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", HEAD.encode(), b'{"line_items": ', b"[", b"\xff\xfe", b"\x1f\x8b\x08", b"sep=;\n", b"InvoiceNo,StockCode,"]),
)
def test_any_bytes_are_read_or_refused(tmp_path_factory: Any, content: bytes, start: bytes) -> None:
    try:
        read(start + content, tmp_path_factory.getbasetemp())
    except Refusal as refusal:
        assert refusal.code and refusal.message and refusal.remedy
