"""Five clocks of a line: each with where it comes from, the nearest one, and what a late complaint costs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from makegood.base.unit import unit
from makegood.casefile.clocks import KINDS, Clock, nearest
from makegood.insight.clocks import clocks_of_case
from makegood.journeys.make_token import make_token
from makegood.law.card_disputes import last_dispute_day
from makegood.law.carriage_claims import carrier_day
from tests.cast import LAMP, PASSWORD, STAFF, make_shop
from tests.journeys.test_corrections import start, state

DAY = date(2026, 11, 2)


def by_kind(shop: Any, case: Any, on: date) -> tuple[dict[str, Clock], Any]:
    with unit(merchants=[shop.id]):
        (found,) = clocks_of_case(case, case.order, today=on)
    assert [one.kind for one in found.clocks] == list(KINDS)
    return {one.kind: one for one in found.clocks}, found


@pytest.mark.django_db
def test_each_clock_says_its_day_and_where_it_comes_from(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, remedy="")  # a lamp from Shenzhen, in Germany for eight days, paid by card
    clocks, found = by_kind(shop, state(shop, case)[0], now.date())
    came = now.date() - timedelta(days=8)
    assert (clocks["supplier"].until, clocks["supplier"].source) == (came + timedelta(days=30), "agreement:maker")
    assert (clocks["carrier"].until, clocks["carrier"].source) == (came + timedelta(days=14), "Montreal Convention art. 31(2)")
    assert clocks["card"].until == came + timedelta(days=120)
    assert clocks["customer"].until is not None and clocks["customer"].until > now.date() + timedelta(days=300)
    assert (clocks["customer"].source, clocks["protection"].why) == ("law:conformity", "none_known")
    assert found.nearest.kind == "carrier" and found.lost_minor is None


@pytest.mark.django_db
def test_a_late_complaint_that_the_law_still_honours_shows_its_price_before_anyone_decides() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    case = start(shop, now, remedy="", quantity=2)
    fresh, _ = state(shop, case)
    _, found = by_kind(shop, fresh, now.date() + timedelta(days=60))
    assert found.lost_minor == 2 * LAMP.cost_minor and found.nearest.kind == "card"
    client = Client()
    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    shown = client.get(f"/desk/case/{fresh.public_id}/").content.decode()
    assert "Five clocks" in shown and "Notice to the carrier" in shown and "nobody pays back" not in shown
    token = make_token(merchant_id=shop.id, name="reader", verbs=["read"], by=STAFF, now=now)
    answer = Client(headers={"Authorization": f"Bearer {token}"}).get(f"/api/v1/cases/{fresh.public_id}/clocks").json()
    assert [one["kind"] for one in answer["items"][0]["clocks"]] == list(KINDS) and answer["items"][0]["nearest"] == "carrier"


def test_the_law_s_days_for_a_carrier() -> None:
    told = {"handed_over_on": DAY, "delivered_on": DAY + timedelta(days=2)}

    def until(kind: str, start: str, end: str) -> tuple[Any, str]:
        found = carrier_day(kind, start=start, end=end, **told)
        assert found is not None
        return found.until, found.cite

    assert until("damaged_in_transit", "DE", "DE") == (date(2026, 11, 11), "HGB § 438(2)")
    assert until("late", "DE", "DE") == (date(2026, 11, 25), "HGB § 438(3)")
    assert until("damaged_in_transit", "PL", "DE") == (date(2026, 11, 11), "CMR art. 30(1)")
    assert until("not_delivered", "PL", "DE") == (date(2027, 11, 2), "CMR art. 32(1)")
    assert until("damaged_in_transit", "CN", "DE") == (date(2026, 11, 18), "Montreal Convention art. 31(2)")
    assert carrier_day("change_of_mind", start="DE", end="DE", **told) is None
    assert carrier_day("damaged_in_transit", start="AU", end="AU", **told) is None  # no source is known here: nothing is guessed
    missing = carrier_day("late", start="DE", end="DE", handed_over_on=None, delivered_on=None)
    assert missing is not None and missing.until is None


@pytest.mark.parametrize(
    ("method", "until"),
    [
        ("Visa 4242", DAY + timedelta(days=125)), ("Barclaycard", DAY + timedelta(days=125)), ("PayPal", DAY + timedelta(days=180)),
        ("Bank transfer", None), ("Rechnung", None), ("Vorkasse", None), ("", None),
    ],
)  # fmt: skip
def test_how_it_was_paid_says_until_when_a_bank_takes_it_back(method: str, until: date | None) -> None:
    found = last_dispute_day(method, paid_on=DAY, came_on=DAY + timedelta(days=5), expected_on=None)
    assert (found.until if found else None) == until


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 2000), st.integers(0, 400))
def test_a_later_arrival_never_shortens_a_dispute_s_day_and_the_cap_holds(paid: date, came: int, more: int) -> None:
    first, later = (
        last_dispute_day("Visa", paid_on=paid, came_on=paid + timedelta(days=days), expected_on=None) for days in (came, came + more)
    )
    assert first is not None and later is not None and first.until <= later.until <= paid + timedelta(days=540)


@given(
    st.lists(st.tuples(st.sampled_from(KINDS), st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.booleans()), max_size=6),
    st.dates(date(2026, 1, 1), date(2027, 1, 1)),
)
def test_the_nearest_runs_still_is_ours_and_none_is_nearer(rows: list[Any], today: date) -> None:
    clocks = [Clock(kind, until, done=done) for kind, until, done in rows]
    found = nearest(clocks, today)
    ours = [one for one in clocks if one.kind != "customer" and not one.done and one.until is not None and one.until >= today]
    assert (found is None) == (not ours) and all(found.until <= one.until for one in ours)  # type: ignore[union-attr, operator]
    assert replace(Clock("card"), until=today).is_over(today) is False
