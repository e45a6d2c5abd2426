"""Mail by SMTP, each failure proven in a real conversation."""

from pathlib import Path
from typing import Any

import pytest

from makegood.apps.notices.ports import MailFailed
from makegood.connectors.smtp.client import Server, SmtpMail
from makegood.web.mail_words import WORDS, mail_words
from tests.harness.server import free_port
from tests.harness.smtp import PASSWORD, USER, Postbox, mail_server, odd_server, trusting

MAIL = {
    "to": "anna@test.example",
    "subject": "Test",
    "text": "Grüße aus Leipzig\n",
    "message_id": "<1@makegood>",
    "reply_to": "shop@test.example",
}


def _send(
    port: int,
    *,
    security: str = "none",
    host: str = "127.0.0.1",
    user: str = "",
    password: str = "",
    step_s: float = 5,
    total_s: float = 9,
    **more: str,
) -> None:
    server = Server(host, port, security, user, password)
    SmtpMail(server, "returns@test.example", step_s=step_s, total_s=total_s).send(**{**MAIL, "sender_name": "Haus & Hof", **more})


def _code(*args: Any, **kwargs: Any) -> str:
    with pytest.raises(MailFailed) as failed:
        _send(*args, **kwargs)
    assert failed.value.code in WORDS and all(mail_words(str(failed.value))[:2])
    assert PASSWORD not in str(failed.value)
    return failed.value.code


def test_a_mail_is_taken_in_the_clear_on_ones_own_machine() -> None:
    box = Postbox()
    with mail_server(box) as port:
        _send(port)
    assert [(one.mail_from, one.rcpt_tos) for one in box.mails] == [("returns@test.example", ["anna@test.example"])]
    assert "Reply-To: shop@test.example" in box.texts[0] and "From: Haus & Hof <returns@test.example>" in box.texts[0]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_is_taken_after_tls_and_a_login(security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Postbox()
    with trusting(tmp_path, monkeypatch), mail_server(box, security=security, login=True) as port:
        _send(port, security=security, user=USER, password=PASSWORD)
    assert len(box.mails) == 1


def test_a_name_that_is_nobodys(tmp_path: Path) -> None:
    assert _code(587, host="no-such-server.invalid") == "no_such_host"


def test_a_port_at_which_nobody_answers() -> None:
    assert _code(free_port()) == "connection_refused"


def test_a_server_without_starttls_gets_neither_password_nor_mail() -> None:
    box = Postbox()
    with mail_server(box) as port:
        assert _code(port, security="starttls", user=USER, password=PASSWORD) == "tls_not_offered"
    assert box.mails == []


def test_a_server_that_speaks_no_tls() -> None:
    with mail_server(Postbox()) as port:
        assert _code(port, security="tls") == "tls_failed"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for(security: str) -> None:
    box = Postbox()
    with mail_server(box, security=security, login=True) as port:
        assert _code(port, security=security, user=USER, password=PASSWORD) == "certificate_wrong"
    assert box.mails == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_name(security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with trusting(tmp_path, monkeypatch), mail_server(Postbox(), security=security, names=("mail.other.example",)) as port:
        assert _code(port, security=security) == "certificate_wrong"


def test_a_wrong_password_is_not_repeated_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with trusting(tmp_path, monkeypatch), mail_server(Postbox(), security="starttls", login=True) as port:
        assert _code(port, security="starttls", user=USER, password=PASSWORD + "x") == "login_refused"
        assert _code(port, security="starttls", user=USER, password="pässwort") in ("login_unfit", "login_refused")


def test_a_server_that_wants_a_login_and_one_that_offers_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with trusting(tmp_path, monkeypatch), mail_server(Postbox(), security="starttls", login=True) as port:
        assert _code(port, security="starttls") == "login_needed"
    with mail_server(Postbox()) as port:
        assert _code(port, user=USER, password=PASSWORD) == "login_not_offered"


@pytest.mark.parametrize(
    ("refuse", "code", "final"),
    [("sender", "sender_refused", False), ("recipient", "recipient_refused", True), ("text", "message_refused", True)],
)
def test_what_the_server_does_not_take(refuse: str, code: str, final: bool) -> None:
    with mail_server(Postbox(refuse)) as port:
        with pytest.raises(MailFailed) as failed:
            _send(port)
    assert (failed.value.code, failed.value.final) == (code, final) and failed.value.detail.startswith("55")
    assert failed.value.is_of_server == (code == "sender_refused")


def test_a_silent_server_a_dripping_one_and_one_that_hangs_up() -> None:
    with odd_server() as port:
        assert _code(port, step_s=0.3) == "timed_out"
    with odd_server(b"220-wait\r\n") as port:
        assert _code(port, step_s=60, total_s=0.5) == "timed_out"
    with odd_server(hangs_up=True) as port:
        assert _code(port) in ("hung_up", "not_welcome")
    with odd_server(b"554 go away\r\n") as port:
        assert _code(port) == "not_welcome"


@pytest.mark.parametrize("field", ["to", "subject", "reply_to", "sender_name"])
def test_no_line_break_gets_into_a_header(field: str) -> None:
    box = Postbox()
    with mail_server(box) as port:
        try:
            _send(port, **{field: "x@test.example\r\nBcc: other@test.example"})
        except MailFailed as failed:
            assert failed.code == "message_unfit" and failed.final
    assert all("\nBcc:" not in text for text in box.texts)
    assert all(one.rcpt_tos == ["anna@test.example"] for one in box.mails)


def test_a_server_that_was_described_never_shows_its_password() -> None:
    assert PASSWORD not in repr(Server.from_url(f"smtp://{USER.replace('@', '%40')}:{PASSWORD}@mail.test.example:465/?tls=tls"))
    found = Server.from_url("smtp://a%40b.example:p%3Aw@mail.test.example:465/?tls=tls")
    assert (found.host, found.port, found.security, found.user, found.password) == ("mail.test.example", 465, "tls", "a@b.example", "p:w")
