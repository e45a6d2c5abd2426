"""A customer's words are erased; books, digests and chains stay whole. And a customer learns what is stored."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client

from makegood.apps.orders import queries as orders
from makegood.apps.orders import shops
from makegood.apps.parties.models import Person
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.evidence import file_of, read, store
from makegood.base.timeline import broken_lines, newest_chains
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.connectors.shopify.hooks import signature_of
from makegood.insight.customer_export import export_for
from makegood.insight.search import search
from makegood.interfaces.jobs import shops as jobs
from makegood.journeys.disconnect_shop import disconnect_shop
from makegood.journeys.drop_case import drop_case
from makegood.journeys.end_shop_message import follow_again
from makegood.journeys.erase_customer import erase_customer
from makegood.journeys.open_return import open_return
from makegood.journeys.send_message import send_message
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import STAFF, line_of, make_shop
from tests.harness.shop_system import Connected, connect
from tests.harness.twin import TwinShop, order_node

pytestmark = pytest.mark.django_db
SECRETS = ("Lena Kunde", "lena@kunde.example", "Am Markt 1", "Hannas Tasse", "Der Henkel ist ab")


def everything_of(shop_id: int) -> str:
    """All rows of all tables with a merchant's column, as text: whatever is kept anywhere of a shop."""
    with unit(merchants=[shop_id]), database.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.columns WHERE column_name = 'merchant_id' AND table_schema = 'public'")
        found = ""
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(json_agg(t)::text, '') FROM \"{table}\" t WHERE merchant_id = %s", [shop_id])
            found += cursor.fetchone()[0]
    return found


@pytest.fixture
def told(twin_shop: TwinShop, now: datetime) -> tuple[Connected, Any, Any]:
    """A shop with Lena's order, and a case in which she wrote and showed something."""
    twin_shop.seed(order_node(name="#4004", text="Hannas Tasse", at="2026-11-15T09:00:00Z"))
    found = connect(make_shop("gifts", now), twin_shop, now)
    found.backfill(now)
    with unit(merchants=[found.shop.id]):
        (order,) = orders.orders_page()
        photo = store(b"a picture of " + order.public_id.encode(), "image/png", now=now)
    asked = AskedLine(line_of(found.shop, order).id, 1, ("defective",), words="Der Henkel ist ab", evidence_ids=(photo.id,))
    case = open_return(merchant_id=found.shop.id, order_id=order.id, ask=Ask((asked,)), by=CUSTOMER, now=now)
    send_message(merchant_id=found.shop.id, case_id=case.id, text="Wo ist Hannas Tasse?", by=CUSTOMER, now=now)
    return found, order, case


def ask_to_erase(found: Connected, now: datetime, topic: str = "customers/redact", **body: Any) -> str:
    raw = json.dumps({"customer": {"id": 0, "email": "lena@kunde.example"}, **body}).encode()
    headers = {
        "X-Shopify-Topic": topic, "X-Shopify-Webhook-Id": f"{topic}-{now}", "X-Shopify-Shop-Domain": found.twin.domain,
        "X-Shopify-Hmac-Sha256": signature_of(found.twin.secret, raw),
    }  # fmt: skip
    assert found.hear(headers, raw, now)
    with unit(merchants=[found.shop.id]):
        return str(shops.newest_message(found.id).public_id)  # type: ignore[union-attr]


