"""`makegood import orders`: Shopify's export, any table by its mapping, and what is remembered for whom."""

import gzip
import json
import secrets
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from makegood.apps.orders import queries as orders
from makegood.base.unit import unit
from makegood.intake import uploads
from makegood.intake.run import refused_table
from makegood.intake.uploads import KEPT, keep_file, path_of, run_upload
from makegood.interfaces.console.orders import import_file
from makegood.interfaces.jobs.sweeps import drop_uploads
from makegood.journeys.change_upload import change_upload
from makegood.journeys.keep_upload import keep_upload
from makegood.journeys.record_upload import record_upload
from makegood.journeys.take_upload import take_upload
from makegood.kernel.refusal import Refusal
from makegood.web.follow import after_import
from tests.cast import STAFF, make_shop
from tests.connectors.test_shopify import NODE

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"
TABLE = "Nr;Wann;Was;Preis\n1;02/03/2026;Becher;12,90\n2;25/03/2026;=SUMME(A1);x\n"


def test_shopifys_export_comes_in_to_the_cent(now: datetime, tmp_path: Path) -> None:
    shop = make_shop("gifts", now)
    file = tmp_path / "orders_export.csv"
    file.write_bytes((FILES / "shopify_orders_export.csv").read_bytes())
    found = import_file(file, shop.merchant)
    assert (found["format"], found["new"], found["refused"]) == ("shopify", 5, 0)
    assert "line item properties" in found["notes"][0]
    assert import_file(file, shop.merchant)["unchanged"] == 5
    with unit(merchants=[shop.id]):
        by_number = {order.number: order for order in orders.orders_page()}
        assert {number: order.total_minor for number, order in by_number.items()} == {
            "#1042": 6880, "#2210": 8906, "#4415": 5490, "#5120": 26400, "#7003": 2349,
        }  # fmt: skip
        assert all("total_differs" not in order.tags for order in by_number.values())
        mug = by_number["#1042"]
        assert (mug.tax_minor, mug.shipped_on.isoformat(), mug.source_id) == (1098, "2026-10-29", "6001000001042")
        assert [line.customer_input for line in orders.lines_of(mug.id)] == ["unknown", "unknown"]
        assert [(one.amount_minor, one.line_id) for one in orders.past_returns_of(by_number["#2210"].id)] == [(3510, None)]
        assert by_number["#7003"].cancelled_at is not None
        contact = orders.contact_of(mug.id)
        assert contact is not None and contact.postcode == "01067"
        found_again = orders.find_orders(number="1042", postcode="01067")
        assert found_again is not None and found_again.id == mug.id


def test_what_went_back_counts_once_whether_the_export_or_the_api_said_it(now: datetime, tmp_path: Path) -> None:
    shop, export, api = make_shop("gifts", now), tmp_path / "export.csv", tmp_path / "api.json"
    head, rows = (FILES / "shopify_orders_export.csv").read_text(encoding="utf-8").split("\n", 1)
    row = next(line for line in rows.splitlines() if line.startswith("#5120"))

    def bring_export(refunded: str) -> None:
        export.write_text(f"{head}\n{row.replace(',264.00,Makegood', f',{refunded},Makegood')}\n", encoding="utf-8")
        import_file(export, shop.merchant)

    def went_back() -> list[int]:
        with unit(merchants=[shop.id]):
            order = orders.orders_page(number="5120")[0]
            return sorted(one.amount_minor for one in orders.past_returns_of(order.id))

    bring_export("20.00")
    bring_export("50.00")
    bring_export("50.00")
    assert went_back() == [2000, 3000]
    bag = {"presentmentMoney": {"amount": "50.00", "currencyCode": "PLN"}}
    node = json.loads(json.dumps(NODE).replace("EUR", "PLN")) | {
        "id": "gid://shopify/Order/6001000005120", "name": "#5120", "refunds": [{"id": "r9", "createdAt": "2026-11-08T10:00:00Z", "totalRefundedSet": bag}],
    }  # fmt: skip
    api.write_text(json.dumps(node))
    assert import_file(api, shop.merchant)["changed"] == 1
    assert went_back() == [5000]
    bring_export("50.00")
    assert went_back() == [5000]


