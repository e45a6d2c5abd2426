"""What the calls about hubs take and answer."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from makegood.apps.hubs.words import ACTS, DESTINATIONS, REASONS, VERDICTS
from makegood.interfaces.api.v1.answers_orders import Money
from makegood.interfaces.api.v1.days import Day
from makegood.interfaces.api.v1.schemas import Strict
from makegood.journeys.take_hub_invoice import CODE

Act = Literal[ACTS]  # type: ignore[valid-type]


class HubPrice(Schema):
    """Of one parcel (receive) or one piece, as it is today."""

    act: str
    price: Money
    from_on: date


class Hub(Schema):
    """`id` is the hub's own code, the same for every shop that uses it."""

    id: str
    name: str
    country: str
    abilities: list[str]
    prices: list[HubPrice]


class HubPage(Schema):
    items: list[Hub]
    next: str | None


class PriceIn(Strict):
    """`price`: a decimal string in the shop's currency, without tax."""

    act: Act
    price: str


class PricesIn(Strict):
    from_on: Day
    prices: list[PriceIn] = Field(min_length=1, max_length=len(ACTS))


class HubAct(Schema):
    """`price` is null where no price was agreed for its day, and until it is done. `subject`: the parcel, inspection or sample."""

    id: str
    hub: str
    act: str
    state: str
    quantity: int
    subject: str
    case: str | None
    line: str | None
    parcel: str | None
    wanted_at: datetime
    done_at: datetime | None
    done_on: date | None
    price: Money | None


class HubActPage(Schema):
    items: list[HubAct]
    next: str | None


class RestockIn(Strict):
    """`acts`: the ids of acts `restock` that are wanted, all of one hub. buffer: the stock from which new ones leave."""

    acts: list[str] = Field(min_length=1, max_length=100)
    destination: Literal[DESTINATIONS]  # type: ignore[valid-type]


class RestockLine(Schema):
    act: str
    sku: str
    title: str
    grade: str
    quantity: int


class Restock(Schema):
    id: str
    number: int
    hub: str
    destination: str
    at: datetime
    lines: list[RestockLine]


class RestockPage(Schema):
    """The newest twenty; `next` is always null."""

    items: list[Restock]
    next: str | None


class InvoiceLineIn(Strict):
    """`reference`: a label's code, a case number or an act's id, never a name; without one the line sums up what was done. `amount` for all `quantity`."""

    act: Act
    quantity: int = Field(ge=1, le=1_000_000)
    amount: str
    reference: str = Field(default="", pattern=rf"^{CODE}?$", max_length=40)
    done_on: Day | None = None


class InvoiceIn(Strict):
    number: str = Field(min_length=1, max_length=40)
    since: Day
    until: Day
    lines: list[InvoiceLineIn] = Field(min_length=1, max_length=2000)


class InvoiceLine(Schema):
    """`acts` are what it asks to be paid; `expected` what they cost by the agreed prices; `difference` is amount less expected.

    `verdict`: accepted or disputed, null while nobody said anything.
    """

    id: str
    place: int
    act: str
    reference: str | None
    quantity: int
    amount: Money
    expected: Money
    difference: Money
    cause: str
    acts: list[str]
    verdict: str | None


class Invoice(Schema):
    """`missing`: ids of acts of these days that neither this invoice nor an earlier one asks to be paid for."""

    id: str
    hub: str
    number: str
    since: date
    until: date
    amount: Money
    expected: Money
    lines: list[InvoiceLine]
    missing: list[str]


class InvoiceBrief(Schema):
    """`waits`: lines to which nothing was said yet."""

    id: str
    hub: str
    number: str
    since: date
    until: date
    amount: Money
    waits: int


class InvoicePage(Schema):
    """The newest twenty; `next` is always null."""

    items: list[InvoiceBrief]
    next: str | None


class VerdictIn(Strict):
    """`open` takes back what was said before."""

    verdict: Literal[VERDICTS]  # type: ignore[valid-type]


class SampleIn(Strict):
    """`worst_percent`: a batch with so many bad pieces is held in at least 95 of 100 samples; it sets how many are drawn."""

    sku: str = Field(min_length=1, max_length=80)
    lot: int = Field(ge=1, le=100_000)
    batch: str = Field(default="", max_length=80)
    category: str = Field(default="", max_length=80)
    worst_percent: Literal[5, 10, 20] = 10


class Sample(Schema):
    """`verdict`: drawing, accept or hold. Of the whole lot between `low` and `high` pieces are bad, in at least 95 of 100 samples."""

    id: str
    hub: str
    sku: str
    batch: str | None
    lot: int
    size: int
    worst_percent: int
    looked: int
    bad: int
    verdict: str
    low: int
    high: int
    ended_at: datetime | None


class SamplePage(Schema):
    """The newest twenty; `next` is always null."""

    items: list[Sample]
    next: str | None


class RoutePart(Schema):
    """carriage, acts, staff, or worth (below zero: what the goods are still worth there); `source` says where the number is from."""

    name: str
    amount: Money
    source: str


class RoutePlace(Schema):
    """`bars`: codes of what speaks against it; all but `not_promised` forbid it."""

    place: str
    hub: str | None
    name: str | None
    cost: Money
    days: int
    bars: list[str]
    parts: list[RoutePart]


class Route(Schema):
    """Where a line's goods go. `places` are all that were weighed, the cheapest first. `reason` where a person chose."""

    id: str
    line: str
    parcel: str | None
    place: str
    hub: str | None
    cost: Money
    chosen_by: str
    reason: str | None
    at: datetime
    places: list[RoutePlace]


class RoutePage(Schema):
    """All of a case, the oldest first; the newest of a line counts. `next` is always null."""

    items: list[Route]
    next: str | None


class RouteIn(Strict):
    """`hub`: its code, where the place is a hub."""

    place: Literal["hub", "shop", "supplier"]
    reason: Literal[REASONS]  # type: ignore[valid-type]
    hub: str = Field(default="", max_length=60)
