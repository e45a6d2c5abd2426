"""Stripe's and PayPal's messages: taken once, only from them and fresh, in any order, and never believed without asking."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.connectors.paypal import messages as paypal_messages
from makegood.interfaces.jobs import payments
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.open_return import open_return
from makegood.web.follow import follow
from tests.cast import MUG, line_of, make_shop, sell
from tests.harness import paypal, stripe
from tests.harness.standin import standing
from tests.web.test_hooks import jobs

pytestmark = pytest.mark.django_db
REFUND = {"id": "re_1", "metadata": {"makegood_key": "trf_of_nobody"}}


class Door:
    def __init__(self, now: datetime, party: str) -> None:
        self.now, self.shop = now, make_shop("home", now)
        key, secret, port = (
            (stripe.KEY, stripe.SECRET, "payments") if party == "stripe" else (paypal.KEY, paypal.WEBHOOK, "payments_paypal")
        )
        address = "" if party == "stripe" else "https://api-m.sandbox.paypal.com"
        made = choose_provider(
            merchant_id=self.shop.id, party=party, port=port, key=key, hook_secret=secret, address=address, by=SYSTEM, now=now
        )
        assert made is not None
        self.address = f"/hooks/{party}/{self.shop.merchant.slug}/{made.public_id}/"

    def post(self, body: bytes, headers: dict[str, str]) -> Any:
        return Client(headers=headers).post(self.address, body, content_type="application/json")


@pytest.fixture
def from_stripe(now: datetime, settings: Any) -> Door:
    settings.MAKEGOOD_NOW = now.isoformat()
    return Door(now, "stripe")


def signed(door: Door, body: bytes, *, age: int = 0, secret: str = stripe.SECRET) -> dict[str, str]:
    return {"Stripe-Signature": stripe.signature(body, at=int(door.now.timestamp()) - age, secret=secret)}


def test_stripes_message_is_taken_once_and_answered_each_time(from_stripe: Door) -> None:
    body = stripe.event("refund.updated", REFUND)
    assert from_stripe.post(body, signed(from_stripe, body)).json() == {"taken": True, "new": True}
    assert from_stripe.post(body, signed(from_stripe, body, age=60)).json() == {"taken": True, "new": False}


BODY = stripe.event("refund.failed", REFUND, "evt_1")
T = int(datetime.fromisoformat("2026-11-20T09:00:00+00:00").timestamp())
RIGHT = stripe.sign(stripe.SECRET, BODY, at=T)
# the header -> status and code
SIGNATURES = [
    (f"t={T},v1={RIGHT}", 200, ""),
    (f"t={T},v1={'0' * 64},v1={RIGHT}", 200, ""),
    (f"t={T},v0={'0' * 64},v1={RIGHT},v2=later", 200, ""),
    (f"v1={RIGHT}, t={T}", 200, ""),
    ("", 401, "signature_missing"),
    (f"v1={RIGHT}", 401, "signature_missing"),
    (f"t={T}", 401, "signature_missing"),
    (f"t={T},v0={RIGHT}", 401, "signature_missing"),
    (f"t={T},t={T},v1={RIGHT}", 401, "signature_missing"),
    (f"t=now,v1={RIGHT}", 401, "signature_missing"),
    (f"t=٣,v1={RIGHT}".encode().decode("latin-1"), 401, "signature_missing"),
    (f"t=-{T},v1={RIGHT}", 401, "signature_missing"),
    (f"t={'9' * 400},v1={RIGHT}", 401, "signature_missing"),
    (f"t={T},v1=", 401, "signature_wrong"),
    (f"t={T},v1={RIGHT[:-1]}", 401, "signature_wrong"),
    (f"t={T},v1={RIGHT.upper()}", 401, "signature_wrong"),
    (f"t={T + 1},v1={RIGHT}", 401, "signature_wrong"),
    (f"t={T},v1={stripe.sign('whsec_other', BODY, at=T)}", 401, "signature_wrong"),
    (f"t={T},v1={stripe.sign('', BODY, at=T)}", 401, "signature_wrong"),
    (f"t={T - 301},v1={stripe.sign(stripe.SECRET, BODY, at=T - 301)}", 401, "message_too_old"),
    (f"t={T + 301},v1={stripe.sign(stripe.SECRET, BODY, at=T + 301)}", 401, "message_too_old"),
    (f"t={T - 299},v1={stripe.sign(stripe.SECRET, BODY, at=T - 299)}", 200, ""),
]


@pytest.mark.parametrize(("header", "status", "code"), SIGNATURES)
def test_only_stripes_own_fresh_signature_opens_the_door(from_stripe: Door, header: str, status: int, code: str) -> None:
    answer = from_stripe.post(BODY, {"Stripe-Signature": header})
    assert (answer.status_code, answer.json().get("code", "")) == (status, code)


def test_a_changed_body_a_large_one_and_another_door_are_refused(from_stripe: Door) -> None:
    head = {"Stripe-Signature": f"t={T},v1={RIGHT}"}
    assert from_stripe.post(BODY + b" ", head).json()["code"] == "signature_wrong"
    assert from_stripe.post(b"x" * 256_001, head).json()["code"] == "message_too_large"
    assert Client().get(from_stripe.address).json()["code"] == "post_only"
    from_stripe.address = from_stripe.address.replace("/hooks/stripe/", "/hooks/payments/")
    assert from_stripe.post(BODY, head).json()["code"] == "connection_unknown"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"id": 7}',
        b'{"id": "", "type": "a", "data": {"object": {}}}',
        b'{"id": "a\\u0000", "type": "a", "data": {"object": {}}}',
    ],
)
def test_what_is_no_event_is_refused(from_stripe: Door, body: bytes) -> None:
    assert from_stripe.post(body, signed(from_stripe, body)).json()["code"] == "message_unreadable"


@pytest.fixture
def from_paypal(now: datetime, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Door, paypal.Signer]]:
    settings.MAKEGOOD_NOW = now.isoformat()
    signer = paypal.Signer(now)
    paypal_messages._certs.clear()
    monkeypatch.setattr(paypal_messages, "_fetch", lambda place: signer.pem)
    yield Door(now, "paypal"), signer
    paypal_messages._certs.clear()


def test_paypals_message_is_taken_once_and_its_certificate_fetched_once(
    from_paypal: tuple[Door, paypal.Signer], monkeypatch: pytest.MonkeyPatch
) -> None:
    door, signer = from_paypal
    body = paypal.event("PAYMENT.CAPTURE.REFUNDED", {"id": "R1", "custom_id": "trf_of_nobody"})
    assert door.post(body, signer.headers(body, at=door.now)).json() == {"taken": True, "new": True}
    monkeypatch.setattr(paypal_messages, "_fetch", lambda place: None)
    assert door.post(body, signer.headers(body, at=door.now - timedelta(days=2), name="t-2")).json() == {"taken": True, "new": False}


P = "https://api.sandbox.paypal.com/v1/notifications/certs/"
PLACES = [
    "https://api.paypal.com/v1/notifications/certs/CERT-1",  # the live one: ours is a sandbox account
    "http://api.sandbox.paypal.com/v1/notifications/certs/CERT-1", "https://evil.example/v1/notifications/certs/CERT-1",
    "https://api.sandbox.paypal.com.evil.example/v1/notifications/certs/CERT-1", "https://api.sandbox.paypal.com@evil.example/v1/notifications/certs/CERT-1",
    "https://api.sandbox.paypal.com:444/v1/notifications/certs/CERT-1", "https://api.sandbox.paypal.com/v1/other/CERT-1", P, f"{P}../../../CERT-1",
    f"{P}CERT-1?x=1", f"{P}CERT-1#x", "https://[", "file:///etc/passwd", "https://api.sandbox.paypal.com:x/v1/notifications/certs/CERT-1",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_certificate_is_only_fetched_from_our_own_accounts_host(
    from_paypal: tuple[Door, paypal.Signer], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    door, signer = from_paypal
    fetched: list[str] = []
    monkeypatch.setattr(paypal_messages, "_fetch", lambda place: fetched.append(place) or signer.pem)
    body = paypal.event("PAYMENT.REFUND.FAILED", {})
    answer = door.post(body, signer.headers(body, at=door.now, place=place))
    assert (answer.status_code, answer.json()["code"], fetched) == (401, "signature_wrong", [])


def test_paypals_signature_is_looked_at_from_every_side(from_paypal: tuple[Door, paypal.Signer], monkeypatch: pytest.MonkeyPatch) -> None:
    door, signer = from_paypal
    body = paypal.event("PAYMENT.REFUND.FAILED", {})

    def said(**change: Any) -> str:
        paypal_messages._certs.clear()
        headers = (
            signer.headers(change.pop("body", body), at=change.pop("at", door.now), webhook=change.pop("webhook", paypal.WEBHOOK)) | change
        )
        return str(door.post(body, headers).json().get("code", "taken"))

    assert said(body=body + b" ") == said(webhook="1AB") == said(**{"Paypal-Transmission-Id": "t-9"}) == "signature_wrong"
    assert said(**{"Paypal-Transmission-Time": "2026-11-20T09:00:01Z"}) == "signature_wrong"
    for name in ("Id", "Time", "Sig"):
        assert said(**{f"Paypal-Transmission-{name}": ""}) == "signature_missing"
    assert said(**{"Paypal-Auth-Algo": "SHA1withRSA"}) == said(**{"Paypal-Transmission-Sig": "?"}) == "signature_missing"
    assert said(**{"Paypal-Transmission-Time": "2026-11-20T09:00:00"}) == "signature_missing"
    assert said(at=door.now - timedelta(days=5)) == said(at=door.now + timedelta(minutes=6)) == "message_too_old"
    stranger = paypal.Signer(door.now, host="messages.evil.example")
    monkeypatch.setattr(paypal_messages, "_fetch", lambda place: stranger.pem)
    paypal_messages._certs.clear()
    assert door.post(body, stranger.headers(body, at=door.now)).json()["code"] == "signature_wrong"
    old = paypal.Signer(door.now, days=0)
    monkeypatch.setattr(paypal_messages, "_fetch", lambda place: old.pem)
    paypal_messages._certs.clear()
    assert door.post(body, old.headers(body, at=door.now)).json().get("code", "taken") == "taken"  # its last moment
    monkeypatch.setattr(paypal_messages, "_fetch", lambda place: stranger.pem + signer.pem)  # a chain that does not hold
    assert said() == "signature_wrong"
    monkeypatch.setattr(paypal_messages, "_fetch", lambda place: None)
    assert said() == "certificate_unreachable"
    assert said(body=body) == "certificate_unreachable"


def owed_by(fake: Any, now: datetime, party: str, payment: str) -> tuple[Any, Any]:
    """A case with 28.80 that are due, paid with `payment`, where the stand-in pays."""
    shop = make_shop("gifts", now)
    module, port = (stripe, "payments") if party == "stripe" else (paypal, "payments_paypal")
    choose_provider(merchant_id=shop.id, party=party, port=port, address=fake.address, key=module.KEY, hook_secret="x", by=SYSTEM, now=now)
    order = sell(shop, now, MUG, named=payment)
    first = line_of(shop, order)
    case = open_return(
        merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(first.id, 1, ("damaged_in_transit",)),)), by=CUSTOMER, now=now
    )
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={first.public_id: "refund"})
    return shop, case


def test_a_refund_that_fails_after_it_had_left_is_told_asked_about_and_owed_again(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    with standing(stripe.FakeStripe()) as fake:
        shop, case = owed_by(fake, now, "stripe", "pi_late")
        payments.sweep(now=now)
        with unit(merchants=[shop.id]):
            transfer = settlement.transfers_of_case(case.id)[0]
            assert (transfer.state, transfer.moved_minor) == ("succeeded", 2880)
        fake.end(failure="expired_or_canceled_card")
        refund = fake.by_key(transfer.key)[0]
        body = stripe.event("refund.failed", refund | {"status": "succeeded"})  # what it says is not believed
        choose_provider(merchant_id=shop.id, party="stripe", address=fake.address, hook_secret=stripe.SECRET, by=SYSTEM, now=now)
        door = f"/hooks/stripe/{shop.merchant.slug}/{transfer.connection}/"
        for _ in range(2):
            head = {"Stripe-Signature": stripe.signature(body, at=int(now.timestamp()))}
            assert Client(headers=head).post(door, body, content_type="application/json").status_code == 200
        assert jobs(transfer.public_id) == 1
        payments.carry(merchant_id=shop.id, transfer_id=transfer.public_id, now=now, look=True)
        with unit(merchants=[shop.id]):
            transfer = settlement.transfers_of_case(case.id)[0]
            reimbursement = settlement.reimbursements_of_case(case.id)[0]
        assert (transfer.state, transfer.problem, reimbursement.state, reimbursement.moved_minor) == ("failed", "card_gone", "failed", 0)
        assert fake.total("pi_late1") == 0