def test_a_guess_brings_nothing_in_and_a_confirmed_mapping_is_remembered_for_its_shop_alone(now: datetime, tmp_path: Path) -> None:
    shop, other, file = make_shop("gifts", now), make_shop("gifts", now), tmp_path / "b.csv"
    file.write_text(TABLE, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        import_file(file, shop.merchant)
    assert refused.value.code == "mapping_unconfirmed"
    beside = tmp_path / "b.csv.mapping.yaml"
    assert "Nr, Wann, Was, Preis" in beside.read_text(encoding="utf-8") and "unit_price: Preis" in beside.read_text(encoding="utf-8")
    beside.write_text("columns: {number: Nr, placed_at: Wann, title: Was, unit_price: Preis}\n", encoding="utf-8")
    assert import_file(file, shop.merchant, mapping=str(beside), write=False)["new"] == 1
    with unit(merchants=[shop.id]):
        assert orders.orders_page() == []
    found = import_file(file, shop.merchant, mapping=str(beside))
    assert (found["new"], found["refused"]) == (1, 1)
    refusal = json.loads(Path(found["refused_file"]).read_text(encoding="utf-8"))
    assert (refusal["row"], refusal["code"]) == (3, "amount_unreadable") and refusal["remedy"]
    file.write_text(TABLE.replace("\n1;", "\n7;").replace("Nr;Wann", "NR;WANN"), encoding="utf-8")
    with pytest.raises(Refusal):  # the columns are spelt anew: somebody looks again
        import_file(file, shop.merchant)
    file.write_text(TABLE.replace("\n1;", "\n7;"), encoding="utf-8")
    assert import_file(file, shop.merchant)["new"] == 1
    with pytest.raises(Refusal):
        import_file(file, other.merchant)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("columns: {number: Nr, colour: Was}", "field_unknown"), ("- 1", "mapping_unreadable"), ("columns: [", "mapping_unreadable"),
        ("columns: {number: Nr, placed_at: Wann, title: Was, unit_price: Price}", "columns_missing"),
        ("columns: {number: Nr}", "columns_needed"), ("columns: {number: [Nr, Was]}", "field_twice"),
        ("columns: {number: Nr}\nday_order: ydm", "mapping_unreadable"), ("columns: {number: Nr}\ncurrency: Taler", "unknown_currency"),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit_is_refused_with_a_sentence(text: str, code: str, now: datetime, tmp_path: Path) -> None:
    file, mapping = tmp_path / "b.csv", tmp_path / "m.yaml"
    file.write_text(TABLE, encoding="utf-8")
    mapping.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        import_file(file, make_shop("gifts", now).merchant, mapping=str(mapping))
    assert refused.value.code == code and refused.value.remedy


def test_refused_rows_never_become_formulas() -> None:
    lines = [json.dumps({"row": 2, "order": "=1+1", "code": "x", "message": "@SUM", "remedy": "-2"})]
    assert list(refused_table(lines))[1] == ["2", "'=1+1", "x", "'@SUM", "'-2"]


def test_uploaded_files_go_after_a_day_and_a_bomb_leaves_nothing(now: datetime, monkeypatch: Any) -> None:
    shop = make_shop("gifts", now)
    size = keep_file([b"Order,", b"Date\n"], merchant_id=shop.id, public_id="upl_1")
    keep_upload(merchant_id=shop.id, public_id="upl_1", file_name="a.csv", size=size, by=STAFF, now=now)
    assert drop_uploads(now=now) == 0 and path_of(shop.id, "upl_1").exists()
    assert drop_uploads(now=now + KEPT * 2) == 1 and not path_of(shop.id, "upl_1").exists()
    assert drop_uploads(now=now + KEPT * 2) == 0
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 10_000_000)
    with pytest.raises(Refusal) as refused:
        keep_file([gzip.compress(b"0" * 20_000_000)], merchant_id=shop.id, public_id="upl_2")
    assert refused.value.code == "file_too_large"
    assert [one.name for one in path_of(shop.id, "upl_2").parent.iterdir()] == []