def test_a_request_to_erase_waits_for_an_open_case_and_then_leaves_no_word(
    told: tuple[Connected, Any, Any], now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    found, order, case = told
    shop, number = found.shop, int(order.source_id)
    before = everything_of(shop.id)
    assert all(secret in before for secret in SECRETS)
    message = ask_to_erase(found, now, orders_to_redact=[number])
    assert "lena" not in json.dumps(shops_ids(found))
    jobs.follow_message(merchant_id=shop.id, message=message, now=now)
    with unit(merchants=[shop.id]):
        (left,) = shops.refused_requests()
        assert left.problem["code"] == "case_open"
    drop_case(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    follow_again(merchant_id=shop.id, message=message, by=STAFF, now=now)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.follow_message(merchant_id=shop.id, message=message, now=now)
    after = everything_of(shop.id)
    assert [secret for secret in SECRETS if secret in after] == []
    with unit(merchants=[shop.id]):
        assert shops.refused_requests() == []
        assert orders.contact_of(order.id) is None and orders.order_by_id(order.id).total_minor == 2500
        (shown,) = [one for one in returns.evidence_of(case.id) if one.file_id]
        with pytest.raises(Refusal, match="no longer kept"):
            read(file_of(shown.file_id))  # type: ignore[arg-type]
        assert search("Hannas") == [] == search("lena@kunde.example")
        assert [sentence for chain in newest_chains(50) for sentence in broken_lines(chain)] == []
        assert any(one.name == "words.added" for one in returns.timeline_of(case.id))
    assert erase_customer(merchant_id=shop.id, order_id=order.id, by=STAFF, now=now) == 0
    found.read(order.source_id, now)  # what the system still shows does not bring the words back
    assert [secret for secret in SECRETS if secret in everything_of(shop.id)] == []


def shops_ids(found: Connected) -> Any:
    with unit(merchants=[found.shop.id]):
        return shops.newest_message(found.id).ids  # type: ignore[union-attr]


def test_a_shop_that_left_may_still_ask_for_all_of_its_customers(told: tuple[Connected, Any, Any], now: datetime) -> None:
    found, order, case = told
    drop_case(merchant_id=found.shop.id, case_id=case.id, by=CUSTOMER, now=now)
    follow(merchant_id=found.shop.id, case_id=case.id, now=now)
    disconnect_shop(merchant_id=found.shop.id, by=STAFF, now=now)
    message = ask_to_erase(found, now, "shop/redact")
    jobs.follow_message(merchant_id=found.shop.id, message=message, now=now)
    assert [secret for secret in SECRETS if secret in everything_of(found.shop.id)] == []
    assert not hear_order(found, now)  # news of orders are no longer taken


def hear_order(found: Connected, now: datetime) -> bool:
    raw = b'{"id": 1}'
    headers = {
        "X-Shopify-Topic": "orders/updated", "X-Shopify-Webhook-Id": "late", "X-Shopify-Shop-Domain": found.twin.domain,
        "X-Shopify-Hmac-Sha256": signature_of(found.twin.secret, raw),
    }  # fmt: skip
    return found.hear(headers, raw, now)


def test_an_app_that_is_said_to_be_gone_is_asked_first(told: tuple[Connected, Any, Any], now: datetime, twin_shop: TwinShop) -> None:
    found = told[0]
    message = ask_to_erase(found, now, "app/uninstalled")
    jobs.follow_message(merchant_id=found.shop.id, message=message, now=now, port=found.port)
    with unit(merchants=[found.shop.id]):
        assert shops.connected() is not None and shops.message_of(message).problem["code"] == "shop_still_open"  # type: ignore[union-attr]
    twin_shop.control("uninstall")
    follow_again(merchant_id=found.shop.id, message=message, by=STAFF, now=now)
    jobs.follow_message(merchant_id=found.shop.id, message=message, now=now, port=found.port)
    with unit(merchants=[found.shop.id]):
        assert shops.connected() is None


def test_a_customer_learns_what_is_stored(told: tuple[Connected, Any, Any], now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    found, order, _ = told
    message = ask_to_erase(found, now, "customers/data_request", orders_requested=[int(order.source_id)])
    with unit(merchants=[found.shop.id]):
        text = json.dumps(export_for(shops.message_of(message), now=now), ensure_ascii=False)
        assert all(secret in text for secret in SECRETS) and shops.messages_left(now + timedelta(days=1)) == []
    browser = Client()
    browser.force_login(Person.objects.get(email=found.shop.owner))
    assert b"wants to know what is stored" in browser.get("/desk/").content
    answer = browser.get(f"/desk/settings/shop-system/export/{message}.json")
    assert "Hannas Tasse" in answer.content.decode() and "attachment" in answer["Content-Disposition"]
    browser.post(f"/desk/settings/shop-system/export/{message}.json")
    assert b"wants to know what is stored" not in browser.get("/desk/").content
