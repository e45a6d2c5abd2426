"""What the database refuses by itself, whatever a program says: tried in SQL under the program's own role."""

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.models import LedgerEntry
from makegood.apps.ledger.operations import NewEntry
from makegood.base.unit import unit
from tests.cast import STAFF, Shop, make_shop

pytestmark = pytest.mark.django_db
OWED = (("expense:goods", "EUR", 3277), ("tax:payable", "EUR", 623), ("customer:refund_payable", "EUR", -3900))
PAID = (("customer:refund_payable", "EUR", 3900), ("provider:clearing", "EUR", -3900))


@pytest.fixture
def shop(now: datetime) -> Shop:
    return make_shop("home", now)


def booked(shop: Shop, now: datetime, phase: str = "posted", parts: Any = OWED, code: str = "refund_owed") -> LedgerEntry:
    with unit(merchants=[shop.id], by=STAFF):
        (entry,) = ledger.write([NewEntry(phase, code, "rmb_1", parts)], by=STAFF, now=now)
    return entry


def refused(shop: Shop, *statements: tuple[str, list[Any]]) -> str:
    """What the database says to these statements, each transaction ended as a unit ends."""
    with pytest.raises(DatabaseError) as said, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.merchants', %s, true)", [f"{{{shop.id}}}"])
        for sql, values in statements:
            cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return str(said.value)


ENTRY = (
    "INSERT INTO ledger_entry (id, merchant_id, case_id, parts, phase, follows_id, code, subject, at, actor) "
    "VALUES (%s, %s, NULL, %s, %s, %s, %s, 'rmb_1', now(), 'x')"
)
POSTING = "INSERT INTO ledger_posting (merchant_id, entry_id, account, commodity, amount) VALUES (%s, %s, %s, %s, %s)"


def entry(shop: Shop, parts: int, phase: str = "posted", follows: int | None = None, code: str = "refund_owed") -> tuple[str, list[Any]]:
    return ENTRY, [99_000_001, shop.id, parts, phase, follows, code]


def postings(shop: Shop, *parts: tuple[str, str, int], of: int = 99_000_001) -> list[tuple[str, list[Any]]]:
    return [(POSTING, [shop.id, of, *part]) for part in parts]


def test_an_entry_that_does_not_balance(shop: Shop) -> None:
    said = refused(shop, entry(shop, 2), *postings(shop, ("expense:goods", "EUR", 3900), ("customer:refund_payable", "EUR", -3899)))
    assert "does not balance" in said
    mixed = postings(shop, ("expense:goods", "EUR", 3900), ("customer:refund_payable", "USD", -3900))
    assert "does not balance" in refused(shop, entry(shop, 2), *mixed)


def test_an_entry_without_its_postings_or_with_one(shop: Shop) -> None:
    assert "fewer than two" in refused(shop, entry(shop, 0))
    assert "has not its 2 postings" in refused(shop, entry(shop, 2))
    assert "fewer than two" in refused(shop, entry(shop, 1), *postings(shop, ("expense:goods", "EUR", 1)))


def test_a_posting_that_is_added_to_an_old_entry(shop: Shop, now: datetime) -> None:
    old = booked(shop, now)
    more = postings(shop, ("expense:goods", "EUR", 100), ("customer:refund_payable", "EUR", -100), of=old.id)
    assert "is closed" in refused(shop, *more)
    assert "foreign key" in refused(shop, *postings(shop, ("expense:goods", "EUR", 1), of=99_000_009))


@pytest.mark.parametrize("sql", [
    "UPDATE ledger_entry SET code = 'x'", "UPDATE ledger_posting SET amount = amount + 1", "DELETE FROM ledger_posting", "DELETE FROM ledger_entry",
    "TRUNCATE ledger_posting", "TRUNCATE ledger_entry CASCADE",
])  # fmt: skip
def test_a_change_and_a_deletion(shop: Shop, now: datetime, sql: str) -> None:
    booked(shop, now)
    refused(shop, (sql, []))


def test_pieces_on_an_account_of_money_and_money_on_one_of_pieces(shop: Shop) -> None:
    pieces = postings(shop, ("expense:goods", "UNT", 1), ("units:kept", "UNT", -1))
    assert "posting_of_its_kind" in refused(shop, entry(shop, 2), *pieces)
    money = postings(shop, ("units:kept", "EUR", 1), ("expense:goods", "EUR", -1))
    assert "posting_of_its_kind" in refused(shop, entry(shop, 2), *money)


@pytest.mark.parametrize(("was", "follows"), [("posted", "post"), ("posted", "void"), ("pending", "reverse")])
def test_what_can_not_follow(shop: Shop, now: datetime, was: str, follows: str) -> None:
    before = booked(shop, now, was, PAID, "refund_paid")
    sign = 1 if follows == "post" else -1
    mirrored = postings(shop, *((account, money, sign * amount) for account, money, amount in PAID))
    assert "can not follow" in refused(shop, entry(shop, 2, follows, before.id, "refund_paid"), *mirrored)


def test_what_follows_has_the_same_amounts_the_same_cause_and_comes_once(shop: Shop, now: datetime) -> None:
    before = booked(shop, now, "pending", PAID, "refund_paid")
    less = postings(shop, ("customer:refund_payable", "EUR", 3800), ("provider:clearing", "EUR", -3800))
    assert "other amounts" in refused(shop, entry(shop, 2, "post", before.id, "refund_paid"), *less)
    moved = postings(shop, ("customer:store_credit", "EUR", 3900), ("provider:clearing", "EUR", -3900))
    assert "other amounts" in refused(shop, entry(shop, 2, "post", before.id, "refund_paid"), *moved)
    assert "can not follow" in refused(shop, entry(shop, 2, "post", before.id, "refund_owed"), *postings(shop, *PAID))
    assert "foreign key" in refused(shop, entry(shop, 2, "post", 99_000_009, "refund_paid"), *postings(shop, *PAID))
    with unit(merchants=[shop.id], by=STAFF):
        ledger.post_entry(before, by=STAFF, now=now)
    assert "entry_followed_once" in refused(
        shop, entry(shop, 2, "void", before.id, "refund_paid"), *postings(shop, *((a, m, -n) for a, m, n in PAID))
    )


def test_the_whole_life_of_an_entry_is_taken(shop: Shop, now: datetime) -> None:
    with unit(merchants=[shop.id], by=STAFF):
        (pending,) = ledger.write([NewEntry("pending", "refund_paid", "rmb_1", PAID)], by=STAFF, now=now)
        posted = ledger.post_entry(pending, by=STAFF, now=now)
        ledger.reverse_entry(posted, by=STAFF, now=now)
        (other,) = ledger.write([NewEntry("pending", "refund_paid", "rmb_2", PAID)], by=STAFF, now=now)
        ledger.void_entry(other, by=STAFF, now=now)
        assert LedgerEntry.objects.count() == 5