def _uploaded(shop: Any, name: str, text: str, now: datetime) -> str:
    size = keep_file([text.encode()], merchant_id=shop.id, public_id=name)
    keep_upload(merchant_id=shop.id, public_id=name, file_name="orders.csv", size=size, by=STAFF, now=now)
    return name


def test_the_button_pressed_twice_brings_it_in_once_and_only_for_its_shop(now: datetime) -> None:
    shop, other = make_shop("gifts", now), make_shop("gifts", now)
    upload = _uploaded(shop, "upl_twice", "Order,Date,Item,Price\n1,2026-10-26,Mug,5.00\n2,2026-10-27,Mug,x\n", now)
    with pytest.raises(Refusal), unit(merchants=[other.id]):
        orders.upload_of(upload)
    assert take_upload(merchant_id=shop.id, upload_id=upload, later=False, by=STAFF) is not None
    assert take_upload(merchant_id=shop.id, upload_id=upload, later=False, by=STAFF) is None
    with pytest.raises(Refusal, match="on its way in"):
        change_upload(merchant_id=shop.id, upload_id=upload, options={}, by=STAFF)
    for _ in range(2):
        run_upload(merchant_id=shop.id, upload_id=upload, by=STAFF, now=now, follow=after_import(merchant_id=shop.id, now=now))
    with unit(merchants=[shop.id]):
        done = orders.upload_of(upload)
        assert (done.state, done.counts) == ("done", {"read": 1, "new": 1, "unchanged": 0, "changed": 0, "refused": 1})
        assert len(orders.orders_page()) == 1
    with unit(merchants=[other.id]):
        assert orders.orders_page() == [] and orders.recent_uploads() == []


def test_a_job_that_is_run_again_after_its_worker_died_still_counts_as_new_what_it_brought_in(now: datetime) -> None:
    shop = make_shop("gifts", now)
    first = _uploaded(shop, "upl_died", "Order,Date,Item,Price\n1,2026-10-26,Mug,5.00\n", now)
    take_upload(merchant_id=shop.id, upload_id=first, later=True, by=STAFF)
    run_upload(merchant_id=shop.id, upload_id=first, by=STAFF, now=now, follow=after_import(merchant_id=shop.id, now=now))
    record_upload(merchant_id=shop.id, upload_id=first, state="running", by=STAFF, now=now, counts={"new": 1})
    keep_file([b"Order,Date,Item,Price\n1,2026-10-26,Mug,5.00\n2,2026-10-27,Mug,6.00\n"], merchant_id=shop.id, public_id=first)
    run_upload(merchant_id=shop.id, upload_id=first, by=STAFF, now=now, follow=after_import(merchant_id=shop.id, now=now))
    with unit(merchants=[shop.id]):
        counts = orders.upload_of(first).counts
        assert (counts["new"], counts["unchanged"]) == (2, 0)


def test_a_file_that_ends_in_the_middle_keeps_what_stood_before(now: datetime, tmp_path: Path) -> None:
    shop, file = make_shop("gifts", now), tmp_path / "bulk.jsonl.gz"
    rows = [json.dumps({**NODE, "id": f"gid://shopify/Order/{number}", "note": secrets.token_hex(400)}) for number in range(400)]
    file.write_bytes(gzip.compress("\n".join(rows).encode())[:-20_000])
    found = import_file(file, shop.merchant)
    assert 0 < found["new"] < 400 and found["refused"] == 1
    assert json.loads(Path(found["refused_file"]).read_text())["code"] == "broken_gzip"


def test_the_command_says_what_it_read_and_counts(now: datetime, tmp_path: Path) -> None:
    help_text = subprocess.run([sys.executable, "-m", "makegood", "import", "orders", "--help"], capture_output=True, text=True, timeout=60)
    assert help_text.returncode == 0 and "--mapping" in help_text.stdout
