"""A second step at the sign-in: an app's code once, recovery codes once, nobody in before it; whoever changes it proves themselves first."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
import time_machine
from django.test import Client

from makegood.apps.notices.models import AccountMail
from makegood.apps.parties import factors
from makegood.apps.parties import queries as parties
from makegood.apps.parties.models import Factor, Person
from makegood.base.actor import Actor
from makegood.journeys.change_factors import add_totp, remove_factor, reset_factors
from makegood.journeys.use_factor import use_typed
from makegood.kernel.refusal import Refusal
from tests.cast import PASSWORD, make_shop

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, 0, 5, tzinfo=UTC)


def owner_of(shop: Any) -> Person:
    return Person.objects.get(email=shop.owner)


def with_app(person: Person, now: datetime) -> tuple[str, list[str]]:
    """(the app's key, the recovery codes)."""
    secret = factors.new_secret()
    return secret, add_totp(person_id=person.id, secret=secret, code=pyotp.TOTP(secret).at(now), now=now)


def code(secret: str, now: datetime) -> str:
    return pyotp.TOTP(secret).at(now)


def test_a_password_alone_opens_nothing_any_more() -> None:
    with time_machine.travel(NOW, tick=False):
        shop = make_shop("home", NOW)
        secret, _ = with_app(owner_of(shop), NOW - timedelta(minutes=2))
        desk = Client()
        first = desk.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD, "next": "/desk/cases/"})
        assert first.status_code == 302 and first["Location"] == "/desk/sign-in/second/?next=%2Fdesk%2Fcases%2F"
        assert desk.get("/desk/").status_code == 302 and "sign-in" in desk.get("/desk/")["Location"]  # half is not in
        wrong = desk.post("/desk/sign-in/second/", {"code": "000000"})
        assert wrong.status_code == 422 and "does not fit" in wrong.content.decode()
        done = desk.post("/desk/sign-in/second/", {"code": code(secret, NOW), "next": "/desk/cases/"})
        assert done.status_code == 302 and done["Location"] == "/desk/cases/" and desk.get("/desk/cases/").status_code == 200


def test_one_code_works_once_and_a_clock_may_be_half_a_minute_off() -> None:
    shop = make_shop("home", NOW)
    person = owner_of(shop)
    secret, _ = with_app(person, NOW - timedelta(minutes=5))
    assert use_typed(person_id=person.id, typed=code(secret, NOW - timedelta(seconds=30)), now=NOW) == "totp"
    assert use_typed(person_id=person.id, typed=f" {code(secret, NOW)[:3]} {code(secret, NOW)[3:]}", now=NOW) == "totp"
    for again in (NOW, NOW - timedelta(seconds=30), NOW - timedelta(minutes=3), NOW + timedelta(minutes=3)):
        with pytest.raises(Refusal, match="does not fit, or was used"):
            use_typed(person_id=person.id, typed=code(secret, again), now=NOW)


def test_ten_recovery_codes_each_work_once_however_they_are_typed() -> None:
    shop = make_shop("home", NOW)
    person = owner_of(shop)
    _, codes = with_app(person, NOW)
    assert len(set(codes)) == 10 and factors.codes_left(person.id) == 10
    assert use_typed(person_id=person.id, typed=f" {codes[0].upper().replace('-', ' ')} ", now=NOW) == "recovery"
    with pytest.raises(Refusal):
        use_typed(person_id=person.id, typed=codes[0], now=NOW)
    assert factors.codes_left(person.id) == 9
    other = owner_of(make_shop("home", NOW))
    with_app(other, NOW)
    with pytest.raises(Refusal):
        use_typed(person_id=other.id, typed=codes[1], now=NOW)


def test_a_key_lies_sealed_and_codes_only_as_digests() -> None:
    person = owner_of(make_shop("home", NOW))
    secret, codes = with_app(person, NOW)
    row = str(Factor.objects.filter(person=person).values())
    assert secret not in row and codes[0] not in row


