"""Mail services by their own interface: what they are sent, what they refuse, and what they tell later. A server on this machine stands in."""

import hashlib
import hmac
import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from makegood import wiring
from makegood.apps.notices import queries as notices
from makegood.apps.notices.ports import MailFailed
from makegood.base.unit import unit
from makegood.connectors.mailservice.client import SERVICES, ServiceMail
from makegood.interfaces.jobs import sweeps
from makegood.journeys.set_mail_server import set_mail_server
from makegood.kernel.refusal import Refusal
from tests.cast import STAFF, Shop, make_shop
from tests.notices.test_own_words import _open

pytestmark = pytest.mark.django_db
TAKEN = {
    "postmark": {"ErrorCode": 0, "Message": "OK", "MessageID": "b7bc2f4a", "To": "hanna@test.example", "SubmittedAt": "2026-11-20T09:00:00Z"},
    "mailgun": {"id": "<20261120.1@mg.test>", "message": "Queued. Thank you."},
    "brevo": {"messageId": "<20261120@smtp-relay>"}, "resend": {"id": "49a3999c"}, "mailersend": None,
    "mailjet": {"Messages": [{"Status": "success", "To": [{"Email": "hanna@test.example", "MessageID": 456, "MessageUUID": "u"}]}]},
}  # fmt: skip
MAIL = {
    "to": "hanna@test.example", "subject": "About\tit", "text": "Hello", "message_id": "<ntc_abcdef123456@host.example>",
    "reply_to": "anna@shop.example", "sender_name": "Gravur & Garn", "html": "<p>Hello</p>", "thread": "<cas_abc.0123@host.example>",
}  # fmt: skip


