"""What calls about credits of suppliers and carriers take."""

from typing import Annotated, Literal

from pydantic import Field

from makegood.interfaces.api.v1.days import Day
from makegood.interfaces.api.v1.schemas import Strict

Part = Annotated[int, Field(ge=0, le=100)]


class ClaimCreditIn(Strict):
    """`who`: the supplier's code or the carrier's name. `reference`: its own number there, counted once. `named`: what it says it is for."""

    party: Literal["supplier", "carrier"] = "supplier"
    who: str = Field(min_length=1, max_length=60)
    amount: str
    currency: str = Field(min_length=3, max_length=3)
    came_on: Day
    reference: str = Field(default="", max_length=80)
    named: str = Field(default="", max_length=80)
    from_invoice: bool = False


class MatchPartIn(Strict):
    claim: str = Field(max_length=40)
    amount: str


class CreditMatchIn(Strict):
    parts: list[MatchPartIn] = Field(min_length=1, max_length=100)


class ExplainIn(Strict):
    meaning: Literal["sent_back", "goodwill", "something_else"]


class FaultIn(Strict):
    """Shares of a hundred; together they are 100."""

    supplier: Part = 0
    carrier: Part = 0
    shop: Part = 0
    customer: Part = 0
    nobody: Part = 0


class FiledIn(Strict):
    """`filed_as`: the number that the claim was given there."""

    filed_as: str = Field(default="", max_length=80)
