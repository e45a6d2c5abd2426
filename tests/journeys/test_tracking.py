"""Where a parcel stands by all that carriers said, in whatever order it came."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.apps.carriage import postage
from makegood.apps.carriage import queries as carriage
from makegood.apps.carriage.ports import Said
from makegood.apps.carriage.tracking import standing
from makegood.apps.returns import queries as returns
from makegood.base.unit import unit
from makegood.journeys.record_tracking import record_tracking
from tests.cast import make_shop
from tests.journeys.test_postage import CARRIER, a_case, label_names, way_of


def _said(means: str, hour: int | None, said: str = "") -> Said:
    at = None if hour is None else datetime(2026, 11, 21, tzinfo=UTC) + timedelta(hours=hour)
    return Said(f"{means}{hour}{said}", said or means, means, at, "" if at else "2026-11-21 08:00")


MOVES: list[tuple[str, list[Said], str, bool]] = [
    ("announced only", [_said("announced", 0)], "announced", False),
    ("in order", [_said("announced", 0), _said("in_transit", 5), _said("delivered", 30)], "in_transit", True),
    ("out of order", [_said("delivered", 30), _said("announced", 0), _said("in_transit", 5)], "in_transit", True),
    ("twice", [_said("in_transit", 5), _said("in_transit", 5)], "in_transit", True),
    ("an older word after", [_said("in_transit", 5), _said("announced", 9)], "in_transit", True),
    ("no offset", [_said("in_transit", None)], "in_transit", True),
    ("a word that is not known", [_said("unknown", 5, "pre-transit / DELIVERED")], "announced", False),
    ("back to the sender", [_said("in_transit", 5), _said("going_back", 50)], "in_transit", True),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "said", "state", "moves"), MOVES, ids=[one[0] for one in MOVES])
def test_tracking(name: str, said: list[Said], state: str, moves: bool, now: datetime) -> None:
    shop = make_shop("home", now)
    case, later = a_case(shop, now), now + timedelta(days=4)
    parcel, _ = way_of(shop, case)
    for one in said:
        record_tracking(merchant_id=shop.id, parcel_id=parcel.id, said=(one,), by_way="webhook", by=CARRIER, now=later)
    record_tracking(merchant_id=shop.id, parcel_id=parcel.id, said=tuple(said), by_way="poll", by=CARRIER, now=later)
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
        (line,) = returns.lines_of_case(case.id)
        assert (parcel.state, line.reception) == (state, state)
        assert len(postage.events_of(parcel.id)) == len({one.key for one in said})
    if moves:
        assert parcel.posted_on == (later.date() if said[0].at is None else date(2026, 11, 21))
        assert label_names(shop, case).count("parcel.scanned") == 1


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("announced", "in_transit", "near", "delivered", "held", "going_back", "failed", "unknown")), st.integers(0, 60)
        ),
        max_size=8,
    ),
    st.randoms(),
)
def test_the_order_in_which_news_come_changes_nothing(words: list[tuple[str, int]], chance: Any) -> None:
    class Row:
        def __init__(self, means: str, hour: int) -> None:
            self.means, self.said = means, means
            self.at = self.heard_at = datetime(2026, 11, 21, tzinfo=UTC) + timedelta(hours=hour)

    rows = [Row(*one) for one in words]
    mixed = list(rows)
    chance.shuffle(mixed)
    assert standing(rows) == standing(mixed)
    furthest = standing(rows).reached
    more = standing([*rows, Row("announced", 70)]).reached
    assert more == furthest or not furthest
