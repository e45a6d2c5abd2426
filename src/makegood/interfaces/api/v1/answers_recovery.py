"""What calls about credits of suppliers and carriers, and about recovery, answer."""

from datetime import date, datetime

from ninja import Schema

from makegood.interfaces.api.v1.answers_orders import Money


class CreditPart(Schema):
    """`meaning`: matched (to `claim`), unmatched (a part that was taken back, below zero), sent_back, goodwill, something_else."""

    id: int
    meaning: str
    claim: str | None
    amount: Money
    at: datetime


class ClaimCredit(Schema):
    """`left`: what no part says yet what it is for: it waits for a person."""

    id: str
    party: str
    who: str
    amount: Money
    left: Money
    reference: str | None
    named: str | None
    came_on: date
    way: str
    parts: list[CreditPart]


class ClaimCreditPage(Schema):
    items: list[ClaimCredit]
    next: str | None


class ClaimCreditTaken(ClaimCredit):
    """`why` something of it is held: more (than is owed), several, other_currency, not_known; null where nothing is."""

    why: str | None


class RecoveryRow(Schema):
    """Of the claims sent in a month. `open` is what was asked, less what came and what is `lost` (refused, or written off)."""

    month: str
    party: str
    who: str
    kind: str
    claims: int
    asked: Money
    accepted: Money
    credited: Money
    lost: Money
    open: Money


class RecoveryTable(Schema):
    since: date
    months: int
    rows: list[RecoveryRow]
