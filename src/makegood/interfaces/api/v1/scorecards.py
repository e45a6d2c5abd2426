"""How suppliers, products, hubs and carriers do."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from makegood.base.tenancy import merchant_of
from makegood.insight.scorecards import TIMES, scorecards
from makegood.interfaces.api.v1 import scorecard_shapes
from makegood.interfaces.api.v1.answers_scorecards import Scorecards
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.schemas import answers
from makegood.web.clock import now_of

router = Router(tags=["scorecards"])
Days = Annotated[int, Query(ge=7, le=1100, description="The time, in days up to now.")]


@router.get("", response=answers(Scorecards), operation_id="get_scorecards")
@call("read")
def get_scorecards(request: HttpRequest, days: Days = TIMES[0]) -> dict[str, Any]:
    """Shares of the pieces ordered in the time, each with what is likely; claims by the day they were sent, looks by the day they were made."""
    merchant = merchant_of(caller_of(request).merchant_id)
    return scorecard_shapes.scorecards(scorecards(merchant, now=now_of(request), days=days), merchant.currency)
