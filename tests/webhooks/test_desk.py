"""The shop's own page of its programs: tokens shown once, addresses, messages with their tries, and sending again."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from makegood.apps.parties.models import ApiToken
from makegood.interfaces.jobs.webhooks import send_webhooks
from tests.cast import PASSWORD, Shop, make_shop
from tests.harness.listener import Listener, listening
from tests.webhooks.test_webhooks import a_case, endpoint, messages

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/webhooks/"


@pytest.fixture
def shop(now: datetime, settings: Any) -> Shop:
    settings.MAKEGOOD_NOW, settings.MAKEGOOD_WEBHOOKS_PRIVATE = now.isoformat(), True
    return make_shop("home", now)


@pytest.fixture
def listener() -> Any:
    with listening() as found:
        yield found


@pytest.fixture
def desk(shop: Shop) -> Client:
    client = Client()
    assert client.login(username=shop.owner, password=PASSWORD)
    return client


def shown_secret(page: str) -> str:
    found = re.search(r'id="secret" readonly value="([^"]+)"', page)
    return found.group(1) if found else ""


def test_a_token_is_shown_once_told_by_its_last_letters_and_revoked(desk: Client, shop: Shop) -> None:
    made = desk.post(PAGE, {"do": "token", "name": "stock", "verbs": ["read"]}).content.decode()
    secret = shown_secret(made)
    assert secret.startswith("mg_") and shown_secret(desk.get(PAGE).content.decode()) == ""
    assert f"…{secret[-4:]}" in desk.get(PAGE).content.decode()
    token = ApiToken.objects.get(merchant_id=shop.id)
    assert secret not in (token.digest, token.name) and token.last_four == secret[-4:]
    asking = {"authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/orders", headers=asking).status_code == 200
    stranger = make_shop("home", datetime.fromisoformat("2026-11-20T09:00:00+00:00"))
    other = Client()
    other.login(username=stranger.owner, password=PASSWORD)
    assert other.post(PAGE, {"do": "revoke", "token": token.id}).status_code == 404
    desk.post(PAGE, {"do": "revoke", "token": token.id})
    assert Client().get("/api/v1/orders", headers=asking).status_code == 401


def test_a_token_opens_until_its_last_day_is_over(desk: Client, now: datetime, settings: Any) -> None:
    secret = shown_secret(desk.post(PAGE, {"do": "token", "name": "week", "verbs": ["read"], "expires_on": "2026-11-27"}).content.decode())
    for at, status in ((now + timedelta(days=7, hours=14), 200), (now + timedelta(days=7, hours=15), 401)):
        settings.MAKEGOOD_NOW = at.isoformat()
        assert Client().get("/api/v1/orders", headers={"authorization": f"Bearer {secret}"}).status_code == status
    settings.MAKEGOOD_NOW = now.isoformat()
    for wrong in ({"expires_on": "2026-11-19"}, {"expires_on": "soon"}, {"verbs": []}, {"verbs": ["rule"]}, {"name": " "}):
        assert desk.post(PAGE, {"do": "token", "name": "x", "verbs": ["read"], **wrong}).status_code == 422


def test_an_address_its_messages_and_sending_again(desk: Client, shop: Shop, listener: Listener, now: datetime) -> None:
    refused = desk.post(PAGE, {"do": "add", "url": "ftp://x.example", "types": ["case.opened"]})
    assert refused.status_code == 422 and "ftp://x.example" in refused.content.decode()
    secret = shown_secret(desk.post(PAGE, {"do": "add", "url": listener.url, "types": ["case.opened"]}).content.decode())
    assert secret.startswith("whsec_")
    one = f"{PAGE}{endpoint(shop).public_id}/"
    assert "Nothing to show" in desk.get(one).content.decode()
    listener.status, listener.said = 500, b"<script>alert(1)</script>"
    a_case(shop, now)
    send_webhooks(now=now)
    page = desk.get(one).content.decode()
    assert "next try" in page and "500" in page and escape("<script>alert(1)</script>") in page and "<script>alert" not in page
    listener.status = 200
    for do in ("again", "off", "on", "try"):
        assert desk.post(one, {"do": do, "message": messages(shop)[0].message_id}).status_code == 302
    assert desk.post(one, {"do": "since", "since": "2026-11-20"}).status_code == 302
    send_webhooks(now=now + timedelta(minutes=1))
    assert [row.state for row in messages(shop)] == ["delivered", "delivered"]
    assert shown_secret(desk.post(one, {"do": "rotate"}).content.decode()) not in ("", secret)
    for wrong in (
        {"do": "since", "since": "2020-01-01"},
        {"do": "since", "since": ""},
        {"do": "change", "url": "x", "types": ["case.opened"]},
    ):
        assert desk.post(one, wrong).status_code == 422
    assert desk.post(one, {"do": "change", "url": listener.url, "types": ["case.closed"]}).status_code == 302 and endpoint(shop).types == [
        "case.closed"
    ]
    assert desk.post(one, {"do": "end"})["Location"] == PAGE and desk.get(one).status_code == 404


def test_only_owners_see_it(shop: Shop) -> None:
    assert Client().get(PAGE).status_code == 302
    kim = Client()
    kim.login(username=shop.worker, password=PASSWORD)
    assert kim.get(PAGE).status_code == 403
