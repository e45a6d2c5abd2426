"""A mailbox that is asked: each mail once, whatever happens in between; nothing is deleted; every fault has its words."""

import imaplib
import socket
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from imapclient import IMAPClient

from makegood.apps.inbox import queries as inbox
from makegood.apps.inbox.ports import Came, MailboxFailed, Position
from makegood.base.actor import SYSTEM
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.connectors.imap.client import Box, ImapMailbox
from makegood.insight.chores import chores
from makegood.interfaces.jobs.mail_in import ask_all, ask_one
from makegood.journeys.set_mailbox import set_mailbox
from makegood.kernel.refusal import Refusal
from makegood.web.mailbox_words import mailbox_words
from tests.cast import Shop, make_shop
from tests.harness.imap import PASSWORD, USER, Post, imap_server
from tests.harness.smtp import trusting
from tests.inbox.mails import mail

FORM = {
    "way": "imap", "address": "returns@shop.example", "plus": "on", "host": "127.0.0.1", "security": "none", "user": USER, "password": PASSWORD,
    "folder": "INBOX", "done_with": "seen",
}  # fmt: skip


NEVER = Position()


def box(port: int, **more: Any) -> Box:
    return Box(**{"host": "127.0.0.1", "port": port, "security": "none", "user": USER, "password": PASSWORD, **more})


def collect(mailbox: ImapMailbox, known: Position = NEVER) -> tuple[list[Came], Position]:
    found: list[Came] = []
    last = known

    def take(came: Came, position: Position) -> None:
        nonlocal last
        found.append(came)
        last = position

    mailbox.fetch(known, take)
    return found, last


def test_the_stand_in_speaks_to_two_readers_that_are_not_ours() -> None:
    with imap_server() as (port, post):
        post.put(mail())
        plain = imaplib.IMAP4("127.0.0.1", port)
        plain.login(USER, PASSWORD)
        assert plain.select("INBOX", readonly=True)[1] == [b"1"] and plain.response("UIDVALIDITY")[1] == [b"7"]
        assert plain.uid("SEARCH", "UID 1:*") == ("OK", [b"1"])
        status, found = plain.uid("FETCH", "1", "(BODY.PEEK[])")
        assert status == "OK" and found[0][1] == mail()  # type: ignore[index]
        plain.logout()
        other = IMAPClient("127.0.0.1", port, ssl=False)
        other.login(USER, PASSWORD)
        assert other.select_folder("INBOX")[b"EXISTS"] == 1 and other.folder_exists("Read") and not other.folder_exists("None")
        assert other.fetch([1], ["INTERNALDATE"])[1][b"INTERNALDATE"] is not None
        other.logout()


def test_each_mail_is_taken_once_marked_after_it_and_nothing_is_deleted() -> None:
    with imap_server() as (port, post):
        first, second = post.put(mail("one")), post.put(mail("two", message_id="<2@x>"), datetime(2026, 11, 19, 8, tzinfo=UTC))
        mailbox = ImapMailbox(box(port))
        assert mailbox.look(Position()).waiting == 2
        assert not any(one.flags for one in post.folders["INBOX"])  # looking changes nothing
        found, last = collect(mailbox)
        assert [one.raw for one in found] == [mail("one"), mail("two", message_id="<2@x>")] and last == Position(7, second)
        assert found[1].arrived_at == datetime(2026, 11, 19, 8, tzinfo=UTC)
        assert all(one.flags == {"\\Seen"} for one in post.folders["INBOX"]) and first == 1
        assert collect(mailbox, last) == ([], last)
        assert not any("DELETED" in one.upper() or "EXPUNGE" in one for one in post.asked)


