"""The accountant's month: each figure is what SQL over the postings comes to, a closed month stays, and what comes later corrects the next one."""

import csv
import io
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.notices import queries as notices
from makegood.apps.reports import queries as reports
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.insight.books.period import Period, month_of
from makegood.insight.month.figures import Month, cases_behind, month_of_books
from makegood.insight.month.holding import wrong_months
from makegood.insight.month.notes import country_of, is_one_stop
from makegood.insight.report_findings import report_findings
from makegood.interfaces.jobs.months import close_months
from makegood.journeys.close_month import close_month, set_accountant
from makegood.journeys.issue_credit_note import issue_credit_note
from makegood.journeys.take_credit_instead import take_credit_instead
from makegood.journeys.void_refund import void_refund
from makegood.kernel.digest import digest_of
from makegood.kernel.refusal import Refusal
from makegood.web.month_report import as_csv, as_pdf
from tests.cast import PASSWORD, STAFF, Shop, make_shop
from tests.journeys.test_other_means import gone, refund
from tests.reconciliation.story import days, refunded, stripe_shop

pytestmark = pytest.mark.django_db
CODES = [
    (
        "refund_owed",
        (("expense:goods", 3), ("expense:carriage", 1), ("tax:payable", 1), ("income:fees_kept", -1), ("customer:refund_payable", -4)),
    ),
    ("refund_paid", (("customer:refund_payable", 1), ("provider:clearing", -1))),
    ("refund_paid", (("customer:refund_payable", 1), ("customer:store_credit", -1))),
    ("credit_spent", (("customer:store_credit", 1), ("shop:clearing", -1))),
    ("credit_expired", (("customer:store_credit", 1), ("income:credit_expired", -1))),
    ("debt_noted", (("customer:receivable", 1), ("recovery", -1))),
    ("debt_paid", (("provider:clearing", 1), ("customer:receivable", -1))),
    ("claim_accepted", (("supplier:receivable", 1), ("recovery", -1))),
    ("claim_credited", (("provider:clearing", 1), ("carrier:receivable", -1))),
    ("claim_written_off", (("write_off", 1), ("supplier:receivable", -1))),
    ("dispute_taken", (("provider:disputed", 1), ("provider:clearing", -1))),
    ("dispute_fee", (("expense:fees", 1), ("provider:clearing", -1))),
    ("excess_recovered", (("provider:clearing", 1), ("customer:refund_payable", -1))),
]


def write(
    shop: Shop, code: str, parts: Any, amount: int, at: datetime, *, money: str = "EUR", phase: str = "posted", subject: str = "x"
) -> Any:
    with unit(merchants=[shop.id], by=STAFF):
        return ledger.write(
            [NewEntry(phase, code, subject, tuple((account, money, sign * amount) for account, sign in parts))], by=STAFF, now=at
        )[0]


def _live(shop: Shop, now: datetime, seed: int) -> None:
    """Two months in two currencies: for good, only asked, posted, voided and reversed."""
    chance = random.Random(seed)
    for number in range(60):
        code, parts = chance.choice(CODES)
        at, money = now - timedelta(days=chance.randrange(0, 60)), chance.choice(["EUR", "JPY"])
        phase = chance.choice(["posted", "posted", "pending"])
        made = write(shop, code, parts, chance.randrange(1, 90_000), at, money=money, phase=phase, subject=f"s{number}")
        fate = chance.choice(["stay", "stay", "end"])
        if fate == "end":
            with unit(merchants=[shop.id], by=STAFF):
                if phase == "posted":
                    ledger.reverse_entry(made, by=STAFF, now=now)
                elif chance.random() < 0.5:
                    ledger.post_entry(made, by=STAFF, now=now)
                else:
                    ledger.void_entry(made, by=STAFF, now=now)


def closing(shop: Shop, now: datetime) -> int:
    """How many months of this shop are closed by the hour's job; there may be other shops."""
    with unit(merchants=[shop.id]):
        before = len(reports.closed_months())
    close_months(now=now)
    with unit(merchants=[shop.id]):
        return len(reports.closed_months()) - before


def month(shop: Shop, first: date, **more: Any) -> Month:
    with unit(merchants=[shop.id]):
        return month_of_books(month_of(merchant_of(shop.id), first), **more)


