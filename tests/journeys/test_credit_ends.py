"""A bonus may end: its customer is told before, it is spent first, and what is left is written off. Money owed ends only where the law surely lets it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from makegood.apps.ledger import queries as books
from makegood.apps.notices import queries as notices
from makegood.apps.settlement import credits
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.insight.invariants import wrong_credits
from makegood.interfaces.jobs.sweeps import end_credits
from makegood.journeys.publish_policy import publish_policy
from makegood.journeys.set_quiet_hours import set_quiet_hours
from makegood.law.credit_life import bonus_may_end, owed_life
from makegood.law.load import codes
from tests.cast import SAMPLES, Shop, make_shop
from tests.journeys.test_credit import credit_for_a_lamp
from tests.journeys.test_credit_spent import code_of, give_back, left, owed_by_the_books, spend

pytestmark = pytest.mark.django_db
GIFTS = (SAMPLES / "gifts.yaml").read_text()


def shop_whose_bonus_ends(now: datetime, more: str = "") -> Shop:
    shop = make_shop("gifts", now)
    text = GIFTS.replace("store_credit_bonus_percent: 10", f"store_credit_bonus_percent: 10, store_credit_bonus_days: 90{more}")
    assert text != GIFTS
    publish_policy(merchant_id=shop.id, text=text, by=SYSTEM, now=now - timedelta(days=400))
    return shop


def mails(shop: Shop, kind: str) -> list[Any]:
    with unit(merchants=[shop.id]):
        (case,) = {settlement.reimbursement_of(name).case_id for name in credits.lines_given()}
        return [one for one in notices.notices_of_case(case) if one.kind == kind]


def lines(shop: Shop, name: str) -> dict[str, Any]:
    with unit(merchants=[shop.id]):
        return {part.kind: part for part in credits.parts_of([settlement.reimbursement_of(name).id])}


def test_a_bonus_has_its_last_day_and_what_stands_for_money_has_none(now: datetime) -> None:
    shop = shop_whose_bonus_ends(now)
    found = lines(shop, credit_for_a_lamp(shop, now))
    assert found["bonus"].expires_on == now.date() + timedelta(days=90) and found["owed"].expires_on is None
    (given,) = mails(shop, "credit_given")
    assert "€3.90 of it is on top: it can be spent until Thursday 18 February 2027" in given.text
    assert "What stands for your money has no end date." in given.text and "It has no end date" not in given.text


def test_the_customer_is_told_thirty_days_before_once_and_then_what_is_left_of_the_bonus_ends(now: datetime) -> None:
    shop = shop_whose_bonus_ends(now)
    name = credit_for_a_lamp(shop, now)
    code = code_of(shop, name)
    spend(shop, code, "2001", 100, now)
    end_credits(now=now + timedelta(days=59))
    assert mails(shop, "credit_ending") == []
    for _ in range(2):
        end_credits(now=now + timedelta(days=60))
    (told,) = mails(shop, "credit_ending")
    assert "€2.90 can be spent until Thursday 18 February 2027" in told.text and code in told.text
    end_credits(now=now + timedelta(days=90))
    assert owed_by_the_books(shop) == 4190
    for _ in range(2):
        end_credits(now=now + timedelta(days=91))
    assert owed_by_the_books(shop) == 3900
    with unit(merchants=[shop.id]):
        assert books.net_by_subject("credit_expired", "expense:goodwill", prefix="rmb_") == {name: -290}
        assert credits.left_in_all() == {"EUR": 3900}


def test_mails_about_it_wait_for_the_morning(now: datetime) -> None:
    shop = shop_whose_bonus_ends(now)
    credit_for_a_lamp(shop, now)
    set_quiet_hours(merchant_id=shop.id, begin=20, end=8, by=SYSTEM, now=now)
    night = (now + timedelta(days=60)).replace(hour=2)
    end_credits(now=night)
    (told,) = mails(shop, "credit_ending")
    assert told.not_before is not None and told.not_before > night + timedelta(hours=4)


def test_nothing_ends_of_which_nobody_was_told(now: datetime) -> None:
    """The nightly job had not run for months: the customer is told now, and has a fortnight."""
    shop = shop_whose_bonus_ends(now)
    name = credit_for_a_lamp(shop, now)
    late = now + timedelta(days=200)
    end_credits(now=late)
    (told,) = mails(shop, "credit_ending")
    assert f"{(late + timedelta(days=14)).day} June 2027" in told.text
    spend(shop, code_of(shop, name), "2001", 390, late)
    end_credits(now=late + timedelta(days=15))
    assert owed_by_the_books(shop) == 3900


def test_what_was_spent_before_its_day_counts_however_late_it_is_told(now: datetime) -> None:
    shop = shop_whose_bonus_ends(now)
    code = code_of(shop, credit_for_a_lamp(shop, now))
    for days in (60, 91):
        end_credits(now=now + timedelta(days=days))
    later = now + timedelta(days=95)
    told = spend(shop, code, "2001", 4290, later, spent_on=now.date() + timedelta(days=90), source="file")
    assert left(told.lines) == {"bonus": 0, "owed": 0} and owed_by_the_books(shop) == 0
    with unit(merchants=[shop.id]):
        assert books.net_by_subject("credit_revived", "expense:goodwill", prefix="rmb_") != {}
    again = spend(shop, code, "2001", 4290, later, spent_on=later.date())
    assert again.again


def test_a_bonus_that_comes_back_late_can_be_spent_for_thirty_days(now: datetime) -> None:
    shop = shop_whose_bonus_ends(now)
    code = code_of(shop, credit_for_a_lamp(shop, now))
    spend(shop, code, "2001", 390, now)
    later = now + timedelta(days=120)
    found = give_back(shop, code, "2001", later)
    assert left(found) == {"bonus": 390, "owed": 3900}
    assert next(line.ends_on for line in found if line.part.kind == "bonus") == later.date() + timedelta(days=30)
    end_credits(now=later)
    end_credits(now=later + timedelta(days=30))
    assert owed_by_the_books(shop) == 4290
    end_credits(now=later + timedelta(days=31))
    assert owed_by_the_books(shop) == 3900


def test_what_was_owed_ends_where_a_looked_up_rule_of_the_market_lets_it_and_the_line_cites_it(now: datetime) -> None:
    shop = shop_whose_bonus_ends(now, ", store_credit_ends: when_law_allows")
    found = lines(shop, credit_for_a_lamp(shop, now))
    assert found["owed"].expires_on == date(2029, 12, 31) and "BGB 195, 199" in found["owed"].citation
    with unit(merchants=[shop.id]):
        assert wrong_credits() == []
    for day in (datetime.fromisoformat("2029-12-05T06:00:00+00:00"), datetime.fromisoformat("2030-01-01T06:00:00+00:00")):
        for _ in range(2):
            end_credits(now=day)
    end_credits(now=datetime.fromisoformat("2030-01-20T06:00:00+00:00"))
    assert owed_by_the_books(shop) == 0
    with unit(merchants=[shop.id]):
        assert set(books.net_by_subject("credit_expired", "income:credit_expired", prefix="rmb_").values()) == {-3900}


def test_the_law_lets_money_owed_end_in_no_market_but_those_whose_rule_is_sure() -> None:
    """Worked out by hand from the rows: only DE is high, looked up, in force, reaches credit for returned goods and names years and their start."""
    day = date(2026, 11, 20)
    may = {code for code in codes() if code != "EU" and owed_life(code, day) is not None}
    assert may == {"DE"}
    life = owed_life("DE", day)
    assert life is not None and life.last_day(date(2026, 1, 1)) == life.last_day(date(2026, 12, 31)) == date(2029, 12, 31)
    assert all(bonus_may_end(code, day) for code in ("DE", "US-CA", "AT", "BR"))
