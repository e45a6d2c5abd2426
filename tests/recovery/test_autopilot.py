"""Claims that go out by themselves: gathered as the supplier wants them, ahead of their last day, and only where the shop said so."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.apps.claims import queries as claims
from makegood.apps.notices import queries as notices
from makegood.base.unit import unit
from makegood.casefile.autopilot import AHEAD_DAYS, LOOK, due_groups, is_urgent
from makegood.interfaces.jobs.claims import send_due
from makegood.journeys.set_autopilot import set_autopilot
from makegood.kernel.refusal import Refusal
from tests import cast
from tests.cast import STAFF, Shop, make_shop
from tests.recovery.world import broken, claims_in, nothing_is_wrong
from tests.suppliers.test_filed import words
from tests.suppliers.test_packet import claimed
from tests.web.test_second_factor import signed_in

pytestmark = pytest.mark.django_db


def states(shop: Shop, *cases: Any) -> list[str]:
    return [claims_in(shop, case)[0].state for case in cases]


def mails(shop: Shop, *cases: Any) -> list[str]:
    with unit(merchants=[shop.id]):
        return [one.kind for case in cases for one in notices.notices_of_case(case.id) if one.audience == "supplier"]


def switched_on(shop: Shop, now: datetime) -> None:
    set_autopilot(merchant_id=shop.id, code="maker", is_on=True, by=STAFF, now=now)


def test_nothing_goes_by_itself_until_the_shop_says_so(now: datetime) -> None:
    shop = make_shop("home", now)
    case, _claim = claimed(shop, now)
    later = now + timedelta(hours=2)
    send_due(now=later)
    assert states(shop, case) == ["drafted"]
    page = signed_in(shop.owner)
    with unit(merchants=[shop.id]):
        agreement = claims.claims_of_case(case.id)[0].agreement
    there = f"/desk/settings/suppliers/{agreement.public_id}/"
    assert "Each claim on this supplier waits for a person" in words(page.get(there).content)
    done = page.post(there, {"do": "autopilot_on"}, follow=True)
    assert "Claims on this supplier go out by themselves now." in words(done.content)
    send_due(now=now + LOOK - timedelta(minutes=1))
    assert states(shop, case) == ["drafted"], "a person has an hour to look at it"
    send_due(now=later)
    assert states(shop, case) == ["submitted"] and mails(shop, case) == ["claim_submitted"]
    send_due(now=later)
    assert mails(shop, case) == ["claim_submitted"]
    nothing_is_wrong(shop, later)


def test_by_week_they_wait_for_monday_and_go_in_one_mail(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cast.TERMS, "grouping", "week")
    shop = make_shop("home", now)
    switched_on(shop, now)
    cases = [claimed(shop, now, number=f"#{n}")[0] for n in (1, 2, 3)]
    for day in range(1, 7):
        at = now + timedelta(days=day)
        send_due(now=at)
        assert set(states(shop, *cases)) == {"submitted" if at.weekday() == 0 or states(shop, *cases)[0] == "submitted" else "drafted"}
    assert mails(shop, *cases) == ["claims_submitted"]
    nothing_is_wrong(shop, now)


def test_what_lacks_a_picture_waits_for_a_person_but_not_beyond_its_last_days(now: datetime) -> None:
    shop = make_shop("home", now)
    switched_on(shop, now)
    case, _line = broken(shop, now)
    (claim,) = claims_in(shop, case)
    assert claim.window_until is not None
    send_due(now=now + timedelta(hours=3))
    assert states(shop, case) == ["drafted"]
    near = datetime.combine(claim.window_until - timedelta(days=AHEAD_DAYS), now.timetz())
    send_due(now=near)
    assert states(shop, case) == ["submitted"]


def test_it_is_not_switched_on_where_no_claim_could_arrive(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cast.TERMS, "channel", "dashboard")
    shop = make_shop("home", now)
    for code, expected in (("maker", "no_way_there"), ("nobody", "supplier_unknown")):
        with pytest.raises(Refusal) as refused:
            set_autopilot(merchant_id=shop.id, code=code, is_on=True, by=STAFF, now=now)
        assert refused.value.code == expected


NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
DRAFT = st.builds(
    lambda number, order, sku, hours, left, opens, grouping, wants: SimpleNamespace(
        id=number, state="drafted", case=SimpleNamespace(order_id=order), drafted_at=NOW - timedelta(hours=hours),
        window_until=None if left is None else NOW.date() + timedelta(days=left), opens_on=None if opens is None else NOW.date() + timedelta(days=opens),
        packet={"sku": sku, "evidence": [{"kind": "photo", "count": wants}] if wants else None}, agreement_id=1,
        agreement=SimpleNamespace(terms={"grouping": grouping} if grouping else {}),
    ),
    st.integers(1, 10**6), st.integers(1, 3), st.sampled_from("ab"), st.integers(0, 200), st.none() | st.integers(-3, 30), st.none() | st.integers(-5, 5),
    st.sampled_from(("", "order", "batch", "week")), st.integers(0, 2),
)  # fmt: skip


@given(drafts=st.lists(DRAFT, max_size=8, unique_by=lambda one: one.id), day=st.integers(0, 6))
def test_each_goes_once_and_none_misses_its_last_day(drafts: list[Any], day: int) -> None:
    now, today = NOW + timedelta(days=day), date(2026, 11, 27) + timedelta(days=day)
    sent = [one.id for group in due_groups(drafts, {}, today=today, now=now) for one in group]
    assert len(sent) == len(set(sent))
    for one in drafts:
        opens = one.opens_on is None or one.opens_on <= today
        if opens and is_urgent(one, today):
            assert one.id in sent
        if not opens:
            assert one.id not in sent
