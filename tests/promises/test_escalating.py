"""A promise is about to break: who looks after the case hears of it, then the owners; a shop says when it works."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.apps.notices import queries as notices
from makegood.apps.parties import queries as parties
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.interfaces.jobs import sweeps
from makegood.journeys.assign_case import assign_case
from makegood.journeys.escalate_promises import escalate_promises
from makegood.journeys.invite_member import invite_member
from makegood.journeys.set_hours import set_hours
from makegood.kernel.refusal import Refusal
from tests.cast import PASSWORD, STAFF, make_shop
from tests.journeys.test_corrections import start
from tests.promises.test_no_black_hole import MONDAY, ball

pytestmark = pytest.mark.django_db


def heard(shop: Any) -> list[tuple[str, str]]:
    with unit(merchants=[shop.id]):
        return [(one.to, one.text) for one in notices.mails_page(kind="promise_at_risk")]


def member(shop: Any, name: str) -> Any:
    """Somebody who joined the shop."""
    from makegood.apps.parties.models import Membership, Person

    person = Person.objects.create_user(f"{name}-{shop.id}@test.example", PASSWORD, name.title())
    Membership.objects.create(person=person, merchant=shop.merchant, role="support", since=MONDAY, joined_at=MONDAY)
    return person


def test_who_looks_after_it_hears_first_and_then_the_owner_each_once_in_one_mail() -> None:
    shop = make_shop("home", MONDAY)
    lena = member(shop, "lena")
    cases = [start(shop, MONDAY, "late", ""), start(shop, MONDAY, "late", "")]
    for case in cases:
        assign_case(merchant_id=shop.id, case_id=case.id, person_id=lena.id, by=STAFF, now=MONDAY)
    due = ball(shop, cases[0])[2]
    assert due is not None
    assert escalate_promises(merchant_id=shop.id, now=MONDAY + timedelta(hours=1)) == 0  # not in the first half of its time
    assert escalate_promises(merchant_id=shop.id, now=due - timedelta(hours=8)) == 2
    assert escalate_promises(merchant_id=shop.id, now=due - timedelta(hours=7)) == 0
    ((to, text),) = heard(shop)
    assert to == lena.email and all(case.number in text for case in cases) and "Hanna" not in text and "17:00" in text
    assert escalate_promises(merchant_id=shop.id, now=due - timedelta(hours=2)) == 2
    assert sorted(one for one, _ in heard(shop)) == sorted([lena.email, shop.owner])
    assert escalate_promises(merchant_id=shop.id, now=due - timedelta(hours=1)) == 0
    with unit(merchants=[shop.id]):
        told = [one.body["told"] for one in returns.timeline_of(cases[0].id) if one.name == "promise.at_risk"]
    assert told == ["assignee", "owners"]


def test_nobody_looks_after_it_so_the_owner_hears_at_once_and_of_a_second_miss_at_once_too() -> None:
    shop = make_shop("home", MONDAY)
    case = start(shop, MONDAY, "late", "")
    due = ball(shop, case)[2]
    assert due is not None
    assert sweeps.escalate(now=due - timedelta(hours=8)) >= 1
    assert [to for to, _ in heard(shop)] == [shop.owner]
    sweeps.sweep_deadlines(now=due + timedelta(minutes=1))
    assert escalate_promises(merchant_id=shop.id, now=due + timedelta(minutes=2)) == 1
    assert len(heard(shop)) == 2 and "late once already" in heard(shop)[0][1] + heard(shop)[1][1]


def test_what_the_customer_or_a_supplier_has_worries_nobody_in_the_shop() -> None:
    shop = make_shop("home", MONDAY)
    case = start(shop, MONDAY, "defective", "")
    due = ball(shop, case)[2]
    assert due is not None and escalate_promises(merchant_id=shop.id, now=due - timedelta(minutes=5)) == 0


def test_only_who_works_here_can_look_after_a_case() -> None:
    shop, other = make_shop("home", MONDAY), make_shop("home", MONDAY)
    case = start(shop, MONDAY, "late", "")
    stranger = member(other, "otto")
    invite_member(merchant_id=shop.id, email="new@test.example", name="New", role="support", inviter="Anna", by=STAFF, now=MONDAY)
    invited = next(one.person_id for one in parties.members_of(shop.id) if one.joined_at is None)
    for person in (stranger.id, invited, 0):
        with pytest.raises(Refusal, match="works here"):
            assign_case(merchant_id=shop.id, case_id=case.id, person_id=person, by=STAFF, now=MONDAY)


def _desk(shop: Any) -> Client:
    desk = Client()
    assert desk.login(username=shop.owner, password=PASSWORD)
    return desk


def test_the_owner_says_when_the_shop_works_and_promises_follow() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    desk, page = _desk(shop), "/desk/settings/hours/"
    assert desk.get(page).status_code == 200
    form: dict[str, Any] = {
        "days": ["0", "2"],
        "opens": "10:00",
        "closes": "14:00",
        "place": "DE-SN",
        "first": ["2026-12-21", ""],
        "last": ["2027-01-06", ""],
    }
    assert desk.post(page, form).status_code == 302
    with unit(merchants=[shop.id]):
        assert merchant_of(shop.id).settings["office"] == {
            "days": [0, 2], "opens": "10:00", "closes": "14:00", "place": "DE-SN", "closed": [["2026-12-21", "2027-01-06"]],
        }  # fmt: skip
    case = start(shop, MONDAY, "late", "")
    assert ball(shop, case)[2] == datetime(2026, 11, 23, 13, tzinfo=UTC)  # Wednesday is a holiday in Saxony, so Monday at two


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"days": []}, "no day on which you work"), ({"opens": "14:00", "closes": "10:00"}, "close before you open"), ({"opens": "nine"}, "no time of day"),
        ({"place": "AT"}, "not in your country"), ({"first": ["2026-12-24"], "last": ["2026-12-01"]}, "no time of being away"),
        ({"first": ["soon"], "last": [""]}, "can't be read"), ({"first": ["2026-01-01"], "last": ["2026-12-31"]}, "no time of being away"),
    ],
)  # fmt: skip
def test_hours_that_can_not_be_are_refused_beside_the_field_and_nothing_is_lost(change: dict[str, Any], said: str) -> None:
    shop = make_shop("home", MONDAY)
    form = {"days": ["0"], "opens": "09:00", "closes": "17:00", "place": "DE", "first": ["2026-12-24"], "last": ["2026-12-26"]} | change
    answer = _desk(shop).post("/desk/settings/hours/", form)
    assert answer.status_code == 422 and said in answer.content.decode().replace("&#x27;", "'")
    assert 'value="2026-12-24"' in answer.content.decode() or "first" in change
    with pytest.raises(Refusal):
        set_hours(
            merchant_id=shop.id, days=[int(one) for one in form["days"]], opens=str(form["opens"]), closes=str(form["closes"]),
            place=str(form["place"]), closed=list(zip(form["first"], form["last"], strict=True)), by=STAFF, now=MONDAY,
        )  # fmt: skip


def test_staff_hands_a_case_to_somebody_on_its_page() -> None:
    shop = make_shop("home", MONDAY)
    lena, case = member(shop, "lena"), start(shop, MONDAY, "late", "")
    desk = _desk(shop)
    assert "Lena" in desk.get(f"/desk/case/{case.public_id}/").content.decode()
    assert desk.post(f"/desk/case/{case.public_id}/do/", {"do": "assign", "person": str(lena.id)}).status_code == 302
    with unit(merchants=[shop.id]):
        assert returns.case_by_id(case.id).assigned_id == lena.id
    assert desk.post(f"/desk/case/{case.public_id}/do/", {"do": "assign", "person": ""}).status_code == 302
    with unit(merchants=[shop.id]):
        assert returns.case_by_id(case.id).assigned_id is None
