"""When a shop works: what is promised in working days ends on a working day, later for whoever asks later."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.casefile.hours import Hours, closing, earlier, is_working, working_day
from makegood.casefile.promising import answer_by, taken_on

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
ZONES = st.sampled_from(
    [
        ("Europe/Berlin", "DE-SN"),
        ("America/New_York", "US-NY"),
        ("Australia/Sydney", "AU-NSW"),
        ("Asia/Tokyo", "JP"),
        ("Asia/Jerusalem", "IL"),
    ]
)
WEEKS = st.frozensets(st.integers(0, 6), min_size=1)


@st.composite
def shops(draw: st.DrawFn) -> Hours:
    zone, place = draw(ZONES)
    first = draw(st.dates(date(2025, 1, 1), date(2027, 12, 1)))
    opens = draw(st.times(time(0), time(11)))
    return Hours(
        zone,
        place,
        draw(WEEKS),
        opens,
        draw(st.times(time(12), time(23, 59))),
        ((first, first + timedelta(days=draw(st.integers(0, 20)))),),
    )


@given(shops(), MOMENTS, st.integers(0, 10))
def test_it_ends_in_time_on_a_day_on_which_the_shop_works(hours: Hours, now: datetime, days: int) -> None:
    end = closing(now, days, hours)
    assert end >= now
    assert is_working(end.astimezone(ZoneInfo(hours.zone)).date(), hours)


@given(shops(), MOMENTS, st.timedeltas(timedelta(0), timedelta(days=20)), st.integers(0, 10))
def test_who_asks_later_is_answered_later_and_more_days_end_later(hours: Hours, now: datetime, after: timedelta, days: int) -> None:
    assert closing(now, days, hours) <= closing(now + after, days, hours)
    assert closing(now, days, hours) <= closing(now, days + 1, hours)


@given(shops(), MOMENTS, st.integers(1, 5))
def test_a_warning_comes_before_what_it_warns_of(hours: Hours, now: datetime, days: int) -> None:
    assert earlier(now, days, hours) < now


BERLIN = Hours("Europe/Berlin", "DE", frozenset(range(5)), time(9), time(17), ((date(2026, 12, 24), date(2027, 1, 3)),))


@pytest.mark.parametrize(
    ("asked", "days", "ends"),
    [
        ("2026-11-20T10:00+01:00", 1, "2026-11-23T17:00+01:00"),  # Friday to Monday
        ("2026-11-20T18:00+01:00", 0, "2026-11-23T17:00+01:00"),  # closed for today: the next working day
        ("2026-11-20T10:00+01:00", 0, "2026-11-20T17:00+01:00"),
        ("2026-12-23T10:00+01:00", 1, "2027-01-04T17:00+01:00"),  # away over the holidays
        ("2026-04-02T10:00+02:00", 1, "2026-04-07T17:00+02:00"),  # Good Friday and Easter Monday are free in Germany
        ("2026-03-27T10:00+01:00", 1, "2026-03-30T17:00+02:00"),  # over the night on which the clock changes
    ],
)
def test_a_german_shop_over_weekends_holidays_and_a_change_of_clocks(asked: str, days: int, ends: str) -> None:
    assert closing(datetime.fromisoformat(asked), days, BERLIN) == datetime.fromisoformat(ends)


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    day = date(2026, 11, 18)  # Buss- und Bettag, free in Saxony alone
    assert working_day(day, 0, BERLIN) == day
    saxon = Hours("Europe/Berlin", "DE-SN", frozenset(range(5)), time(9), time(17))
    assert working_day(day, 0, saxon) == date(2026, 11, 19)


def test_a_shop_that_is_away_for_longer_than_a_year_still_gets_a_day() -> None:
    gone = Hours("UTC", "DE", frozenset(range(5)), time(9), time(17), ((date(2026, 1, 1), date(2030, 1, 1)),))
    assert working_day(date(2026, 6, 1), 3, gone) == date(2026, 6, 4)


class Away:
    zone, country = "Europe/Berlin", "DE"
    settings = {"office": {"closed": [["2026-12-14", "2027-01-31"]]}}


@pytest.mark.parametrize(
    ("market", "ends"), [("DE", "2026-12-27T00:00+01:00"), ("PL", "2026-12-27T00:00+01:00"), ("BR", "2026-12-18T00:00+01:00")]
)
def test_a_shop_that_is_away_for_weeks_still_answers_within_a_fortnight_and_within_what_a_market_asks(market: str, ends: str) -> None:
    asked = datetime.fromisoformat("2026-12-12T10:00+01:00")
    assert answer_by(Away, market=market, now=asked) == datetime.fromisoformat(ends)


def test_an_offer_that_is_taken_later_moves_its_days_along_and_never_promises_money_for_yesterday() -> None:
    offer = {"pay_by": "2026-11-20", "eta_from": "2026-11-18", "eta_until": "2026-11-22", "ready_on": None, "remedy": "remake"}
    made, today = date(2026, 11, 16), date(2026, 11, 26)
    assert taken_on(offer, made, made) == offer
    assert taken_on(offer, made, today) == offer | {"pay_by": "2026-11-26", "eta_from": "2026-11-28", "eta_until": "2026-12-02"}
