"""Messages shuffled, doubled, late or never: after a comparison the rows are what one reading of the final state gives."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from makegood.apps.orders import queries as orders
from makegood.apps.orders.models import Order, OrderPayment, PastReturn, Shipment, ShipmentLine
from makegood.base.timeline import broken_lines, lines_of
from makegood.base.unit import unit
from makegood.connectors.shopify.hooks import signature_of
from makegood.connectors.shopify.twin.staff import Wrong
from makegood.interfaces.jobs import shops as jobs
from tests.cast import make_shop
from tests.harness.shop_system import Connected, connect
from tests.harness.twin import TwinShop, order_node

pytestmark = pytest.mark.django_db
NOT_ALIKE = {"id", "merchant_id", "public_id", "source_digest", "imported_at", "policy_id"}  # by which reading it came, and whose it is


def rows_of(shop_id: int, source_id: str) -> Any:
    """The order with its parcels, payments and refunds, without what names this very copy of it."""
    with unit(merchants=[shop_id]):
        order = Order.objects.get(source_id=source_id)
        lines = {one.id: one.source_id for one in orders.lines_of(order.id)}
        parcels = {one.id: one for one in Shipment.objects.filter(order_id=order.id)}
        held = sorted(
            (parcels[one.shipment_id].source_id, lines[one.line_id], one.quantity)
            for one in ShipmentLine.objects.filter(shipment_id__in=list(parcels))
        )
        assert broken_lines(list(lines_of(f"order:{order.id}"))) == []
        return (
            {name: value for name, value in vars(order).items() if not name.startswith("_") and name not in NOT_ALIKE},
            sorted((one.source_id, one.tracking_number, str(one.shipped_on), str(one.delivered_on)) for one in parcels.values()),
            held,
            sorted((one.source_id, one.amount_minor) for one in OrderPayment.objects.filter(order_id=order.id)),
            sorted(
                (one.source_key, one.amount_minor, one.shipping_minor, one.quantity, lines.get(one.line_id, ""))
                for one in PastReturn.objects.filter(order_id=order.id, reverses=None)
            ),
        )  # fmt: skip


class Post:
    """The messages that the twin has written, as a bad postman has them."""

    def __init__(self, found: Connected) -> None:
        self.found, self.seen = found, {one["id"] for one in found.twin.shop.all("delivery")}
        self.bag: list[Any] = []

    def collect(self) -> None:
        for one in self.found.twin.shop.all("delivery"):
            if one["id"] not in self.seen:
                self.seen.add(one["id"])
                self.bag.append(one)

    def bring(self, one: Any) -> str:
        """As the door takes it, then as the worker follows it; what came of the reading."""
        raw, now = one["body"].encode(), self.now()
        headers = httpx.Headers({
            "X-Shopify-Hmac-Sha256": signature_of(self.found.twin.secret, raw), "X-Shopify-Topic": one["topic"], "X-Shopify-Webhook-Id": one["webhook_id"],
            "X-Shopify-Shop-Domain": self.found.twin.domain, "X-Shopify-Event-Id": one["event_id"],
        })  # fmt: skip
        heard = self.found.hear(headers, raw, now)  # type: ignore[arg-type]
        return str(self.found.read(_order_of(one), now).outcome) if heard else "again"

    def now(self) -> datetime:
        return datetime.fromisoformat(self.found.twin.shop.stamp().replace("Z", "+00:00")) + timedelta(minutes=5)


def _order_of(one: Any) -> str:
    import json

    body = json.loads(one["body"])
    return str(body.get("order_id") or body["id"])


DEEDS = st.sampled_from(
    ["ship_one", "ship_rest", "arrive_first", "arrive_last", "refund_goods", "refund_money", "refund_shipping", "cancel"]
)
FATES = st.sampled_from(["now", "later", "twice", "never"])


def act(twin: TwinShop, deed: str, name: str) -> None:
    """What the shop's staff does next, where it can be done."""
    order = twin.order(name)
    parcels = order["fulfillments"]
    try:
        if deed == "ship_one":
            twin.act(
                "ship",
                order=name,
                lines=[{"line": order["lineItems"][0]["id"], "quantity": 1}],
                tracking={"number": f"T{len(parcels)}", "company": "DHL"},
            )
        elif deed == "ship_rest":
            twin.act("ship", order=name)
        elif deed.startswith("arrive") and parcels:
            parcel = parcels[0 if deed == "arrive_first" else -1]
            if not parcel["deliveredAt"]:  # a parcel arrives once
                twin.act("arrived", fulfillment=parcel["id"])
        elif deed == "refund_goods":
            twin.act("refund", order=name, amount="5.00", lines=[{"line": order["lineItems"][1]["id"], "quantity": 1}])
        elif deed == "refund_money":
            twin.act("refund", order=name, amount="1.50")
        elif deed == "refund_shipping":
            twin.act("refund", order=name, amount="2.00", shipping="2.00")
        elif deed == "cancel" and not order.get("cancelledAt"):
            twin.act("cancel", order=name)
    except Wrong:
        return


@pytest.fixture
def two(twin_shop: TwinShop, now: datetime) -> tuple[Connected, Connected]:
    """One shop that hears of things, and one that reads each order once at the end."""
    found, other = connect(make_shop("home", now), twin_shop, now), connect(make_shop("home", now), twin_shop, now)
    jobs.set_hooks(merchant_id=found.shop.id, connection=found.name, now=now, port=found.port)
    return found, other


def test_any_interleaving_ends_in_the_same_rows(two: tuple[Connected, Connected], now: datetime) -> None:
    found, other = two
    twin, outcomes = found.twin, list[str]()

    @settings(max_examples=9, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate), suppress_health_check=list(HealthCheck))
    @given(st.data())
    def run(data: st.DataObject) -> None:
        twin.step(300)
        (gid,) = twin.seed(order_node(("Mug", 2, "20.00"), ("Box", 3, "5.00"), fulfilled=False, at=twin.shop.stamp()))
        name, source_id, post = twin.order(gid)["name"], gid.rsplit("/", 1)[-1], Post(found)
        for deed in data.draw(st.lists(DEEDS, min_size=1, max_size=6), label="deeds"):
            twin.step(86_400)
            act(twin, deed, name)
            post.collect()
            post.bag = data.draw(st.permutations(post.bag), label="order of the post")
            kept = []
            for one in post.bag:
                fate = data.draw(FATES, label=one["topic"])
                for _ in range({"now": 1, "twice": 2}.get(fate, 0)):
                    outcomes.append(post.bring(one))
                kept += [one] if fate in ("later", "twice") else []
            post.bag = kept
        later = post.now()
        found.check(later)
        for one in post.bag:  # what comes after the comparison changes nothing either
            post.bring(one)
        other.read(source_id, later)
        for heard, read in zip(rows_of(found.shop.id, source_id), rows_of(other.shop.id, source_id), strict=True):
            assert heard == read

    run()
    assert {"new", "changed", "again"} <= set(outcomes) and "refused" not in outcomes
