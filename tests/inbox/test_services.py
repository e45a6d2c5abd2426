"""Mail that services post to us: the mail itself, once, from nobody but them."""

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from makegood import wiring
from makegood.apps.inbox import queries as inbox
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.base.webhooks import sign
from makegood.config.logs import cut_secrets
from makegood.connectors.mailservice.incoming import form_of
from makegood.journeys.set_mailbox import set_mailbox
from makegood.web.mail_in import read_in
from tests.cast import Shop, make_shop
from tests.inbox.mails import mail

pytestmark = pytest.mark.django_db
KEY = "key-of-mailgun"
RAW = mail("Grüße, es ist kaputt.", subject="Größe")


@pytest.fixture
def shop(now: datetime, settings: Any) -> Shop:
    settings.MAKEGOOD_NOW = now.isoformat()
    return make_shop("home", now)


def listen(shop: Shop, way: str, now: datetime) -> tuple[str, str]:
    """(address, secret)."""
    set_mailbox(
        merchant_id=shop.id,
        form={"way": way, "address": "returns@shop.example", "key": KEY if way == "mailgun" else ""},
        by=SYSTEM,
        now=now,
    )
    _, secret, _ = wiring.mail_in_secret(shop.id)
    return f"/hooks/mail-in/{way}/{shop.merchant.slug}/{'-' if way == 'raw' else secret}/mime", secret


def form(**fields: bytes | str) -> tuple[bytes, str]:
    parts = b""
    for name, value in fields.items():
        content = value.encode() if isinstance(value, str) else value
        parts += (
            b'--xYzZY\r\nContent-Disposition: form-data; name="'
            + name.replace("_", "-" if name == "body_mime" else "_").encode()
            + b'"\r\n\r\n'
            + content
            + b"\r\n"
        )
    return parts + b"--xYzZY--\r\n", "multipart/form-data; boundary=xYzZY"


def posted(way: str, now: datetime, secret: str, raw: bytes = RAW) -> tuple[bytes, str, dict[str, str]]:
    """(body, content type, headers) as each service sends it."""
    if way == "postmark":
        body = {"From": "x@y.example", "MessageID": "1", "OriginalRecipient": "returns@shop.example", "RawEmail": raw.decode()}
        return json.dumps(body).encode(), "application/json", {}
    if way == "mailgun":
        at, token = "1795165200", "t" * 50
        signature = hmac.new(KEY.encode(), f"{at}{token}".encode(), hashlib.sha256).hexdigest()
        return *form(timestamp=at, token=token, signature=signature, recipient="returns@shop.example", body_mime=raw), {}
    if way == "sendgrid":
        envelope = json.dumps({"to": ["returns@shop.example"], "from": "hanna@test.example"})
        return *form(email=raw, envelope=envelope, dkim="{@test.example : pass}", SPF="pass", spam_score="0.1"), {}
    at_s = int(now.timestamp())
    signed = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(at_s),
        "webhook-signature": sign(secret, message_id="msg_1", at=at_s, body=raw),
    }
    return raw, "message/rfc822", signed


@pytest.mark.parametrize("way", ["postmark", "mailgun", "sendgrid", "raw"])
def test_the_mail_itself_is_kept_once_whatever_the_service_repeats(shop: Shop, now: datetime, way: str) -> None:
    address, secret = listen(shop, way, now)
    body, kind, headers = posted(way, now, secret)
    answers = [Client(headers=headers).post(address, body, content_type=kind) for _ in range(2)]
    assert [(one.status_code, one.json()["new"]) for one in answers] == [(200, True), (200, False)]
    with unit(merchants=[shop.id]):
        (found,) = inbox.mails_page()
        assert inbox.raw_of(found) == RAW and found.state == "taken" and found.way == way
    read_in(merchant_id=shop.id, mail_id=found.id, now=now)
    with unit(merchants=[shop.id]):
        read = inbox.mail_of(found.public_id)
        assert read.subject == "Größe" and read.text == "Grüße, es ist kaputt."
        assert read.verified == ("pass" if way == "sendgrid" else "none")


