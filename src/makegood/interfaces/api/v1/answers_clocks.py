"""What the call about a case's clocks answers."""

from datetime import date
from typing import Literal

from ninja import Schema

from makegood.interfaces.api.v1.answers_orders import Money


class Clock(Schema):
    """`until`: its last day; `opens_on`: nothing is taken before; `source`: where the day comes from; `why` there is none; `done`: it was met."""

    kind: Literal["customer", "supplier", "protection", "carrier", "card"]
    until: date | None
    opens_on: date | None
    source: str
    why: str
    done: bool
    over: bool


class LineClocks(Schema):
    """`nearest`: the kind of the clock that runs out first of those that somebody of the shop can meet; `lost`: what it costs that the supplier
    takes no claim any more while the customer may still ask."""

    line: str
    nearest: str | None
    lost: Money | None
    clocks: list[Clock]


class Clocks(Schema):
    items: list[LineClocks]
