"""A case's clocks as its page shows them."""

from datetime import datetime
from typing import Any

from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.insight.clocks import clocks_of_case
from makegood.web.clock_words import clock_row


def clocks_shown(case: Any, order: Any, merchant: Merchant, now: datetime) -> dict[int, dict[str, Any]]:
    """By line id: {"rows", "nearest", "lost"}."""
    today = local_day(now, merchant.zone)
    return {
        one.line.id: {
            "rows": [clock_row(clock, today) for clock in one.clocks], "nearest": clock_row(one.nearest, today) if one.nearest else None,
            "lost": one.lost_minor,
        }
        for one in clocks_of_case(case, order, today=today)
    }  # fmt: skip
