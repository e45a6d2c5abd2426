"""A case's claims as its page shows them: what the supplier wants to see, and whether it takes the claim yet."""

from datetime import datetime
from typing import Any

from makegood.base.tenancy import Merchant
from makegood.casefile.claiming import is_ahead
from makegood.casefile.days import local_day
from makegood.web.agreement_words import evidence_words


def claims_shown(claims: list[Any], merchant: Merchant, *, now: datetime) -> list[Any]:
    """The same claims with `ahead` (a later day opens them) and `wants` (a sentence; "" where nothing is wanted, or nobody knows)."""
    today = local_day(now, merchant.zone)
    for one in claims:
        one.ahead = one.state == "drafted" and is_ahead(one, today)
        wanted = one.packet.get("evidence") if one.state == "drafted" else None
        one.wants = evidence_words(wanted) if wanted else ""
    return claims
