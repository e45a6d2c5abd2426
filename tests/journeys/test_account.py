"""Passwords, sign-ins, invitations: what a stranger learns (nothing) and what a person gets."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client, override_settings

from makegood.apps.parties import queries as parties
from makegood.base import timeline
from makegood.base.unit import unit
from makegood.interfaces.jobs import sweeps
from makegood.journeys.ask_password import ask_password
from makegood.kernel.refusal import Refusal
from tests.cast import PASSWORD, make_shop
from tests.harness.smtp import Postbox, mail_server

pytestmark = pytest.mark.django_db
NEW = "a whole new password"


class Box:
    """A mail port that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[dict[str, str]] = []

    def send(self, **mail: str) -> None:
        self.mails.append(mail)


def _mails(now: datetime) -> list[dict[str, str]]:
    box: Any = Box()
    sweeps.send_account_mails(now=now, port=box)
    return list(box.mails)


def _link(mail: dict[str, str]) -> str:
    found = re.search(r"/desk/password/\S+", mail["text"])
    assert found
    return found.group()


def _signed_in(email: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/desk/sign-in/", {"username": email, "password": password})
    return client


@pytest.fixture(autouse=True)
def _at(now: datetime) -> Any:
    with time_machine.travel(now, tick=False):
        yield


def test_a_lost_password_becomes_a_new_one_by_a_link_that_works_once(now: datetime) -> None:
    shop = make_shop("gifts", now)
    elsewhere, lost = _signed_in(shop.owner), Client()
    assert elsewhere.get("/desk/").status_code == 200
    assert lost.post("/desk/password/", {"email": shop.owner.upper()}).status_code == 200
    (mail,) = _mails(now)
    assert mail["to"] == shop.owner and _mails(now) == []
    link = _link(mail)
    for _ in range(3):  # scanners of mails open links
        assert lost.get(link).status_code == 200
    assert elsewhere.get("/desk/").status_code == 200
    weak = lost.post(link, {"password": "tiny-one"})
    assert weak.status_code == 422 and b"at least 10 characters" in weak.content and b"tiny-one" not in weak.content
    shown = lost.post(link, {"password": NEW, "show": "1"}).content.decode()
    assert f'type="text" id="password" name="password" value="{NEW}"' in shown
    assert "Your password is changed." in lost.post(link, {"password": NEW}).content.decode()
    assert elsewhere.get("/desk/").status_code == 302
    assert lost.post(link, {"password": "yet another password"}).status_code == 410
    assert _signed_in(shop.owner).get("/desk/").status_code == 302 and _signed_in(shop.owner, NEW).get("/desk/").status_code == 200
    (told,) = _mails(now)
    assert "was changed" in told["text"] and NEW not in told["text"]
    with unit(merchants=[shop.id]):
        lines = list(timeline.lines_of(f"shop:{shop.id}"))
        assert "member.password_changed" in [one.name for one in lines] and timeline.broken_lines(lines) == []


def test_a_stranger_learns_nothing_of_who_signs_in(now: datetime) -> None:
    shop, client = make_shop("gifts", now), Client()
    known, unknown = (client.post("/desk/password/", {"email": email}).content.decode() for email in (shop.owner, "nobody@test.example"))
    assert known.replace(shop.owner, "x") == unknown.replace("nobody@test.example", "x")
    assert [one["to"] for one in _mails(now)] == [shop.owner]


def test_the_link_ends_after_an_hour_and_with_every_other_change(now: datetime) -> None:
    shop, client = make_shop("gifts", now), Client()
    for _ in range(2):
        ask_password(email=shop.owner, now=now)
    first, second = (_link(mail) for mail in _mails(now))
    assert client.post(first, {"password": NEW}).status_code == 200
    assert client.get(second).status_code == 410
    ask_password(email=shop.owner, now=now)
    third = _link([mail for mail in _mails(now) if "/desk/password/lnk" in mail["text"]][0])
    with time_machine.travel(now + timedelta(minutes=61), tick=False):
        assert client.get(third).status_code == 410
        assert client.post(third, {"password": NEW}).status_code == 410
    assert client.get(third[:-3] + "/").status_code == 404


def test_asking_too_often_fills_no_inbox_and_tells_nothing(now: datetime) -> None:
    shop, client = make_shop("gifts", now), Client(REMOTE_ADDR="203.0.113.7")
    answers = [client.post("/desk/password/", {"email": shop.owner}) for _ in range(21)]
    assert [one.status_code for one in answers] == [200] * 20 + [429]
    assert len(_mails(now)) == 5


def test_a_link_travels_by_the_only_shop_s_server_and_never_by_one_of_several(now: datetime) -> None:
    from makegood.journeys.set_mail_server import set_mail_server
    from tests.cast import STAFF

    shop, other, box = make_shop("gifts", now), make_shop("home", now), Postbox()
    with mail_server(box) as port:
        form = {"host": "127.0.0.1", "port": str(port), "security": "none", "sender": "returns@test.example"}
        set_mail_server(merchant_id=shop.id, form=form, by=STAFF, now=now)
        ask_password(email=shop.owner, now=now)
        sweeps.send_account_mails(now=now)
        assert len(box.mails) == 1
        _invited(_signed_in(other.owner), shop.owner)
        ask_password(email=shop.owner, now=now)
        sweeps.send_account_mails(now=now)
        assert len(box.mails) == 1


def test_a_sign_in_says_not_which_of_the_two_was_wrong_and_ends_after_ten_tries(now: datetime) -> None:
    shop, client = make_shop("gifts", now), Client(REMOTE_ADDR="203.0.113.8")
    wrong = client.post("/desk/sign-in/", {"username": shop.owner, "password": "wrong"})
    nobody = client.post("/desk/sign-in/", {"username": "nobody@test.example", "password": "wrong"})
    assert wrong.status_code == nobody.status_code == 422
    assert b"fit together" in wrong.content and b"fit together" in nobody.content
    answers = [client.post("/desk/sign-in/", {"username": shop.owner, "password": "wrong"}).status_code for _ in range(10)]
    assert answers == [422] * 9 + [429]
    late = client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    assert late.status_code == 429 and b"quarter of an hour" in late.content
    assert _signed_in(shop.owner).get("/desk/").status_code == 200  # from elsewhere: nobody locks somebody else out


@pytest.mark.parametrize(
    "to", ["https://evil.test.example/", "//evil.test.example", "/\\evil.test.example", "javascript:alert(1)", "/desk/\r\nX: y"]
)
def test_next_leads_nowhere_else(to: str, now: datetime) -> None:
    shop = make_shop("gifts", now)
    answer = Client().post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD, "next": to})
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/desk/") and "evil" not in answer.headers["Location"]


