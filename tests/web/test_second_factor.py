"""A second factor at the sign-in: an app's codes, recovery codes, what a shop demands, and who lets in whoever lost theirs."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from makegood.apps.notices.models import AccountMail
from makegood.apps.parties import queries as parties
from makegood.apps.parties.codes import code_at, digest_of_recovery, new_app_secret, new_recovery_codes, step_of_code
from makegood.apps.parties.models import Factor, Membership, RecoveryCode
from makegood.base import timeline
from makegood.base.unit import unit
from makegood.journeys.demand_factor import demand_factor
from makegood.journeys.invite_member import invite_member
from makegood.journeys.reset_factors import reset_factors, reset_factors_by_hand
from makegood.kernel.refusal import Refusal
from tests.cast import PASSWORD, STAFF, Shop, make_shop

pytestmark = pytest.mark.django_db
PAGE = "/desk/me/second/"


def signed_in(email: str, *, then: str = "/desk/") -> Client:
    client = Client()
    answer = client.post("/desk/sign-in/", {"username": email, "password": PASSWORD, "next": then})
    assert answer.status_code == 302
    return client


def secret_on(html: str) -> str:
    return re.findall(r'<p class="code">([A-Z2-7 ]+)</p>', html)[0].replace(" ", "")


def set_up(client: Client, now: datetime) -> tuple[str, list[str]]:
    """An app, through the pages: its secret and the recovery codes."""
    client.post(PAGE, {"do": "known", "known": PASSWORD})
    page = client.post(PAGE, {"do": "app"}, follow=True).content.decode()
    assert "<svg" in page
    secret = secret_on(page)
    shown = client.post(PAGE, {"do": "code", "code": code_at(secret, now)}).content.decode()
    codes = re.findall(r'<li class="code">([0-9A-Z-]{19})</li>', shown)
    assert len(codes) == 10
    return secret, codes


def test_an_app_is_asked_for_at_the_next_sign_in_and_each_code_opens_once(now: datetime, at: Any) -> None:
    shop = make_shop("home", now)
    elsewhere, here = signed_in(shop.owner), signed_in(shop.owner)
    secret, _ = set_up(here, at())
    assert here.get("/desk/").status_code == 200, "whoever sets it up stays signed in"
    assert elsewhere.get("/desk/").status_code == 302, "whoever was signed in without it is not any more"

    began = Client()
    answer = began.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD, "next": "/desk/cases/"})
    assert answer["Location"] == "/desk/sign-in/second/" and began.get("/desk/").status_code == 302, "half in opens nothing"
    assert began.post("/desk/sign-in/second/", {"code": code_at(secret, at())}).status_code == 422, "the code that set it up was used"
    code = code_at(secret, at(seconds=30))
    assert began.post("/desk/sign-in/second/", {"code": f"{code[:3]} {code[3:]}"})["Location"] == "/desk/cases/"
    assert began.get("/desk/").status_code == 200

    again = signed_in(shop.owner)
    assert again.post("/desk/sign-in/second/", {"code": code}).status_code == 422
    assert "used" in again.post("/desk/sign-in/second/", {"code": code}).content.decode()


def test_the_password_half_lasts_ten_minutes_and_ten_codes(now: datetime, at: Any) -> None:
    shop = make_shop("home", now)
    secret, _ = set_up(signed_in(shop.owner), at())
    slow = signed_in(shop.owner)
    code = code_at(secret, at(minutes=11))
    assert slow.post("/desk/sign-in/second/", {"code": code})["Location"] == "/desk/sign-in/"
    guesser = signed_in(shop.owner)
    answers = [guesser.post("/desk/sign-in/second/", {"code": f"{n:06}"}).status_code for n in range(11)]
    assert answers == [422] * 10 + [429]
    assert guesser.post("/desk/sign-in/second/", {"code": code_at(secret, at())}).status_code == 429


def test_a_recovery_code_opens_once_however_it_is_typed_and_is_told(now: datetime, at: Any) -> None:
    shop = make_shop("home", now)
    _, codes = set_up(signed_in(shop.owner), at())
    client = signed_in(shop.owner)
    typed = codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert client.post("/desk/sign-in/second/", {"code": typed}).status_code == 302
    assert "9 codes are left" in client.get(PAGE).content.decode()
    assert signed_in(shop.owner).post("/desk/sign-in/second/", {"code": codes[0]}).status_code == 422
    person = parties.person_by_email(shop.owner)
    assert person is not None
    assert list(AccountMail.objects.filter(person=person).values_list("kind", flat=True)) == ["factor_added", "recovery_used"]
    with unit(merchants=[shop.id]):
        lines = list(timeline.lines_of(f"shop:{shop.id}"))
    assert [one.name for one in lines][-2:] == ["member.factor_added", "member.recovery_used"] and timeline.broken_lines(lines) == []


def test_nothing_that_opens_lies_open_in_the_database(now: datetime, at: Any) -> None:
    shop = make_shop("home", now)
    client = signed_in(shop.owner)
    secret, codes = set_up(client, at())
    factor = Factor.objects.get(person__email=shop.owner)
    assert secret not in factor.secret and factor.secret.startswith("gAAAA")
    kept = set(RecoveryCode.objects.filter(person=factor.person).values_list("digest", flat=True))
    assert kept == {digest_of_recovery(one) for one in codes} and not any(code in str(kept) for code in codes)
    assert not any(code in client.get(PAGE).content.decode() for code in codes), "they are shown once"


def test_a_change_of_factors_needs_the_password_of_the_last_five_minutes(now: datetime, at: Any) -> None:
    shop = make_shop("home", now)
    client = signed_in(shop.owner)
    set_up(client, at())
    at(minutes=6)
    factor = Factor.objects.get(person__email=shop.owner)
    for form in ({"do": "remove", "factor": factor.public_id}, {"do": "codes"}, {"do": "app"}):
        answer = client.post(PAGE, form)
        assert answer.status_code == 403 and 'name="known"' in answer.content.decode(), form
    assert client.post("/desk/me/second/passkey/").status_code == 403
    assert client.post(PAGE, {"do": "known", "known": "wrong"}).status_code == 422
    client.post(PAGE, {"do": "known", "known": PASSWORD})
    assert client.post(PAGE, {"do": "remove", "factor": factor.public_id}).status_code == 302
    assert not RecoveryCode.objects.filter(person=factor.person).exists(), "without a factor there is nothing to stand in for"
    assert signed_in(shop.owner).get("/desk/").status_code == 200


def test_a_shop_demands_it_from_a_day_and_leads_those_who_have_none(now: datetime, at: Any) -> None:
    shop = make_shop("home", now)
    owner = signed_in(shop.owner)
    told = owner.post("/desk/people/", {"do": "demand", "since": "2026-11-21"})
    assert told.status_code == 409 and "yourself" in told.content.decode()
    set_up(owner, at())
    assert owner.post("/desk/people/", {"do": "demand", "since": "2026-11-21"}).status_code == 302
    helper = member_of(shop, now, "support")
    client = signed_in(helper)
    assert "From 21 Nov 2026 Haus &amp; Hof lets nobody in with a password alone" in client.get("/desk/").content.decode()
    assert "alone" in client.get(PAGE).content.decode()
    at(days=1)
    led = client.post("/desk/shop/", {"shop": "1"})
    assert led["Location"].startswith(PAGE) and client.get("/desk/", headers={"HX-Request": "true"}).status_code == 401
    assert owner.get("/desk/").status_code == 200, "who showed one at the sign-in goes on"
    page = client.get("/desk/", follow=True).content.decode()
    assert "lets nobody in with a password alone" in page
    set_up(client, at())
    assert client.get("/desk/").status_code == 200


def test_an_owner_resets_it_for_members_of_this_shop_alone(now: datetime, at: Any) -> None:
    shop, other = make_shop("home", now), make_shop("gifts", now)
    helper = member_of(shop, now, "support")
    client = signed_in(helper)
    set_up(client, at())
    member = next(one for one in parties.members_of(shop.id) if one.person.email == helper)
    asked: dict[str, Any] = {"membership_id": member.id, "by": STAFF, "now": now}
    with pytest.raises(Refusal, match="no such member"):
        reset_factors(merchant_id=other.id, **asked)
    Membership.objects.create(person=member.person, merchant=other.merchant, role="support", since=now, joined_at=now)
    with pytest.raises(Refusal, match="somewhere else"):
        reset_factors(merchant_id=shop.id, **asked)
    Membership.objects.filter(person=member.person, merchant=other.merchant).update(ended_at=now)
    owner = signed_in(shop.owner)
    assert owner.post("/desk/people/", {"do": "reset", "member": str(member.id)}).status_code == 302
    assert client.get("/desk/").status_code == 302 and signed_in(helper).get("/desk/").status_code == 200
    assert AccountMail.objects.filter(person=member.person, kind="factors_reset").count() == 1
    with pytest.raises(Refusal, match="password alone"):
        reset_factors_by_hand(email=helper, now=now)


def test_on_a_shared_scanner_they_are_forgotten_after_a_shift_and_leave_no_passkey(now: datetime) -> None:
    shop = make_shop("home", now)
    client = Client()
    client.post("/desk/sign-in/", {"username": shop.worker, "password": PASSWORD, "next": "/dock/", "shared": "on"})
    assert client.get("/dock/").status_code == 200
    assert client.session.get_expiry_age() == 10 * 3600
    answer = client.post(PAGE, {"do": "passkey", "name": "scanner", "answer": "{}"})
    assert answer.status_code == 409 and "others use this device" in answer.content.decode()


def test_demand_ends_and_garbled_days_are_said(now: datetime) -> None:
    shop = make_shop("home", now)
    owner = signed_in(shop.owner)
    assert owner.post("/desk/people/", {"do": "demand", "since": "tomorrow"}).status_code == 422
    person = parties.person_by_email(shop.owner)
    assert person is not None
    demand_factor(merchant_id=shop.id, person_id=person.pk, since=None, by=STAFF, now=now)
    assert owner.get("/desk/").status_code == 200


def test_a_code_is_good_for_its_step_and_its_neighbours_only() -> None:
    """RFC 6238, appendix B: the SHA-1 rows, whose secret is 12345678901234567890; an app shows the last six of their eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, eight in ((59, "94287082"), (1111111109, "07081804"), (1234567890, "89005924"), (2000000000, "69279037")):
        moment = datetime.fromtimestamp(seconds, UTC)
        assert code_at(secret, moment) == eight[2:]
        step = seconds // 30
        for late in (0, 30) if seconds == 59 else (-30, 0, 30):  # before 1970 there is no step
            assert step_of_code(secret, eight[2:], now=moment + timedelta(seconds=late), after=0) == step
        assert step_of_code(secret, eight[2:], now=moment + timedelta(seconds=90), after=0) is None
        assert step_of_code(secret, eight[2:], now=moment, after=step) is None
    for junk in ("", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34 5"):
        assert step_of_code(secret, junk, now=moment, after=0) is None
    assert len({*new_recovery_codes()}) == 10 and len(new_app_secret()) == 32


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(-3, 3)), min_size=1, max_size=12))
def test_whatever_is_typed_whenever_no_code_is_taken_twice(tries: list[tuple[int, int]]) -> None:
    """Codes of any step near the moment, in any order, at moments that only go on: what is taken is younger than all that was taken before."""
    secret, seconds, taken = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1_800_000_000, [0]
    for later, beside in tries:
        seconds += later
        code = code_at(secret, datetime.fromtimestamp(seconds + 30 * beside, UTC))
        step = step_of_code(secret, code, now=datetime.fromtimestamp(seconds, UTC), after=taken[-1])
        if step is not None:
            assert step > taken[-1] and abs(step - seconds // 30) <= 1 and code == code_at(secret, datetime.fromtimestamp(step * 30, UTC))
            taken.append(step)
        else:
            assert abs(beside) > 1 or seconds // 30 + beside <= taken[-1]


def member_of(shop: Shop, now: datetime, role: str) -> str:
    """Somebody with this role, in by their invitation, which is made now: the page that takes it looks at the clock."""
    now = datetime.now(UTC)
    email = f"{role}-{shop.id}@test.example"
    address = invite_member(merchant_id=shop.id, email=email, name=role.title(), role=role, inviter="Anna", by=STAFF, now=now)
    path = address[address.index("/desk/join/") :]
    assert Client().post(path, {"password": PASSWORD}).status_code == 302
    return email
