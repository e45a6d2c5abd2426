"""A WooCommerce shop that is connected, and what is asked of it."""

import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any

from makegood.apps.mirror.ports import Telling
from makegood.apps.orders import queries as orders
from makegood.apps.orders import shops
from makegood.apps.settlement.ports import RefundLine, RefundOrder
from makegood.base.unit import unit
from makegood.connectors.woocommerce.client import WooCommerce
from makegood.connectors.woocommerce.payments import WooPayments
from makegood.connectors.woocommerce.source import WooSource
from makegood.journeys.connect_shop import connect_shop
from tests.cast import STAFF, Shop, make_shop
from tests.connectors.test_woocommerce import ORDER, _item, _meta
from tests.harness.woo_shop import KEY, SECRET, WooShop

ADDRESS = "https://returns.example/hooks/woocommerce/s/c/"


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


def refund(number: int, amount: int = 1190, **more: Any) -> RefundOrder:
    base: dict[str, Any] = {
        "key": "tra_1", "payment": f"pi_{number}", "amount_minor": amount, "currency": "EUR", "reference": "7KQ2-44", "order": str(number),
        "lines": (RefundLine(str(number * 10), 1),),
    }  # fmt: skip
    return RefundOrder(**(base | more))


def pay(woo: WooShop, number: int = 1) -> WooPayments:
    return WooPayments(WooCommerce(woo.address, f"{KEY}:{SECRET}"), str(number))


def telling(kind: str, **more: Any) -> Telling:
    return Telling(kind=kind, key="err_1", order="1", case="7KQ2-44", page="https://returns.example/desk/case/c/", **more)