def test_where_one_wanted_to_go_is_kept_with_its_question(now: datetime) -> None:
    shop, client = make_shop("gifts", now), Client()
    to_sign_in = client.get("/desk/cases/?q=1001&state=all")
    answer = client.post(to_sign_in.headers["Location"], {"username": shop.owner, "password": PASSWORD})
    assert answer.headers["Location"] == "/desk/cases/?q=1001&state=all"
    hub = Client().post("/desk/sign-in/", {"username": shop.worker, "password": PASSWORD})
    assert hub.headers["Location"] == "/dock/"


def test_signing_out_everywhere_and_a_change_of_password_end_the_other_sign_ins(now: datetime) -> None:
    shop = make_shop("gifts", now)
    here, there = _signed_in(shop.worker), _signed_in(shop.worker)
    wrong = here.post("/desk/me/", {"do": "password", "known": "wrong", "password": NEW})
    assert wrong.status_code == 422 and there.get("/dock/").status_code == 200
    assert here.post("/desk/me/", {"do": "password", "known": PASSWORD, "password": NEW}).status_code == 302
    assert here.get("/dock/").status_code == 200 and there.get("/dock/").status_code == 302
    there = _signed_in(shop.worker, NEW)
    assert here.post("/desk/me/", {"do": "everywhere"}).status_code == 302
    assert here.get("/dock/").status_code == there.get("/dock/").status_code == 302


def _invited(owner: Client, email: str) -> str:
    """Invites and gives the link that the page shows where no mail server is set up."""
    page = owner.post("/desk/people/", {"name": "Ben", "email": email, "role": "support"}, follow=True).content.decode()
    found = re.search(r"/desk/join/[^\s<]+", page)
    assert found, page
    return found.group()


