"""The cast, made through journeys: Hanna buys, Anna's and Ben's shops sell, Kim works at the hub, Shenzhen makes the lamps."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from makegood.apps.orders import queries as orders
from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts, PaymentFacts
from makegood.base.actor import SYSTEM, Actor
from makegood.base.unit import unit
from makegood.journeys.add_supplier import add_supplier
from makegood.journeys.found_hub import found_hub
from makegood.journeys.found_shop import found_shop
from makegood.journeys.import_orders import import_orders
from makegood.journeys.set_quiet_hours import set_quiet_hours

SAMPLES = Path(__file__).resolve().parent.parent / "src" / "makegood" / "policy" / "samples"
PASSWORD = "long-enough-for-tests"
STAFF, KIM, SHENZHEN = Actor("staff", "person:anna"), Actor("inspector", "person:kim"), Actor("supplier", "shenzhen")
TERMS = {
    "claims": [
        {
            "covers": ["defective"], "from": "delivery", "opens_after_days": 0, "closes_after_days": 30, "evidence": [{"kind": "photo", "count": 2}],
            "says": "Section 4: faults, 30 days from delivery.",
        },
        {"covers": ["damaged_in_transit", "wrong_item"], "evidence": [{"kind": "photo", "count": 2}]},
    ],
    "only_these": True, "answer_days": 3, "transit_days": {"DE": 2, "US": 8},
}  # fmt: skip
MUG = LineFacts(
    source_id="L1", sku="MUG-E", title="Engraved mug", category="mug", quantity=1, unit_price_minor=2490, tax_rate="0.19", customer_input="own_text",
    inputs=({"name": "Text", "value": "Hanna"},), cost_minor=610, production_days=2, supplier="maker",
)  # fmt: skip
LAMP = LineFacts(
    source_id="L1", sku="L-2", title="Lamp L-2", quantity=2, unit_price_minor=3900, tax_rate="0.19", customer_input="none", cost_minor=1240,
    supplier="maker",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shop:
    merchant: Any
    hub: Any
    owner: str
    worker: str

    @property
    def id(self) -> int:
        return int(self.merchant.id)


def make_shop(kind: str, now: datetime) -> Shop:
    """A shop of its own for a test: `gifts` (engraved) or `home` (dropshipped), with a hub and a supplier."""
    mark = secrets.token_hex(4)
    worker, owner = f"kim-{mark}@test.example", f"owner-{mark}@test.example"
    hub = found_hub(
        code=f"hub-{mark}", name="Hub Leipzig", address=["Plagwitzer Str. 20", "04229 Leipzig"], country="DE", zone="Europe/Berlin",
        abilities=["refurbish"], worker={"email": worker, "name": "Kim", "password": PASSWORD}, now=now,
    )  # fmt: skip
    maker = add_supplier(name="Shenzhen Home Goods", country="CN", zone="Asia/Shanghai")
    merchant = found_shop(
        slug=f"{kind}-{mark}", name="Gravur & Garn" if kind == "gifts" else "Haus & Hof", country="DE", currency="EUR", by=SYSTEM, now=now,
        policy_text=(SAMPLES / f"{kind}.yaml").read_text(), policy_from=now - timedelta(days=700), email="shop@test.example",
        address=["Kirchgasse 3", "04109 Leipzig"], contact_name="Anna", languages=["en", "de"], hub=hub,
        owner={"email": owner, "name": "Anna", "password": PASSWORD},
        agreements=({"organisation": maker, "code": "maker", "currency": "EUR", "terms": TERMS, "email": "claims@test.example"},),
    )  # fmt: skip
    set_quiet_hours(merchant_id=merchant.id, begin=0, end=0, by=SYSTEM, now=now)  # tests run at any hour
    return Shop(merchant, hub, owner, worker)


def sell(
    shop: Shop,
    now: datetime,
    *lines: LineFacts,
    market: str = "DE",
    delivered: int = 8,
    number: str = "#1001",
    language: str = "en",
    pay: tuple[int, ...] = (),
    named: str = "p",
) -> Any:
    """An order that was delivered `delivered` days ago; Hanna in DE, Grace in US-CA. `pay`: what each of several payments gave (`named`: p1, p2 ...)."""
    total = sum(line.unit_price_minor * line.quantity for line in lines) + 390
    facts = OrderFacts(
        source="manual", source_id=f"{number}-{secrets.token_hex(3)}", number=number, placed_at=now - timedelta(days=delivered + 6),
        market=market, currency="EUR", lines=lines, shipping_minor=390, shipping_tax_rate="0.19", standard_shipping_minor=390,
        delivered_on=(now - timedelta(days=delivered)).date(), shipped_on=(now - timedelta(days=delivered + 3)).date(),
        payment_method="Visa 4242", language=language, payments=tuple(PaymentFacts(amount, "EUR", f"{named}{place}", "card", "Visa 4242", None, date(2026, 11, 1)) for place, amount in enumerate(pay or (total,), 1)),
        disclosures=("withdrawal_info", "return_cost_on_customer", "withdrawal_function", "guarantee_notice", "no_withdrawal_personalised"),
        contact=ContactFacts("Hanna Huber", "hanna@test.example", "", ("Lindenstr. 5", "04109 Leipzig"), "04109"),
    )  # fmt: skip
    counts = import_orders(merchant_id=shop.id, facts=[facts], by=SYSTEM, now=now)
    assert not counts.refused, counts.refused
    with unit(merchants=[shop.id]):
        return orders.order_by_id(counts.ids[0])


def line_of(shop: Shop, order: Any) -> Any:
    with unit(merchants=[shop.id]):
        return orders.lines_of(order.id)[0]
