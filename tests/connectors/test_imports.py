"""Orders from files: what comes in, what is refused, and that twice is once."""

import csv
import gzip
import itertools
import json
import os
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection

from makegood.apps.orders import queries as orders
from makegood.base.unit import unit
from makegood.interfaces.console.orders import import_file
from tests.cast import make_shop

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("MAKEGOOD_SHARED", "../shared"))
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
ROWS = """536365,85123A,HOLDER,6,2010-12-01 08:26:00,2.555,17850.0,United Kingdom
536365,85123A,HOLDER,6,2010-12-01 08:26:00,2.555,17850.0,United Kingdom
536366,22633,"WARMER, HAND",3,2010-12-01 08:28:00,1.85,17850.0,Germany
536367,22633,X,1,2010-12-01 08:30:00,1.85,,Narnia
C536379,85123A,HOLDER,-4,2010-12-02 09:41:00,2.555,17850.0,United Kingdom
C536380,99999,GONE,-1,2010-12-02 09:42:00,1.00,17850.0,United Kingdom
536381,22633,damaged,-7,2010-12-02 10:00:00,0,,United Kingdom
536382,22633,FUTURE,1,2099-12-02 10:00:00,1.00,,United Kingdom
536383,22633,SHORT,1
536384,22633,NAN,1,2010-12-02 10:00:00,NaN,,United Kingdom
"""


def test_a_shops_invoices_come_in_row_by_row_and_only_once(tmp_path: Path, now: datetime) -> None:
    shop = make_shop("home", now)
    file = tmp_path / "retail.csv"
    file.write_bytes(HEADER.encode() + ROWS.encode() + b"536385,1,\xff\xfe,1,2010-12-02 10:00:00,1,,France\n" + b"5" * 1_500_000 + b"\n")
    found = import_file(file, shop.merchant)
    figures = found["figures"]
    assert found["format"] == "online-retail"
    assert (found["new"], found["history"]) == (2, 3)
    assert (figures["matched"], figures["no_earlier_sale"], figures["write_offs"], figures["repeated_rows"]) == (1, 1, 1, 1)
    refused = [json.loads(line) for line in Path(found["refused_file"]).read_text().splitlines()]
    assert {one["code"] for one in refused} == {"unknown_market", "future_date", "broken_row", "broken_utf8", "line_too_long"}
    assert all(one["row"] and one["remedy"] for one in refused)
    again = import_file(file, shop.merchant)
    assert (again["new"], again["unchanged"]) == (0, 2)
    with unit(merchants=[shop.id]):
        order = orders.orders_page(number="536365")[0]
        line = orders.lines_of(order.id)[0]
        assert line.gross_minor == 1533 and line.source_price == "2.555"  # 15.33, rounded half up once for the line
        past = orders.past_returns_of(order.id)
        assert [(one.kind, one.quantity) for one in past] == [("cancellation", 4)]


def _real() -> Path:
    found = next((path for path in (SHARED / "online_retail", SHARED / "data" / "online_retail") if path.exists()), None)
    if found is None:
        pytest.skip("the real orders are not beside this checkout")
    return found / "online_retail.csv.gz"


def _plan_anew() -> None:
    """Plans that were made for nearly empty tables hold until a commit, and a test never commits."""
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


@pytest.mark.slow
def test_a_month_of_real_orders_comes_in_as_it_is_counted_by_hand(now: datetime, tmp_path: Path) -> None:
    with gzip.open(_real(), "rt", encoding="utf-8", newline="") as whole:
        lines = list(itertools.islice(whole, 45_001))
    file = tmp_path / "online_retail.csv"
    file.write_text("".join(lines), encoding="utf-8")
    rows = list(csv.DictReader(lines))
    back = [row for row in rows if row["InvoiceNo"].startswith("C")]
    wanted = {
        "rows": len(rows), "invoices": len({row["InvoiceNo"] for row in rows}), "cancellation_invoices": len({row["InvoiceNo"] for row in back}),
        "cancellation_lines": len(back), "repeated_rows": len(rows) - len({tuple(row.values()) for row in rows}),
    }  # fmt: skip
    assert wanted["cancellation_lines"] > 500
    _plan_anew()
    figures = import_file(file, make_shop("home", now).merchant)["figures"]
    assert {name: figures[name] for name in wanted} == wanted
    products = figures["product_cancellation_lines"]
    assert 0 < figures["matched"] < products <= len(back)
    assert figures["matched"] + figures["no_earlier_sale"] <= products


@pytest.mark.wide
def test_the_real_file_reaches_its_known_figures(now: datetime, tmp_path: Path) -> None:
    file = tmp_path / "online_retail.csv.gz"
    file.write_bytes(_real().read_bytes())
    _plan_anew()
    found = import_file(file, make_shop("home", now).merchant)
    wanted = {
        "rows": 541_909, "invoices": 25_900, "cancellation_invoices": 3_836, "cancellation_lines": 9_288, "product_cancellation_lines": 8_704,
        "matched": 7_508, "no_earlier_sale": 1_031, "exceeds_alone": 39, "exceeds_cumulated": 88, "at_a_price_once_paid": 7_197,
        "write_offs": 1_336, "repeated_rows": 5_268,
    }  # fmt: skip
    assert {name: found["figures"][name] for name in wanted} == wanted
