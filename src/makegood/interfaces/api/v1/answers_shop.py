"""What calls about disputes, withdrawals, agreements, promises and lists of work answer, for the description."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import create_model

from makegood.interfaces.api.v1.answers_cases import TimelineLine
from makegood.interfaces.api.v1.answers_orders import Money


class DisputeAnswer(Schema):
    state: str
    approved_at: datetime | None
    sent_at: datetime | None


class Dispute(Schema):
    id: str
    provider: str
    kind: str
    state: str
    reason: str
    amount: Money | None
    taken: Money | None
    order: str | None
    case: str | None
    opened_at: datetime | None
    answer_by: datetime | None
    ended_at: datetime | None
    answer: DisputeAnswer | None


class DisputePage(Schema):
    items: list[Dispute]
    next: str | None


class Withdrawal(Schema):
    """`statement` is null where the words were erased; its digest stays."""

    id: str
    number: str
    state: str
    received_at: datetime
    declared_on: date | None
    zone: str
    market: str | None
    order: str | None
    case: str | None
    first: str | None
    answer_by: datetime | date | None
    answered_at: datetime | None
    statement: Any
    statement_digest: str
    acknowledged: Any


class WithdrawalWhole(Withdrawal):
    timeline: list[TimelineLine]


class WithdrawalPage(Schema):
    items: list[Withdrawal]
    next: str | None


class PackKept(Schema):
    id: str
    as_of: date
    confidence: str
    sources: list[str]


class Agreement(Schema):
    """A supplier's dated terms. What is not known stands as null or is left out of `terms`: never guessed. They count for nothing that the shop gives
    away before `confirmed_at`. `pack`: what they began with, where it was one."""

    id: str
    supplier: str
    from_on: date
    ended_on: date | None
    currency: str
    language: str
    terms: dict[str, Any]
    name: str
    email: str | None
    made_at: datetime
    confirmed_at: datetime | None
    pack: PackKept | None


class AgreementPage(Schema):
    items: list[Agreement]
    next: str | None


class Pack(PackKept):
    """What a supplier publishes: to start from, never an agreement by itself."""

    name: str
    country: str | None
    terms: dict[str, Any]


class PackList(Schema):
    items: list[Pack]
    next: str | None


class Unprotected(Schema):
    """A product that sold in the last 90 days without a confirmed agreement. `why`: no_supplier, no_agreement, not_confirmed. `counted`: own, the share of
    its sales that came back in a year; upper, all of its sales, the most that can be lost."""

    sku: str
    title: str
    supplier: str | None
    why: str
    pieces: int
    sales_a_month: Money
    at_risk_a_month: Money
    counted: str
    came_back_in_a_year: int
    sold_in_a_year: int
    pieces_without_price: int


class UnprotectedList(Schema):
    items: list[Unprotected]
    next: str | None


class ProductsNamed(Schema):
    """`order_lines`: how many stand under the supplier's terms by this."""

    order_lines: int


Publication: Any = create_model(  # `from`, since when it is in force, is no name that a class can have
    "Publication", __base__=Schema, id=(str, ...), name=(str, ...), hash=(str, ...), note=(str, ...), **{"from": (datetime, ...)},
)  # type: ignore[call-overload]  # fmt: skip


class PublicationPage(Schema):
    items: list[Publication]
    next: str | None


class PolicyVersion(Schema):
    id: str
    name: str
    hash: str


class PolicyText(PolicyVersion):
    text: str


class WorkList(Schema):
    id: str | None
    number: int | None
    made_at: datetime | None


class WorkListWhole(WorkList):
    rows: list[dict[str, Any]]


class WorkLists(Schema):
    items: list[WorkList]
    next: str | None


class WorkDay(Schema):
    day: date
    rows: list[dict[str, Any]]
