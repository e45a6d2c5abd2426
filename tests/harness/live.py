"""A shop that is connected to the Shopify twin: orders come from there, refunds leave there, and people work there too."""

from datetime import datetime, timedelta
from typing import Any

from makegood.apps.mirror import queries as mirror
from makegood.apps.orders import queries as orders
from makegood.apps.orders.ports import ShopAccount
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.connectors.shopify.client import Shopify
from makegood.connectors.shopify.source import ShopifySource
from makegood.intake.shop_order import read_shop_order
from makegood.interfaces.jobs import errands, payments
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.connect_shop import connect_shop
from makegood.journeys.open_return import open_return
from makegood.web.follow import after_import, follow
from tests.cast import STAFF, make_shop
from tests.harness.twin import TwinShop, order_node

RETURNS = """
query ($id: ID!) { order(id: $id) { note tags returns(first: 5) { nodes {
  id name status returnLineItems(first: 5) { nodes { quantity processedQuantity returnReason } }
  reverseFulfillmentOrders(first: 2) { nodes { id
    lineItems(first: 5) { nodes { id totalQuantity dispositions { type quantity location { id } } } }
    reverseDeliveries(first: 5) { nodes { id deliverable { ... on ReverseDeliveryShippingDeliverable { tracking { number } label { publicFileUrl } } } } }
  } }
} } } }
"""


class Live:
    """`twin` is the shop as Shopify has it, `shop` as we do. The clock is the test's own: `now`, and `at(...)` for later."""

    def __init__(self, twin: TwinShop, now: datetime, *, kind: str = "home", pays: bool = True) -> None:
        self.twin, self.now, self.shop = twin, now, make_shop(kind, now)
        account = ShopAccount(name="Haus & Hof", currency="EUR")
        self.connection = connect_shop(
            merchant_id=self.shop.id, party="shopify", address=twin.address, key=twin.token, hook_secret=twin.secret, account=account, by=SYSTEM, now=now
        )  # fmt: skip
        if pays:
            choose_provider(merchant_id=self.shop.id, party="shopify", by=SYSTEM, now=now)
        self.source = ShopifySource(Shopify(twin.address, twin.token), "DE")

    def tick(self, seconds: float = 1) -> None:
        """Both clocks go on."""
        self.now += timedelta(seconds=seconds)
        self.twin.step(seconds)

    def wait(self, minutes: float) -> None:
        """And what is due by then is done."""
        self.tick(minutes * 60)
        payments.sweep(now=self.now)

    def hear(self, number: str) -> str:
        """The order is read anew, as after a message of Shopify's or at night."""
        found = read_shop_order(
            merchant_id=self.shop.id, connection=self.connection.public_id, source_id=number, port=self.source, by=SYSTEM, now=self.now,
            follow=after_import(merchant_id=self.shop.id, now=self.now),
        )  # fmt: skip
        return f"{found.outcome} {found.problem}".strip()

    def sell(self, *lines: tuple[str, int, str], **more: Any) -> "Sold":
        return self.sell_node(order_node(*(lines or (("Lamp", 2, "39.00"),)), shipping="3.90", at="2026-11-10T09:00:00Z", **more))

    def sell_node(self, node: dict[str, Any]) -> "Sold":
        self.twin.seed(node)
        number = node["id"].rsplit("/", 1)[-1]
        found = self.hear(number)
        assert found == "new", found
        with unit(merchants=[self.shop.id]):
            order = next(one for one in orders.orders_page(limit=5) if one.source_id == number)
        return Sold(self, node, number, order)


class Sold:
    """One order on both sides."""

    def __init__(self, live: Live, node: dict[str, Any], number: str, order: Any) -> None:
        self.live, self.node, self.number, self.order = live, node, number, order
        self.case: Any = None

    def complain(self, *, units: int = 1, line: int = 0, remedy: str = "refund", kind: str = "damaged_in_transit") -> Any:
        """The customer asks, and takes the money: ours is written down. At 39.00 for a lamp it need not come back."""
        live, now = self.live, self.live.now
        with unit(merchants=[live.shop.id]):
            sold = orders.lines_of(self.order.id)
        ask = Ask((AskedLine(sold[line].id, units, (kind,)),))
        self.case = open_return(merchant_id=live.shop.id, order_id=self.order.id, ask=ask, by=CUSTOMER, now=now)
        follow(merchant_id=live.shop.id, case_id=self.case.id, now=now)
        with unit(merchants=[live.shop.id]):
            offered = [one.id for one in returns.lines_of_case(self.case.id) if one.decision == "offered"]
        for line_id in offered:
            accept_offer(merchant_id=live.shop.id, line_id=line_id, remedy=remedy, by=STAFF, now=now)
        follow(merchant_id=live.shop.id, case_id=self.case.id, now=now)
        return self.case

    def errands(self) -> list[Any]:
        with unit(merchants=[self.live.shop.id]):
            return mirror.errands_of_case(self.case.id)

    def tell(self) -> list[tuple[str, str, str]]:
        """The job for each errand that is open, until nothing is due; [(kind, state, problem)]."""
        for _ in range(4):
            for one in self.errands():
                errands.carry(merchant_id=self.live.shop.id, errand_id=one.public_id, now=self.live.now)
        return [(one.kind, one.state, one.problem) for one in self.errands()]

    def follow(self) -> None:
        follow(merchant_id=self.live.shop.id, case_id=self.case.id, now=self.live.now)

    def there(self) -> list[dict[str, Any]]:
        """The order's returns in Shopify, as staff sees them."""
        found = self.live.twin.control("graphql", query=RETURNS, variables={"id": self.node["id"]})
        assert "errors" not in found, found
        return list(found["data"]["order"]["returns"]["nodes"])

    def line(self, place: int = 0) -> str:
        return str(self.node["lineItems"]["nodes"][place]["id"])

    def staff_refunds(self, amount: str, *, units: int = 0, shipping: str = "", line: int = 0, pending: bool = False) -> Any:
        """A person gives money back in Shopify."""
        lines = [{"line": self.line(line), "quantity": units}] if units else []
        return self.live.twin.act("refund", order=self.node["id"], amount=amount, lines=lines, shipping=shipping or None, pending=pending)

    def hear(self) -> None:
        self.live.hear(self.number)

    def transfers(self) -> list[Any]:
        with unit(merchants=[self.live.shop.id]):
            return settlement.transfers_of_case(self.case.id)

    def ours(self) -> list[Any]:
        with unit(merchants=[self.live.shop.id]):
            return settlement.reimbursements_of_case(self.case.id)

    def send(self, *, look: bool = False) -> None:
        """The job for each movement that is open."""
        for one in self.transfers():
            payments.carry(merchant_id=self.live.shop.id, transfer_id=one.public_id, now=self.live.now, look=look)

    def given_back(self) -> int:
        """What Shopify has given back for the order, minor units."""
        order = self.live.twin.order(self.node["id"])
        sent = [one for one in order["transactions"] if one["kind"] == "REFUND" and one["status"] in ("SUCCESS", "PENDING")]
        return sum(round(float(one["amountSet"]["shopMoney"]["amount"]) * 100) for one in sent)
