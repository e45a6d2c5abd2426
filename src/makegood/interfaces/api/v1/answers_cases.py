"""What calls about cases and all that belongs to them answer, for the description. The shapes are made in shapes.py; a test holds the two together."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from makegood.apps.returns.states import TRANSITIONS
from makegood.interfaces.api.v1.answers_orders import Money


class Ball(Schema):
    """Whose turn it is, with what, by when."""

    owner: str | None
    step: str | None
    due_at: datetime | None


class Axes(Schema):
    """Where a line stands on each of the seven axes."""

    model_config = ConfigDict(
        json_schema_extra={"properties": {axis: {"type": "string", "enum": list(states)} for axis, states in TRANSITIONS.items()}}
    )

    decision: str
    reception: str
    inspection: str
    disposition: str
    money: str
    remake: str
    recovery: str


class CaseLine(Schema):
    id: str
    order_line: str
    quantity: int
    kinds: list[str]
    value: Money
    word: str
    axes: Axes
    choice: str | None


class Case(Schema):
    id: str = Field(examples=["cas_7f3k0qx2m9w4b8ta"])
    number: str
    order: str
    opened_at: datetime
    closed_at: datetime | None
    closed_as: str | None
    word: str
    ball: Ball
    lines: list[CaseLine]


class CasePage(Schema):
    items: list[Case]
    next: str | None


class Offer(Schema):
    """One remedy with what it is worth, what the customer has to do, and the days on which things happen."""

    model_config = ConfigDict(extra="allow")

    remedy: str
    basis: str
    right: str | None
    currency: str
    amount_minor: int
    breakdown: dict[str, Any] | None
    ship_back: str
    keep_item: str | None
    return_paid_by: str | None
    duty: dict[str, Any]


class Decision(Schema):
    """Enough to run it again, bit for bit."""

    id: str
    line: str
    cause: str
    outcome: str
    made_at: datetime
    policy_hash: str
    law_version: str
    calendar_version: str | None
    engine_version: str | None
    facts_hash: str
    slots: dict[str, Any] | None
    offers: list[dict[str, Any]] | None
    lifted: list[Any] | None
    missing: list[Any] | None
    trace: list[Any] | None


class Transfer(Schema):
    id: str
    provider: str
    payment: str | None
    amount: Money
    moved: Money
    state: str
    provider_ref: str | None
    problem: str | None
    tries: int
    next_try_at: datetime | None
    asked_at: datetime | None
    answered_at: datetime | None


class Reimbursement(Schema):
    """What is owed to a customer; `moved` is what has left through a provider. Of a credit's code `provider_ref` shows the last four."""

    id: str
    kind: str
    amount: Money
    state: str
    provider: str
    provider_ref: str | None
    problem: str | None
    moved: Money
    excess: Money
    due_on: date | None
    asked_at: datetime | None
    ended_at: datetime | None
    transfers: list[Transfer]


class ReimbursementRecorded(Reimbursement):
    credit_notes: list[str]


class ReimbursementPage(Schema):
    items: list[Reimbursement]
    next: str | None


class Parcel(Schema):
    id: str
    code: str
    state: str
    paid_by: str
    send_by: date | None
    received_at: datetime | None
    tracking_number: str | None


class ParcelPage(Schema):
    items: list[Parcel]
    next: str | None


class Inspection(Schema):
    id: str
    case: str | None
    line: str | None
    corrects: str | None
    result: str
    grade: str
    shop_grade: str
    answers: dict[str, str]
    finding: str | None
    root_cause: str | None
    proposed: str
    because: str | None
    disposition: str
    reason: str | None
    quantity: int
    at: datetime


class InspectionPage(Schema):
    items: list[Inspection]
    next: str | None


class Deadline(Schema):
    """Something that is due: a promise where somebody was told."""

    id: str
    kind: str
    owner: str
    due_at: datetime
    told_on: date | None
    source: str


class Claim(Schema):
    """`who`: the supplier's code, the carrier's name ("" where it is not known). `share`: of a hundred, what it bears of the fault; `asked` is its part.
    `filed_as`: the number that it has there."""

    id: str
    party: str
    who: str
    kind: str
    quantity: int
    share: int
    filed_as: str | None
    state: str
    asked: Money
    accepted: Money
    credited: Money
    opens_on: date | None
    window_until: date | None
    answer_by: datetime | None


class ClaimSubmitted(Claim):
    """`link`: the page on which the supplier answers."""

    link: str


class ClaimPage(Schema):
    items: list[Claim]
    next: str | None


class Replacement(Schema):
    """New goods in place of a line's, as an order of its own to `party` (`shop`, or `supplier` by its agreement). `way`: where it leaves from (`usual`,
    `stock:ID` or `source:SUPPLIER`); `why`: cheapest_in_time, earliest, only_one, by_hand or nobody."""

    id: str
    case: str
    line: str
    remedy: str
    party: str
    way: str | None
    why: str | None
    supplier: str | None
    quantity: int
    sku: str
    title: str
    other_goods: bool
    state: str
    made_at: datetime | None
    placed_at: datetime | None
    answer_by: datetime | None
    ready_on: date | None
    tracking: str | None
    reason: str | None


class ReplacementPlaced(Replacement):
    """`link`: the page on which the supplier answers."""

    link: str


class ReplacementPage(Schema):
    items: list[Replacement]
    next: str | None


class Difference(Schema):
    """What goods in exchange cost more, paid by the customer before they are sent."""

    id: str
    line: str
    amount: Money
    state: str
    pay_link: str | None
    asked_at: datetime | None
    paid_at: datetime | None
    reference: str | None
    ended_at: datetime | None
    back_reference: str | None


class CaseWhole(Case):
    """A case with everything that was decided, sent, seen and paid."""

    decisions: list[Decision]
    deadlines: list[Deadline]
    parcels: list[Parcel]
    inspections: list[Inspection]
    reimbursements: list[Reimbursement]
    claims: list[Claim]
    replacements: list[Replacement]
    differences: list[Difference]
    linked: list[str]
    merged_into: str | None


class PreviewLine(Schema):
    line: str
    outcome: str
    offers: list[Offer]
    evidence: list[dict[str, Any]]


class Preview(Schema):
    lines: list[PreviewLine]


class TimelineLine(Schema):
    """An audit fact. `body` holds ids, codes, dates and amounts, never personal words."""

    seq: int
    at: datetime
    actor: str
    name: str
    subject: str
    body: dict[str, Any]
    hash: str


class Timeline(Schema):
    items: list[TimelineLine]


class LineCosts(Schema):
    model_config = ConfigDict(extra="allow")

    line: str
    rows: list[dict[str, Any]]
    alternative: dict[str, Any] | None
    refusal: dict[str, Any] | None


class Economics(Schema):
    own_cases: int
    lines: list[LineCosts]


class Settled(Schema):
    state: Literal["settled", "nothing_due"]
    reimbursements: list[Reimbursement]


class MessageSent(Schema):
    id: str
    state: str


class Message(Schema):
    """`text` is empty where it was erased."""

    id: str
    direction: Literal["in", "out"]
    audience: str
    kind: str
    language: str
    subject: str
    text: str
    state: str
    made_at: datetime


class Messages(Schema):
    items: list[Message]
    next: str | None


class SentAgain(Schema):
    letters: int


class PrivateLink(Schema):
    link: str | None


class AskedPerson(Schema):
    answer_by: datetime
