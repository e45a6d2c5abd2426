"""A shop of the cast connected to a shop of the twin, and what its jobs do, here and at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.orders import shops
from makegood.base.unit import unit
from makegood.connectors.shopify.client import Shopify
from makegood.connectors.shopify.hooks import read_hook
from makegood.connectors.shopify.source import ShopifySource
from makegood.interfaces.jobs import shops as jobs
from makegood.journeys.connect_shop import connect_shop
from makegood.journeys.receive_shop_message import receive_shop_message
from tests.cast import STAFF, Shop
from tests.harness.twin import TwinShop


@dataclass
class Connected:
    """`port` asks the twin. The jobs that a worker would run are methods; `hear` takes a message as the endpoint does."""

    shop: Shop
    twin: TwinShop
    port: ShopifySource
    name: str
    id: int

    def backfill(self, now: datetime, *, most: int = 20) -> Any:
        """Step until it is over, whatever pause it asks for; the sync row."""
        for _ in range(most):
            if jobs.step(merchant_id=self.shop.id, connection=self.name, now=now, port=self.port) is None:
                return self.sync()
        raise AssertionError("the back-fill does not end")

    def check(self, now: datetime, *, most: int = 20) -> Any:
        for _ in range(most):
            if jobs.check(merchant_id=self.shop.id, connection=self.name, now=now, port=self.port) is None:
                return self.sync()
        raise AssertionError("the comparison does not end")

    def read(self, source_id: str, now: datetime, tries: int = 0) -> Any:
        return jobs.read_order(merchant_id=self.shop.id, connection=self.name, source_id=source_id, now=now, tries=tries, port=self.port)

    def hear(self, headers: dict[str, str], body: bytes, now: datetime) -> bool:
        facts = read_hook(headers, body, secret=self.twin.secret, domain=self.twin.domain)
        return receive_shop_message(merchant_id=self.shop.id, connection=self.name, facts=facts, by=STAFF, now=now)

    def sync(self) -> Any:
        with unit(merchants=[self.shop.id]):
            return shops.sync_of(self.id)


def connect(shop: Shop, twin: TwinShop, now: datetime, *, back: int = 400) -> Connected:
    port = ShopifySource(Shopify(twin.address, twin.token), default_market="DE")
    made = connect_shop(
        merchant_id=shop.id, party="shopify", address=twin.address, key=twin.token, hook_secret=twin.secret, account=port.account(), by=STAFF,
        now=now, since=(now - timedelta(days=back)).date(),
    )  # fmt: skip
    return Connected(shop, twin, port, made.public_id, made.id)
