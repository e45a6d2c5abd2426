"""The books as a file: another program reads them and comes to the same sums."""

import csv
import io
import json
import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from beancount import loader
from beancount.core import realization
from beancount.core.amount import Amount
from beancount.core.data import Transaction
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.accounts import MONEY_ACCOUNTS, UNITS
from makegood.apps.ledger.books import balances_before
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.books.beancount import account_named, as_beancount
from makegood.insight.books.period import Period, period_of
from makegood.insight.books.table import as_csv, trial_balance
from makegood.interfaces.console import books as console
from makegood.journeys.open_return import open_return
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import LAMP, PASSWORD, STAFF, Shop, line_of, make_shop, sell

pytestmark = pytest.mark.django_db


def _live(shop: Shop, now: datetime, seed: int) -> None:
    """Some months of refunds: asked, paid, taken back, given as credit; pieces moved; in two currencies."""
    chance = random.Random(seed)
    for number in range(40):
        at = now - timedelta(days=chance.randrange(0, 150), minutes=number)
        money, amount = chance.choice([("EUR", chance.randrange(1, 90_000)), ("JPY", chance.randrange(1, 9_000))])
        parts = (("customer:refund_payable", money, amount), ("provider:clearing", money, -amount))
        with unit(merchants=[shop.id], by=STAFF):
            ledger.write(
                [
                    NewEntry(
                        "posted",
                        "refund_owed",
                        f"rmb_{number}",
                        (("expense:goods", money, amount), ("customer:refund_payable", money, -amount)),
                    )
                ],
                by=STAFF,
                now=at,
            )
            (asked,) = ledger.write([NewEntry("pending", "refund_paid", f"rmb_{number}", parts)], by=STAFF, now=at)
            fate = chance.choice(["open", "posted", "posted", "void", "reversed"])
            later = min(now, at + timedelta(days=chance.randrange(0, 40)))
            if fate in ("posted", "reversed"):
                posted = ledger.post_entry(asked, by=STAFF, now=later)
                if fate == "reversed":
                    ledger.reverse_entry(posted, by=STAFF, now=later)
            if fate == "void":
                ledger.void_entry(asked, by=STAFF, now=later)


def _read(text: str) -> tuple[list[Any], dict[tuple[str, str], Decimal]]:
    """What Beancount makes of it: its entries and each account's sum; a fault of the text fails here."""
    entries, errors, _ = loader.load_string(text)
    assert errors == [], errors
    found: dict[tuple[str, str], Decimal] = {}
    for leaf in realization.iter_children(realization.realize(entries), leaf_only=False):
        for position in leaf.balance:
            units: Amount = position.units
            found[(leaf.account, units.currency)] = units.number
    return entries, found


def _ours(period: Period) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for row in trial_balance(period):
        amount = Decimal(row["final"]) + Decimal(row["asked"])
        if amount:
            found[(account_named(row["account"]), row["commodity"])] = amount
    return found


@pytest.mark.parametrize("seed", range(4))
def test_beancount_comes_to_the_same_sums(now: datetime, seed: int) -> None:
    shop = make_shop("home", now)
    _live(shop, now, seed)
    with unit(merchants=[shop.id]):
        merchant = merchant_of(shop.id)
        for days in (200, 60, 20):
            period = period_of(merchant, now.date() - timedelta(days=days), now.date())
            _, theirs = _read("".join(as_beancount(merchant, period, MONEY_ACCOUNTS)))
            assert {key: value for key, value in theirs.items() if value} == _ours(period)
        for money in ("EUR", "JPY"):
            assert sum(Decimal(row["final"]) for row in trial_balance(period) if row["commodity"] == money) == 0


