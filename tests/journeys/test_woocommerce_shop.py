"""A WooCommerce shop is connected: its orders come in, its messages are checked, its gateway pays; and everything that can go wrong between."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.apps.mirror.ports import Telling, Units
from makegood.apps.orders import queries as orders
from makegood.apps.orders import shops
from makegood.apps.orders.ports import ShopWaits
from makegood.apps.settlement.ports import RefundLine, RefundOrder
from makegood.base.sealing import seal
from makegood.base.unit import unit
from makegood.connectors.woocommerce.client import WooCommerce, shop_address
from makegood.connectors.woocommerce.hooks import TOPICS, read_hook, signature_of
from makegood.connectors.woocommerce.payments import WooPayments
from makegood.connectors.woocommerce.refunds import refund_body
from makegood.connectors.woocommerce.source import WooSource
from makegood.connectors.woocommerce.system import STOCKED, WooSystem
from makegood.interfaces.jobs import shops as jobs
from makegood.journeys.connect_shop import connect_shop
from makegood.kernel.refusal import Refusal
from tests.cast import PASSWORD, STAFF, Shop, make_shop
from tests.connectors.test_woocommerce import ORDER, _item, _meta
from tests.harness.woo_shop import KEY, SECRET, Fault, WooShop, woo_shop

pytestmark = pytest.mark.django_db
ADDRESS = "https://returns.example/hooks/woocommerce/s/c/"


@pytest.fixture
def woo() -> Iterator[WooShop]:
    with woo_shop() as found:
        yield found


def order(number: int, *, minutes: int = 0, **more: Any) -> dict[str, Any]:
    """One placed some minutes after ten on 10 November, paid by card."""
    at = f"{datetime(2026, 11, 10, 10, tzinfo=UTC) + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S}"
    found = copy.deepcopy(ORDER) | {
        "id": number, "number": str(number), "date_created_gmt": at, "date_modified_gmt": at, "payment_method": "stripe", "transaction_id": f"pi_{number}",
        "version": "10.0.4", "line_items": [_item(number * 10, meta_data=_meta(Engraving="Hanna"))],
    }  # fmt: skip
    return found | more


def source(woo: WooShop, key: str = f"{KEY}:{SECRET}") -> WooSource:
    return WooSource(WooCommerce(woo.address, key), "DE", "Europe/Berlin", "EUR", "our-own-secret")


def connected(woo: WooShop, now: datetime) -> tuple[Shop, str, WooSource]:
    shop, port = make_shop("gifts", now), source(woo)
    made = connect_shop(
        merchant_id=shop.id, party="woocommerce", address=woo.address, key=f"{KEY}:{SECRET}", hook_secret="our-own-secret", account=port.account(),
        by=STAFF, now=now, since=date(2026, 11, 1),
    )  # fmt: skip
    return shop, made.public_id, port


def numbers(shop: Shop) -> list[str]:
    with unit(merchants=[shop.id]):
        return sorted(one.number for one in orders.orders_page(limit=200))


def sync_of(shop: Shop, name: str) -> Any:
    with unit(merchants=[shop.id]):
        found = shops.connected_as(name)
        assert found is not None
        return shops.sync_of(found.id)


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
    assert refused.value.code == "address_unreadable"


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


# money


def refund(number: int, amount: int = 1190, **more: Any) -> RefundOrder:
    base: dict[str, Any] = {
        "key": "tra_1", "payment": f"pi_{number}", "amount_minor": amount, "currency": "EUR", "reference": "7KQ2-44", "order": str(number),
        "lines": (RefundLine(str(number * 10), 1),),
    }  # fmt: skip
    return RefundOrder(**(base | more))


def pay(woo: WooShop, number: int = 1) -> WooPayments:
    return WooPayments(WooCommerce(woo.address, f"{KEY}:{SECRET}"), str(number))


def test_the_gateway_pays_once_for_a_key_whatever_becomes_of_the_answer(woo: WooShop) -> None:
    woo.put(order(1))
    woo.faults = [Fault("POST", "refunds", then_dies=True)]
    assert pay(woo).refund(refund(1)).state == "unknown"
    found = pay(woo).look_up(refund(1))
    assert (found.state, found.moved_minor) == ("succeeded", 1190)
    again = pay(woo).refund(refund(1))
    assert (again.state, again.ref, len(woo.refunds[1])) == ("succeeded", found.ref, 1)
    (made,) = woo.refunds[1]
    assert made["refunded_payment"] is True and "tra_1" in made["reason"] and woo.products[11]["stock_quantity"] == 49
    (line,) = made["line_items"]
    assert (line["total"], line["total_tax"], line["quantity"]) == ("-10.00", "-1.90", -1)


@pytest.mark.parametrize(
    ("fault", "state", "problem"),
    [
        (Fault("POST", "refunds", 503, b"busy"), "unknown", "their_fault"), (Fault("POST", "refunds", 429, {}), "later", "asked_to_wait"),
        (Fault("POST", "refunds", 201, b"<br>"), "unknown", "unreadable"), (Fault("GET", "orders/1$", 503, b""), "later", "their_fault"),
        (Fault("GET", "orders/1/refunds", 200, b"<html>"), "later", "unreadable"),
        (Fault("POST", "refunds", 500, {"code": "woocommerce_rest_cannot_create_order_refund", "message": "Card was cancelled.", "data": 500}), "failed", "said: Card was cancelled."),
        (Fault("POST", "refunds", 401, {"code": "woocommerce_rest_authentication_error", "message": "The API key provided does not have write permissions.", "data": {"status": 401}}), "later", "scope_missing"),
    ],
)  # fmt: skip
def test_every_fault_has_an_outcome_and_no_second_refund(woo: WooShop, fault: Fault, state: str, problem: str) -> None:
    woo.put(order(1))
    woo.faults = [fault]
    answer = pay(woo).refund(refund(1))
    assert (answer.state, answer.problem) == (state, problem) and woo.refunds[1] == []
    assert pay(woo).look_up(refund(1)).state == "not_known"
    assert pay(woo).refund(refund(1)).state == "succeeded" and len(woo.refunds[1]) == 1


def test_what_can_not_be_paid_back_is_a_problem_with_a_name(woo: WooShop) -> None:
    woo.put(order(1))
    assert pay(woo).refund(refund(1, 999900)).problem == "amount_too_large"  # HTTP 500, as captured
    assert pay(woo).refund(refund(1, payment="pi_other")).problem == "payment_unknown"
    assert pay(woo, 9).refund(refund(9)).problem == "order_unknown"
    woo.put(order(2, payment_method="bacs", transaction_id=""))
    assert pay(woo, 2).refund(refund(2, payment="2-paid")).problem == "paid_by_hand"
    woo.gateways["bacs"] = ["products", "refunds"]  # its page says it can, and it can't
    woo.faults = [
        Fault(
            "POST",
            "refunds",
            500,
            {
                "code": "woocommerce_rest_cannot_create_order_refund",
                "message": "The payment gateway for this order does not support automatic refunds.",
                "data": 500,
            },
        )
    ]
    assert pay(woo, 2).refund(refund(2, payment="2-paid")).problem == "paid_by_hand"
    assert woo.refunds[1] == woo.refunds[2] == []


def test_a_refund_that_a_person_made_there_stops_ours_until_it_is_known(woo: WooShop) -> None:
    woo.put(order(1))
    by_hand = woo.by_hand(1, "5.00")
    assert (answer := pay(woo).refund(refund(1))).problem == "unseen_refund" and answer.state == "later"
    assert pay(woo).refund(refund(1, 1180, known=(str(by_hand["id"]),))).state == "succeeded"
    assert len(woo.refunds[1]) == 2


def test_what_was_only_written_down_moved_nothing(woo: WooShop) -> None:
    woo.put(order(1))
    woo.faults = [Fault("POST", "refunds", 201, {"id": 77, "amount": "11.90", "refunded_payment": False, "reason": "makegood (tra_1)"})]
    answer = pay(woo).refund(refund(1))
    assert (answer.state, answer.problem) == ("unknown", "not_moved")


@pytest.mark.parametrize(
    ("amount", "shipping", "place", "stock", "named"),
    [(1190, 0, "shop", 50, True), (1680, 490, "", 49, True), (700, 0, "shop", 50, False), (500, 0, "", 49, False)],
)
def test_lines_are_named_where_they_add_up_and_pieces_go_into_stock_only_from_their_place(
    woo: WooShop, amount: int, shipping: int, place: str, stock: int, named: bool
) -> None:
    woo.put(order(1))
    asked = refund(1, amount, shipping_minor=shipping, lines=(RefundLine("10", 1, place),))
    body = refund_body(woo.orders[1], asked)
    sums = sum(
        round(100 * (float(one["refund_total"]) + sum(float(tax["refund_total"]) for tax in one["refund_tax"])))
        for one in body["line_items"]
    )
    assert sums == (amount if named else 0)
    assert pay(woo).refund(asked).moved_minor == amount
    assert woo.products[11]["stock_quantity"] == stock
    facts = source(woo).read_order("1")
    assert facts is not None and sum(one.amount_minor + one.shipping_minor for one in facts.past) == amount


# notes and stock


def telling(kind: str, **more: Any) -> Telling:
    return Telling(kind=kind, key="err_1", order="1", case="7KQ2-44", page="https://returns.example/desk/case/c/", **more)


def test_a_note_is_written_once(woo: WooShop) -> None:
    woo.put(order(1))
    system = WooSystem(WooCommerce(woo.address, f"{KEY}:{SECRET}"))
    woo.faults = [Fault("POST", "notes", then_dies=True)]
    assert system.look(telling("note_order")).state == "not_known"
    assert system.tell(telling("note_order", text="Return <b>opened</b>")).state == "unknown"
    assert system.look(telling("note_order")).state == system.tell(telling("note_order")).state == "done"
    (note,) = woo.notes[1]
    assert "&lt;b&gt;" in note["note"] and note["customer_note"] is False
    woo.faults = [Fault("GET", "notes", 503, b"")]
    assert system.tell(telling("note_order")).state == "later"
    woo.faults = [Fault("GET", "notes", 503, b"")]
    assert system.look(telling("note_order")).state == "unknown"
    assert system.tell(Telling("note_order", "err_9", "999", "c")).problem == "order_unknown"
    assert system.tell(telling("open_return")).problem == "not_served"
    assert system.order_page("1").endswith("post=1&action=edit")


def test_pieces_come_back_into_stock_once_and_only_as_stock(woo: WooShop) -> None:
    woo.put(order(1))
    system = WooSystem(WooCommerce(woo.address, f"{KEY}:{SECRET}"))
    back = telling("dispose_units", units=(Units("10", 1, disposed="stock"),))
    assert system.tell(telling("dispose_units", units=(Units("10", 1, disposed="not_stock"),))).state == "done"
    assert woo.products[11]["stock_quantity"] == 49
    woo.faults = [Fault("PUT", "products/11", then_dies=True)]
    assert system.tell(back).state == "unknown"
    assert system.look(back).state == system.tell(back).state == "done"
    assert woo.products[11]["stock_quantity"] == 50
    assert next(one["value"] for one in woo.products[11]["meta_data"] if one["key"] == STOCKED) == "err_1"
    other = Telling("dispose_units", "err_2", "1", "c", units=(Units("10", 1, disposed="stock"),))
    woo.products[11]["manage_stock"] = False
    assert system.tell(other).state == "done" and woo.products[11]["stock_quantity"] == 50
    del woo.products[11]
    assert system.tell(other).problem == "not_known"


def test_secrets_are_sealed_and_stand_in_no_address(woo: WooShop, now: datetime) -> None:
    shop, name, _port = connected(woo, now)
    with unit(merchants=[shop.id]):
        found = shops.connected_as(name)
    assert found is not None and SECRET not in found.key and "our-own-secret" not in found.hook_secret and seal("x", purpose="shop") != "x"
    assert not any(SECRET in one or KEY in one for one in woo.calls) and SECRET not in repr(WooCommerce(woo.address, f"{KEY}:{SECRET}"))
