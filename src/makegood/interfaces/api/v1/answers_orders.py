"""What calls about orders answer, for the description."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field


class Money(Schema):
    """A decimal string in the currency's own precision."""

    amount: str = Field(examples=["96.67"])
    currency: str = Field(examples=["EUR"])


class OrderLine(Schema):
    id: str
    ref: str
    sku: str
    title: str
    quantity: int
    unit_price: Money
    paid: Money
    tax_rate: str
    customer_input: str
    text_missing: bool


class Order(Schema):
    id: str = Field(examples=["ord_7f3k0qx2m9w4b8ta"])
    number: str
    source: str
    placed_at: datetime
    market: str
    currency: str
    total: Money
    shipping: Money
    duties: Money
    shipped_on: date | None
    delivered_on: date | None
    disclosures: list[str]
    gift_code: str | None
    lines: list[OrderLine]


class OrderPage(Schema):
    items: list[Order]
    next: str | None


class Shown(Schema):
    shown: str
    place: str
    at: datetime | None
    recorded_at: datetime
    counted: list[str]
    market: str
    language: str
    first_served_at: datetime
    text: list[str]
    statutory: Any


class Disclosed(Schema):
    order: str
    disclosures: list[str]
    shown: list[Shown]


class ElsewhereRecorded(Schema):
    order: str
    amount: Money


class RefundElsewhere(Schema):
    """A refund made in the shop's own system, or recorded here by hand."""

    key: str
    source: str
    on: date
    amount: Money
    shipping: Money
    line: str | None
    quantity: int
    reason: str


class RefundsElsewhere(Schema):
    items: list[RefundElsewhere]
    next: str | None
