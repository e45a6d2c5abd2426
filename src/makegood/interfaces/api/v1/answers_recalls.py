"""What calls about recalls take and answer."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from makegood.interfaces.api.v1.answers_orders import Money
from makegood.interfaces.api.v1.schemas import Strict

Remedy = Literal["refund", "replacement"]


class RecallIn(Strict):
    """`hurts`: could it hurt anyone? `hazard` and `what_to_do` by language; a safety recall needs both in each language of the shop, and `reach`."""

    sku: str = Field(max_length=80)
    hurts: bool
    supplier: str = Field(default="", max_length=60)
    batch: str = Field(default="", max_length=60)
    from_on: date | None = None
    until_on: date | None = None
    hazard: dict[str, str] = Field(default_factory=dict, max_length=20)
    what_to_do: dict[str, str] = Field(default_factory=dict, max_length=20)
    reach: str = Field(default="", max_length=200)
    remedies: list[Remedy] = Field(default=["refund", "replacement"], max_length=2)
    verified_batch: str = Field(default="", max_length=60)


class ToldIn(Strict):
    """`reference`: what they answered with."""

    reference: str = Field(default="", max_length=120)


class AuthorityTask(Schema):
    """`by_law`: the rule names the time; otherwise it says "at once", and the day is ours. `duty`: report (to the authority) or tell_maker."""

    id: str
    cause: Literal["recall", "injury"]
    recall: str | None
    case: str | None
    market: str
    duty: Literal["report", "tell_maker"]
    portal: str | None
    citation: str
    confidence: str
    by_law: bool
    due_at: datetime
    done_at: datetime | None
    reference: str | None


class AuthorityTasks(Schema):
    items: list[AuthorityTask]
    next: str | None


class RecallCost(Schema):
    refunded: Money
    asked: Money
    accepted: Money
    credited: Money


class Recall(Schema):
    """Customers by where they stand: `waiting` for their letter, `told`, `answered`, `no_address`, `had_it` (made good before)."""

    id: str
    kind: Literal["safety", "quality"]
    state: Literal["telling", "told", "ended"]
    sku: str
    title: str
    supplier: str | None
    batch: str | None
    from_on: date | None
    until_on: date | None
    remedies: list[Remedy]
    verified_batch: str | None
    begun_at: datetime
    told_at: datetime | None
    ended_at: datetime | None
    customers: dict[str, int]
    chosen: dict[str, int]
    pieces: int
    costs: list[RecallCost]
    tasks: list[AuthorityTask]


class Recalls(Schema):
    items: list[Recall]
    next: str | None


class UnansweredProduct(Schema):
    """A product from outside the EU that was sold there in the last quarter while nobody in the EU answers for it (Reg. (EU) 2023/988 art. 16)."""

    sku: str
    title: str
    supplier: str
    country: str
    pieces: int


class UnansweredProducts(Schema):
    items: list[UnansweredProduct]
    next: str | None
