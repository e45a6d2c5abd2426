"""A WooCommerce shop is connected: its orders come in, its messages are checked, its gateway pays; and everything that can go wrong between."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.apps.orders import queries as orders
from makegood.apps.orders import shops
from makegood.apps.orders.ports import ShopWaits
from makegood.base.sealing import seal
from makegood.base.unit import unit
from makegood.connectors.woocommerce.client import WooCommerce, shop_address
from makegood.connectors.woocommerce.hooks import TOPICS, read_hook, signature_of
from makegood.connectors.woocommerce.source import WooSource
from makegood.interfaces.jobs import shops as jobs
from makegood.kernel.refusal import Refusal
from tests.cast import PASSWORD, make_shop
from tests.harness.woo_shop import KEY, SECRET, Fault, WooShop
from tests.journeys.woocommerce.shop import ADDRESS, connected, numbers, order, source, sync_of

pytestmark = pytest.mark.django_db


# connect


def test_whom_the_key_opens_and_what_is_missing_is_said(woo: WooShop) -> None:
    woo.put(order(1))
    account = source(woo).account()
    assert (account.name, account.currency, account.zone, account.version) == ("Gravur & Garn", "EUR", "Europe/Berlin", "10.0.4")
    assert account.markets == ("DE",) and account.missing == () and woo.notes[1] == []
    woo.may_write = False
    assert source(woo).account().missing == (("Read/Write", "useful"),)
    with pytest.raises(Refusal) as refused:
        source(woo, "ck_x:cs_y").account()
    assert refused.value.code == "token_refused" and "Authorization" in refused.value.remedy
    for fault, code in (
        (Fault("GET", "wp-json/$", 404, b"<html>Not found</html>"), "shop_unknown"),
        (Fault("GET", "wp-json/$", 200, {"namespaces": ["wp/v2"]}), "shop_unknown"),
        (Fault("GET", "wp-json/$", 301, b"", headers={"Location": "https://www.shop.example/wp-json/"}), "shop_moved"),
        (
            Fault(
                "GET",
                "orders",
                403,
                {"code": "woocommerce_rest_cannot_view", "message": "Sorry, you cannot list resources.", "data": {"status": 403}},
            ),
            "access_denied",
        ),
    ):
        woo.faults = [fault]
        with pytest.raises(Refusal) as refused:
            source(woo).account()
        assert refused.value.code == code, fault
    for fault, problem in (
        (Fault("GET", "wp-json/$", 502, b"Bad gateway"), "their_fault"),
        (Fault("GET", "wp-json/$", 200, b"<br>Warning: {}"), "unreadable"),
    ):
        woo.faults = [fault]
        with pytest.raises(ShopWaits) as waits:
            source(woo).account()
        assert waits.value.problem == problem


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("www.shop.example", "https://www.shop.example"), ("https://shop.example/laden/", "https://shop.example/laden"),
        ("https://shop.example/wp-admin/admin.php", "https://shop.example"), ("https://shop.example/wp-json/wc/v3", "https://shop.example"),
        ("http://127.0.0.1:8099", "http://127.0.0.1:8099"), ("http://shop.example", ""), ("https://a:b@shop.example", ""), ("", ""),
        ("https://shop.example/?key=ck_1", ""), ("ftp://shop.example", ""), ("https://shop.example:99999", ""),
    ],
)  # fmt: skip
def test_a_key_is_sent_nowhere_without_tls(typed: str, address: str) -> None:
    if address:
        assert shop_address(typed) == address
        return
    with pytest.raises(Refusal) as refused:
        shop_address(typed)
    assert refused.value.code == ("address_in_the_open" if typed.startswith("http:") else "address_unreadable") and refused.value.remedy


def test_an_owner_connects_it_on_the_desk(woo: WooShop) -> None:
    woo.put(order(1))
    shop = make_shop("gifts", datetime.now(UTC))
    owner = Client()
    owner.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    page = "/desk/settings/shop-system/"
    assert b"It is a WooCommerce shop" in owner.get(page).content
    typed = {"party": "woocommerce", "address": woo.address, "consumer_key": KEY, "consumer_secret": SECRET}
    wrong = owner.post(f"{page}connect/", typed | {"consumer_secret": "cs_wrong"})
    assert wrong.status_code == 409 and b"does not accept the key" in wrong.content and b"cs_wrong" not in wrong.content
    missing = owner.post(f"{page}connect/", typed | {"consumer_secret": ""})
    assert missing.status_code == 422 and b"consumer secret are needed" in missing.content
    done = owner.post(f"{page}connect/", typed, follow=True)
    assert b"WooCommerce is connected: Gravur" in done.content and SECRET.encode() not in done.content
    with unit(merchants=[shop.id]):
        found = shops.connected()
        assert found is not None and found.party == "woocommerce" and SECRET not in found.key and found.hook_secret
        secret = found.hook_secret
    owner.post(f"{page}connect/", typed)
    with unit(merchants=[shop.id]):
        again = shops.connected()
        assert again is not None and again.public_id == found.public_id and again.hook_secret == secret  # its messages stay checkable


# orders in


def test_all_orders_come_in_page_by_page_and_a_kill_loses_none(woo: WooShop, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("makegood.connectors.woocommerce.source.PAGE", 4)
    for place in range(1, 12):
        woo.put(order(place, minutes=place // 3))  # several have one moment
    woo.put(order(50, status="checkout-draft", minutes=3))
    woo.put(order(51, status="trash", minutes=3))
    woo.by_hand(
        3, "5.00", line_items=[{"id": 30, "quantity": 1, "refund_total": "4.20", "refund_tax": [{"id": 1, "refund_total": "0.80"}]}]
    )
    shop, name, port = connected(woo, now)
    for step in range(40):
        if step == 1:
            woo.faults = [Fault("GET", "orders$", 503, b"maintenance")]
        if step == 3:
            woo.faults = [Fault("GET", "orders/3/refunds", 429, {}, headers={"Retry-After": "7"})]
        if jobs.step(merchant_id=shop.id, connection=name, now=now, port=port) is None:
            break
    assert sync_of(shop, name).backfill_state == "done"
    assert numbers(shop) == sorted(str(one) for one in range(1, 12))
    with unit(merchants=[shop.id]):
        (third,) = orders.orders_page(number="3")
        (past,) = orders.past_returns_of(third.id)
        assert (past.amount_minor, past.quantity, past.line_id) == (500, 1, orders.lines_of(third.id)[0].id)
        assert orders.words_of_lines([orders.lines_of(third.id)[0].id]) != {}


def test_a_whole_page_of_one_moment_is_neither_skipped_nor_endless(woo: WooShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("makegood.connectors.woocommerce.source.CHANGED_PAGE", 3)
    for place in range(1, 11):
        woo.put(order(place))
    seen: list[str] = []
    cursor = ""
    for _ in range(12):
        page = source(woo).changed(datetime(2026, 11, 10, 10, tzinfo=UTC), cursor)
        seen += [one[0] for one in page.orders]
        cursor = page.cursor
        if not cursor:
            break
    assert not cursor and set(seen) == {str(one) for one in range(1, 11)}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 12)), max_size=12), st.integers(1, 5))
def test_orders_that_are_touched_while_they_are_read_are_never_skipped(touches: list[tuple[int, int]], most: int) -> None:
    """Whatever is touched between two pages, each order is named at least once at its last moment or before it was touched again."""
    shop = WooShop()
    for place in range(1, 13):
        shop.put(order(place, minutes=place // 4), quiet=True)
    api = WooCommerce("http://woo.test", f"{KEY}:{SECRET}", transport=_in_process(shop))
    import makegood.connectors.woocommerce.source as module

    was, module.CHANGED_PAGE = module.CHANGED_PAGE, most
    try:
        port = WooSource(api, "DE", "Europe/Berlin", "EUR")
        seen: dict[str, datetime] = {}
        cursor, step = "", 0
        while step < 200:
            page = port.changed(datetime(2026, 11, 1, tzinfo=UTC), cursor)
            seen |= {name: at for name, _number, at in page.orders}
            for when, which in touches:
                if when == step:
                    shop.touch(which)
            cursor, step = page.cursor, step + 1
            if not cursor:
                break
    finally:
        module.CHANGED_PAGE = was
    assert not cursor and set(seen) == {str(one) for one in range(1, 13)}


def _in_process(shop: WooShop) -> Any:
    import base64

    import httpx

    def handle(request: httpx.Request) -> httpx.Response:
        key = base64.b64decode(request.headers["Authorization"].partition(" ")[2]).decode()
        body = json.loads(request.content) if request.content else None
        status, answer = shop.answer(request.method, request.url.path, dict(request.url.params), body, key)
        return httpx.Response(status, json=answer)

    return httpx.MockTransport(handle)


# messages


def test_it_tells_us_and_what_it_switched_off_is_switched_on_again(woo: WooShop) -> None:
    port = source(woo)
    assert port.set_hooks(ADDRESS).made == TOPICS and len(woo.hooks) == 4
    assert port.set_hooks(ADDRESS).made == ()
    broken = next(iter(woo.hooks.values()))
    broken["status"] = "disabled"  # five failures in a row
    assert port.set_hooks(ADDRESS).made == (broken["topic"],) and broken["status"] == "active"
    port.drop_hooks(ADDRESS)
    assert woo.hooks == {}
    woo.may_write = False
    state = port.set_hooks(ADDRESS)
    assert set(state.refused) == set(TOPICS) and state.topics == ()


def test_only_what_is_signed_is_taken_once_and_read_anew(woo: WooShop, now: datetime) -> None:
    woo.put(order(1), quiet=True)
    shop, name, port = connected(woo, now)
    address = f"/hooks/woocommerce/{shop.merchant.slug}/{name}/"
    port.set_hooks(f"http://testserver{address}")
    client = Client()

    def post(headers: dict[str, str], body: bytes) -> Any:
        return client.post(
            address,
            body,
            content_type=headers.get("Content-Type", "application/json"),
            headers={key: one for key, one in headers.items() if key != "Content-Type"},
        )

    for ping in woo.pings:
        answer = post({"Content-Type": "application/x-www-form-urlencoded"}, ping)
        assert (answer.status_code, answer.json()) == (200, {"taken": True, "new": False})
    assert post({}, b"webhook_id=1; DROP").status_code == 401
    woo.put(order(2))
    woo.touch(2, status="completed")
    (created, created_body), (updated, updated_body) = woo.told
    assert post(updated, updated_body).json() == {"taken": True, "new": True}
    assert post(updated, updated_body).json() == {"taken": True, "new": False}
    assert post(created, created_body).status_code == 200  # later than the change: nothing of it is believed but the id
    assert post({**created, "X-WC-Webhook-Signature": signature_of("another", created_body)}, created_body).status_code == 401
    assert post(created, created_body.replace(b'"processing"', b'"completed"')).status_code == 401
    with unit(merchants=[shop.id]):
        found = shops.connected_as(name)
        assert found is not None and len(shops.waiting_messages(found.id, "2")) == 2
    assert jobs.read_order(merchant_id=shop.id, connection=name, source_id="2", now=now, port=port).outcome == "new"
    assert numbers(shop) == ["2"]
    with unit(merchants=[shop.id]):
        assert shops.waiting_messages(found.id, "2") == []


@pytest.mark.parametrize(
    ("topic", "kind"), [("order.updated", "order"), ("order.deleted", "gone"), ("order.restored", "order"), ("product.updated", "other")]
)
def test_a_message_is_read_for_its_id_only(topic: str, kind: str) -> None:
    body = b'{"id": 16, "total": "0.00"}'
    headers = {"X-WC-Webhook-Signature": signature_of("s", body), "X-WC-Webhook-Topic": topic, "X-WC-Webhook-Delivery-ID": "d1"}
    facts = read_hook(headers, body, secret="s")
    assert (facts.kind, facts.order, facts.message_id) == (kind, "16" if kind != "other" else "", "d1")


def test_the_nightly_comparison_finds_what_no_message_told(woo: WooShop, now: datetime) -> None:
    woo.put(order(1), quiet=True)
    shop, name, port = connected(woo, now)
    while jobs.step(merchant_id=shop.id, connection=name, now=now, port=port) is not None:
        pass
    woo.at = now
    woo.by_hand(1, "4.00")
    woo.put(order(2) | {"date_modified_gmt": f"{now:%Y-%m-%dT%H:%M:%S}"}, quiet=True)
    while jobs.check(merchant_id=shop.id, connection=name, now=now + timedelta(hours=1), port=port) is not None:
        pass
    assert numbers(shop) == ["1", "2"] and sync_of(shop, name).check_state == "done"
    with unit(merchants=[shop.id]):
        (first,) = orders.orders_page(number="1")
        assert [one.amount_minor for one in orders.past_returns_of(first.id)] == [400]


def test_secrets_are_sealed_and_stand_in_no_address(woo: WooShop, now: datetime) -> None:
    shop, name, _port = connected(woo, now)
    with unit(merchants=[shop.id]):
        found = shops.connected_as(name)
    assert found is not None and SECRET not in found.key and "our-own-secret" not in found.hook_secret and seal("x", purpose="shop") != "x"
    assert not any(SECRET in one or KEY in one for one in woo.calls) and SECRET not in repr(WooCommerce(woo.address, f"{KEY}:{SECRET}"))