class Service:
    """`answer`: (status, body) of the next requests; `asked`: (path, headers, body)."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any, bytes]] = []
        self.answer: tuple[int, Any] = (200, {})
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                service.asked.append((self.path, self.headers, body))
                status, said = service.answer
                words = json.dumps(said).encode() if said is not None else b""
                self.send_response(status)
                self.send_header("Content-Type", "application/json" if words else "text/html")
                self.send_header("X-Message-Id", "x-1")
                self.send_header("Content-Length", str(len(words)))
                self.end_headers()
                self.wfile.write(words)

            def log_message(self, *args: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.mark.parametrize("name", list(SERVICES))
def test_each_service_is_sent_text_and_html_the_thread_and_whose_mail_it_is(name: str, service: Service) -> None:
    service.answer = (202 if TAKEN[name] is None else 200, TAKEN[name])
    ServiceMail(name, "key-1", "returns@shop.example", second="second", address=service.address).send(**MAIL)
    ((_path, headers, body),) = service.asked
    said = body.decode()
    for word in ("hanna@test.example", "returns@shop.example", "Hello", "<p>Hello", "anna@shop.example", "ntc_abcdef123456"):
        assert word in said.replace("\\u003c", "<").replace("%40", "@").replace("%3C", "<").replace("%3E", ">"), (name, word)
    assert name == "mailersend" or "cas_abc.0123" in said
    assert (
        "key-1" in str(headers) or b64encode(b"key-1:second").decode() in str(headers) or b64encode(b"api:key-1").decode() in str(headers)
    )
    if name == "resend":
        assert headers["Idempotency-Key"] == "ntc_abcdef123456"


@pytest.mark.parametrize(
    ("name", "answer", "code", "final"),
    [
        ("postmark", (401, {"ErrorCode": 10, "Message": "Bad token key-1"}), "key_refused", False),
        ("postmark", (422, {"ErrorCode": 406, "Message": "You tried to send to a recipient that has been marked as inactive.\nFound inactive addresses: hanna@test.example.\nInactive recipients are ones that have generated a hard bounce or a spam complaint."}), "recipient_refused", True),
        ("postmark", (500, {"ErrorCode": 1, "Message": "Oops"}), "service_failed", False),
        ("mailgun", (400, {"message": "to parameter is not a valid address"}), "message_refused", True),
        ("mailgun", (404, {"message": "Domain not found"}), "service_failed", False),
        ("mailersend", (429, {"errors": []}), "too_many", False), ("mailjet", (403, None), "key_refused", False),
        ("resend", (409, {"message": "Same idempotency key used while original request is still in progress."}), "service_failed", False),
        ("brevo", (200, "<html>"), "service_failed", False),
    ],
)  # fmt: skip
def test_what_a_service_refuses_comes_in_our_words_and_never_with_the_key(
    name: str, answer: Any, code: str, final: bool, service: Service
) -> None:
    service.answer = answer
    port = ServiceMail(name, "key-1", "returns@shop.example", address=service.address)
    with pytest.raises(MailFailed) as failed:
        port.send(**MAIL)
    assert (failed.value.code, failed.value.final) == (code, final) and "key-1" not in repr(port)
    assert code != "key_refused" or "key-1" not in str(failed.value)
    assert failed.value.is_of_address == (code == "recipient_refused")


def test_a_service_that_is_not_there_and_a_header_that_breaks(service: Service) -> None:
    with pytest.raises(MailFailed) as failed:
        ServiceMail("postmark", "k", "a@shop.example", address="http://127.0.0.1:9/").send(**MAIL)
    assert failed.value.code == "unreachable" and not failed.value.final
    with pytest.raises(MailFailed) as failed:
        ServiceMail("postmark", "k", "a@shop.example", address=service.address).send(
            **{**MAIL, "reply_to": "a@b.example\nBcc: c@d.example"}
        )
    assert failed.value.final and not service.asked


def _by(shop: Shop, provider: str, now: datetime, **more: str) -> None:
    set_mail_server(
        merchant_id=shop.id, form={"provider": provider, "sender": "returns@shop.example", "password": "key-1", **more}, by=STAFF, now=now
    )


def test_a_shop_chooses_a_service_and_its_key_stays_sealed(now: datetime) -> None:
    shop = make_shop("gifts", now)
    _by(shop, "mailjet", now, user="public")
    port: Any = wiring.mail(shop.id)
    assert (port.service, port.key, port.second) == ("mailjet", "public", "key-1")
    _by(shop, "mailgun", now, region="eu")
    port = wiring.mail(shop.id)
    assert (port.address, port.key) == ("https://api.eu.mailgun.net/v3/", "key-1")
    for bad, code in (
        ({"provider": "nope"}, "service_unknown"),
        ({"sender": ""}, "email_invalid"),
        ({"provider": "resend", "password": ""}, "password_missing"),
        ({"provider": "mailjet", "user": ""}, "user_missing"),
    ):
        with pytest.raises(Refusal) as refused:
            _by(shop, **{"provider": "mailgun", "now": now, **bad})  # type: ignore[arg-type]
        assert refused.value.code == code
    with unit(merchants=[shop.id]):
        server = notices.mail_server()
    assert server is not None and "key-1" not in server.sealed_password


def _sent(shop: Shop, now: datetime) -> Any:
    case = _open(shop, now)

    class Taken:
        def send(self, **mail: Any) -> None: ...

    sweeps.send_mails(now=now, port=Taken())
    with unit(merchants=[shop.id]):
        return case, notices.notices_of_case(case.id)[0]


def _letter(shop: Shop, notice: Any) -> Any:
    with unit(merchants=[shop.id]):
        return notices.notice_of(notice.public_id)


def test_postmark_tells_of_a_bounce_and_the_next_mail_waits_for_a_person(now: datetime) -> None:
    shop = make_shop("gifts", now)
    _by(shop, "postmark", now)
    _case, notice = _sent(shop, now)
    told = {
        "RecordType": "Bounce", "Type": "HardBounce", "Email": notice.to, "MessageID": "m", "ID": 1, "Description": "no such user", "Details": "550",
        "BouncedAt": "2026-11-20T09:05:00Z", "Metadata": {"notice": notice.public_id},
    }  # fmt: skip
    address, client = f"/hooks/mail-status/postmark/{shop.merchant.slug}/", Client()
    _service, secret = wiring.mail_hook(shop.id)
    login = {"Authorization": "Basic " + b64encode(secret.encode()).decode()}
    assert client.post(address, told, content_type="application/json").status_code == 401
    assert client.post(address, told, content_type="application/json", headers={"Authorization": "Basic eDp5"}).status_code == 401
    soft = {**told, "Type": "SoftBounce"}
    assert client.post(address, soft, content_type="application/json", headers=login).json() == {"taken": True, "new": 1}
    assert _letter(shop, notice).state == "pending"  # a full box: later again
    assert client.post(address, told, content_type="application/json", headers=login).json()["new"] == 1
    assert client.post(address, told, content_type="application/json", headers=login).json()["new"] == 0
    assert (_letter(shop, notice).state, _letter(shop, notice).problem.partition(":")[0]) == ("failed", "bounced")
    _other, later = _sent(shop, now)
    assert (later.state, later.problem) == ("failed", "address_bounced")
    with unit(merchants=[shop.id]):
        assert later.public_id in [one.public_id for one in notices.failed_notices()]
    assert client.post(address, b"[", content_type="application/json", headers=login).status_code == 400
    assert client.post("/hooks/mail-status/mailgun/" + shop.merchant.slug + "/", told, content_type="application/json").status_code == 404
    assert client.get(address).status_code == 405


def test_mailgun_signs_and_a_complaint_leaves_only_what_is_owed(now: datetime) -> None:
    shop = make_shop("gifts", now)
    _by(shop, "mailgun", now, hook_secret="sign-1")
    _case, notice = _sent(shop, now)
    event = {
        "event": "complained",
        "timestamp": 1795165500.0,
        "id": "e1",
        "recipient": notice.to,
        "user-variables": {"notice": notice.public_id},
    }

    def signed(key: bytes) -> dict[str, Any]:
        stamp, token = "1795165500", "t" * 50
        return {
            "signature": {
                "timestamp": stamp,
                "token": token,
                "signature": hmac.new(key, (stamp + token).encode(), hashlib.sha256).hexdigest(),
            },
            "event-data": event,
        }

    address, client = f"/hooks/mail-status/mailgun/{shop.merchant.slug}/", Client()
    assert client.post(address, signed(b"wrong"), content_type="application/json").status_code == 401
    assert client.post(address, signed(b"sign-1"), content_type="application/json").json()["new"] == 1
    assert _letter(shop, notice).state == "sent"
    _other, later = _sent(shop, now)
    assert (later.state, later.problem) == ("unsendable", "address_complained")


def test_brevo_tells_of_another_shop_s_mail_and_nothing_happens_to_it(now: datetime) -> None:
    shop, other = make_shop("gifts", now), make_shop("home", now)
    _by(shop, "brevo", now)
    _case, notice = _sent(shop, now)
    _theirs, foreign = _sent(other, now)
    login = {"Authorization": "Basic " + b64encode(wiring.mail_hook(shop.id)[1].encode()).decode()}

    def tell(of: Any, event: str) -> int:
        told = {
            "event": event,
            "email": of.to,
            "ts_epoch": 1795165500000,
            "reason": "550",
            "X-Mailin-custom": json.dumps({"notice": of.public_id}),
        }
        answer = Client().post(f"/hooks/mail-status/brevo/{shop.merchant.slug}/", told, content_type="application/json", headers=login)
        return int(answer.json()["new"])

    assert [tell(notice, word) for word in ("delivered", "opened", "deferred", "soft_bounce", "hard_bounce", "hard_bounce")] == [
        0,
        0,
        0,
        1,
        1,
        0,
    ]
    assert tell(foreign, "hard_bounce") == 0
    assert _letter(shop, notice).state == "failed" and _letter(other, foreign).state == "sent"
