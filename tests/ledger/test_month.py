"""A month for the accountant: every figure is the ledger's or a credit note's; it is closed once, told, and never changes again."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from makegood.apps.ledger import reports
from makegood.apps.notices import queries as notices
from makegood.apps.settlement import queries as settlement
from makegood.base.unit import unit
from makegood.insight.books.month import month_figures
from makegood.insight.books.period import period_of
from makegood.interfaces.jobs import sweeps
from makegood.kernel.money import minor_from_text
from tests.cast import LAMP, PASSWORD, make_shop
from tests.journeys.test_corrections import start
from tests.journeys.test_credit import credit_for_a_lamp
from tests.journeys.test_credit_spent import code_of, spend
from tests.promises.test_no_black_hole import _pay

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def with_a_refund_and_credit() -> Any:
    """A broken lamp whose 39.00 are paid out, and a lamp for credit of which something is spent."""
    shop = make_shop("gifts", NOW)
    case = start(shop, NOW, "damaged_in_transit", "refund", line=LAMP)
    _pay(shop, case, NOW)
    spend(shop, code_of(shop, credit_for_a_lamp(shop, NOW)), "#9", 700, NOW)
    return shop


def figures(shop: Any, first: date = date(2026, 11, 1), last: date = date(2026, 11, 30)) -> dict[str, Any]:
    with unit(merchants=[shop.id]):
        return month_figures(period_of(shop.merchant, first, last))


def raw(shop: Any, account: str, code: str = "%") -> int:
    """Straight from the postings, past everything of ours."""
    with unit(merchants=[shop.id]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(p.amount), 0) FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id "
            "WHERE p.account = %s AND e.code LIKE %s AND e.phase IN ('posted', 'post', 'reverse') AND p.merchant_id = %s",
            [account, code, shop.id],
        )
        return int(cursor.fetchone()[0])


def test_every_figure_is_the_ledger_s() -> None:
    shop = with_a_refund_and_credit()
    found = figures(shop)
    euro = found["currencies"]["EUR"]

    def minor(text: str) -> int:
        return minor_from_text(text, "EUR")

    assert minor(euro["refunds"]["paid_out"]) == -raw(shop, "provider:clearing", "refund_paid") > 0
    assert minor(euro["credit"]["given"]) == -raw(shop, "customer:store_credit", "refund_paid") > 0
    assert minor(euro["credit"]["spent"]) == 700 == raw(shop, "customer:store_credit", "credit_spent")
    for row in euro["accounts"]:
        assert minor(row["closing"]) == minor(row["opening"]) + minor(row["debit"]) - minor(row["credit"]) == raw(shop, row["account"])
    assert sum(minor(row["closing"]) for row in euro["accounts"]) == 0
    opened = {row["account"]: minor(row["for_good"]) for row in euro["open"]}
    assert opened["customer:store_credit"] == raw(shop, "customer:store_credit")


def test_tax_stands_by_country_and_rate_as_the_credit_notes_say() -> None:
    shop = with_a_refund_and_credit()
    with unit(merchants=[shop.id]):
        notes = settlement.credit_notes_between(date(2026, 11, 1), date(2026, 12, 1))
        gross = sum(minor_from_text(row["gross"], "EUR") for note in notes for row in note.body["by_rate"])
    (row,) = figures(shop)["vat"]
    assert (row["country"], row["currency"], minor_from_text(row["gross"], "EUR")) == ("DE", "EUR", gross) and gross > 0
    assert minor_from_text(row["net"], "EUR") + minor_from_text(row["tax"], "EUR") == gross


def test_a_month_in_which_nothing_happened_only_carries_on() -> None:
    shop = with_a_refund_and_credit()
    later = figures(shop, date(2026, 12, 1), date(2026, 12, 31))
    euro = later["currencies"]["EUR"]
    assert later["vat"] == [] and {row["debit"] for row in euro["accounts"]} == {row["credit"] for row in euro["accounts"]} == {"0.00"}
    assert euro["refunds"]["paid_out"] == "0.00" and figures(shop, date(2026, 9, 1), date(2026, 9, 30)) == {
        "from": "2026-09-01", "to": "2026-09-30", "vat": [], "currencies": {},
    }  # fmt: skip


def test_a_month_is_closed_by_the_third_once_and_the_owner_is_told() -> None:
    shop = with_a_refund_and_credit()
    second = datetime(2026, 12, 2, 5, tzinfo=UTC)
    assert sweeps.close_months(now=second) >= 1
    was = figures(shop)
    assert sweeps.close_months(now=second) == 0
    with unit(merchants=[shop.id]):
        kept = reports.month_report("2026-11")
        assert kept is not None and kept.figures == was and kept.made_at == second
        (mail,) = notices.mails_page(kind="month_ready")
    assert mail.to == shop.owner and "November 2026" in mail.subject and "/desk/books/month/2026-11/" in mail.text


def test_the_page_and_its_table_show_what_was_kept() -> None:
    shop = with_a_refund_and_credit()
    desk = Client()
    assert desk.login(username=shop.owner, password=PASSWORD)
    page = desk.get("/desk/books/month/2026-11/")
    assert page.status_code == 200 and "7.00" in page.content.decode()
    sweeps.close_months(now=datetime(2026, 12, 2, 5, tzinfo=UTC))
    closed = desk.get("/desk/books/month/2026-11/").content.decode()
    assert "Closed on" in closed and "something else today" not in closed
    table = desk.get("/desk/books/month/2026-11/?as=csv").content.decode()
    assert "credit,spent,EUR,,,,7.00,,," in table and "vat,DE 0.19,EUR" in table
    assert desk.get("/desk/books/month/2026-13/").status_code == 404