def test_whoever_changes_it_proves_themselves_sets_it_up_and_sees_the_codes_once() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    desk, page = Client(), "/desk/me/factors/"
    assert desk.login(username=shop.owner, password=PASSWORD)  # no password typed on our own page
    assert "Your password, to change something here" in desk.get(page).content.decode()
    assert desk.post(page, {"do": "totp", "code": "123456"}).status_code == 403
    assert desk.post(page, {"do": "sure", "password": "wrong"}).status_code == 422
    assert desk.post(page, {"do": "sure", "password": PASSWORD}).status_code == 302
    found = re.search(r'class="code letters">([A-Z2-7]{32})<', desk.get(page).content.decode())
    assert found is not None
    wrong = desk.post(page, {"do": "totp", "code": "000000"})
    assert wrong.status_code == 422 and found.group(1) in wrong.content.decode()  # the same key is still there
    shown = desk.post(page, {"do": "totp", "code": code(found.group(1), datetime.now(UTC))}).content.decode()
    codes = re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", shown)
    assert len(codes) == 10 and codes[0] not in desk.get(page).content.decode()
    assert AccountMail.objects.filter(person=owner_of(shop), kind="factors_changed").count() == 1
    assert desk.post(page, {"do": "remove", "factor": str(owner_of(shop).factors.get().id)}).status_code == 302
    assert not factors.has_factor(owner_of(shop).id) and factors.codes_left(owner_of(shop).id) == 0
    assert desk.post(page, {"do": "remove", "factor": "7"}).status_code == 404


def test_the_second_step_ends_after_ten_minutes_with_a_new_password_and_after_too_many_tries() -> None:
    shop = make_shop("home", NOW)
    person = owner_of(shop)
    secret, _ = with_app(person, NOW - timedelta(minutes=5))
    desk = Client()
    with time_machine.travel(NOW, tick=False):
        desk.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        late = desk.post("/desk/sign-in/second/", {"code": code(secret, NOW + timedelta(minutes=11))})
        assert late.status_code == 302 and late["Location"] == "/desk/sign-in/"
        desk.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
        tries = [desk.post("/desk/sign-in/second/", {"code": "000000"}).status_code for _ in range(9)]
        assert tries == [422] * 8 + [429]
    assert Client().get("/desk/sign-in/second/").status_code == 302


def test_an_owner_helps_a_member_but_no_other_owner() -> None:
    shop = make_shop("home", NOW)
    lena = Person.objects.create_user(f"lena-{shop.id}@test.example", PASSWORD, "Lena")
    from makegood.apps.parties.models import Membership

    member = Membership.objects.create(person=lena, merchant=shop.merchant, role="staff", since=NOW, joined_at=NOW)
    with_app(lena, NOW)
    by = Actor("staff", f"person:{owner_of(shop).id}")
    reset_factors(merchant_id=shop.id, membership_id=member.id, by=by, now=NOW)
    assert not factors.has_factor(lena.id)
    own = next(one for one in parties.members_of(shop.id) if one.role == "owner")
    with pytest.raises(Refusal, match="owner"):
        reset_factors(merchant_id=shop.id, membership_id=own.id, by=by, now=NOW)
    with pytest.raises(Refusal):
        reset_factors(merchant_id=make_shop("home", NOW).id, membership_id=member.id, by=by, now=NOW)
    with pytest.raises(Refusal, match="no such entry"):
        remove_factor(person_id=lena.id, factor_id=1, now=NOW)


def test_an_owner_wants_it_of_everybody_and_who_has_none_is_led_there() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    desk = Client()
    assert desk.login(username=shop.owner, password=PASSWORD)
    today = now.date().isoformat()
    refused = desk.post("/desk/people/", {"do": "require", "since": today})
    assert refused.status_code == 409 and "no second step yourself" in refused.content.decode()
    with_app(owner_of(shop), now)
    assert desk.post("/desk/people/", {"do": "require", "since": "2020-01-01"}).status_code == 422
    assert desk.post("/desk/people/", {"do": "require", "since": today}).status_code == 302
    from makegood.apps.parties.models import Membership

    lena = Person.objects.create_user(f"lena-{shop.id}@test.example", PASSWORD, "Lena")
    Membership.objects.create(person=lena, merchant=shop.merchant, role="staff", since=now, joined_at=now)
    staff = Client()
    assert staff.login(username=lena.email, password=PASSWORD)
    led = staff.get("/desk/")
    assert led.status_code == 302 and led["Location"] == "/desk/me/factors/?asked=1"
    assert "wants a second step of everybody" in staff.get("/desk/me/factors/?asked=1").content.decode()
    with_app(lena, now)
    assert staff.get("/desk/").status_code == 200 and desk.get("/desk/").status_code == 200
    assert "with a second step" in desk.get("/desk/people/").content.decode()
    assert desk.post("/desk/people/", {"do": "require", "since": ""}).status_code == 302