def test_a_whole_return_with_its_pieces_is_read(now: datetime) -> None:
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    line = line_of(shop, order)
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, ("defective",)),)), by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id], by=STAFF):
        ledger.write(
            [
                ledger.move_units(
                    code="arrived",
                    subject="prc_1",
                    line=returns.lines_of_case(case.id)[0],
                    source="with_customer",
                    target="at_hub",
                    quantity=1,
                )
            ],
            by=STAFF,
            now=now,
        )
        period = period_of(merchant_of(shop.id), now.date(), now.date())
        text = "".join(as_beancount(merchant_of(shop.id), period, MONEY_ACCOUNTS))
        again = "".join(as_beancount(merchant_of(shop.id), period, MONEY_ACCOUNTS))
    entries, theirs = _read(text)
    assert text == again and theirs[("Assets:Units:AtHub", UNITS)] == 1
    assert f'case: "{case.number}"' in text and "hanna" not in text.lower()  # a case has a number, nobody has a name
    assert any(isinstance(one, Transaction) and one.flag == "*" for one in entries)


def test_the_table_has_every_posting_and_says_what_counts(now: datetime) -> None:
    shop = make_shop("home", now)
    _live(shop, now, 7)
    with unit(merchants=[shop.id]):
        merchant = merchant_of(shop.id)
        period = period_of(merchant, now.date() - timedelta(days=200), now.date())
        rows = list(csv.DictReader(io.StringIO("".join(as_csv(period)))))
        sums: dict[tuple[str, str], int] = {}
        for row in rows:
            if row["state"] == "final":
                key = (row["account"], row["commodity"])
                sums[key] = sums.get(key, 0) + minor_from_text(row["amount"].removeprefix("-"), row["commodity"]) * (
                    -1 if row["amount"].startswith("-") else 1
                )
        final = {key: value for key, (value, _) in balances_before(period.end).items() if value}
    assert {key: value for key, value in sums.items() if value} == final
    assert {row["state"] for row in rows} == {"final", "asked", "gone"}


def test_sums_are_the_databases_work(now: datetime) -> None:
    shop = make_shop("home", now)
    _live(shop, now, 3)
    with unit(merchants=[shop.id]), CaptureQueriesContext(connection) as seen:
        balances_before(now + timedelta(days=1))
    assert len(seen.captured_queries) == 1


def test_from_the_console(now: datetime, settings: Any, capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    _live(shop, now, 5)
    slug = shop.merchant.slug
    assert console.balance(shop=slug, json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["on"] == "2026-11-20" and {row["account"] for row in told["accounts"]} >= {"expense:goods", "provider:clearing"}
    assert console.export(shop=slug) == 0
    _read(capsys.readouterr().out)
    out = tmp_path / "books.csv"
    assert console.export(shop=slug, format="csv", start="2026-11-01", end="2026-11-20", out=str(out)) == 0
    assert out.read_text().startswith("entry,day,at,state,")
    with pytest.raises(Refusal, match="ends before it begins"):
        console.export(shop=slug, start="2026-11-20", end="2026-11-01")
    assert (
        period_of(shop.merchant, date(2026, 1, 1), date(2026, 1, 1)).end
        > period_of(shop.merchant, date(2026, 1, 1), date(2026, 1, 1)).start
    )


def test_the_owner_reads_a_month_and_fetches_it(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    _live(shop, now, 5)
    client = Client()
    assert client.login(username=shop.owner, password=PASSWORD)
    page = client.get("/desk/books/")
    assert page.status_code == 200 and b"2026-11" in page.content and b"Owed to the customer" in page.content
    earlier = client.get("/desk/books/?month=2026-09")
    assert earlier.status_code == 200 and earlier.content != page.content
    text = client.get("/desk/books/2026-11.beancount")
    assert text["Content-Disposition"] == 'attachment; filename="books-2026-11.beancount"'
    _read(text.content.decode())
    assert client.get("/desk/books/2026-11.csv").status_code == 200
    for wrong in ("/desk/books/?month=2026-13", "/desk/books/?month=x", "/desk/books/2026-00.csv"):
        assert client.get(wrong).status_code == 404
    assert client.login(username=shop.worker, password=PASSWORD)
    assert client.get("/desk/books/").status_code in (302, 403)
    other = Client()
    assert other.login(username=make_shop("gifts", now).owner, password=PASSWORD)
    assert b"Nothing was booked" in other.get("/desk/books/").content