def test_a_folder_for_what_is_read() -> None:
    with imap_server() as (port, post):
        post.put(mail())
        collect(ImapMailbox(box(port, done_with="move", done_folder="Read")))
        assert [len(post.folders[name]) for name in ("INBOX", "Read")] == [0, 1]
        with pytest.raises(MailboxFailed, match="done_folder_missing"):
            ImapMailbox(box(port, done_with="move", done_folder="Nowhere")).look(Position())
    with imap_server(post=Post(capabilities="IMAP4rev1")) as (port, post):
        post.put(mail())
        collect(ImapMailbox(box(port, done_with="move", done_folder="Read")))  # a server that can't move gets a copy; the first stays
        assert [len(post.folders[name]) for name in ("INBOX", "Read")] == [1, 1] and post.folders["INBOX"][0].flags
    with imap_server() as (port, post):
        post.put(mail())
        collect(ImapMailbox(box(port, done_with="leave")))
        assert not post.folders["INBOX"][0].flags and any(one.startswith("EXAMINE") for one in post.asked)


def test_what_lay_there_before_stays_untouched() -> None:
    with imap_server() as (port, post):
        post.put(mail("old"), datetime(2026, 11, 18, 23, tzinfo=UTC))
        post.put(mail("new", message_id="<2@x>"), datetime(2026, 11, 19, 1, tzinfo=UTC))
        found, _ = collect(ImapMailbox(box(port, since=date(2026, 11, 19))))
        assert [one.raw for one in found] == [mail("new", message_id="<2@x>")] and not post.folders["INBOX"][0].flags


def test_new_numbers_of_a_folder_are_read_from_the_beginning() -> None:
    with imap_server() as (port, post):
        post.put(mail())
        _, last = collect(ImapMailbox(box(port)))
        post.validity = 8
        again, after = collect(ImapMailbox(box(port)), last)
        assert len(again) == 1 and after == Position(8, 1)


def test_what_is_too_large_is_kept_by_its_head_and_left_unread() -> None:
    with imap_server() as (port, post):
        post.put(mail("x" * 5000))
        found, _ = collect(ImapMailbox(box(port), most_bytes=1000))
        assert found[0].problem == "too_large" and b"Subject: My lamp" in found[0].raw and not post.folders["INBOX"][0].flags


