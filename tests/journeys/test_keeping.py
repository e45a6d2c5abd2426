"""What has no reason left to be kept goes, not a day earlier; what must be kept stays."""

import contextlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.interfaces.jobs import sweeps
from makegood.journeys.drop_case import drop_case
from makegood.journeys.open_return import open_return
from makegood.journeys.set_letting_go import set_letting_go
from makegood.kernel.refusal import Refusal
from makegood.law.keeping import Keeping, keeping
from makegood.law.load import codes
from makegood.web.follow import follow
from makegood.web.uploads import clean_picture
from tests.base.test_chains import picture
from tests.cast import LAMP, PASSWORD, STAFF, Shop, line_of, make_shop, sell

OLD = datetime(2017, 3, 1, 9, tzinfo=UTC)


def test_germany_keeps_pictures_three_years_and_letters_with_invoices_eight_from_the_years_end() -> None:
    found = keeping("DE", date(2026, 11, 20))
    assert found is not None and (found.pictures, found.all, found.year_end) == (3, 8, True)
    assert found.last_day(found.all, date(2026, 11, 20)) == date(2017, 12, 31)
    assert any("AO 147" in one for one in found.citations)


def test_where_the_data_name_no_years_nothing_is_guessed() -> None:
    known, silent = [], []
    for code in codes():
        with contextlib.suppress(Refusal):  # a base is no place to sell to
            (silent if keeping(code, date(2026, 11, 20)) is None else known).append(code)
    assert "DE" in known and silent


@given(
    years=some.integers(1, 12),
    today=some.dates(date(2010, 1, 1), date(2060, 12, 31)),
    later=some.integers(0, 800),
    year_end=some.booleans(),
)
def test_the_last_day_is_years_past_and_only_moves_forward(years: int, today: date, later: int, year_end: bool) -> None:
    rule = Keeping(years, years, year_end, (), True)
    last = rule.last_day(years, today)
    assert last <= rule.last_day(years, today + timedelta(days=later))
    assert date(last.year + years, 12, 31) < today if year_end else (today - last).days >= years * 365


def _returned(shop: Shop, at: datetime, number: str, *, closed: bool = True) -> Any:
    order = sell(shop, at, replace(LAMP, quantity=1), number=number)
    with unit(merchants=[shop.id], by=CUSTOMER):
        kept = clean_picture(SimpleUploadedFile("lamp.jpg", picture(taken=f"{at:%Y:%m:%d} 18:04:00", camera=f"Phone {number}"))).keep(
            now=at
        )
    ask = Ask((AskedLine(line_of(shop, order).id, 1, ("defective",), "It flickers.", evidence_ids=(kept.id,)),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=at)
    follow(merchant_id=shop.id, case_id=case.id, now=at)
    if closed:
        drop_case(merchant_id=shop.id, case_id=case.id, by=STAFF, now=at)
        follow(merchant_id=shop.id, case_id=case.id, now=at)
    return order


def _held(shop: Shop, order: Any) -> tuple[bool, bool]:
    """Is the customer's name there, and their picture."""
    with unit(merchants=[shop.id]):
        case = returns.cases_of_order(order.id)[0]
        shown = [one.file for one in returns.evidence_of(case.id) if one.file is not None]
        return orders.contact_of(order.id) is not None, any(one.erased_at is None for one in shown)


@pytest.mark.django_db
def test_each_goes_in_its_own_time_and_what_is_open_stays(now: datetime) -> None:
    shop = make_shop("home", now)
    ancient = _returned(shop, OLD, "#1")
    middling = _returned(shop, datetime(2021, 3, 1, 9, tzinfo=UTC), "#2")
    young, still_open = _returned(shop, now - timedelta(days=300), "#3"), _returned(shop, OLD, "#4", closed=False)
    sweeps.let_go(now=now)
    assert _held(shop, ancient) == (True, True)  # nobody wished it
    set_letting_go(merchant_id=shop.id, by_itself=True, by=STAFF, now=now)
    sweeps.let_go(now=now)
    sure = keeping("DE", now.date())
    assert sure is not None
    expected = (False, False) if sure.sure else (True, True)
    assert _held(shop, ancient) == expected
    assert _held(shop, young) == _held(shop, still_open) == (True, True)
    assert _held(shop, middling) == ((True, False) if sure.sure else (True, True))


@pytest.mark.django_db
def test_the_owner_sees_why_and_says_when(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    ancient, middling = _returned(shop, OLD, "#1"), _returned(shop, datetime(2021, 3, 1, 9, tzinfo=UTC), "#2")
    client = Client()
    assert client.login(username=shop.owner, password=PASSWORD)
    page = client.get("/desk/settings/privacy/").content.decode()
    assert "AO 147" in page and "3 years" in page and "8 years" in page
    assert client.post("/desk/settings/privacy/", {"do": "now"}).status_code == 302
    assert _held(shop, ancient) == (False, False) and _held(shop, middling) == (True, False)
    assert client.post("/desk/settings/privacy/", {"by_itself": "on"}).status_code == 302
    assert " checked" in client.get("/desk/settings/privacy/").content.decode()
    other = make_shop("gifts", now)
    assert client.login(username=other.owner, password=PASSWORD)
    assert "No orders yet" in client.get("/desk/settings/privacy/").content.decode()