def sql(shop: Shop, where: str, period: Period, *, sign: int = 1) -> dict[str, int]:
    """{currency: sum of postings that count} by SQL alone."""
    with unit(merchants=[shop.id]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.commodity, sum(p.amount) FROM ledger_posting p JOIN ledger_entry e ON (e.merchant_id, e.id) = (p.merchant_id, p.entry_id) "
            f"WHERE p.merchant_id = %s AND e.phase IN ('posted', 'post', 'reverse') AND p.commodity <> 'UNT' AND {where} GROUP BY 1",
            [shop.id, *([period.start, period.end] if where.startswith(IN) else [period.end])],
        )
        return {money: sign * int(amount) for money, amount in cursor.fetchall() if amount}


OWED = {"customer:refund_payable": -1, "customer:store_credit": -1}
IN = "e.at >= %s AND e.at < %s AND "
SAME = {
    "refunds": (IN + "p.account = 'provider:clearing' AND e.code IN ('refund_paid', 'excess_recovered')", -1),
    "credits": (IN + "p.account = 'customer:store_credit'", -1),
    "kept": (IN + "p.account IN ('income:fees_kept', 'income:credit_expired')", -1),
    "costs": (IN + "p.account LIKE 'expense:%%'", 1),
    "write_offs": (IN + "p.account = 'write_off'", 1),
    "disputes": (IN + "p.account = 'provider:disputed'", 1),
}  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_each_figure_is_what_sql_over_the_postings_comes_to(now: datetime, seed: int) -> None:
    shop = make_shop("home", now)
    _live(shop, now, seed)
    for first in (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)):
        found = month(shop, first)
        for section, (where, sign) in SAME.items():
            sums: dict[str, int] = {}
            for one in found.figures:
                if one.section == section:
                    sums[one.currency] = sums.get(one.currency, 0) + one.minor
                    assert one.minor == sum(line.minor for line in one.lines)
            assert {money: amount for money, amount in sums.items() if amount} == sql(shop, where, found.period, sign=sign), section
        for one in found.figures:
            if one.section == "recoveries":
                party, _, code = one.key.partition(":")
                where = IN + f"p.account = '{party}:receivable' AND e.code = '{code}'"
                assert (
                    sql(shop, where, found.period, sign=1 if code in ("claim_accepted", "debt_noted") else -1).get(one.currency, 0)
                    == one.minor
                )
            if one.section in ("open", "balances"):
                sign = -1 if one.section == "open" and one.key in OWED else 1
                with unit(merchants=[shop.id]):
                    behind = cases_behind(found.period, one.key, one.currency)
                assert sum(line.minor for line in behind) == (
                    one.minor if one.section == "open" or one.key not in OWED else OWED[one.key] * one.minor
                )
                assert sign * sql(shop, f"e.at < %s AND p.account = '{one.key}'", found.period).get(one.currency, 0) == one.minor


def test_a_closed_month_stays_and_what_is_booked_into_it_later_corrects_the_next(now: datetime) -> None:
    shop = make_shop("home", now)
    owed, paid = CODES[0][1], CODES[1][1]
    write(shop, "refund_paid", paid, 1000, datetime(2026, 10, 20, tzinfo=UTC), subject="a")
    assert closing(shop, now=datetime(2026, 11, 1, 3, tzinfo=UTC)) == 0  # six hours after the shop's midnight
    assert closing(shop, now=datetime(2026, 11, 1, 6, tzinfo=UTC)) == 1
    before = month(shop, date(2026, 10, 1)).as_json()
    write(shop, "refund_owed", owed, 100, datetime(2026, 10, 25, tzinfo=UTC), subject="late")
    write(shop, "refund_paid", paid, 30, datetime(2026, 11, 2, tzinfo=UTC), subject="b")
    with unit(merchants=[shop.id]):
        closed = reports.closed_month(date(2026, 10, 1))
        assert closed is not None and closed.figures == before and closed.digest == digest_of(closed.figures)
        assert month_of_books(month_of(merchant_of(shop.id), date(2026, 10, 1)), through=closed.through).as_json() == before
    assert month(shop, date(2026, 10, 1)).as_json() != before
    november = month(shop, date(2026, 11, 1))
    corrections = {one.key: one.minor for one in november.figures if one.section == "corrections"}
    assert corrections == {
        "expense:goods:2026-10": 300, "expense:carriage:2026-10": 100, "tax:payable:2026-10": 100, "income:fees_kept:2026-10": -100,
        "customer:refund_payable:2026-10": -400,
    }  # fmt: skip
    assert {one.key: one.minor for one in november.figures if one.section == "refunds"} == {"other:manual": 30}
    kept = {(one[0], one[1]): one[3] for one in closed.figures["figures"]}
    for one in november.figures:  # what stood at the end of October, and what has moved since, and the correction, is what stands now
        if one.section == "balances":
            moved = sql(shop, IN + f"p.account = '{one.key}'", november.period).get("EUR", 0)
            assert one.minor == kept.get(("balances", one.key), 0) + moved + corrections.get(f"{one.key}:2026-10", 0)
    assert closing(shop, now=datetime(2026, 12, 1, 6, tzinfo=UTC)) == 1
    with unit(merchants=[shop.id]):
        assert [row for row in reports.closed_months()[-1].figures["figures"] if row[0] == "corrections"] != []
    assert [one for one in month(shop, date(2026, 12, 1)).figures if one.section == "corrections"] == []  # said once


