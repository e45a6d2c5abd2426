"""What the calls about vetting suppliers answer."""

from datetime import date, datetime

from ninja import Schema

from makegood.interfaces.api.v1.answers_orders import Money
from makegood.interfaces.api.v1.answers_scorecards import Share, SupplierCard


class VettingScore(Schema):
    """`percent`, 0 to 100, of what the `known` answers of `asked` questions could give; null where nothing is known."""

    percent: int | None
    known: int
    asked: int


class VettingVersion(Schema):
    """What was said on one day: yes, partly or no; a question that is left out is not known."""

    id: str
    at: datetime
    answers: dict[str, str]
    score: VettingScore


class MeasuredSpan(Schema):
    """`days` is null where it never came. `answer`: what it counts as, before what was said."""

    question: str
    days: int | None
    allowed_days: int
    answer: str


class TestReturnShown(Schema):
    """`steps`: the day of each that happened. `waits_for`, `owner` and `due_on` are null once it has ended with its `outcome`: refunded, refused, given_up."""

    id: str
    sku: str
    steps: dict[str, date]
    allowed_days: dict[str, int]
    agreed: list[str]
    waits_for: str | None
    owner: str | None
    due_on: date | None
    outcome: str | None
    ended_at: datetime | None


class SupplierVetted(Schema):
    """`answers` and `score` of all that is known: what the newest test return measured goes before what was said."""

    supplier: str
    answers: dict[str, str]
    score: VettingScore
    measured: list[MeasuredSpan]
    versions: list[VettingVersion]
    test_returns: list[TestReturnShown]


class PriceShown(Schema):
    sku: str
    title: str
    cost: Money


class SupplierSide(Schema):
    """`agreement`: the id of the one in force. `card`: its scorecard of a year, null where it neither sold nor answered in it."""

    supplier: str
    name: str
    agreement: str | None
    vetted: SupplierVetted
    card: SupplierCard | None
    prices: list[PriceShown]


class ParallelSide(Schema):
    """`lead_days`: from the order to the arrival, of half of the `timed` parcels."""

    supplier: str
    pieces: int
    faulty: Share
    late_or_never: Share
    timed: int
    lead_days: float | None


class ParallelShown(Schema):
    """`reached`: the share of the pieces that went to the second of `sides`, of which `planned_percent` was planned."""

    id: str
    sku: str
    from_on: date
    until_on: date
    planned_percent: int
    reached: Share
    sides: list[ParallelSide]
    ended_at: datetime | None
    chosen: str | None


class SupplierComparison(Schema):
    """Two suppliers; `both`: articles that both have sent in a year."""

    sides: list[SupplierSide]
    both: list[str]
    parallel_tests: list[ParallelShown]
