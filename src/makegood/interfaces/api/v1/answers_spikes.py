"""What calls about spikes take and answer."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from makegood.interfaces.api.v1.answers_scorecards import Share
from makegood.interfaces.api.v1.days import Day
from makegood.interfaces.api.v1.schemas import Strict


class SplitPart(Schema):
    """`value`: null where nobody said."""

    value: str | None
    share: Share


class Split(Schema):
    """`explains`: the orders of `value` are worse than the others since the day; `goes_with`: `value` came with the day; `not_it`: it was there before, or several
    are as bad; `not_known`."""

    by: Literal["supplier", "batch", "text_version", "campaign"]
    verdict: Literal["explains", "goes_with", "not_it", "not_known"]
    value: str | None
    parts: list[SplitPart]


class CorrectiveAction(Schema):
    """`verdict`, `before` and `after`: as it ended, or, while it is watched, as of now. `needed`: with so many orders a fall to the old rate would show."""

    id: str
    what: str
    who: Literal["shop", "supplier", "hub", "carrier"]
    from_on: date
    from_batch: str | None
    due_on: date
    begun_at: datetime
    ended_at: datetime | None
    verdict: Literal["worked", "did_not", "too_early"]
    before: Share
    after: Share
    needed: int | None


class Spike(Schema):
    """`key`: the article number, or the supplier's code. Shares are of orders of it, each once. `chance`: how often, at most, a night of looking finds such a thing
    where nothing has changed. `decide_by`: the day of the next step, while there is one."""

    id: str
    about: Literal["product", "supplier"]
    key: str
    title: str
    state: Literal["open", "acting", "ended", "dismissed"]
    since_on: date
    before: Share
    after: Share
    chance: float
    splits: list[Split]
    found_at: datetime
    decide_by: date | None
    paused_at: datetime | None
    batch_asked_at: datetime | None
    why_not: Literal["known", "chance", "wrong_data"] | None
    ended_at: datetime | None


class SpikeWithActions(Spike):
    actions: list[CorrectiveAction]


class SpikePage(Schema):
    items: list[Spike]
    next: str | None


class DismissIn(Strict):
    """`known`: its cause is known and over."""

    why: Literal["known", "chance", "wrong_data"]


class StepIn(Strict):
    """What was done: the listing is paused, or the supplier was asked to check the batch."""

    step: Literal["paused", "batch_asked"]


class ActionIn(Strict):
    """`from_on`: the day of orders on which it shows first; `from_batch`: only in pieces of this batch."""

    what: str = Field(min_length=1, max_length=200)
    who: Literal["shop", "supplier", "hub", "carrier"]
    from_on: Day
    from_batch: str = Field(default="", max_length=60)
    due_on: Day
