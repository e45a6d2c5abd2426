"""The numbers that docs/guarantees/ shows are the numbers that come out."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from makegood.apps.ledger import queries as books
from makegood.apps.orders.models import Order
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.timeline import TimelineLine, broken_lines, hash_of
from makegood.base.unit import unit
from makegood.interfaces.jobs.sweeps import end_credits
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.record_credit import record_credit
from makegood.journeys.submit_claim import submit_claim
from makegood.kernel.digest import digest_of
from tests.cast import LAMP, SHENZHEN, STAFF, make_shop, sell
from tests.journeys.test_credit import credit_for_a_lamp
from tests.journeys.test_credit_ends import shop_whose_bonus_ends
from tests.journeys.test_credit_spent import code_of, give_back, spend
from tests.journeys.test_money_first import paid_case, shop_that_pays_first, sweep
from tests.stories.test_same_by_api import CASE, ORDER, Api

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "guarantees"


SALT = "5f1d0c3a9be2471c8a60d4e7b3921f58"


def the_chain_of_the_docs() -> list[tuple[list[Any], str]]:
    block = (DOCS / "chain.md").read_text().split("```text\n")[1].split("```")[0].splitlines()
    return [(json.loads(block[place]), block[place + 1]) for place in range(0, len(block), 2)]


def lines_of_the_docs() -> list[TimelineLine]:
    return [
        TimelineLine(
            chain=chain, seq=seq, at=datetime.fromtimestamp(at, UTC), actor=actor, name=name, subject=subject, body=body, hash=hashed
        )
        for (chain, seq, at, actor, name, subject, body, _), hashed in the_chain_of_the_docs()
    ]


def test_the_three_lines_verify_as_they_are_written() -> None:
    previous = ""
    for content, hashed in the_chain_of_the_docs():
        assert content[-1] == previous and digest_of(content) == hashed
        previous = hashed
    assert len(lines_of_the_docs()) == 3 and broken_lines(lines_of_the_docs()) == []


def test_a_changed_amount_and_a_missing_line_are_found() -> None:
    first, second, third = lines_of_the_docs()
    third.body = {**third.body, "amount_minor": 2900}
    assert broken_lines([first, second, third]) == [
        "case:7: line 3 (refund.posted, 2026-11-20 15:30 UTC) was changed, or the one before it"
    ]
    third.hash = hash_of(third, second.hash)
    assert (
        broken_lines([first, second, third]) == []
    )  # the last line, rewritten with its hash: only a copy elsewhere tells (see "not promised")
    assert "case:7: line 2 is missing" in broken_lines([first, third])


def test_the_words_digest_is_that_of_salt_case_moment_and_text() -> None:
    second = lines_of_the_docs()[1]
    assert second.body["digest"] == digest_of([SALT, "cas_7Q2M", datetime(2026, 11, 20, 9, tzinfo=UTC), "The M is an N."])
    assert "The M is an N." not in json.dumps([content for content, _ in the_chain_of_the_docs()])


@pytest.mark.django_db
def test_a_chain_verifies_after_its_words_were_erased(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    api = Api(shop)
    order = api.post("/orders", ORDER).json()
    said = {**CASE["lines"][0], "words": "It flickers since Tuesday."}
    public_id = api.post("/cases", {"order": order["id"], "lines": [said]}).json()["id"]
    with unit(merchants=[shop.id]):
        case = returns.case_of(public_id)
        (row,) = [row for row in returns.words_of(case.id) if "flickers" in row.text]
        row.text = ""
        row.save(update_fields=["text"])
        lines = list(returns.timeline_of(case.id))
        assert broken_lines(lines) == [] and any(line.name == "words.added" for line in lines)
        assert "flickers" not in json.dumps([line.body for line in lines])


def counted(setting: str, where: str = "") -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.merchants', %s, true)", [setting])
        cursor.execute(f"SELECT count(*) FROM {Order._meta.db_table} {where}")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_the_table_of_the_walls_comes_out(now: datetime) -> None:
    """docs/guarantees/tenancy.md: three orders here, five there."""
    seven, eight = make_shop("home", now), make_shop("home", now)
    for shop, count in ((seven, 3), (eight, 5)):
        for place in range(count):
            sell(shop, now, LAMP, number=f"#{place}")
    assert counted("") == 0
    assert counted(f"{{{seven.id}}}") == 3
    assert counted(f"{{{seven.id}}}", f"WHERE merchant_id = {eight.id}") == 0
    assert counted(f"{{{seven.id},{eight.id}}}") == 8
    counted(f"{{{seven.id}}}")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Order._meta.db_table} SET merchant_id = {eight.id}")


@pytest.mark.django_db
def test_the_rule_in_the_docs_is_the_rule_in_the_database(now: datetime) -> None:
    written = re.sub(r"\s+", " ", (DOCS / "tenancy.md").read_text())
    with connection.cursor() as cursor:
        cursor.execute("SELECT policyname, qual, with_check FROM pg_policies WHERE tablename = 'orders_order'")
        ((name, seen, written_to),) = cursor.fetchall()
    assert f"CREATE POLICY {name} ON orders_order" in written and seen == written_to
    assert "NULLIF(current_setting('app.merchants'" in seen and "::bigint[]" in seen


def docs_numbers(heading: str) -> dict[str, str]:
    """Account: amount as it is written (a minus sign of typography becomes a hyphen), of the first row under a heading."""
    part = (DOCS / "money.md").read_text().split(f"## {heading}")[1].split("\n## ")[0].replace("−", "-")
    found: dict[str, str] = {}
    for account, amount in re.findall(r"`?([a-z_]+:?[a-z_]*)`? ([+-]\d+\.\d\d)", part):
        found.setdefault(account, amount.lstrip("+"))
    return found


@pytest.mark.django_db
def test_the_books_of_a_refund_are_those_of_the_docs(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    api = Api(shop)
    order = api.post("/orders", ORDER).json()
    case = api.post("/cases", {"order": order["id"], **CASE}).json()
    parcel = api.post(f"/cases/{case['id']}/labels").json()
    api.post(f"/parcels/{parcel['id']}/receive")
    line = case["lines"][0]["id"]
    api.post(f"/cases/{case['id']}/inspections", {"line": line, "result": "not_right", "grade": "C", "finding": "broken"})
    settled = api.post(f"/cases/{case['id']}/settle").json()
    expected = docs_numbers("A refund of 39.00 with 19 % tax inside")
    assert {"expense:goods", "tax:payable", "customer:refund_payable"} <= set(expected)

    def postings(code: str, phase: str) -> dict[str, int]:
        with unit(merchants=[shop.id]):
            entries = [one for one in books.entries_of_case(returns.case_of(case["id"]).id) if (one.code, one.phase) == (code, phase)]
            return {part.account: part.amount for part in entries[0].postings.all()}

    owed = postings("refund_owed", "posted")
    assert {name: f"{amount / 100:.2f}" for name, amount in owed.items()} == {
        name: expected[name] for name in ("expense:goods", "tax:payable", "customer:refund_payable")
    }
    asked = {"customer:refund_payable": 3900, "provider:clearing": -3900}
    assert postings("refund_paid", "pending") == asked
    api.post(f"/reimbursements/{settled['reimbursements'][0]['id']}/outcome", {"outcome": "posted"})
    assert postings("refund_paid", "post") == asked


@pytest.mark.django_db
def test_the_books_of_a_credit_are_those_of_the_docs(now: datetime) -> None:
    shop = shop_whose_bonus_ends(now)
    name = credit_for_a_lamp(shop, now)
    code = code_of(shop, name)
    spend(shop, code, "2001", 1000, now)
    give_back(shop, code, "2001", now, 650)
    for days in (60, 91):
        end_credits(now=now + timedelta(days=days))
    part = (DOCS / "money.md").read_text().split("## A credit of 42.90 of which 3.90 are a bonus")[1].split("\n## ")[0].replace("−", "-")
    rows = [line for line in part.splitlines() if line.startswith("| ") and "`" in line]
    written = {
        re.findall(r"`([a-z_]+)`", row)[-1]: {
            account: int(amount.replace(".", "")) for account, amount in re.findall(r"([a-z_]+:[a-z_]+) ([+-]\d+\.\d\d)", row)
        }
        for row in rows
    }
    with unit(merchants=[shop.id]):
        entries = books.entries_of_case(settlement.reimbursement_of(name).case_id)
        booked: dict[str, dict[str, int]] = {}
        for one in entries:
            for posting in one.postings.all():
                if posting.commodity == "EUR" and posting.account != "customer:refund_payable":
                    code_of_row = "refund_paid" if one.code == "refund_owed" else one.code
                    booked.setdefault(code_of_row, {})[posting.account] = posting.amount
    assert booked == written


@pytest.mark.django_db
def test_the_books_of_a_debt_are_those_of_the_docs(now: datetime) -> None:
    shop = shop_that_pays_first(now, ", if_nothing_comes: note_debt")
    paid_case(shop, now)
    sweep(now + timedelta(days=16))
    numbers = docs_numbers("A refund of 39.00 that went before the goods came back, and nothing came")
    with unit(merchants=[shop.id]):
        for account in ("customer:receivable", "recovery"):
            assert {f"{amount / 100:.2f}" for amount in books.net_by_subject("debt_noted", account, prefix="rmb_").values()} == {
                numbers[account]
            }


@pytest.mark.django_db
def test_the_books_of_a_claim_are_those_of_the_docs(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    api = Api(shop)
    order = api.post("/orders", ORDER).json()
    case = api.post("/cases", {"order": order["id"], **CASE}).json()
    claim = api.post(f"/claims/for-case/{case['id']}").json()["items"][0]
    assert claim["asked"]["amount"] == "12.40"
    numbers = docs_numbers("A claim of 12.40 of which 7.00 are credited")

    def balance(account: str) -> str:
        with unit(merchants=[shop.id]):
            posted, _ = books.balances(returns.case_of(case["id"]).id).get((account, "EUR"), (0, 0))
        return f"{posted / 100:.2f}"

    submit_claim(merchant_id=shop.id, claim_id=claim["id"], by=STAFF, now=now)
    answer_claim(
        merchant_id=shop.id, claim_id=claim["id"], answer="part_accepted", amount_minor=700, credit_form="credit_note", by=SHENZHEN, now=now
    )
    assert (balance("supplier:receivable"), balance("recovery")) == (numbers["supplier:receivable"], numbers["recovery"])
    record_credit(merchant_id=shop.id, claim_id=claim["id"], amount_minor=700, by=STAFF, now=now)
    assert (balance("supplier:receivable"), balance("claims:unmatched")) == ("0.00", numbers["claims:unmatched"])
    with unit(merchants=[shop.id]):  # of the shop as a whole nothing is unmatched any more, and the money is there
        whole = {account: posted for (account, _currency), (posted, _) in books.balances().items()}
    assert (whole["claims:unmatched"], f"{whole['provider:clearing'] / 100:.2f}") == (0, numbers["provider:clearing"])