@pytest.mark.parametrize(("security", "names"), [("tls", ("127.0.0.1",)), ("starttls", ("127.0.0.1",))])
def test_encrypted_ways(security: str, names: tuple[str, ...], tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with imap_server(security=security, names=names) as (port, post), trusting(tmp_path, monkeypatch):
        post.put(mail())
        assert ImapMailbox(box(port, security=security)).look(Position()).waiting == 1


@pytest.mark.parametrize(
    ("server", "asked", "code"),
    [
        ({}, {"password": "wrong"}, "login_refused"),
        ({}, {"folder": "Nowhere"}, "folder_missing"),
        ({}, {"security": "starttls"}, "tls_not_offered"),
        ({}, {"security": "tls"}, "tls_failed"),
        ({"security": "starttls"}, {"security": "none"}, "login_in_clear"),
        ({"security": "tls", "names": ("other.example",)}, {"security": "tls"}, "certificate_wrong"),
        ({"security": "starttls", "names": ("other.example",)}, {"security": "starttls"}, "certificate_wrong"),
        ({}, {"host": "nowhere.invalid"}, "no_such_host"),
    ],
)
def test_every_fault_has_a_word(server: Any, asked: Any, code: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with imap_server(**server) as (port, _), trusting(tmp_path, monkeypatch), pytest.raises(MailboxFailed) as failed:
        ImapMailbox(box(port, **asked), step_s=3).look(Position())
    assert (
        failed.value.code == code
        and PASSWORD not in str(failed.value)
        and "wrong" not in str(failed.value).replace("certificate_wrong", "")
    )
    assert all(mailbox_words(str(failed.value))[:2])


def test_nobody_there_silence_and_another_kind_of_server() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with pytest.raises(MailboxFailed, match="connection_refused"):
            ImapMailbox(box(held.getsockname()[1]), step_s=2).look(Position())
        held.listen()
        with pytest.raises(MailboxFailed, match="timed_out"):
            ImapMailbox(box(held.getsockname()[1]), step_s=0.5).look(Position())


@pytest.fixture
def shop(now: datetime) -> Shop:
    return make_shop("home", now)


def arrived(shop: Shop) -> list[Any]:
    with unit(merchants=[shop.id]):
        return inbox.mails_page()


@pytest.mark.django_db
def test_a_connection_that_breaks_in_the_middle_loses_nothing_and_doubles_nothing(shop: Shop, now: datetime) -> None:
    with imap_server() as (port, post):
        set_mailbox(merchant_id=shop.id, form=FORM | {"port": str(port)}, by=SYSTEM, now=now)
        for n in range(3):
            post.put(mail(f"number {n}", message_id=f"<{n}@x>"))
        post.dies_at = 2
        assert ask_one(merchant_id=shop.id, now=now) == 0 and len(arrived(shop)) == 1
        with unit(merchants=[shop.id]):
            known = inbox.mailbox()
            assert known is not None and known.checked_as == "hung_up" and known.last_uid == 1 and known.trouble_since == now
        assert ask_all(now=now + timedelta(minutes=1)) == 2
        post.validity = 9  # all of it once more
        assert ask_one(merchant_id=shop.id, now=now + timedelta(minutes=2)) == 3
        assert len(arrived(shop)) == 3


@pytest.mark.django_db
def test_who_is_killed_before_the_mark_meets_the_mail_again_and_knows_it(
    shop: Shop, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    with imap_server() as (port, post):
        set_mailbox(merchant_id=shop.id, form=FORM | {"port": str(port)}, by=SYSTEM, now=now)
        post.put(mail())

        def killed(name: str) -> None:
            if name == "imap.before_mark":
                raise Killed

        monkeypatch.setattr("makegood.connectors.imap.client.point", killed)
        with pytest.raises(Killed):
            ask_one(merchant_id=shop.id, now=now)
        assert len(arrived(shop)) == 1 and not post.folders["INBOX"][0].flags


@pytest.mark.django_db
def test_a_mailbox_that_fails_for_an_hour_stands_on_today(shop: Shop, now: datetime) -> None:
    set_mailbox(merchant_id=shop.id, form=FORM | {"port": "9"}, by=SYSTEM, now=now)
    ask_one(merchant_id=shop.id, now=now)
    with unit(merchants=[shop.id]):
        assert [one.kind for one in chores(now=now + timedelta(minutes=5))] == []
        (found,) = chores(now=now + timedelta(hours=2))
        assert (found.kind, found.facts["problem"]) == ("mailbox_failing", "connection_refused")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"way": "carrier-pigeon"}, "way_unknown"), ({"address": "nobody"}, "email_invalid"), ({"host": "http://x"}, "host_invalid"),
        ({"port": "0"}, "port_invalid"), ({"security": "some"}, "security_unknown"), ({"host": "imap.example.com"}, "password_in_clear"),
        ({"password": ""}, "password_missing"), ({"user": ""}, "user_missing"), ({"done_with": "move"}, "folder_missing"),
        ({"folder": "a\r\nb DELETE"}, "text_unfit"), ({"since": "soon"}, "day_unfit"), ({"way": "mailgun"}, "key_missing"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_at_its_field(shop: Shop, now: datetime, changed: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        set_mailbox(merchant_id=shop.id, form=FORM | {"port": "993"} | changed, by=SYSTEM, now=now)
    assert refused.value.code == code and refused.value.field


@pytest.mark.django_db
def test_a_password_never_follows_to_another_server(shop: Shop, now: datetime) -> None:
    set_mailbox(merchant_id=shop.id, form=FORM | {"port": "993"}, by=SYSTEM, now=now)
    set_mailbox(merchant_id=shop.id, form=FORM | {"port": "993", "password": "", "folder": "Other"}, by=SYSTEM, now=now)
    with pytest.raises(Refusal, match="password is missing"):
        set_mailbox(merchant_id=shop.id, form=FORM | {"port": "993", "password": "", "host": "localhost"}, by=SYSTEM, now=now)
    with unit(merchants=[shop.id]):
        assert merchant_of(shop.id).settings["inbox"] == "returns@shop.example"
    set_mailbox(merchant_id=shop.id, form={"way": ""}, by=SYSTEM, now=now)
    with unit(merchants=[shop.id]):
        assert merchant_of(shop.id).settings["inbox"] == "" and inbox.mailbox().sealed_password == ""  # type: ignore[union-attr]
