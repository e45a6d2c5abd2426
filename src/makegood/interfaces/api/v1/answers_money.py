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


class CreditPart(Schema):
    """`bonus` came on top and is spent first; `owed` replaces money. `until` null: it never ends; `source`: what lets it end."""

    kind: str
    amount: Money
    left: Money
    until: date | None
    source: str | None


class CreditMove(Schema):
    kind: str
    amount: Money
    order: str | None
    at: datetime


class Credit(Schema):
    """`code` is its last four letters: the code itself is money to whoever reads it."""

    id: str
    case: str
    reimbursement: str
    kind: str
    code: str
    given: Money
    left: Money
    given_at: datetime
    parts: list[CreditPart]
    moves: list[CreditMove]


class CreditPage(Schema):
    items: list[Credit]
    next: str | None


class CreditSpent(Schema):
    """`is_new` false: this order's spending was recorded before, and nothing was counted again."""

    credit: str
    moved: Money
    left: Money
    is_new: bool


class CreditBalance(Schema):
    credit: str
    left: Money
    parts: list[CreditPart]