@pytest.mark.parametrize("way", ["postmark", "mailgun", "sendgrid", "raw"])
def test_nobody_else_is_listened_to(shop: Shop, now: datetime, way: str) -> None:
    address, secret = listen(shop, way, now)
    body, kind, headers = posted(way, now, secret)
    if way == "raw":
        wrong = [
            Client().post(address, body, content_type=kind),
            Client(headers=headers | {"webhook-signature": "v1,AAAA"}).post(address, body, content_type=kind),
        ]
    else:
        wrong = [Client().post(address.replace(secret, "guessed"), body, content_type=kind)]
    if way == "mailgun":
        wrong.append(Client().post(address, *reversed((kind, form(timestamp="1", token="t", signature="no", body_mime=RAW)[0]))))
    assert all(one.status_code in (401, 404) for one in wrong), [one.status_code for one in wrong]
    assert Client().get(address).status_code == 405
    other = "postmark" if way != "postmark" else "raw"
    assert Client().post(address.replace(f"/{way}/", f"/{other}/"), body, content_type=kind).status_code == 404
    with unit(merchants=[shop.id]):
        assert inbox.mails_page() == []


@pytest.mark.parametrize(
    ("way", "body", "kind", "status"),
    [
        ("postmark", b"{not json", "application/json", 400),
        ("postmark", b"[]", "application/json", 400),
        ("postmark", b'{"TextBody": "read by them"}', "application/json", 422),
        ("sendgrid", form(text="read by them", envelope="{}")[0], "multipart/form-data; boundary=xYzZY", 422),
        ("sendgrid", b"no form", "text/plain", 400),
        ("sendgrid", form(email=RAW, envelope="[1]")[0], "multipart/form-data; boundary=xYzZY", 400),
    ],
)
def test_what_is_not_the_mail_is_refused_so_that_the_service_repeats_it(
    shop: Shop, now: datetime, way: str, body: bytes, kind: str, status: int
) -> None:
    address, _ = listen(shop, way, now)
    assert Client().post(address, body, content_type=kind).status_code == status
    with unit(merchants=[shop.id]):
        assert inbox.mails_page() == []
        box = inbox.mailbox()
        assert box is not None and (box.checked_as == "raw_missing") == (status == 422)


def test_a_mail_of_many_megabytes_comes_through_and_a_larger_one_is_refused(shop: Shop, now: datetime) -> None:
    address, secret = listen(shop, "sendgrid", now)
    large = mail("big") + b"X" * 12_000_000
    body, kind, _ = posted("sendgrid", now, secret, large)
    assert Client().post(address, body, content_type=kind).json()["new"]
    with unit(merchants=[shop.id]):
        assert inbox.mails_page()[0].size == len(large)
    too_large = Client().generic("POST", address, b"", content_type=kind, CONTENT_LENGTH="90000000")
    assert too_large.status_code == 413


def test_sendgrids_word_counts_only_for_the_senders_own_domain(shop: Shop, now: datetime) -> None:
    address, _ = listen(shop, "sendgrid", now)
    body, kind = form(
        email=RAW,
        envelope=json.dumps({"to": ["a@b.example"], "from": "x@evil.example"}),
        dkim="{@evil.example : pass}",
        SPF="pass",
        spam_score="7.5",
    )
    Client().post(address, body, content_type=kind)
    with unit(merchants=[shop.id]):
        assert inbox.mails_page()[0].told == {"to": "a@b.example", "spam": True}


def test_forms_are_read_as_bytes_in_both_kinds() -> None:
    content = bytes(range(256)) + b"\r\n--not the end\r\n"
    assert form_of(form(email=content)[1], form(email=content)[0])["email"] == content
    assert form_of("application/x-www-form-urlencoded", b"body-mime=a%FFb%0D%0A&x=1") == {"body-mime": b"a\xffb\r\n", "x": b"1"}
    for kind in ("multipart/form-data", "application/json", ""):
        with pytest.raises(ValueError):
            form_of(kind, b"")


def test_the_secret_of_the_address_is_cut_from_logs(shop: Shop, now: datetime) -> None:
    address, secret = listen(shop, "postmark", now)
    assert secret not in str(cut_secrets(None, "info", {"event": f"POST {address} 200"}))
