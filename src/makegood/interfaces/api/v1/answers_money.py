"""What calls about refunds, credit notes and pieces answer."""

from datetime import date
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