def test_an_invitation_opens_nothing_until_it_is_taken_and_can_be_taken_back(now: datetime) -> None:
    shop = make_shop("gifts", now)
    owner, ben = _signed_in(shop.owner), Client()
    link = _invited(owner, f"ben-{shop.id}@test.example")
    (pending,) = [one for one in parties.members_of(shop.id) if one.joined_at is None]
    assert ben.get(link).status_code == 200
    again = owner.post("/desk/people/", {"do": "resend", "member": pending.id}, follow=True).content.decode()
    newer = re.search(r"/desk/join/[^\s<]+", again)
    assert newer and ben.get(link).status_code == 410 and ben.get(newer.group()).status_code == 200
    owner.post("/desk/people/", {"do": "revoke", "member": pending.id})
    assert ben.get(newer.group()).status_code == 410 and parties.members_of(shop.id)[-1].person.email == shop.owner
    link = _invited(owner, f"ben-{shop.id}@test.example")
    assert ben.post(link, {"password": "short"}).status_code == 422
    assert ben.post(link, {"password": NEW}).status_code == 302
    assert ben.post(link, {"password": NEW}).status_code == 410
    ben = _signed_in(f"ben-{shop.id}@test.example", NEW)
    assert (
        ben.get("/desk/").status_code == 200
        and ben.get("/desk/people/").status_code == 403
        and ben.get("/desk/settings/").status_code == 403
    )


def test_whoever_has_a_password_joins_only_with_it(now: datetime) -> None:
    shop, other = make_shop("gifts", now), make_shop("home", now)
    link, client = _invited(_signed_in(shop.owner), other.owner), Client()
    person = get_user_model().objects.get(email=other.owner)
    assert [one.merchant_id for one in parties.memberships_of(person)] == [other.id]
    assert client.post(link, {"password": "a guess of somebody"}).status_code == 422
    assert client.post(link, {"password": PASSWORD}).status_code == 302
    both = _signed_in(other.owner)
    assert b"Haus &amp; Hof" in both.get("/desk/").content
    assert both.post("/desk/shop/", {"shop": shop.id}).status_code == 302
    assert b"Gravur &amp; Garn" in both.get("/desk/").content and both.get("/desk/people/").status_code == 403
    third = make_shop("gifts", now)
    both.post("/desk/shop/", {"shop": third.id})
    assert both.get("/desk/people/").status_code == 403


def test_who_is_removed_is_out_at_once_and_the_last_owner_stays(now: datetime) -> None:
    shop, other = make_shop("gifts", now), make_shop("home", now)
    owner = _signed_in(shop.owner)
    Client().post(_invited(owner, other.owner), {"password": PASSWORD})
    ben = _signed_in(other.owner)
    ben.post("/desk/shop/", {"shop": shop.id})
    mine, theirs = parties.members_of(shop.id)
    last = owner.post("/desk/people/", {"do": "remove", "member": mine.id})
    assert last.status_code == 409 and b"last owner" in last.content
    foreign = parties.members_of(other.id)[0]
    assert owner.post("/desk/people/", {"do": "remove", "member": foreign.id}).status_code == 404
    assert owner.post("/desk/people/", {"do": "remove", "member": theirs.id}).status_code == 302
    assert ben.get("/desk/").status_code == 302
    assert b"Haus &amp; Hof" in _signed_in(other.owner).get("/desk/").content


def test_two_at_the_same_link_one_is_first(now: datetime) -> None:
    from makegood.base.links import open_link
    from makegood.journeys.change_password import change_password

    shop = make_shop("gifts", now)
    ask_password(email=shop.owner, now=now)
    link = open_link(_link(_mails(now)[0]).split("/")[3], purpose="password", now=now)
    person = get_user_model().objects.get(email=shop.owner)
    change_password(person_id=person.pk, password=NEW, link=link, now=now)
    with pytest.raises(Refusal) as refused:  # opened before the first had used it up
        change_password(person_id=person.pk, password="yet another password", link=link, now=now)
    assert refused.value.code == "link_expired"
    person.refresh_from_db()
    assert person.check_password(NEW)


@override_settings(LANGUAGE_CODE="en")
def test_the_own_language_is_spoken_on_the_desk_and_in_the_mails(now: datetime) -> None:
    shop = make_shop("gifts", now)
    client = _signed_in(shop.owner)
    assert client.post("/desk/me/", {"do": "account", "name": "Anna", "language": "xx"}).status_code == 422
    client.post("/desk/me/", {"do": "account", "name": " Anna  Berg ", "language": "de"})
    page = client.get("/desk/me/").content.decode()
    assert "Passwort ändern" in page and "Anna Berg" in page
    ask_password(email=shop.owner, now=now)
    assert "neues Passwort" in _mails(now)[0]["subject"]
