"""What a source of orders must serve: plain facts, frozen as they were on the day. Amounts in minor units of `currency`."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class LineFacts:
    """`discount_minor`: the line's own and what the source allocated to it. `customer_input` is `unknown` where the source lacks the text."""

    source_id: str
    sku: str
    title: str
    quantity: int
    unit_price_minor: int
    discount_minor: int = 0
    tax_minor: int | None = None
    tax_rate: str = "0"
    taxes: tuple[dict[str, str], ...] = ()
    source_price: str = ""
    variant: str = ""
    category: str = ""
    material: str = ""
    image: str = ""
    customer_input: str = "unknown"
    inputs: tuple[dict[str, str], ...] = ()
    flags: dict[str, bool] = field(default_factory=dict)
    duties_minor: int = 0
    cost_minor: int | None = None
    weight_g: int | None = None
    production_days: int | None = None
    supplier: str = ""
    total_minor: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    amount_minor: int
    currency: str
    source_id: str = ""
    gateway: str = ""
    method: str = ""
    shop_amount_minor: int | None = None
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class ShipmentFacts:
    source_id: str = ""
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    shipped_on: date | None = None
    delivered_on: date | None = None
    lines: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PastFacts:
    """A refund, return or write-off that the source knows of; `line` is the source's id of the line.

    `of` is the source's id of the whole refund that this is a part of: one that is known is never added a second time. A row whose
    key is `of` itself stands for the whole; its parts, once they are named, take its place. `ours`: the key of a movement of our own that
    the refund names, where it names one.
    """

    kind: str
    source_key: str
    at: datetime
    amount_minor: int = 0
    shipping_minor: int = 0
    quantity: int = 0
    line: str = ""
    sku: str = ""
    text: str = ""
    of: str = ""
    ours: str = ""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    name: str = ""
    email: str = ""
    phone: str = ""
    address: tuple[str, ...] = ()
    postcode: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One order. `shop_rate`: shop currency per unit of `currency`, as text. `customer` is the source's own id of the customer.

    `cost_minor` of a line is in the shop's currency. Where the two differ and no rate is given, the shop's policy knows no amounts of the order.
    `source_total_minor`: what the source says the order cost, to hold our own sum against. `refunded_minor`: what it says went back in
    all, where it does not name each refund.
    """

    source: str
    source_id: str
    number: str
    placed_at: datetime
    market: str
    currency: str
    lines: tuple[LineFacts, ...]
    prices_include_tax: bool = True
    order_discount_minor: int = 0
    shipping_minor: int = 0
    shipping_discount_minor: int = 0
    shipping_tax_minor: int | None = None
    shipping_tax_rate: str = "0"
    standard_shipping_minor: int | None = None
    duties_minor: int = 0
    shop_currency: str = ""
    shop_rate: str = "1"
    channel: str = ""
    shipped_on: date | None = None
    delivered_on: date | None = None
    promised_on: date | None = None
    delivery_terms: str = ""
    campaign: str = ""
    payment_method: str = ""
    gift: bool = False
    occasion: str = "none"
    tags: tuple[str, ...] = ()
    disclosures: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    language: str = ""
    customer: str = ""
    cancelled_at: datetime | None = None
    contact: ContactFacts | None = None
    payments: tuple[PaymentFacts, ...] = ()
    shipments: tuple[ShipmentFacts, ...] = ()
    past: tuple[PastFacts, ...] = ()
    source_total_minor: int | None = None
    refunded_minor: int | None = None