def test_it_is_ready_on_the_first_and_the_accountant_is_written_to_once(now: datetime) -> None:
    shop = make_shop("home", now)
    write(shop, "refund_paid", CODES[1][1], 1000, datetime(2026, 9, 20, tzinfo=UTC))
    with pytest.raises(Refusal, match="address"):
        set_accountant(merchant_id=shop.id, email="books", by=STAFF, now=now)
    set_accountant(merchant_id=shop.id, email="books@test.example", by=STAFF, now=now)
    at = datetime(2026, 11, 1, 6, tzinfo=UTC)
    assert closing(shop, now=at) == 2 and closing(shop, now=at + days(1)) == 0
    with unit(merchants=[shop.id]):
        assert [(one.first_on.month, bool(one.figures["figures"])) for one in reports.closed_months()] == [(9, True), (10, True)]
        mails = [one for one in notices.recent_notices() if one.kind == "month_closed"]
        assert [(one.to, one.subject.endswith("2026-09")) for one in mails] == [("books@test.example", False), ("books@test.example", True)]
        assert all("/desk/books/month/?month=2026-" in one.text for one in mails)
    with pytest.raises(Refusal, match="over"):
        close_month(
            merchant_id=shop.id, first=date(2026, 11, 1), ends_at=datetime(2026, 11, 30, 23, tzinfo=UTC), figures={}, by=STAFF, now=at
        )


def test_credit_notes_stand_by_country_and_rate_and_one_that_is_taken_back_is_gone_from_the_sum(now: datetime) -> None:
    shop = stripe_shop(now)
    kept, wrong = refunded(shop, now, number="#1", ref="re_1"), refunded(shop, now, number="#2", ref="re_2", named="pi_5678")
    for one in (kept, wrong):
        issue_credit_note(merchant_id=shop.id, case_id=one.case_id, by=STAFF, now=now)
    (row,) = month(shop, date(2026, 11, 1)).notes
    assert (row.country, row.rate, row.net, row.tax, row.gross, row.count) == ("DE", "0.19", 2 * 2420, 2 * 460, 2 * 2880, 2)
    with unit(merchants=[shop.id]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum((rate->>'gross')::numeric * 100) FROM settlement_creditnote, jsonb_array_elements(body->'by_rate') rate WHERE merchant_id = %s",
            [shop.id],
        )
        assert int(cursor.fetchone()[0]) == row.gross
        reimbursement = settlement.reimbursement_by_id(wrong.reimbursement_id)
    void_refund(merchant_id=shop.id, reimbursement_id=reimbursement.public_id, reason="the wrong customer", by=STAFF, now=now)
    (row,) = month(shop, date(2026, 11, 1)).notes
    assert (row.net, row.tax, row.gross, row.count) == (2420, 460, 2880, 3)  # two notes, and the one that takes one of them back
    assert {one.key: one.minor for one in month(shop, date(2026, 11, 1)).figures if one.section == "refunds"} == {"refund:stripe": 2880}


def test_the_one_stop_shop_is_for_what_went_to_another_country_of_the_union() -> None:
    assert [country_of(one) for one in ("DE", "US-CA", "GB-NIR", "GB")] == ["DE", "US", "XI", "GB"]
    assert [is_one_stop(one, "DE") for one in ("DE", "FR", "XI", "GB", "US")] == [False, True, True, False, False]
    assert not is_one_stop("FR", "US")


