"""What calls about refunds, credit notes and pieces answer."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from makegood.interfaces.api.v1.answers_orders import Money


class RefundQuote(Schema):
    """`quote` and `document` are the answer and the question of `makegood refund quote`."""

    order: str
    quote: dict[str, Any]
    document: dict[str, Any]


class RefundDocument(Schema):
    document: dict[str, Any]
    quote: dict[str, Any]


class RefundDocuments(Schema):
    items: list[RefundDocument]


class PiecesAt(Schema):
    place: str
    pieces: int
    cost: Money
    pieces_without_cost: int


class PiecesOfLine(Schema):
    order: str
    line: str
    sku: str
    title: str
    pieces: int
    cost: Money | None


class Pieces(Schema):
    sold: int
    places: list[PiecesAt]
    lines: list[PiecesOfLine]


class CreditLine(Schema):
    """`owed` stands for money, `bonus` was given on top and is spent first. `ends_on`: its last day; null where it never ends."""

    kind: str
    given: Money
    spent: Money
    expired: Money
    left: Money
    ends_on: date | None
    source: str
    citation: str | None


class CreditMoved(Schema):
    """`kind`: spent, given_back, expired, or revived (it had been spent before its last day)."""

    kind: str
    amount: Money
    on: date
    order: str | None
    told_by: str


class Credit(Schema):
    """What a customer can spend. `code` shows the last letters only; `left` is what was given, less what was spent and ended."""

    id: str = Field(examples=["rmb_0aa3xvvdkdkmmaeh"])
    case: str
    kind: str
    code: str
    given: Money
    left: Money
    given_at: datetime
    lines: list[CreditLine]
    moves: list[CreditMoved]


class CreditPage(Schema):
    items: list[Credit]
    next: str | None


class Credits(Schema):
    items: list[Credit]


class CreditTold(Schema):
    """`known`: it had been told before, and nothing changed."""

    amount: Money
    known: bool
    credit: Credit


class CreditNote(Schema):
    number: str = Field(examples=["CN-2026-00001"])
    issued_on: date
    reimbursement: str
    cancels: str | None
    order: str
    case: str
    currency: str
    by_rate: list[dict[str, Any]]
    breakdown: dict[str, Any]


class CreditNotes(Schema):
    items: list[CreditNote]