def test_a_month_without_anything_and_one_of_two_currencies_are_drawn(now: datetime) -> None:
    shop = make_shop("home", now)
    with unit(merchants=[shop.id]):
        merchant = merchant_of(shop.id)
    empty = month(shop, date(2026, 8, 1)).as_json()
    assert empty == {"figures": [], "notes": []} and as_pdf(empty, date(2026, 8, 1), merchant, day=now.date()).startswith(b"%PDF")
    _live(shop, now, 1)
    figures = month(shop, date(2026, 11, 1)).as_json()
    assert {row[2] for row in figures["figures"]} == {"EUR", "JPY"}
    one, again = (as_pdf(figures, date(2026, 11, 1), merchant, day=now.date()) for _ in range(2))
    assert one == again and one.startswith(b"%PDF")
    table = list(csv.DictReader(io.StringIO(as_csv(figures, date(2026, 11, 1)))))
    assert len(table) == len(figures["figures"]) and {line["month"] for line in table} == {"2026-11"}
    assert next(line for line in table if line["currency"] == "JPY")["amount"].lstrip("-").isdigit()


def test_its_pages_show_each_figure_with_its_lines_to_an_owner(now: datetime, settings: Any, client: Client) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = stripe_shop(now)
    one = refunded(shop, now, number="#1", ref="re_1")
    issue_credit_note(merchant_id=shop.id, case_id=one.case_id, by=STAFF, now=now)
    assert client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD}).status_code == 302
    page = client.get("/desk/books/month/?month=2026-11").content.decode()
    assert "€28.80" in page and "not closed yet" in page and "Germany" in page
    for query in (
        "section=refunds&key=refund:stripe&currency=EUR",
        "section=credit_notes&key=DE:0.19&currency=EUR",
        "section=costs&key=goods:refund_owed&currency=EUR",
    ):
        answer = client.get(f"/desk/books/month/2026-11/rows/?{query}")
        assert answer.status_code == 200, query
    assert client.get("/desk/books/month/2026-11/rows/?section=refunds&key=x&currency=EUR").status_code == 404
    assert client.get("/desk/books/month/2026-11.csv").content.decode().startswith("month,section,key")
    assert client.get("/desk/books/month/2026-11.pdf").content.startswith(b"%PDF")
    assert client.get("/desk/books/month/2026-11.xls").status_code == 404
    assert client.get("/desk/books/month/?month=2026-13").status_code == 422
    close_months(now=datetime(2026, 12, 1, 6, tzinfo=UTC))
    assert "Closed on" in client.get("/desk/books/month/?month=2026-11").content.decode()


def test_a_closed_month_that_was_changed_is_found(now: datetime) -> None:
    shop = make_shop("home", now)
    write(shop, "refund_paid", CODES[1][1], 1000, datetime(2026, 10, 20, tzinfo=UTC))
    close_months(now=datetime(2026, 11, 1, 6, tzinfo=UTC))
    write(shop, "refund_paid", CODES[1][1], 7, datetime(2026, 10, 21, tzinfo=UTC))  # later, which the month did not see
    with unit(merchants=[shop.id]):
        merchant = merchant_of(shop.id)
        assert wrong_months(merchant) == []
    with unit(merchants=[shop.id]), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reports_month DISABLE TRIGGER append_only")
        cursor.execute("UPDATE reports_month SET figures = jsonb_set(figures, '{figures,0,3}', '5') WHERE merchant_id = %s", [shop.id])
        cursor.execute("ALTER TABLE reports_month ENABLE TRIGGER append_only")
    with unit(merchants=[shop.id]):
        first, second = wrong_months(merchant)
        assert "not those that were closed" in first and "something else now" in second
        assert [one.id for one in report_findings(merchant, now)] == ["mg.E090"]


def test_a_refund_turned_into_credit_is_no_money_that_left(now: datetime) -> None:
    shop, case, _transfer = gone(now)
    take_credit_instead(merchant_id=shop.id, reimbursement_id=refund(shop, case).public_id, by=CUSTOMER, now=now)
    with unit(merchants=[shop.id]):
        period = month_of(merchant_of(shop.id), now.astimezone(UTC).date().replace(day=1))
        found = {(one.section, one.key): one.minor for one in month_of_books(period).figures if one.section in ("refunds", "credits")}
    assert found == {("refunds", "as_credit"): 0, ("credits", "refund_paid"): 2880}
